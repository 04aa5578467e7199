// From one place of a figure to the next in a direction, for the arrow keys.

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const middle = ({ x, y, width, height }: Box): [number, number] => [x + width / 2, y + height / 2];

/** The index of the place that lies nearest in the direction, leaning on straight ahead; -1 where none does. */
export function nearest(places: Box[], from: Box, [right, down]: [number, number]): number {
  const [fromX, fromY] = middle(from);
  let best = -1;
  let least = Infinity;
  places.forEach((place, index) => {
    const [x, y] = middle(place);
    const ahead = (x - fromX) * right + (y - fromY) * down;
    const aside = Math.abs((x - fromX) * down) + Math.abs((y - fromY) * right);
    if (place === from || ahead <= 0.5) return;
    const cost = ahead + 3 * aside;
    if (cost < least) [best, least] = [index, cost];
  });
  return best;
}
