// The commands of letters, as the program registers them.

import type { LettersCommands } from './backend-letters';
import type { LetterEvent, LetterImportReport, LetterPairsReport, LetterRow, LetterVersionRow, LetterVersionView, LetterView } from './generated';
import { call, channel } from './invoke';

export const lettersCommands: LettersCommands = {
  letters: () => call<LetterRow[]>('letters'),
  letter: (letter) => call<LetterView>('letter', { letter }),
  importLetters: () => call<LetterImportReport | null>('import_letters'),
  draftLetter: (request, onEvent) => call<void>('draft_letter', { request, onEvent: channel<LetterEvent>(onEvent) }),
  cancelLetterDraft: () => call<void>('cancel_letter_draft'),
  writeLetterSection: (letter, version, section, text) => call<LetterView>('write_letter_section', { letter, version, section, text }),
  lockLetterSection: (letter, version, section, lock) => call<LetterView>('lock_letter_section', { letter, version, section, lock }),
  confirmLetterBlock: (letter, version, block, reason) => call<LetterView>('confirm_letter_block', { letter, version, block, reason }),
  withdrawLetterConfirmation: (letter, version, block) => call<LetterView>('withdraw_letter_confirmation', { letter, version, block }),
  signLetter: (letter, version) => call<LetterView>('sign_letter', { letter, version }),
  reopenLetter: (letter, version) => call<LetterView>('reopen_letter', { letter, version }),
  exportLetter: (letter, format) => call<string | null>('export_letter', { letter, format }),
  letterVersions: (letter) => call<LetterVersionRow[]>('letter_versions', { letter }),
  letterVersion: (letter, version) => call<LetterVersionView>('letter_version', { letter, version }),
  setLetterPart: (letters, part) => call<LetterRow[]>('set_letter_part', { letters, part }),
  splitLetters: (seed, validationPercent, heldOutPercent) => call<LetterRow[]>('split_letters', { seed, validationPercent, heldOutPercent }),
  exportLetterPairs: () => call<LetterPairsReport | null>('export_letter_pairs'),
};
