// Where the name of a curve can stand beside it without touching any curve. Where it cannot, a legend names it.

/** A point on the picture, px. */
export interface Spot {
  x: number;
  y: number;
}
export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Mean width of a character at 11 px. */
const CHARACTER_PX = 5.9;
const TEXT_HEIGHT_PX = 12;
const GAP_PX = 7;
const TRIES = 14;

export const textWidth = (words: string): number => words.length * CHARACTER_PX;

/**
 * The left end of the baseline of `words`, above or below `curve`, free of all of `others` and inside `frame`; null when there is no such place.
 * Places are tried from `prefer`, a share of the curve's length, outwards.
 */
export function placeLabel(words: string, curve: Spot[], others: Spot[][], frame: Frame, side: 'above' | 'below', prefer = 0.5): Spot | null {
  const first = curve[0];
  const last = curve.at(-1);
  if (!first || !last) return null;
  const width = textWidth(words);
  const room = last.x - first.x - width;
  if (room < 0) return null;
  const everything = [curve, ...others];
  for (let n = 0; n <= TRIES; n += 1) {
    const offset = (Math.ceil(n / 2) / TRIES) * (n % 2 === 0 ? 1 : -1);
    const share = prefer + offset;
    if (share < 0 || share > 1) continue;
    const x = first.x + room * share;
    const near = everything.flatMap((spots) => spots.filter((spot) => spot.x >= x - GAP_PX && spot.x <= x + width + GAP_PX));
    const own = curve.filter((spot) => spot.x >= x - GAP_PX && spot.x <= x + width + GAP_PX);
    if (own.length === 0) continue;
    const y = side === 'below' ? Math.max(...near.map((spot) => spot.y)) + GAP_PX + TEXT_HEIGHT_PX : Math.min(...near.map((spot) => spot.y)) - GAP_PX;
    if (y <= frame.bottom - 4 && y - TEXT_HEIGHT_PX >= frame.top) return { x, y };
  }
  return null;
}
