// The commands of letter studies: whoever keeps them, and one rater's desk.

import type { LetterDeskCommands, LetterStudyCommands } from './backend-letter-studies';
import type { LetterDesk, LetterItemView, LetterRatingRecorded, LetterStudyEvent, LetterStudyOptions, LetterStudyResults, LetterStudyRow, MyLetterStudy } from './generated';
import { call, channel } from './invoke';

export const letterStudyCommands: LetterStudyCommands = {
  letterStudyOptions: () => call<LetterStudyOptions>('letter_study_options'),
  letterStudies: () => call<LetterStudyRow[]>('letter_studies'),
  makeLetterStudy: (request) => call<LetterStudyRow>('make_letter_study', { request }),
  draftLetterStudy: (study, onEvent) => call<LetterStudyRow>('draft_letter_study', { study, onEvent: channel<LetterStudyEvent>(onEvent) }),
  removeLetterStudy: (study) => call<LetterStudyRow[]>('remove_letter_study', { study }),
  lockLetterStudy: (study, password) => call<LetterStudyRow>('lock_letter_study', { study, password }),
  letterStudyResults: (study) => call<LetterStudyResults>('letter_study_results', { study }),
  exportLetterStudy: (study) => call<string | null>('export_letter_study', { study }),
};

export const letterDeskCommands: LetterDeskCommands = {
  myLetterStudies: () => call<MyLetterStudy[]>('my_letter_studies'),
  letterDesk: (study) => call<LetterDesk>('letter_desk', { study }),
  letterItem: (study, position) => call<LetterItemView>('letter_item', { study, position }),
  recordLetterRating: (request) => call<LetterRatingRecorded>('record_letter_rating', { request }),
  withdrawLetterRating: (study, position, entry) => call<LetterDesk>('withdraw_letter_rating', { study, position, entry }),
};
