// What the screens of grades say: the button that records, the line above the case, the pace.

import type { GradingStage, MyGrading, TickState } from '../api/generated';
import { count } from '../format/number';

/** What Enter does now. */
export type Intent =
  | { kind: 'grade'; grade: number }
  | { kind: 'correct'; grade: number; instead: number | null }
  | { kind: 'change' }
  | { kind: 'skip' }
  | { kind: 'goOn' }
  | { kind: 'none'; why: string };

export interface RecordWords {
  label: string;
  /** Said where there is room for it. */
  more: string;
}

export function recordWords(intent: Intent, hasNext: boolean, stage: GradingStage): RecordWords {
  const more = hasNext ? (stage === 'calibration' ? ' example' : ' case') : '';
  const next = hasNext ? ', next' : '';
  switch (intent.kind) {
    case 'grade':
      return { label: `Record ${intent.grade}${next}`, more };
    case 'correct':
      return { label: `Record ${intent.grade} instead of ${intent.instead ?? 'the skip'}`, more: '' };
    case 'change':
      return { label: 'Record the change', more: '' };
    case 'skip':
      return { label: `Record the skip${next}`, more };
    case 'goOn':
      return { label: hasNext ? 'Next' : 'Go on', more };
    case 'none':
      return { label: 'Record', more: '' };
  }
}

/** `Case 143 of 300`; `Calibration, not counted: 3 of 10` */
export function placeWords(stage: GradingStage, position: number | null, of: number): string {
  if (stage === 'calibration') return `Calibration, not counted: ${position === null ? count(of) : `${count(position + 1)} of ${count(of)}`}`;
  return position === null ? `${count(of)} cases` : `Case ${count(position + 1)} of ${count(of)}`;
}

/** The ruler in one sentence. */
export function rulerWords(stage: GradingStage, position: number | null, ticks: TickState[]): string {
  const of = (state: TickState) => ticks.filter((tick) => tick === state).length;
  const toDo = of('toDo');
  const parts = [`${count(ticks.length - toDo)} recorded`, `${count(of('flagged'))} flagged`, `${count(of('skipped'))} skipped`, `${count(toDo)} to do`];
  return `Progress: ${placeWords(stage, position, ticks.length).replace(/^Case/, 'case')}. ${parts.join(', ')}.`;
}

/** `38 this session, 11 s a case`; empty before the first. */
export function paceWords(recorded: number, focusMs: number): string {
  if (recorded === 0) return '';
  const seconds = focusMs / recorded / 1000;
  return `${count(recorded)} this session, ${seconds < 1 ? 'under 1' : Math.round(seconds)}\u00A0s a case`;
}

/** How much waits in a study of grades for its grader. */
export function waitingIn({ state, total, recorded }: MyGrading): number {
  return state === 'calibrating' || state === 'grading' ? total - recorded : 0;
}

const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];

/** `Ten reference examples` */
export const examplesWords = (many: number): string => `${NUMBERS[many] ?? count(many)} reference ${many === 1 ? 'example' : 'examples'}`;
