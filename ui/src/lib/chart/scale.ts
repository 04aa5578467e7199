// Axes of the window's own charts: straight scales and round tick values. Knows no colours and draws nothing.

/** Values a reader can add up in the head. */
const ROUND_STEPS = [1, 2, 2.5, 5, 10];

export interface Range {
  low: number;
  high: number;
}

/** Round values from 0 or `range.low` to at least `range.high`, at most `most` of them. */
export function ticks(range: Range, most: number): number[] {
  const span = range.high - range.low;
  if (!(span > 0) || !Number.isFinite(span)) return [range.low, range.low + 1];
  const rough = span / Math.max(1, most - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (ROUND_STEPS.find((round) => round * power >= rough * (1 - 1e-9)) ?? 10);
  const first = Math.floor(range.low / step + 1e-9);
  const last = Math.ceil(range.high / step - 1e-9);
  // Multiplied, not added up: sums of tenths drift.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Decimals that tell neighbouring ticks apart. */
export function decimalsOf(values: number[]): number {
  const gap = Math.abs((values[1] ?? 1) - (values[0] ?? 0));
  for (let decimals = 0; decimals < 10; decimals += 1) if (Math.abs(gap - Number(gap.toFixed(decimals))) < gap * 1e-6) return decimals;
  return 10;
}

/** From a value to a place in px. */
export function linear(from: Range, to: Range): (value: number) => number {
  const factor = (to.high - to.low) / (from.high - from.low || 1);
  return (value) => to.low + (value - from.low) * factor;
}

/** The range of finite values; a single value gets room on both sides. Null when there is none. */
export function extent(values: number[]): Range | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return null;
  return low === high ? { low: Math.min(0, low), high: high === 0 ? 1 : Math.max(0, high) } : { low, high };
}
