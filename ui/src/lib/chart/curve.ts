// A measured series on its way to a picture: thinned, written as a path. Measured points are never moved.

export interface Point {
  /** Optimiser step, from 1. */
  step: number;
  value: number;
}

/** At most about `most` points, so that lows and highs stay: of each stretch the lowest and the highest. The first and the last stay. */
export function thinned(points: Point[], most: number): Point[] {
  if (points.length <= most) return points;
  const stretch = Math.ceil((points.length * 2) / most);
  const out: Point[] = [];
  for (let from = 0; from < points.length; from += stretch) {
    const part = points.slice(from, from + stretch);
    const low = part.reduce((a, b) => (b.value < a.value ? b : a));
    const high = part.reduce((a, b) => (b.value > a.value ? b : a));
    out.push(...(low === high ? [low] : low.step < high.step ? [low, high] : [high, low]));
  }
  const [first, last] = [points[0], points.at(-1)];
  if (first && out[0] !== first) out.unshift(first);
  if (last && out.at(-1) !== last) out.push(last);
  return out;
}

/** `M30 20L31.5 24…`; a gap in the numbers lifts the pen. */
export function pathOf(points: Point[], x: (step: number) => number, y: (value: number) => number): string {
  let pen: 'M' | 'L' = 'M';
  let path = '';
  for (const { step, value } of points) {
    if (!Number.isFinite(value)) {
      pen = 'M';
      continue;
    }
    path += `${pen}${x(step).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = 'L';
  }
  return path;
}
