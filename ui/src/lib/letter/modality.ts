// The modality that a fact of a letter names, in the language of the letter.

import type { LetterFact, Modality } from '../api/generated';

const STEMS: [stem: RegExp, modality: Modality][] = [
  [/^photon/i, 'photon'],
  [/^proton/i, 'proton'],
  [/^ele[ck]tron/i, 'electron'],
  [/^brachy/i, 'brachytherapy'],
];

/** Null for a fact that is of something else, or whose word is not known. */
export function modalityOf({ id, value }: LetterFact): Modality | null {
  if (!/(^|\.)modality$/.test(id)) return null;
  return STEMS.find(([stem]) => stem.test(value.trim()))?.[1] ?? null;
}
