// The states of the screens Grade and Reference examples on the design page.

import { EXAMPLES, HALVORSEN, MY_GRADING, openFor, PEOPLE, type FakeBackend } from '../lib/api/fake';
import type { ErrorCode, MyGrading } from '../lib/api/generated';
import type { Workplace } from '../lib/state/workplace.svelte';

export const DESK_SCREENS = ['grade', 'examples'];

const ROWS: Record<string, Partial<MyGrading>> = {
  calibration: { state: 'calibrating', calibrated: 2, recorded: 0, skipped: 0, flagged: 0 },
  hidden: { state: 'calibrating', calibrated: 2, recorded: 0, skipped: 0, flagged: 0 },
  finished: { state: 'finished', recorded: 300 },
  packet: { state: 'finished', recorded: 300, isPacket: true },
  elsewhere: { state: 'elsewhere' },
  closed: { state: 'closed', recorded: 300 },
  many: { total: 10_000, recorded: 6_143 },
  full: { total: 806, recorded: 388 },
  few: { total: 30, recorded: 12, flagged: 1, skipped: 0 },
};

/** ?state=chosen|comment|recorded|proton|boost|unread|skip|rest|failed|met|several|empty|loading|feedback|drawer|dialog and those above; examples: senior|given|hidden|none|loading */
export function prepareDesk(backend: FakeBackend, query: URLSearchParams): void {
  const state = query.get('state') ?? 'chosen';
  const isSenior = state === 'senior' || state === 'given';
  backend.view = openFor(isSenior ? (PEOPLE.find(({ role }) => role === 'seniorOncologist') ?? HALVORSEN) : HALVORSEN);
  backend.myGradingList = [{ ...MY_GRADING, ...(ROWS[state === 'feedback' ? 'calibration' : state] ?? {}) }];
  if (state === 'several') backend.myGradingList = [MY_GRADING, { ...MY_GRADING, grading: 3, name: 'Head and neck, pilot', recorded: 12 }];
  if (state === 'empty' || state === 'none') backend.myGradingList = [];
  if (state === 'loading') for (const name of ['myGradings', 'referenceExamples'] as const) backend.silent.add(name);
  backend.examplesAreEditable = isSenior;
  if (state === 'senior') backend.exampleList = EXAMPLES.map((example) => (example.number < 5 ? example : { ...example, grade: null, note: '', by: '' }));
  const error = query.get('error') as ErrorCode | null;
  if (error) backend.failures = { myGradings: failure(error), referenceExamples: failure(error) };
}

const failure = (code: ErrorCode) => ({ code, message: 'What the program says of this case.', detail: null });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function showDesk(workplace: Workplace, backend: FakeBackend, query: URLSearchParams): Promise<void> {
  workplace.go(query.get('screen') === 'examples' ? 'examples' : 'grade');
  await pause(300);
  const screen = workplace.screens?.grade;
  const desk = screen?.desk;
  const state = query.get('state') ?? 'chosen';
  if (state === 'dialog') screen?.packets.ask();
  if (!desk || !screen) return;
  desk.pace.recorded = state === 'rest' ? 100 : 38;
  desk.pace.focusMs = desk.pace.recorded * 11_200;
  const at = { proton: 143, boost: 144, unread: 145, cervix: 147 }[state];
  if (at !== undefined) await desk.show(at);
  if (state === 'recorded') await desk.show(72);
  if (['chosen', 'comment', 'failed', 'met', 'rest', 'feedback', 'several', 'drawer'].includes(state)) document.dispatchEvent(new KeyboardEvent('keydown', { key: '2', bubbles: true }));
  if (state === 'chosen') desk.write('Both schedules are ablative for a peripheral T1.');
  if (state === 'skip') desk.askToSkip('');
  if (state === 'failed') backend.failures = { recordGrade: failure('diskFull') };
  if (state === 'met') backend.recordElsewhere(2, 'grading', 142, 4);
  if (['failed', 'met', 'feedback'].includes(state)) await desk.record();
  if (query.has('drawer') || state === 'drawer') await screen.toggleExamples();
}
