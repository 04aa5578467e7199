// The mark of a model: one shape and one ink for each family, whatever the model is called.

import type { QuantizeFormat } from '../api/generated';
import type { ModelKind } from '../chart/ink';

export function modelKind(model: { name: string; architecture: string; isDemonstration?: boolean }): ModelKind {
  if (model.isDemonstration) return 'demonstration';
  if (/mistral/i.test(model.architecture)) return 'mistral';
  if (!/llama/i.test(model.architecture)) return 'other';
  return /llama[\s_-]?3/i.test(model.name) ? 'llama3' : 'llama2';
}

export const QUANTIZE_NAMES: Record<QuantizeFormat, string> = { none: 'as stored', q8_0: '8-bit', q4_k: '4-bit', nf4: '4-bit' };

/** The first characters of a hash; enough to tell two apart by eye. */
export const shortHash = (sha256: string): string => sha256.slice(0, 12);

/** `7.24 billion`, `8.1 million` */
export function parameterCount(parameters: number): string {
  const [value, unit] = parameters >= 1e9 ? [parameters / 1e9, 'billion'] : [parameters / 1e6, 'million'];
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${unit}`;
}
