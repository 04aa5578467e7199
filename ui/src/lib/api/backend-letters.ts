// What the window may ask about letters: their list, drafting, checking, signing, export. Part of the interface in backend.ts.

import type {
  LetterDraftRequest,
  LetterEvent,
  LetterExportFormat,
  LetterImportReport,
  LetterPairsReport,
  LetterPart,
  LetterRow,
  LetterSectionKind,
  LetterSectionLock,
  LetterVersionRow,
  LetterVersionView,
  LetterView,
} from './generated';

/** Every change names the version that it was made on; where another one stands by now it rejects with `alreadyRecorded`. */
export interface LettersCommands {
  letters(): Promise<LetterRow[]>;
  letter(letter: number): Promise<LetterView>;
  /** Opens the system's file dialog; null when it was cancelled. */
  importLetters(): Promise<LetterImportReport | null>;
  /** Resolves when the draft has ended, also when it was cancelled. */
  draftLetter(request: LetterDraftRequest, onEvent: (event: LetterEvent) => void): Promise<void>;
  /** Stops whichever letter is being drafted, also one of a letter study. */
  cancelLetterDraft(): Promise<void>;
  writeLetterSection(letter: number, version: number, section: LetterSectionKind, text: string): Promise<LetterView>;
  lockLetterSection(letter: number, version: number, section: LetterSectionKind, lock: LetterSectionLock): Promise<LetterView>;
  /** Answers for what blocks signing, with a reason. */
  confirmLetterBlock(letter: number, version: number, block: string, reason: string): Promise<LetterView>;
  withdrawLetterConfirmation(letter: number, version: number, block: string): Promise<LetterView>;
  signLetter(letter: number, version: number): Promise<LetterView>;
  reopenLetter(letter: number, version: number): Promise<LetterView>;
  /** A signed letter only. The name of the file that was written; null when the dialog was cancelled. */
  exportLetter(letter: number, format: LetterExportFormat): Promise<string | null>;
  /** Newest first. */
  letterVersions(letter: number): Promise<LetterVersionRow[]>;
  letterVersion(letter: number, version: number): Promise<LetterVersionView>;
  setLetterPart(letters: number[], part: LetterPart): Promise<LetterRow[]>;
  /** Splits the letters that have the physician's own text, by patient. */
  splitLetters(seed: number, validationPercent: number, heldOutPercent: number): Promise<LetterRow[]>;
  /** Writes what a fine-tune learns from. Null when the dialog was cancelled. */
  exportLetterPairs(): Promise<LetterPairsReport | null>;
}
