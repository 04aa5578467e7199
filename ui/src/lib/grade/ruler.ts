// The ruler of a list: one path for each kind of tick, on whole pixels. A list longer than the ruler has pixels is thinned out:
// a tick then stands for several neighbours, and what needs a person is never thinned away.

import type { TickState } from '../api/generated';

export interface RulerPaths {
  width: number;
  graded: string;
  flagged: string;
  skipped: string;
  toDo: string;
  /** Where the case in sight is; null when none is. */
  here: number | null;
}

export const RULER_HEIGHT = 26;
const FOOT = 22;
/** Ticks of a short list do not drift apart. */
const WIDEST_PITCH = 24;
/** Two neighbouring ticks need a pixel between them. */
const NARROWEST_PITCH = 2;
const TALL_EVERY = 50;
const TOP: Record<TickState, number> = { graded: 10, flagged: 2, skipped: 18, toDo: 16 };
const TOP_OF_FIFTIETH = 12;
/** What one tick shows that stands for several: the first of these among them. */
const ORDER: TickState[] = ['flagged', 'toDo', 'skipped', 'graded'];

export function rulerPaths(ticks: TickState[], here: number | null, room: number): RulerPaths {
  const paths: Record<TickState, string> = { graded: '', flagged: '', skipped: '', toDo: '' };
  const shown = Math.min(ticks.length, Math.max(1, Math.floor(room / NARROWEST_PITCH)));
  const pitch = Math.min(WIDEST_PITCH, shown > 0 ? room / shown : room);
  const thick = pitch >= 3.5 ? 2 : 1;
  const isThinned = shown < ticks.length;
  const left = (index: number) => Math.floor((index + 0.5) * pitch - thick / 2);
  for (let index = 0; index < shown; index += 1) {
    const from = Math.floor((index * ticks.length) / shown);
    const those = isThinned ? ticks.slice(from, Math.floor(((index + 1) * ticks.length) / shown)) : ticks.slice(index, index + 1);
    const state = ORDER.find((kind) => those.includes(kind)) ?? 'toDo';
    const isFiftieth = state === 'toDo' && !isThinned && (index + 1) % TALL_EVERY === 0;
    const top = isFiftieth ? TOP_OF_FIFTIETH : TOP[state];
    paths[state] += `M${left(index)} ${top}h${state === 'flagged' ? 2 : thick}v${FOOT - top}h-${state === 'flagged' ? 2 : thick}z`;
  }
  const at = here === null || ticks.length === 0 ? null : left(Math.floor((here * shown) / ticks.length));
  return { width: Math.ceil(shown * pitch), ...paths, here: at };
}
