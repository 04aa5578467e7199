// What a rater chooses for a letter: a point in each dimension, a comment, a flag.

import type { RecordedLetterRating } from '../../api/generated';

export interface RatingChoice {
  /** From 1 on, in the order of the dimensions; null where nothing is chosen yet. */
  scores: (number | null)[];
  comment: string;
  isFlagged: boolean;
}

/** A recorded rating as a choice, to be corrected; without one, nothing chosen in so many dimensions. */
export const choiceOf = (recorded: RecordedLetterRating | null, dimensions: number): RatingChoice =>
  recorded ? { scores: [...recorded.scores], comment: recorded.comment, isFlagged: recorded.isFlagged } : { scores: Array.from({ length: dimensions }, () => null), comment: '', isFlagged: false };

export const isSameScores = (a: (number | null)[], b: (number | null)[]): boolean => a.length === b.length && a.every((score, index) => score === b[index]);

export const isSameChoice = (a: RatingChoice, b: RatingChoice): boolean => isSameScores(a.scores, b.scores) && a.comment.trim() === b.comment.trim() && a.isFlagged === b.isFlagged;
