// Letter studies of the fake backend.

import type { LetterDeskCommands, LetterStudyCommands } from '../backend-letter-studies';
import type { ErrorView, LetterDesk, LetterItemView, LetterRatingRecorded, LetterStudyOptions, LetterStudyResults, LetterStudyRow, MyLetterStudy } from '../generated';
import { FakeLetters } from './letters';

const ABSENT_STUDY: ErrorView = { code: 'badInput', message: 'there is no such letter study', detail: null };

export class FakeLetterStudies extends FakeLetters implements LetterStudyCommands, LetterDeskCommands {
  letterStudyList: LetterStudyRow[] = [];
  myLetterStudyList: MyLetterStudy[] = [];

  async letterStudyOptions(): Promise<LetterStudyOptions> {
    await this.note('letterStudyOptions');
    throw ABSENT_STUDY;
  }
  async letterStudies(): Promise<LetterStudyRow[]> {
    await this.note('letterStudies');
    return this.letterStudyList;
  }
  async makeLetterStudy(): Promise<LetterStudyRow> {
    throw ABSENT_STUDY;
  }
  async draftLetterStudy(): Promise<LetterStudyRow> {
    throw ABSENT_STUDY;
  }
  async removeLetterStudy(): Promise<LetterStudyRow[]> {
    return this.letterStudyList;
  }
  async lockLetterStudy(): Promise<LetterStudyRow> {
    throw ABSENT_STUDY;
  }
  async letterStudyResults(): Promise<LetterStudyResults> {
    throw ABSENT_STUDY;
  }
  async exportLetterStudy(): Promise<string | null> {
    return null;
  }
  async myLetterStudies(): Promise<MyLetterStudy[]> {
    await this.note('myLetterStudies');
    return this.myLetterStudyList;
  }
  async letterDesk(): Promise<LetterDesk> {
    throw ABSENT_STUDY;
  }
  async letterItem(): Promise<LetterItemView> {
    throw ABSENT_STUDY;
  }
  async recordLetterRating(): Promise<LetterRatingRecorded> {
    throw ABSENT_STUDY;
  }
  async withdrawLetterRating(): Promise<LetterDesk> {
    throw ABSENT_STUDY;
  }
}
