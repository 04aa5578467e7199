// What a grader chooses for a case.

import type { GradingStage, RecordedGrade } from '../../api/generated';

export interface Choice {
  grade: number | null;
  comment: string;
  isFlagged: boolean;
}

export const UNTOUCHED: Choice = { grade: null, comment: '', isFlagged: false };

/** A recorded grade as a choice, to be corrected. */
export const choiceOf = (recorded: RecordedGrade | null): Choice => (recorded ? { grade: recorded.grade, comment: recorded.comment, isFlagged: recorded.isFlagged } : UNTOUCHED);

export const isSame = (a: Choice, b: Choice): boolean => a.grade === b.grade && a.comment.trim() === b.comment.trim() && a.isFlagged === b.isFlagged;

export const keyOf = (stage: GradingStage, position: number): string => `${stage}/${position}`;
