// The states of Adjudicate, Studies of grades and the grades in Results on the design page.

import { ADJUDICATION, DISCUSSIONS, GRADING_OPTIONS, GRADINGS, HALVORSEN, openFor, PEOPLE, TANAKA, type FakeBackend } from '../lib/api/fake';
import type { ErrorCode, PersonView } from '../lib/api/generated';
import type { Workplace } from '../lib/state/workplace.svelte';

export const PANEL_SCREENS = ['adjudicate', 'gradings', 'results'];
const stateOf = (query: URLSearchParams) => query.get('state') ?? 'usual';
const SENIOR = PEOPLE.find(({ role }) => role === 'seniorOncologist') ?? TANAKA;

/** adjudicate: ?state=usual|alone|filled|settled|changed|changing|closed|agreed|undefined|locked|long|grader|join|sign|none|loading|cell
    gradings: ?state=draft|ready|open|discussion|locked|new|none|nostudy|freeze|lock|amend|remove|packet|merge|loading */
export function preparePanel(backend: FakeBackend, query: URLSearchParams): void {
  const [screen, state] = [query.get('screen'), stateOf(query)];
  const who: PersonView = screen !== 'adjudicate' ? TANAKA : state === 'grader' ? HALVORSEN : SENIOR;
  backend.view = openFor(who);
  backend.gradingsOf.set(2, [1]);
  if (state !== 'alone') for (const { account } of PEOPLE) backend.present.add(account);
  if (state === 'none') {
    backend.discussionList = [];
    backend.gradingList = [];
  }
  if (state === 'nostudy') {
    backend.gradingList = [];
    backend.gradingOptionsView = { ...GRADING_OPTIONS, studies: [] };
  }
  if (state === 'closed') backend.discussionList = DISCUSSIONS.filter(({ grading }) => grading === 3);
  if (state === 'agreed') backend.adjudications.set(2, { ...ADJUDICATION, flagged: [], exact: 248, withinOne: 300, table: [[110, 14, 0, 0, 0], [17, 70, 9, 0, 0], [0, 0, 34, 6, 0], [0, 0, 6, 24, 0], [0, 0, 0, 0, 10]] });
  if (state === 'undefined') backend.adjudications.set(2, { ...ADJUDICATION, kappaQuadratic: { value: null, low: null, high: null, undefined: 'no variation, every regimen got grade 2 from both' } });
  if (state === 'locked' && screen === 'adjudicate') backend.adjudications.set(2, { ...ADJUDICATION, isLocked: true });
  if (state === 'long') backend.adjudications.set(2, { ...ADJUDICATION, flagged: Array.from({ length: 4000 }, (_, index) => ({ ...ADJUDICATION.flagged[index % 23]!, item: index + 1, case: `C-${String(index).padStart(5, '0')}` })) });
  if (state === 'loading') for (const name of ['discussions', 'gradings'] as const) backend.silent.add(name);
  if (state === 'ready' || state === 'freeze') backend.gradingList = GRADINGS.map((row) => (row.state === 'draft' ? { ...row, examplesGiven: 10 } : row));
  if (state === 'lock') backend.gradingList = GRADINGS.map((row) => (row.state === 'discussion' ? { ...row, settled: 23 } : row));
  const error = query.get('error') as ErrorCode | null;
  const failure = error && { code: error, message: 'What the program says of this case.', detail: null };
  if (failure) backend.failures = { discussions: failure, gradings: failure, gradingsOfStudy: failure };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function showPanel(workplace: Workplace, query: URLSearchParams): Promise<void> {
  const { screens } = workplace;
  const screen = query.get('screen');
  if (!screens) return;
  workplace.go(screen === 'gradings' ? 'gradings' : screen === 'results' ? 'results' : 'adjudicate');
  await pause(80);
  if (screen === 'adjudicate') await showAdjudicate(workplace, stateOf(query));
  else if (screen === 'gradings') await showGradings(workplace, stateOf(query));
}

async function showAdjudicate({ screens }: Workplace, state: string): Promise<void> {
  const screen = screens?.adjudicate;
  if (!screen) return;
  if (['usual', 'filled', 'alone', 'join'].includes(state) && screen.decision) {
    Object.assign(screen.decision, { first: 4, second: 4, consensus: 4, reasons: ['dose'], words: 'Definitive p16-positive disease with gross tumour. 60 Gy / 30 fx is an adjuvant schedule, 10 Gy below the reference.' });
  }
  if (['settled', 'changed', 'changing', 'sign'].includes(state)) await screen.show(11);
  if (state === 'changing' && screen.case) screen.decision?.change(screen.case);
  if (state === 'cell') screen.pick({ first: 2, second: 4 });
  const senior = screen.view?.panel[0];
  if (state === 'join' && screen.view?.panel[1]) screen.door.ask(screen.view.panel[1], 'join');
  if (state === 'sign' && senior) screen.door.ask(senior, 'sign');
}

async function showGradings({ screens }: Workplace, state: string): Promise<void> {
  const screen = screens?.gradings;
  if (!screen) return;
  const at = { draft: 4, ready: 4, freeze: 4, remove: 4, open: 3, amend: 3, packet: 3, merge: 3, discussion: 2, lock: 2, locked: 1 }[state];
  if (at !== undefined) await screen.choose(at);
  if (state === 'new' || state === 'nostudy') await screen.beginMaking();
  if (state === 'freeze') screen.ask('open');
  if (state === 'lock') screen.ask('lock');
  if (state === 'remove') screen.ask('remove');
  if (state === 'amend') await screen.beginAmending();
  if (state === 'packet') await screen.exportPacket('l-amari', 'Dr L. Amari');
  if (state === 'merge') await screen.mergePacket();
}

