// Scores, p-values and intervals as they are printed: an undefined number is said to be undefined, never 0.

import type { TestState } from '../api/generated';

export const UNDEFINED = 'n/a';

/** Two decimals. */
export const score = (value: number | null): string => (value === null ? UNDEFINED : value.toFixed(2));

/** Three decimals with a true minus where it is below 0, a sign always. */
export function difference(value: number | null): string {
  if (value === null) return UNDEFINED;
  const size = Math.abs(value).toFixed(3);
  return value < 0 && Number(size) !== 0 ? `−${size}` : `+${size}`;
}

/** `0.62–0.71`; nothing without an interval. */
export const interval = (low: number | null, high: number | null): string => (low === null || high === null ? '' : `${low.toFixed(2)}–${high.toFixed(2)}`);

/** Three decimals, `< 0.001` below. */
export const pValue = (p: number): string => (p < 0.0005 ? '<\u00A00.001' : p.toFixed(3));

/** The p of a test, or why there is none. */
export function pOf(test: TestState): string {
  if (test.state === 'tested') return pValue(test.p);
  return test.state === 'noDifference' ? 'no difference' : UNDEFINED;
}

/** `10 pairs, the smallest p they allow is 0.001`, for below a table. */
export function floorWords(test: TestState): string {
  if (test.state !== 'tested') return '';
  const zeros = test.zeros > 0 ? `, ${test.zeros} without a difference` : '';
  const ties = test.ties > 0 ? `, ${test.ties} tied` : '';
  return `${test.n} ${test.n === 1 ? 'pair' : 'pairs'}${zeros}${ties}; the smallest p they allow is ${pValue(test.pFloor)}`;
}

/** The same for several tests: those of as many pairs are said together. */
export function floorsWords(tests: TestState[]): string {
  const tested = tests.filter((test) => test.state === 'tested');
  const sizes = [...new Set(tested.map(({ n }) => n))].sort((a, b) => a - b);
  const most = (of: number[], words: string) => (Math.max(...of) > 0 ? `, up to ${Math.max(...of)} ${words}` : '');
  return sizes
    .map((n) => {
      const those = tested.filter((test) => test.n === n);
      const zeros = most(those.map((test) => test.zeros), 'without a difference');
      const ties = most(those.map((test) => test.ties), 'tied');
      return `${n} ${n === 1 ? 'pair' : 'pairs'}${zeros}${ties}; the smallest p they allow is ${pValue(Math.min(...those.map((test) => test.pFloor)))}`;
    })
    .join('; ');
}

/** `0.1, 0.4`; `0.1 to 1 (10)` for many. */
export function temperatureWords(temperatures: number[]): string {
  if (temperatures.length <= 4) return temperatures.join(', ');
  return `${temperatures[0]} to ${temperatures.at(-1)} (${temperatures.length})`;
}
