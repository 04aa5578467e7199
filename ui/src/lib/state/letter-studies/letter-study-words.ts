// What the states, arms and measures of a letter study are called, and what they mean.

import type { LetterArm, LetterArmMeasures, LetterStudyRow, LetterStudyState } from '../../api/generated';
import { count, counted } from '../../format/number';
import { decimals } from '../../format/statistic';
import { UNDEFINED } from '../../grade/statistics';

export const LETTER_ARMS: LetterArm[] = ['base', 'tuned', 'physician'];
export const LETTER_ARM_NAMES: Record<LetterArm, string> = { base: 'Base', tuned: 'Fine-tuned', physician: 'Physician’s own letter' };
export const LETTER_ARM_NOTES: Record<LetterArm, string> = {
  base: 'drafted by the model as it came',
  tuned: 'drafted by the model with its adapter for letters',
  physician: 'the past letter of the same patient, as it was sent',
};

export const LETTER_STUDY_STATES: Record<LetterStudyState, string> = { drafting: 'being drafted', open: 'open', locked: 'locked' };
export const LETTER_STUDY_SENTENCES: Record<LetterStudyState, string> = {
  drafting: 'Its letters are not all there yet. Each is kept when it is complete; once all are there, the raters may begin.',
  open: 'The letters are fixed and the raters rate. How far they are is shown, never what they gave.',
  locked: 'Nothing changes any more. Who wrote which letter is known, and the numbers may be read.',
};

/** One line on how far it is, for the list. */
export function letterStudyStanding({ state, drafted, total, raters }: LetterStudyRow): string {
  if (state === 'drafting') return `${count(drafted)} of ${counted(total, 'letter')}`;
  const rated = raters.reduce((sum, rater) => sum + rater.rated, 0);
  return `${count(rated)} of ${counted(total * raters.length, 'rating')}`;
}

export const ratingsOf = ({ raters }: LetterStudyRow): number => raters.reduce((sum, { rated }) => sum + rated, 0);
export const ratingsLeft = ({ raters, total }: LetterStudyRow): number => raters.reduce((sum, { rated }) => sum + Math.max(0, total - rated), 0);

export interface MeasureColumn {
  key: Exclude<keyof LetterArmMeasures, 'label' | 'arm' | 'letters'>;
  name: string;
  /** What it is, in one sentence. */
  note: string;
  format: (value: number) => string;
}

/** One decimal: of many claims a few are a share below one percent. */
const share = (value: number) => (value === 0 ? '0\u00A0%' : `${decimals(100 * value, 1)}\u00A0%`);
const oneDecimal = (value: number) => decimals(value, 1);
const twoDecimals = (value: number) => decimals(value, 2);
export const MEASURES: MeasureColumn[] = [
  { key: 'rouge1', name: 'ROUGE-1', note: 'Words in common with the physician’s own letter, as F1.', format: twoDecimals },
  { key: 'rouge2', name: 'ROUGE-2', note: 'Pairs of neighbouring words in common, as F1.', format: twoDecimals },
  { key: 'rougeL', name: 'ROUGE-L', note: 'The longest run of words in the same order, as F1.', format: twoDecimals },
  { key: 'unsupportedShare', name: 'Unsupported', note: 'Claims that no fact says, of all claims of the arm.', format: share },
  { key: 'contradictedShare', name: 'Contradicted', note: 'Claims that a fact denies, of all claims of the arm.', format: share },
  { key: 'missing', name: 'Missing', note: 'Facts that a letter leaves out, mean over the letters.', format: oneDecimal },
  { key: 'edits', name: 'Words edited', note: 'Words to insert, delete or replace to get the physician’s own letter, mean over the letters.', format: oneDecimal },
];

export const measured = (value: number | null, format: (value: number) => string): string => (value === null ? UNDEFINED : format(value));
