// Letter studies of the fake backend: whoever keeps them, and one rater’s desk. It keeps what is recorded, as the program does.

import type { LetterDeskCommands, LetterStudyCommands } from '../backend-letter-studies';
import type {
  ErrorView,
  LetterDesk,
  LetterItemView,
  LetterRatingRecorded,
  LetterRatingRequest,
  LetterScale,
  LetterStudyEvent,
  LetterStudyOptions,
  LetterStudyRequest,
  LetterStudyResults,
  LetterStudyRow,
  MyLetterStudy,
  RecordedLetterRating,
  TickState,
} from '../generated';
import { LETTER_SCALE, LETTER_STUDIES, LETTER_STUDY_OPTIONS, letterAt, letterResults, letterStudyRow, MY_LETTER_STUDY, ratingTicks } from './letter-study-data';
import { FakeLetters } from './letters';

const ABSENT: ErrorView = { code: 'badInput', message: 'there is no such letter study — choose one of the list', detail: null };
const ALREADY: ErrorView = { code: 'alreadyRecorded', message: 'another rating stands for this letter', detail: null };
const WRONG: ErrorView = { code: 'wrongPassword', message: 'The password does not open the vault.', detail: null };

/** A drafting that a test, or the design page, moves on by hand. */
export interface FakeDrafting {
  study: number;
  send(event: LetterStudyEvent): void;
  end(): void;
  fail(error: ErrorView): void;
}

export class FakeLetterStudies extends FakeLetters implements LetterStudyCommands, LetterDeskCommands {
  letterStudyList: LetterStudyRow[] = LETTER_STUDIES;
  letterStudyOptionsView: LetterStudyOptions = LETTER_STUDY_OPTIONS;
  /** The results; null takes the usual ones. */
  letterResultsView: LetterStudyResults | null = null;
  exportedLetterStudy: string | null = 'letter-study-1';
  letterDraftings: FakeDrafting[] = [];
  myLetterStudyList: MyLetterStudy[] = [MY_LETTER_STUDY];
  letterScale: LetterScale = LETTER_SCALE;
  #ticks = new Map<number, TickState[]>();
  #standing = new Map<string, RecordedLetterRating>();
  #entries = 1000;

  async letterStudyOptions(): Promise<LetterStudyOptions> {
    await this.note('letterStudyOptions');
    return this.letterStudyOptionsView;
  }

  async letterStudies(): Promise<LetterStudyRow[]> {
    await this.note('letterStudies');
    return this.letterStudyList;
  }

  async makeLetterStudy(request: LetterStudyRequest): Promise<LetterStudyRow> {
    await this.note('makeLetterStudy', request);
    const study = Math.max(0, ...this.letterStudyList.map((row) => row.study)) + 1;
    const raters = this.letterStudyOptionsView.raters.filter(({ account }) => request.raters.includes(account)).map(({ name }) => ({ name, rated: 0 }));
    const made = letterStudyRow(study, { name: request.name, total: request.letters * request.arms.length, raters });
    this.letterStudyList = [made, ...this.letterStudyList];
    return made;
  }

  async draftLetterStudy(study: number, onEvent: (event: LetterStudyEvent) => void): Promise<LetterStudyRow> {
    await this.note('draftLetterStudy', study);
    return new Promise((resolve, reject) => {
      this.letterDraftings.push({
        study,
        send: (event) => {
          if (event.kind === 'drafted') this.setLetterStudy(study, { drafted: event.done });
          onEvent(event);
          if (event.kind === 'cancelled') resolve(this.#study(study));
        },
        end: () => {
          const row = this.#study(study);
          onEvent({ kind: 'finished' });
          resolve(this.setLetterStudy(study, { state: 'open', drafted: row.total }));
        },
        fail: reject,
      });
    });
  }

  override async cancelLetterDraft(): Promise<void> {
    await super.cancelLetterDraft();
    this.letterDraftings.at(-1)?.send({ kind: 'cancelled' });
  }

  async removeLetterStudy(study: number): Promise<LetterStudyRow[]> {
    await this.note('removeLetterStudy', study);
    this.letterStudyList = this.letterStudyList.filter((row) => row.study !== study);
    return this.letterStudyList;
  }

  async lockLetterStudy(study: number, password: string): Promise<LetterStudyRow> {
    await this.note('lockLetterStudy', study, password);
    const left = this.letterStudyList.filter((row) => row.study === study).reduce((sum, { raters, total }) => sum + raters.reduce((missing, { rated }) => missing + total - rated, 0), 0);
    if (left > 0) throw { code: 'badInput', message: `${left} ratings are missing: wait until every rater has rated every letter`, detail: null } satisfies ErrorView;
    if (password !== this.password) throw WRONG;
    return this.setLetterStudy(study, { state: 'locked' });
  }

  async letterStudyResults(study: number): Promise<LetterStudyResults> {
    await this.note('letterStudyResults', study);
    return this.letterResultsView ?? letterResults(this.#study(study));
  }

  async exportLetterStudy(study: number): Promise<string | null> {
    await this.note('exportLetterStudy', study);
    return this.exportedLetterStudy;
  }

  async myLetterStudies(): Promise<MyLetterStudy[]> {
    await this.note('myLetterStudies');
    return this.myLetterStudyList;
  }

  async letterDesk(study: number): Promise<LetterDesk> {
    await this.note('letterDesk', study);
    return this.#desk(study);
  }

  async letterItem(study: number, position: number): Promise<LetterItemView> {
    await this.note('letterItem', study, position);
    return { study, position, ...letterAt(position), recorded: this.#standingOf(study, position) };
  }

  async recordLetterRating(request: LetterRatingRequest): Promise<LetterRatingRecorded> {
    await this.note('recordLetterRating', request);
    const { study, position, scores, comment, isFlagged, replaces } = request;
    const before = this.#standingOf(study, position);
    if ((before?.entry ?? null) !== replaces) throw ALREADY;
    const recorded = this.#keep(study, position, { scores, comment, isFlagged, corrections: before ? before.corrections + 1 : 0 });
    const ticks = this.#ticksOf(study);
    const after = ticks.indexOf('toDo', position + 1);
    const first = after >= 0 ? after : ticks.indexOf('toDo');
    return { recorded, tick: ticks[position] ?? 'toDo', next: first < 0 ? null : first, row: this.#my(study) };
  }

  async withdrawLetterRating(study: number, position: number, entry: string): Promise<LetterDesk> {
    await this.note('withdrawLetterRating', study, position, entry);
    if (this.#standingOf(study, position)?.entry !== entry) throw ALREADY;
    this.#standing.delete(`${study}/${position}`);
    this.#setTick(study, position, 'toDo');
    return this.#desk(study);
  }

  /** Another window recorded a rating. */
  rateElsewhere(study: number, position: number, scores: number[]): void {
    this.#keep(study, position, { scores, comment: '', isFlagged: false, corrections: 0 });
  }

  /** Changes a letter study as the program would. */
  setLetterStudy(study: number, changes: Partial<LetterStudyRow>): LetterStudyRow {
    this.letterStudyList = this.letterStudyList.map((row) => (row.study === study ? { ...row, ...changes } : row));
    return this.#study(study);
  }

  #study(study: number): LetterStudyRow {
    const row = this.letterStudyList.find((known) => known.study === study);
    if (!row) throw ABSENT;
    return row;
  }

  #my(study: number): MyLetterStudy {
    const row = this.myLetterStudyList.find((known) => known.study === study);
    if (!row) throw ABSENT;
    return row;
  }

  #desk(study: number): LetterDesk {
    const ticks = this.#ticksOf(study);
    const next = ticks.indexOf('toDo');
    return { row: this.#my(study), scale: this.letterScale, ticks, next: next < 0 ? null : next };
  }

  #keep(study: number, position: number, rating: Omit<RecordedLetterRating, 'entry' | 'at'>): RecordedLetterRating {
    this.#entries += 1;
    const recorded: RecordedLetterRating = { entry: String(this.#entries), at: '2026-02-03 14:22', ...rating };
    this.#standing.set(`${study}/${position}`, recorded);
    this.#setTick(study, position, rating.isFlagged ? 'flagged' : 'graded');
    return recorded;
  }

  #standingOf(study: number, position: number): RecordedLetterRating | null {
    const known = this.#standing.get(`${study}/${position}`);
    if (known) return known;
    const tick = this.#ticksOf(study)[position];
    if (tick === undefined || tick === 'toDo') return null;
    return { entry: String(position + 1), scores: this.letterScale.dimensions.map((_, index) => ((position + index) % 3) + 2), comment: '', isFlagged: tick === 'flagged', at: '2026-02-03 11:05', corrections: 0 };
  }

  #ticksOf(study: number): TickState[] {
    const made = this.#ticks.get(study) ?? ratingTicks(this.#my(study));
    this.#ticks.set(study, made);
    return made;
  }

  #setTick(study: number, position: number, tick: TickState): void {
    const ticks = this.#ticksOf(study).with(position, tick);
    this.#ticks.set(study, ticks);
    const toDo = ticks.filter((state) => state === 'toDo').length;
    this.myLetterStudyList = this.myLetterStudyList.map((row) => (row.study === study ? { ...row, rated: ticks.length - toDo, flagged: ticks.filter((state) => state === 'flagged').length, state: row.state === 'closed' ? 'closed' : toDo > 0 ? 'rating' : 'finished' } : row));
  }
}
