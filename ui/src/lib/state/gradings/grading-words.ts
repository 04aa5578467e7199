// What the states of a study of grades are called, and what they mean.

import type { GradingRow, GradingState } from '../../api/generated';
import { count, counted } from '../../format/number';

export const GRADING_STATES: Record<GradingState, string> = {
  draft: 'draft',
  open: 'open',
  discussion: 'in discussion',
  locked: 'locked',
};

export const GRADING_SENTENCES: Record<GradingState, string> = {
  draft: 'The protocol may still change. A senior oncologist gives the examples; then it is frozen and opened.',
  open: 'The protocol is frozen and the graders grade. How far they are is shown, never what they gave.',
  discussion: 'Both graders have recorded every case. The panel settles what lies more than one point apart.',
  locked: 'Nothing changes any more. Models are named and the results may be read.',
};

/** One line on how far it is, for the list. */
export function standing(row: GradingRow): string {
  if (row.state === 'draft') return row.examples === 0 ? 'no examples wanted' : `${row.examplesGiven} of ${counted(row.examples, 'example')} given`;
  if (row.state === 'discussion') return row.flagged === 0 ? 'no discrepancy' : `${row.settled ?? 0} of ${count(row.flagged ?? 0)} settled`;
  if (row.state === 'locked') return `${counted(row.cases, 'case')}, ${counted(row.arms, 'arm')}`;
  const active = row.graders.filter(({ isRemoved }) => !isRemoved);
  return `${count(active.reduce((sum, { recorded }) => sum + recorded, 0))} of ${count(active.reduce((sum, { total }) => sum + total, 0))} recorded`;
}
