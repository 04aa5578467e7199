// Probabilities, memory, durations, counts, shares.

/** Two decimals; what would round to 0.00 or 1.00 without being it is `<0.01` or `>0.99`. */
export function probability(value: number): string {
  if (!Number.isFinite(value)) return 'undefined';
  if (value > 0 && value < 0.005) return '<0.01';
  if (value < 1 && value >= 0.995) return '>0.99';
  return value.toFixed(2);
}

const fewDigits = (value: number) => (value < 10 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value)));

/** `7.2 of 20 GB` */
export function memory(usedGb: number, totalGb: number): string {
  return `${fewDigits(usedGb)} of ${fewDigits(totalGb)}\u00A0GB`;
}

/** Weights of a model: `4 MB`, `13.5 GB`. */
export function megabytes(value: number): string {
  return value < 1000 ? `${fewDigits(value)}\u00A0MB` : `${fewDigits(value / 1000)}\u00A0GB`;
}

/** `0.8 s`, `12 s` */
export function seconds(milliseconds: number): string {
  return `${fewDigits(milliseconds / 1000)}\u00A0s`;
}

/** Thousands with a comma: `1 word`, `1,036 words`. */
export function words(count: number): string {
  return counted(count, 'word');
}

/** Thousands with a comma: `15,724`. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** `1 row`, `128 rows`; for words that take an s. */
export function counted(value: number, word: string): string {
  return `${count(value)} ${word}${value === 1 ? '' : 's'}`;
}

/** `50 %` with a no-break space. What is not all or nothing is never 100 or 0. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  const honest = rounded === 100 && share < 1 ? 99 : rounded === 0 && share > 0 ? 1 : rounded;
  return `${honest}\u00A0%`;
}

/** What is left of a wait, never to the second: `About 2 min left`. */
export function timeLeft(secondsLeft: number): string {
  return secondsLeft < 45 ? 'Less than a minute left' : `About ${Math.max(1, Math.round(secondsLeft / 60))}\u00A0min left`;
}

/** Size of a file: `6.4 MB`. */
export const fileSize = (bytes: number): string => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))}\u00A0kB` : megabytes(bytes / 1e6));

const fewDecimals = (value: number) => (value >= 100 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, ''));

/** Memory: one decimal, two where one would be nothing, none of a whole number from 10: `0.04`, `7.7`, `20`. */
export function gigabytes(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value > 0 && value < 0.005) return '< 0.01';
  return value >= 9.95 ? fewDecimals(value) : value >= 0.095 || value === 0 ? value.toFixed(1) : value.toFixed(2);
}

/** A loss or a score: two decimals, or a dash where nothing was measured. */
export const twoDecimals = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : Number.isFinite(value) ? value.toFixed(2) : 'not a number');

/** A small number as the settings write it: `0.0002`, `1e-8`. */
export function plainNumber(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1e-5 ? String(Number(value.toPrecision(4))) : value.toExponential();
}
