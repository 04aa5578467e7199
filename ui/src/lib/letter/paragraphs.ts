// A letter as paragraphs of lines, cut where a mark begins or ends. Offsets are UTF-16 units of the whole letter, as the program gives them.

import type { LetterMark, LetterVerdict } from '../api/generated';

export interface LetterPiece {
  text: string;
  /** What is wrong with it; null where nothing is. */
  verdict: Exclude<LetterVerdict, 'traced'> | null;
}

/** Where marks lie over each other, what contradicts the facts is shown. */
export function paragraphsOf(text: string, marks: LetterMark[]): LetterPiece[][] {
  const paragraphs: LetterPiece[][] = [];
  let from = 0;
  for (const gap of [...text.matchAll(/\s*\n[^\S\n]*\n\s*/g), null]) {
    const to = gap ? gap.index : text.trimEnd().length;
    if (to > from) paragraphs.push(pieces(text, from, to, marks));
    if (gap) from = gap.index + gap[0].length;
  }
  return paragraphs;
}

function pieces(text: string, from: number, to: number, marks: LetterMark[]): LetterPiece[] {
  const inside = marks.filter((mark) => mark.verdict !== 'traced' && mark.start < to && mark.end > from && mark.start < mark.end);
  const edges = [...new Set([from, to, ...inside.flatMap(({ start, end }) => [Math.max(from, start), Math.min(to, end)])])].sort((a, b) => a - b);
  return edges.slice(0, -1).map((start, index) => {
    const verdicts = inside.filter((mark) => mark.start <= start && mark.end > start).map(({ verdict }) => verdict);
    return { text: text.slice(start, edges[index + 1]), verdict: verdicts.includes('contradicted') ? 'contradicted' : verdicts.includes('unsupported') ? 'unsupported' : null };
  });
}

/** Whether what a line of the checks quotes stands where the letter contradicts the facts. */
export function isContradicted(quote: string, text: string, marks: LetterMark[]): boolean {
  if (quote === '') return false;
  return marks.some(({ start, end, verdict }) => {
    const marked = text.slice(start, end);
    return verdict === 'contradicted' && (marked.includes(quote) || quote.includes(marked));
  });
}
