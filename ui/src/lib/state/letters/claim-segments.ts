// The text of a section cut where claims begin and end, so that each piece can be marked. Claims may lie within each other.

import type { LetterClaimView } from '../../api/generated';

export interface Segment {
  text: string;
  start: number;
  /** What counts for this piece; null for words that claim nothing. */
  claim: LetterClaimView | null;
  /** Names of the facts of all claims over this piece. */
  facts: string[];
}

const WEIGHT = { traced: 0, unsupported: 1, contradicted: 2 } as const;
/** What is open counts before what is confirmed, then the graver verdict. */
const weight = (claim: LetterClaimView): number => WEIGHT[claim.verdict] + (claim.verdict === 'traced' || claim.isConfirmed ? 0 : 10);

export function segmentsOf(text: string, claims: LetterClaimView[]): Segment[] {
  const placed = claims.filter(({ start, end }) => start >= 0 && start < end && end <= text.length);
  const edges = [...new Set([0, text.length, ...placed.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return edges.slice(0, -1).map((start, index) => {
    const end = edges[index + 1] ?? text.length;
    const over = placed.filter((claim) => claim.start <= start && claim.end >= end).sort((a, b) => weight(b) - weight(a));
    return { text: text.slice(start, end), start, claim: over[0] ?? null, facts: [...new Set(over.flatMap(({ facts }) => facts))] };
  });
}

/** Paragraphs of a text: an empty line is space between them, not a line. */
export const paragraphsOf = (text: string): string[] => text.split(/\n[ \t]*\n\s*/);

/** Whether two names are of the same fact, or one of them is of a group that holds the other. */
export function isSameFact(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}
