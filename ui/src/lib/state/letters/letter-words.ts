// What the screen Letters calls things.

import type { LetterAct, LetterBlockKind, LetterLanguage, LetterPart, LetterRow, LetterSectionOrigin, LetterState, LetterView } from '../../api/generated';
import { count, counted, percent } from '../../format/number';

export const STATE_NAMES: Record<LetterState, string> = { notStarted: 'Not started', draft: 'Draft', signed: 'Signed' };
export const LANGUAGE_NAMES: Record<LetterLanguage, string> = { english: 'English', german: 'German' };
/** For the attribute `lang`. */
export const LANGUAGE_CODES: Record<LetterLanguage, string> = { english: 'en', german: 'de' };
export const PART_NAMES: Record<LetterPart, string> = { work: 'To be written', train: 'Training', validation: 'Validation', heldOut: 'Held out' };
export const ORIGIN_NAMES: Record<LetterSectionOrigin, string> = { empty: 'Empty', drafted: 'Drafted', edited: 'Edited', written: 'Written' };
export const ACT_NAMES: Record<LetterAct, string> = { drafted: 'Section drafted', redrafted: 'Section drafted again', edited: 'Section edited', locked: 'Section locked', unlocked: 'Section opened', confirmed: 'Confirmation changed', signed: 'Signed', reopened: 'Reopened' };
export const BLOCK_NAMES: Record<LetterBlockKind, string> = { unsupported: 'No source', contradicted: 'Against the facts', facts: 'Facts disagree', emptySection: 'Empty section', noText: 'No text' };

/** Whether somebody can answer for it with a reason; text that is not there can only be written. */
export const canBeConfirmed = (kind: LetterBlockKind): boolean => kind !== 'emptySection' && kind !== 'noText';
/** What stops at once, and is never only a matter of a source. */
export const isStop = (kind: LetterBlockKind): boolean => kind === 'contradicted' || kind === 'facts';

/** Why it cannot be signed now; empty when it can. */
export function whySignIsOff(view: LetterView): string {
  if (!view.maySign) return 'An oncologist signs';
  if (view.row.version === 0) return 'Draft or write the letter first';
  if (view.blocks.length > 0) return `${counted(view.blocks.length, 'point')} to settle first`;
  return '';
}

/** How far the letter is from the draft: `14 of 212 words changed`. */
export function revisionWords(view: LetterView): string {
  const { revision } = view;
  if (!revision) return view.row.version === 0 ? '' : 'Not drafted by a model';
  if (revision.edits === 0) return 'As drafted, word for word';
  if (revision.shareKept === null) return `${count(revision.edits)} or more words changed from the draft`;
  return `${count(revision.edits)} of ${count(revision.draftWords)} words changed from the draft, ${percent(revision.shareKept)} kept`;
}

/** Where a letter stands, and who was there last. */
export function changedWords({ changedAt, changedBy }: LetterRow): string {
  return [changedAt, changedBy].filter((words) => words !== '').join(', ');
}
