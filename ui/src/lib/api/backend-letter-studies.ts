// What the window may ask about letter studies: whoever keeps them, and one rater's desk. Part of the interface in backend.ts.

import type {
  LetterDesk,
  LetterItemView,
  LetterRatingRecorded,
  LetterRatingRequest,
  LetterStudyEvent,
  LetterStudyOptions,
  LetterStudyRequest,
  LetterStudyResults,
  LetterStudyRow,
  MyLetterStudy,
} from './generated';

export interface LetterStudyCommands {
  letterStudyOptions(): Promise<LetterStudyOptions>;
  letterStudies(): Promise<LetterStudyRow[]>;
  makeLetterStudy(request: LetterStudyRequest): Promise<LetterStudyRow>;
  /** Goes on where it stopped, and opens the study when all letters are there; `cancelLetterDraft` stops it. */
  draftLetterStudy(study: number, onEvent: (event: LetterStudyEvent) => void): Promise<LetterStudyRow>;
  /** Only while nothing is rated. */
  removeLetterStudy(study: number): Promise<LetterStudyRow[]>;
  /** Signed with the password of whoever is signed in; nothing changes any more. */
  lockLetterStudy(study: number, password: string): Promise<LetterStudyRow>;
  /** Of a locked study. */
  letterStudyResults(study: number): Promise<LetterStudyResults>;
  /** The name of the folder that was written; null when the dialog was cancelled. */
  exportLetterStudy(study: number): Promise<string | null>;
}

export interface LetterDeskCommands {
  myLetterStudies(): Promise<MyLetterStudy[]>;
  letterDesk(study: number): Promise<LetterDesk>;
  letterItem(study: number, position: number): Promise<LetterItemView>;
  /** Resolves when it is on disk. */
  recordLetterRating(request: LetterRatingRequest): Promise<LetterRatingRecorded>;
  withdrawLetterRating(study: number, position: number, entry: string): Promise<LetterDesk>;
}
