// The geometry of the funnel: heights to scale, thin streams still seen, labels that never meet. Pure; draws nothing.

import type { CohortView, DropCount, FunnelStep } from '../api/generated';

const TOP = 40;
/** Height of all extracted cases: in a usual window, and in a low one. */
const FULL = { usual: 124, low: 84 };
const BAR = 10;
const OUTCOME_BAR = 4;
const DROP_BAR = 3;
const THINNEST = 1.2;
/** Labels stand this far apart, so that each is a target of its own (WCAG 2.5.8). */
const LABEL_STEP = 24;
const DROP_SHARE_OF_GAP = 0.37;
const LONGEST_DROP = 180;
/** Room right of the last bar: for its words, or for train and held out. */
const TAIL = 268;

export interface FunnelBar {
  x: number;
  y: number;
  width: number;
  height: number;
  count: number;
  words: string;
  /** Room for the words right of the number or below it. */
  room: number;
  rank: 'first' | 'later';
}
export interface FunnelStream {
  path: string;
  kind: 'kept' | 'dropped' | 'droppedThin';
}
export interface FunnelDrop {
  step: string;
  drop: DropCount;
  barX: number;
  barY: number;
  barHeight: number;
  barWidth: number;
  labelX: number;
  labelY: number;
  labelWidth: number;
}
export interface FunnelShare {
  x: number;
  y: number;
  share: number;
}
export interface FunnelOutcome {
  x: number;
  y: number;
  height: number;
  count: number;
  words: string;
  labelY: number;
}
export interface FunnelLayout {
  width: number;
  height: number;
  bars: FunnelBar[];
  streams: FunnelStream[];
  drops: FunnelDrop[];
  shares: FunnelShare[];
  outcomes: FunnelOutcome[];
}

const round = (value: number) => Math.round(value * 10) / 10;

/** A ribbon of constant height from one bar to the next. */
function ribbon(x0: number, y0: number, x1: number, y1: number, height: number): string {
  const middle = round((x0 + x1) / 2);
  const [a, b, h] = [round(y0), round(y1), round(height)];
  return `M${x0} ${a}C${middle} ${a} ${middle} ${b} ${x1} ${b}v${h}C${middle} ${round(b + h)} ${middle} ${round(a + h)} ${x0} ${round(a + h)}Z`;
}

export function layOutFunnel(cohort: Pick<CohortView, 'extracted' | 'funnel' | 'splits'>, width: number, stature: 'usual' | 'low' = 'usual'): FunnelLayout {
  const full = FULL[stature];
  const scale = full / Math.max(1, cohort.extracted);
  const steps = cohort.funnel;
  const columns = columnsOf(steps.length, width);
  const layout: FunnelLayout = { width, height: TOP + full, bars: [], streams: [], drops: [], shares: [], outcomes: [] };
  const at = (index: number) => columns[index] ?? 0;

  layout.bars.push({ x: 0, y: TOP, width: BAR, height: full, count: cohort.extracted, words: 'extracted', room: (columns[1] ?? width) - 12, rank: 'first' });
  steps.forEach((step, index) => {
    const [from, to] = [at(index) + BAR, at(index + 1)];
    const kept = step.kept * scale;
    layout.streams.push({ kind: 'kept', path: ribbon(from, TOP, to, TOP, kept) });
    if (kept >= 14) {
      const before = index === 0 ? cohort.extracted : (steps[index - 1]?.kept ?? 0);
      layout.shares.push({ x: to - 10, y: round(TOP + kept / 2 + 4), share: before === 0 ? 0 : step.kept / before });
    }
    const next = columns[index + 2] ?? width;
    // Under the last bar there is room for words up to where train and held out stand.
    layDrops(layout, step, from, to, columns[index + 2] === undefined ? to + 140 : to, scale);
    layout.bars.push({ x: to, y: TOP, width: BAR, height: Math.max(THINNEST, round(kept)), count: step.kept, words: step.words, room: next - to - 12, rank: 'later' });
  });
  layOutcomes(layout, cohort, (columns.at(-1) ?? 0) + BAR, scale);
  const lowest = Math.max(...layout.drops.map((drop) => Math.max(drop.labelY, drop.barY + drop.barHeight) + 12), ...layout.outcomes.map((outcome) => outcome.labelY + 12), 0);
  layout.height = Math.max(layout.height + 8, Math.ceil(lowest));
  return layout;
}

/** The first gap is a little wider: most cases leave there. */
function columnsOf(steps: number, width: number): number[] {
  if (steps === 0) return [0];
  const gap = (width - TAIL) / (steps + 0.25);
  return Array.from({ length: steps + 1 }, (_, index) => (index === 0 ? 0 : Math.round(gap * (index + 0.25))));
}

function layDrops(layout: FunnelLayout, step: FunnelStep, from: number, to: number, wordsTo: number, scale: number): void {
  const keptBottom = TOP + step.kept * scale;
  const end = Math.round(from + Math.min(LONGEST_DROP, (to - from) * DROP_SHARE_OF_GAP));
  let source = keptBottom;
  let free = keptBottom + 14;
  let lastLabel = -Infinity;
  for (const drop of step.drops) {
    const height = drop.cases * scale;
    const shown = Math.max(THINNEST, height);
    // The bar is centred on its label; both move down together until they are clear of the one above.
    const centre = Math.max(free + shown / 2, lastLabel + LABEL_STEP);
    layout.streams.push({ kind: shown < 6 ? 'droppedThin' : 'dropped', path: ribbon(from, source, end, centre - shown / 2, shown) });
    const barHeight = round(Math.max(6, shown));
    layout.drops.push({
      step: step.step,
      drop,
      barX: end,
      barY: round(centre - barHeight / 2),
      barHeight,
      barWidth: DROP_BAR,
      labelX: end + 12,
      labelY: round(centre),
      labelWidth: wordsTo - end - 20,
    });
    source += height;
    lastLabel = centre;
    free = centre + shown / 2 + 9;
  }
}

/** Train and held out of the last task whose numbers belong to the last bar. */
function layOutcomes(layout: FunnelLayout, cohort: Pick<CohortView, 'funnel' | 'splits'>, from: number, scale: number): void {
  const split = cohort.splits.at(-1);
  if (!split) return;
  const end = from + 156;
  let source = TOP;
  let free = TOP;
  let lastLabel = -Infinity;
  for (const [words, cases] of [['train', split.train], ['held out', split.test]] as const) {
    const height = Math.max(THINNEST, cases * scale);
    const centre = Math.max(free + height / 2, lastLabel + LABEL_STEP);
    layout.streams.push({ kind: 'kept', path: ribbon(from, source, end, centre - height / 2, height) });
    layout.outcomes.push({ x: end, y: round(centre - height / 2), height: round(Math.max(OUTCOME_BAR, height)), count: cases, words, labelY: round(centre + 4) });
    source += cases * scale;
    free = centre + height / 2 + 12;
    lastLabel = centre;
  }
}

/** Words cut to the room they have, for 11 or 12 px Inter. */
export function fitted(words: string, room: number): string {
  const letters = Math.floor(room / 6.2);
  return words.length <= letters ? words : `${words.slice(0, Math.max(1, letters - 1)).trimEnd()}…`;
}
