// Probabilities, memory, durations, counts.

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
  return count === 1 ? '1 word' : `${count.toLocaleString('en-US')} words`;
}
