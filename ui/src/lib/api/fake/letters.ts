// Letters of the fake backend. A draft writes each section word by word at once; a test that wants to stand in the middle gives the
// events by hand.

import type { LettersCommands } from '../backend-letters';
import type { ErrorView, LetterDraftRequest, LetterEvent, LetterExportFormat, LetterImportReport, LetterPairsReport, LetterPart, LetterRow, LetterSectionKind, LetterSectionLock, LetterVersionRow, LetterVersionView, LetterView } from '../generated';
import { FakeGradings } from './gradings';
import { FakeLetter } from './letter-book';
import { ABSENT_LETTER, BLOCKED_LETTER, BREAST_CASE, LETTER_PAIRS, LETTER_REPORT, LETTER_ROWS, LUNG_CASE, STALE_LETTER } from './letter-data';

/** One call of `draftLetter`, to be driven by a test. */
export class LetterRun {
  constructor(
    readonly request: LetterDraftRequest,
    readonly send: (...events: LetterEvent[]) => void,
    readonly end: () => void,
    readonly fail: (error: ErrorView) => void,
    readonly finishSection: (section: LetterSectionKind) => void,
  ) {}

  /** All that is left, to the end. */
  finish(from = 0): void {
    for (const section of this.request.sections.slice(from)) this.finishSection(section);
    this.send({ kind: 'finished', elapsedMs: 4210 });
    this.end();
  }
}

export class FakeLetters extends FakeGradings implements LettersCommands {
  letterRuns: LetterRun[] = [];
  /** What happens with a new draft. */
  onLetterRun: (run: LetterRun) => void = (run) => run.finish();
  letterReport: LetterImportReport | null = LETTER_REPORT;
  letterPairs: LetterPairsReport | null = LETTER_PAIRS;
  exportedLetter: string | null = 'L-0007';
  #book = new Map<number, FakeLetter>();

  get letterList(): LetterRow[] {
    return [...this.#book.values()].map(({ row }) => row);
  }
  set letterList(rows: LetterRow[]) {
    this.#book = new Map(rows.map((row) => [row.letter, new FakeLetter(row, row.language === 'german' ? BREAST_CASE : LUNG_CASE)]));
  }

  constructor() {
    super();
    this.letterList = LETTER_ROWS;
  }

  /** A letter as the program holds it; for a test that changes it from elsewhere. */
  letterBook(letter: number): FakeLetter {
    const found = this.#book.get(letter);
    if (!found) throw ABSENT_LETTER;
    return found;
  }

  /** Drafts all of it, as somebody did before. */
  draftWhole(letter: number): FakeLetter {
    const book = this.letterBook(letter);
    for (const [kind, text] of Object.entries(book.content.drafts) as [LetterSectionKind, string][]) book.draft(kind, text, 'Letters demo, fine-tuned', 'Dr L. Amari');
    return book;
  }

  async letters(): Promise<LetterRow[]> {
    await this.note('letters');
    return this.letterList;
  }

  async letter(letter: number): Promise<LetterView> {
    await this.note('letter', letter);
    return this.#view(letter);
  }

  async importLetters(): Promise<LetterImportReport | null> {
    await this.note('importLetters');
    return this.letterReport;
  }

  draftLetter(request: LetterDraftRequest, onEvent: (event: LetterEvent) => void): Promise<void> {
    this.calls.push(['draftLetter', request]);
    const failure = this.failures.draftLetter;
    if (failure) return Promise.reject(failure);
    return new Promise((resolve, reject) => {
      const send = (...events: LetterEvent[]) => events.forEach(onEvent);
      const finishSection = (section: LetterSectionKind) => {
        const book = this.letterBook(request.letter);
        const words = book.content.drafts[section].split(/(?<= )/);
        send(...words.map((_, index): LetterEvent => ({ kind: 'sectionText', section, text: words.slice(0, index + 1).join('') })));
        book.draft(section, book.content.drafts[section], 'Letters demo, fine-tuned', this.#me);
        send({ kind: 'sectionDone', section, letter: this.#view(request.letter) });
      };
      const run = new LetterRun(request, send, resolve, reject, finishSection);
      this.letterRuns.push(run);
      send({ kind: 'started' });
      this.onLetterRun(run);
    });
  }

  async cancelLetterDraft(): Promise<void> {
    await this.note('cancelLetterDraft');
    const run = this.letterRuns.at(-1);
    run?.send({ kind: 'cancelled' });
    run?.end();
  }

  async writeLetterSection(letter: number, version: number, section: LetterSectionKind, text: string): Promise<LetterView> {
    await this.note('writeLetterSection', letter, version, section, text);
    return this.#change(letter, version, (book) => book.write(section, text, this.#me));
  }

  async lockLetterSection(letter: number, version: number, section: LetterSectionKind, lock: LetterSectionLock): Promise<LetterView> {
    await this.note('lockLetterSection', letter, version, section, lock);
    return this.#change(letter, version, (book) => book.lock(section, lock, this.#me));
  }

  async confirmLetterBlock(letter: number, version: number, block: string, reason: string): Promise<LetterView> {
    await this.note('confirmLetterBlock', letter, version, block, reason);
    return this.#change(letter, version, (book) => book.confirm(block, reason, this.#me));
  }

  async withdrawLetterConfirmation(letter: number, version: number, block: string): Promise<LetterView> {
    await this.note('withdrawLetterConfirmation', letter, version, block);
    return this.#change(letter, version, (book) => book.withdraw(block, this.#me));
  }

  async signLetter(letter: number, version: number): Promise<LetterView> {
    await this.note('signLetter', letter, version);
    if (this.#view(letter).blocks.length > 0) throw BLOCKED_LETTER;
    return this.#change(letter, version, (book) => book.sign(this.#me));
  }

  async reopenLetter(letter: number, version: number): Promise<LetterView> {
    await this.note('reopenLetter', letter, version);
    return this.#change(letter, version, (book) => book.reopen(this.#me));
  }

  async exportLetter(letter: number, format: LetterExportFormat): Promise<string | null> {
    await this.note('exportLetter', letter, format);
    return this.exportedLetter && `${this.exportedLetter}.${format === 'text' ? 'txt' : format}`;
  }

  async letterVersions(letter: number): Promise<LetterVersionRow[]> {
    await this.note('letterVersions', letter);
    return this.letterBook(letter).versions.map(({ row }) => row);
  }

  async letterVersion(letter: number, version: number): Promise<LetterVersionView> {
    await this.note('letterVersion', letter, version);
    const found = this.letterBook(letter).versions.find(({ row }) => row.version === version);
    if (!found) throw ABSENT_LETTER;
    return found;
  }

  async setLetterPart(letters: number[], part: LetterPart): Promise<LetterRow[]> {
    await this.note('setLetterPart', letters, part);
    for (const letter of letters) this.#setRow(letter, { part });
    return this.letterList;
  }

  async splitLetters(seed: number, validationPercent: number, heldOutPercent: number): Promise<LetterRow[]> {
    await this.note('splitLetters', seed, validationPercent, heldOutPercent);
    this.letterList.filter(({ hasReference }) => hasReference).forEach(({ letter }, index) => this.#setRow(letter, { part: (['train', 'validation', 'heldOut'] as const)[index % 3] }));
    return this.letterList;
  }

  async exportLetterPairs(): Promise<LetterPairsReport | null> {
    await this.note('exportLetterPairs');
    return this.letterPairs;
  }

  get #me(): string {
    return this.view.kind === 'open' ? (this.view.person?.name ?? '') : '';
  }

  #setRow(letter: number, changes: Partial<LetterRow>): void {
    const book = this.letterBook(letter);
    book.row = { ...book.row, ...changes };
  }

  #view(letter: number): LetterView {
    const isPhysicist = this.view.kind === 'open' && this.view.person?.role === 'physicist';
    return this.letterBook(letter).view(!isPhysicist);
  }

  #change(letter: number, version: number, act: (book: FakeLetter) => void): LetterView {
    const book = this.letterBook(letter);
    if (book.row.version !== version) throw STALE_LETTER;
    act(book);
    return this.#view(letter);
  }
}
