// Numbers of a study of grades in words. What is undefined says so and why; it is never 0.

import type { Proportion, StatisticView } from '../api/generated';
import { NO_BREAK_SPACE, trimmed } from '../format/dose';
import { percent } from '../format/number';

export const UNDEFINED = 'undefined';

/** Two decimals with a true minus; what rounds to nothing has no sign. */
export function figure(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** The same with its sign always: `+0.05`. */
export function signedFigure(value: number): string {
  const text = figure(value);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** `0.72 to 0.83`; nothing without an interval. */
export function between(low: number | null, high: number | null, format: (value: number) => string = figure): string {
  return low === null || high === null ? '' : `${format(low)} to ${format(high)}`;
}

/** `0.78 (0.72 to 0.83)`, or `undefined: no variation`. */
export function statistic({ value, low, high, undefined: why }: StatisticView): string {
  if (value === null) return why === '' ? UNDEFINED : `${UNDEFINED}: ${why}`;
  const range = between(low, high);
  return range === '' ? figure(value) : `${figure(value)} (${range})`;
}

/** How many of how many: a mean over graders may be a half. */
export const countOf = ({ count, n }: Proportion): string => `${trimmed(count, 1)} of ${n}`;

/** `74 %`, or `undefined` of nothing. */
export const shareOf = ({ share }: Proportion): string => (share === null ? UNDEFINED : percent(share));

/** `64 to 81 %`; nothing without an interval. */
export function shareBetween({ low, high }: Proportion): string {
  if (low === null || high === null) return '';
  const bare = (share: number) => percent(share).replace(`${NO_BREAK_SPACE}%`, '');
  return `${bare(low)} to ${percent(high)}`;
}
