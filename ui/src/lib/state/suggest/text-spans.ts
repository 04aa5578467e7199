// Places in a text: cut into pieces for drawing, and moved along while the text is typed in.

/** Characters of a text, in UTF-16 units. */
export interface TextSpan {
  start: number;
  end: number;
}

export interface TextPiece {
  text: string;
  /** The program read something in these words. */
  isFound: boolean;
  /** What has the pointer or the focus stands on these words. */
  isMarked: boolean;
}

/** The whole text in pieces; places outside it are left out. */
export function textPieces(text: string, found: TextSpan[], marked: TextSpan[]): TextPiece[] {
  const within = (spans: TextSpan[]) => spans.filter(({ start, end }) => start >= 0 && start < end && end <= text.length);
  const [underlined, lit] = [within(found), within(marked)];
  const cuts = [...new Set([0, text.length, ...[...underlined, ...lit].flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const covers = (span: TextSpan) => span.start <= start && start < span.end;
    return { text: text.slice(start, cuts[index + 1]), isFound: underlined.some(covers), isMarked: lit.some(covers) };
  });
}

/** Where the words of `before` stand in `now`; those that were changed themselves are left out. */
export function movedAlong<Span extends TextSpan>(spans: Span[], before: string, now: string): Span[] {
  if (before === now) return spans;
  const shorter = Math.min(before.length, now.length);
  let same = 0;
  while (same < shorter && before[same] === now[same]) same += 1;
  let sameBehind = 0;
  while (sameBehind < shorter && before[before.length - 1 - sameBehind] === now[now.length - 1 - sameBehind]) sameBehind += 1;
  const by = now.length - before.length;
  return spans.flatMap((span) => {
    if (span.end <= same) return [span];
    return span.start >= before.length - sameBehind ? [{ ...span, start: span.start + by, end: span.end + by }] : [];
  });
}
