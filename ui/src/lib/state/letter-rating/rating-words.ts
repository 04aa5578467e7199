// What the rating of letters says: the button that records, what is left, where the rater is.

import type { LetterScale, MyLetterStudy, TickState } from '../../api/generated';
import { count } from '../../format/number';

/** What Enter does now. */
export type RatingIntent =
  | { kind: 'rate' }
  | { kind: 'correct' }
  | { kind: 'change' }
  | { kind: 'goOn' }
  | { kind: 'none'; left: number };

const NUMBERS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

/** `one left to rate`; empty when none is. */
export const leftToRate = (left: number): string => (left === 0 ? '' : `${NUMBERS[left] ?? count(left)} left to rate`);

export function ratingButton(intent: RatingIntent, hasNext: boolean): string {
  switch (intent.kind) {
    case 'rate':
    case 'none':
      return hasNext ? 'Record, next' : 'Record';
    case 'correct':
      return 'Record the correction';
    case 'change':
      return 'Record the change';
    case 'goOn':
      return hasNext ? 'Next letter' : 'Go on';
  }
}

/** `9 of 12 left`, `All 12 rated`. */
export function leftOf({ total, rated }: MyLetterStudy): string {
  return rated >= total ? `All ${count(total)} rated` : `${count(total - rated)} of ${count(total)} left`;
}

/** `Letter 4 of 12` */
export const letterPlace = (position: number | null, of: number): string => (position === null ? `${count(of)} letters` : `Letter ${count(position + 1)} of ${count(of)}`);

/** The ruler in one sentence. */
export function ratingRuler(position: number | null, ticks: TickState[]): string {
  const of = (state: TickState) => ticks.filter((tick) => tick === state).length;
  const toDo = of('toDo');
  return `Progress: ${letterPlace(position, ticks.length).replace(/^L/, 'l')}. ${count(ticks.length - toDo)} rated, ${count(of('flagged'))} flagged, ${count(toDo)} to do.`;
}

/** `Correct: 2, fair` */
export function scoreWords(scale: LetterScale, dimension: number, score: number): string {
  return `${scale.dimensions[dimension]?.label ?? ''}: ${score}, ${scale.points[score - 1] ?? ''}`;
}

/** How much waits in a letter study for its rater. */
export const waitingIn = ({ state, total, rated }: MyLetterStudy): number => (state === 'rating' ? total - rated : 0);
