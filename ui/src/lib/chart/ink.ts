// What a curve or a mark may be drawn with. Model inks go with the model's shape, never alone.

export type ModelKind = 'llama2' | 'mistral' | 'llama3' | 'demonstration' | 'other';
export type CurveInk = ModelKind | 'plain';
export type Pen = 'raw' | 'line' | 'dashed' | 'marks';

/** A hollow or filled shape of about 9 px round `x`, `y`. */
export function shapePath(kind: ModelKind, x: number, y: number, reach = 4): string {
  const at = (value: number) => value.toFixed(1);
  if (kind === 'mistral') return `M${at(x - reach + 0.5)} ${at(y - reach + 0.5)}h${2 * reach - 1}v${2 * reach - 1}h${1 - 2 * reach}z`;
  if (kind === 'llama3') return `M${at(x)} ${at(y - reach)}L${at(x + reach)} ${at(y + reach * 0.85)}H${at(x - reach)}z`;
  if (kind === 'llama2') return `M${at(x - reach)} ${at(y)}a${reach} ${reach} 0 1 0 ${2 * reach} 0a${reach} ${reach} 0 1 0 ${-2 * reach} 0z`;
  const tip = reach + 0.4;
  return `M${at(x)} ${at(y - tip)}L${at(x + tip)} ${at(y)}L${at(x)} ${at(y + tip)}L${at(x - tip)} ${at(y)}z`;
}
