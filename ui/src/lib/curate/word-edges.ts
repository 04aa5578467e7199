// Where the edge of a mark may stand: at the beginnings of words on the left, at their ends on the right.
// Positions are UTF-16 units, as JavaScript and the wire count them; a word never ends inside a surrogate pair.

export type EdgeSide = 'start' | 'end';
export type EdgeStep = 'back' | 'forward';

function stops(text: string, side: EdgeSide): number[] {
  return [...text.matchAll(/\S+/gu)].map((word) => (side === 'start' ? word.index : word.index + word[0].length));
}

/**
 * The next stop from `at`, strictly between `low` and `high` or on the one that belongs to a neighbour; `at` itself when
 * there is none.
 */
export function movedByWord(text: string, at: number, side: EdgeSide, step: EdgeStep, low: number, high: number): number {
  const open = stops(text, side).filter((stop) => stop >= low && stop <= high);
  const next = step === 'back' ? open.findLast((stop) => stop < at) : open.find((stop) => stop > at);
  return next ?? at;
}

/** The word at an edge, for a screen reader. */
export function wordAt(text: string, at: number, side: EdgeSide): string {
  const words = [...text.matchAll(/\S+/gu)];
  const word = side === 'start' ? words.find((w) => w.index + w[0].length > at) : words.findLast((w) => w.index < at);
  return word?.[0] ?? '';
}
