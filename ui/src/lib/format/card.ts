// Values of a model card. What nobody measured is undefined, never 0.

import type { CardValue } from '../api/generated';
import { interval, score } from './statistic';

/** Below so many cases a value says little. */
export const FEW_CASES = 20;

export const cardValue = (value: CardValue | null): string => (value && Number.isFinite(value.value) ? score(value.value) : 'undefined');

/** `0.56–0.66`; why there is none where a value stands without one. */
export function cardInterval(value: CardValue | null): string {
  if (!value || !Number.isFinite(value.value)) return '';
  return interval(value.low, value.high) || 'no interval';
}
