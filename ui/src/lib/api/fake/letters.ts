// Letters of the fake backend.

import type { LettersCommands } from '../backend-letters';
import type { ErrorView, LetterImportReport, LetterPairsReport, LetterRow, LetterVersionRow, LetterVersionView, LetterView } from '../generated';
import { FakeGradings } from './gradings';

const ABSENT_LETTER: ErrorView = { code: 'badInput', message: 'there is no such letter', detail: null };

export class FakeLetters extends FakeGradings implements LettersCommands {
  letterList: LetterRow[] = [];

  async letters(): Promise<LetterRow[]> {
    await this.note('letters');
    return this.letterList;
  }
  async letter(letter: number): Promise<LetterView> {
    await this.note('letter', letter);
    throw ABSENT_LETTER;
  }
  async importLetters(): Promise<LetterImportReport | null> {
    await this.note('importLetters');
    return null;
  }
  async draftLetter(): Promise<void> {
    await this.note('draftLetter');
  }
  async cancelLetterDraft(): Promise<void> {
    await this.note('cancelLetterDraft');
  }
  writeLetterSection(letter: number): Promise<LetterView> {
    return this.letter(letter);
  }
  lockLetterSection(letter: number): Promise<LetterView> {
    return this.letter(letter);
  }
  confirmLetterBlock(letter: number): Promise<LetterView> {
    return this.letter(letter);
  }
  withdrawLetterConfirmation(letter: number): Promise<LetterView> {
    return this.letter(letter);
  }
  signLetter(letter: number): Promise<LetterView> {
    return this.letter(letter);
  }
  reopenLetter(letter: number): Promise<LetterView> {
    return this.letter(letter);
  }
  async exportLetter(): Promise<string | null> {
    return null;
  }
  async letterVersions(): Promise<LetterVersionRow[]> {
    return [];
  }
  async letterVersion(): Promise<LetterVersionView> {
    throw ABSENT_LETTER;
  }
  async setLetterPart(): Promise<LetterRow[]> {
    return this.letterList;
  }
  async splitLetters(): Promise<LetterRow[]> {
    return this.letterList;
  }
  async exportLetterPairs(): Promise<LetterPairsReport | null> {
    return null;
  }
}
