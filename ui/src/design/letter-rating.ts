// The states of Letters, rating, and of Letter studies on the design page.

import { AMARI, HALVORSEN, LETTER_STUDIES, LETTER_STUDY_OPTIONS, letterResults, MY_LETTER_STUDY, openFor, raterProgress, TANAKA, type FakeBackend } from '../lib/api/fake';
import type { ErrorCode, MyLetterStudy } from '../lib/api/generated';
import type { Workplace } from '../lib/state/workplace.svelte';

export const RATING_SCREENS = ['letterRating', 'letterStudies'];

const ROWS: Record<string, Partial<MyLetterStudy>> = { finished: { state: 'finished', rated: 12 }, closed: { state: 'closed', rated: 12 }, many: { total: 240, rated: 90 } };
const failure = (code: ErrorCode) => ({ code, message: 'What the program says of this case.', detail: null });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const stateOf = (query: URLSearchParams) => query.get('state') ?? 'usual';

/** letterRating: ?state=usual|fresh|ready|german|recorded|corrected|failed|met|several|finished|closed|many|eight|resident|empty|loading
    letterStudies: ?state=usual|running|stopping|failed|open|done|locked|tables|undefined|new|faults|noletters|none|lock|remove|loading */
export function prepareRating(backend: FakeBackend, query: URLSearchParams): void {
  const [screen, state] = [query.get('screen'), stateOf(query)];
  backend.view = openFor(screen === 'letterStudies' ? TANAKA : state === 'resident' ? HALVORSEN : AMARI);
  backend.myLetterStudyList = [{ ...MY_LETTER_STUDY, ...(ROWS[state] ?? {}) }];
  if (state === 'several') backend.myLetterStudyList = [MY_LETTER_STUDY, { ...MY_LETTER_STUDY, study: 2, name: 'Letters after chemoradiation', state: 'finished', rated: 12 }];
  if (state === 'empty') backend.myLetterStudyList = [];
  if (state === 'eight') backend.letterScale = { ...backend.letterScale, dimensions: [...backend.letterScale.dimensions, ...backend.letterScale.dimensions.map((one) => ({ ...one, label: `${one.label}, again` }))] };
  if (state === 'none') backend.letterStudyList = [];
  if (state === 'noletters') backend.letterStudyOptionsView = { ...LETTER_STUDY_OPTIONS, letters: 0 };
  if (state === 'done' || state === 'lock') backend.letterStudyList = LETTER_STUDIES.map((row) => (row.state === 'open' ? { ...row, raters: raterProgress(36, 36) } : row));
  const locked = LETTER_STUDIES.find((row) => row.state === 'locked');
  if (state === 'undefined' && locked) {
    const results = letterResults(locked);
    backend.letterResultsView = { ...results, dimensions: results.dimensions.map((dimension) => ({ ...dimension, agreement: [] })) };
  }
  if (state === 'loading') for (const name of ['myLetterStudies', 'letterStudies'] as const) backend.silent.add(name);
  const error = query.get('error') as ErrorCode | null;
  if (error) backend.failures = { myLetterStudies: failure(error), letterStudies: failure(error) };
}

export async function showRating(workplace: Workplace, backend: FakeBackend, query: URLSearchParams): Promise<void> {
  const { screens } = workplace;
  if (!screens) return;
  const isStudies = query.get('screen') === 'letterStudies';
  screens.letters.tab = 'rate';
  workplace.go(isStudies ? 'letterStudies' : 'letters');
  await pause(300);
  if (isStudies) await showStudies(workplace, backend, stateOf(query));
  else await showDesk(workplace, backend, stateOf(query));
}

async function showDesk({ screens }: Workplace, backend: FakeBackend, state: string): Promise<void> {
  const desk = screens?.letterRating.desk;
  if (!desk) return;
  if (state === 'german') await desk.show(4);
  if (['recorded', 'corrected'].includes(state)) await desk.show(1);
  if (state === 'corrected') desk.choose(1, 1);
  if (['usual', 'several', 'eight'].includes(state)) {
    desk.choose(0, 2);
    desk.choose(1, 4);
    desk.choose(2, 3);
    desk.write('The image fusion date is invented.');
    document.getElementById('dimension-2-3')?.focus();
  }
  if (['ready', 'failed', 'met'].includes(state)) for (const score of [2, 4, 3, 3]) desk.rate(score);
  if (state === 'failed') backend.failures = { recordLetterRating: failure('diskFull') };
  if (state === 'met') backend.rateElsewhere(1, 3, [1, 4, 4, 3]);
  if (['failed', 'met'].includes(state)) await desk.record();
}

async function showStudies({ screens }: Workplace, backend: FakeBackend, state: string): Promise<void> {
  const screen = screens?.letterStudies;
  if (!screen) return;
  const at = { open: 2, done: 2, lock: 2, locked: 1, tables: 1, undefined: 1 }[state];
  if (at !== undefined) await screen.choose(at);
  if (['running', 'stopping', 'failed'].includes(state)) {
    void screen.draft();
    await pause(30);
    backend.letterDraftings.at(-1)?.send({ kind: 'drafted', done: 17, total: 36, model: 'Letters demo, fine-tuned' });
  }
  if (state === 'stopping') screen.drafting.isStopping = true;
  if (state === 'failed') backend.letterDraftings.at(-1)?.fail(failure('notEnoughMemory'));
  if (['new', 'faults', 'noletters'].includes(state)) await screen.beginMaking();
  if (state === 'faults') {
    const { form } = screen;
    Object.assign(form, { wasNamed: true, wasRated: true, lettersText: '40', temperatureText: '-1', models: { 'mistral-7b': true } });
    form.scale.add();
    form.scale.points[1] = '';
  }
  if (state === 'tables') screen.toggleFigureForm();
  if (state === 'lock' || state === 'remove') screen.ask(state);
}
