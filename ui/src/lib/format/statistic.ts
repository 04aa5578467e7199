// Scores, p-values and intervals as they are printed: an undefined number is said to be undefined, never 0. They are rounded half away from
// zero on the decimal value, as the sentences are (crates/eval/src/wording.rs; tests/golden/printed_numbers.json holds both).

import type { TestState } from '../api/generated';

export const UNDEFINED = 'n/a';

/** The smallest number of full precision. */
const SMALLEST = 2.2250738585072014e-308;

/** The shortest decimal digits that name a number; `before` of them stand before the point. */
function decimalOf(value: number): { digits: string; before: number } {
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential().split('e');
  return { digits: mantissa.replace('.', ''), before: Number(exponent) + 1 };
}

/** The first `kept` digits, rounded half away from zero; a digit more where that carries beyond the first. */
function firstDigits(digits: string, kept: number): string {
  if (kept < 0) return '0';
  const whole = digits.slice(0, kept).padEnd(kept, '0');
  return Number(digits[kept] ?? '0') < 5 ? whole : String(BigInt(`0${whole}`) + 1n).padStart(kept, '0');
}

/** So many decimals, with a true minus where anything but zeros is left. */
export function decimals(value: number, places: number): string {
  if (!Number.isFinite(value)) return UNDEFINED;
  const { digits, before } = decimalOf(value);
  const whole = firstDigits(digits, before + places).padStart(places + 1, '0');
  const minus = value < 0 && /[1-9]/.test(whole) ? '−' : '';
  const cut = whole.length - places;
  return `${minus}${whole.slice(0, cut)}${places > 0 ? '.' : ''}${whole.slice(cut)}`;
}

/** Two decimals. */
export const score = (value: number | null): string => (value === null ? UNDEFINED : decimals(value, 2));

/** Three decimals with a true minus where it is below 0, a sign always. */
export function difference(value: number | null): string {
  if (value === null) return UNDEFINED;
  const text = decimals(value, 3);
  return text.startsWith('−') ? text : `+${text}`;
}

/** `0.62–0.71`; nothing without an interval. */
export const interval = (low: number | null, high: number | null): string => (low === null || high === null ? '' : `${score(low)}–${score(high)}`);

/** Three decimals from 0.001 on, two digits below: `0.010`, `0.00098`, `9.3 × 10⁻¹⁰`. */
export function pValue(p: number): string {
  if (p >= 0.001 || !Number.isFinite(p)) return decimals(p, 3);
  if (p < SMALLEST) return 'below\u00A010⁻³⁰⁰';
  const { digits, before } = decimalOf(p);
  const two = firstDigits(digits, 2);
  // A carry makes a digit more: 0.000995 is 0.0010, and thus 0.001.
  const small = 1 - before - (two.length > 2 ? 1 : 0);
  if (small <= 3) return '0.001';
  if (small <= 5) return decimals(p, small + 1);
  return `${two[0]}.${two[1]}\u00A0×\u00A010⁻${[...String(small)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;
}

/** The p of a test, or why there is none. */
export function pOf(test: TestState): string {
  if (test.state === 'tested') return pValue(test.p);
  return test.state === 'noDifference' ? 'no difference' : UNDEFINED;
}

/** `10 pairs, the smallest p they allow is 0.00098`, for below a table. */
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
