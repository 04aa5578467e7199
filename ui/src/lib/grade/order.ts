// Which position comes next.

import type { TickState } from '../api/generated';

/** The first that waits after a position, else from the start; never the position itself. */
export function nextAfter(ticks: TickState[], position: number): number | null {
  const after = ticks.indexOf('toDo', position + 1);
  if (after >= 0) return after;
  const first = ticks.indexOf('toDo');
  return first >= 0 && first !== position ? first : null;
}
