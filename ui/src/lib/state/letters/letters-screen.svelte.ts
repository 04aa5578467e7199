// The screen Letters, writing: the list with its search, and the letter that is open.

import type { Backend } from '../../api/backend';
import type { ErrorView, LetterPart, LetterRow, LetterState, LetterView } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { DraftKeeper } from '../grade/grade-draft';
import { LetterModels } from './letter-models.svelte';
import type { LetterTab } from './letter-tabs';
import { LetterWork } from './letter-work.svelte';
import { LettersIntake } from './letters-intake.svelte';
import { keptWork, type KeptWork } from './kept-work';

export type StateFilter = LetterState | 'all';
type Stage = 'loading' | 'loaded' | 'failed';

/** Without regard to case and accents. */
const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');

export class LettersScreen {
  tab = $state<LetterTab>('write');
  stage = $state<Stage>('loading');
  rows = $state.raw<LetterRow[]>([]);
  problem = $state.raw<ErrorView | null>(null);
  search = $state('');
  state = $state<StateFilter>('all');
  part = $state<LetterPart | 'all'>('all');
  /** The row that the keys stand on. */
  cursor = $state(0);

  /** The letter that is open, or being read. */
  chosen = $state<number | null>(null);
  work = $state.raw<LetterWork | null>(null);
  openProblem = $state.raw<ErrorView | null>(null);

  readonly models: LetterModels;
  readonly intake: LettersIntake;

  /** Rows that fit the search, before the state is looked at. */
  found: LetterRow[] = $derived.by(() => {
    const words = folded(this.search).split(/\s+/).filter((word) => word !== '');
    return this.rows.filter((row) => {
      const text = folded(`${row.label} ${row.pseudonym} ${row.diagnosis}`);
      return (this.part === 'all' || row.part === this.part) && words.every((word) => text.includes(word));
    });
  });
  shown: LetterRow[] = $derived.by(() => (this.state === 'all' ? this.found : this.found.filter(({ state }) => state === this.state)));
  at = $derived.by(() => Math.max(0, Math.min(this.cursor, this.shown.length - 1)));

  readonly #backend: Backend;
  readonly #keeper: DraftKeeper;
  #resume: KeptWork | null = null;
  #asked = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#keeper = new DraftKeeper(backend, 'letters');
    this.models = new LetterModels(backend);
    this.intake = new LettersIntake(backend, (rows) => this.#takeRows(rows));
  }

  /** What is not kept yet; empty when everything is. */
  get draft(): string {
    const { work } = this;
    const kept: KeptWork | null = work ? { letter: work.letter, edits: work.keptEdits } : this.#resume;
    return kept && kept.edits.length > 0 ? JSON.stringify(kept) : '';
  }

  get draftWritten(): Promise<void> {
    return this.#keeper.writing;
  }

  /** Takes up what was written before a lock or a crash. */
  resumeAt(content: string): void {
    this.#keeper.found(content);
    this.#resume = keptWork(content);
    if (this.#resume) this.chosen = this.#resume.letter;
  }

  async open(): Promise<void> {
    const asked = ++this.#asked;
    this.problem = null;
    const models = this.models.found.look();
    try {
      const rows = await this.#backend.letters();
      if (asked !== this.#asked) return;
      this.#takeRows(rows);
    } catch (reason) {
      if (asked !== this.#asked) return;
      this.problem = asErrorView(reason);
      this.stage = 'failed';
      return;
    }
    if (this.work) await this.work.reload();
    else if (this.chosen !== null) await this.choose(this.chosen);
    await models;
  }

  /** Opens a letter; what is written in the one that is open is kept first. */
  async choose(letter: number): Promise<void> {
    const asked = ++this.#asked;
    await this.#leaveWork();
    if (asked !== this.#asked || this.work) return;
    this.chosen = letter;
    this.openProblem = null;
    const index = this.shown.findIndex((row) => row.letter === letter);
    if (index >= 0) this.cursor = index;
    try {
      const view = await this.#backend.letter(letter);
      if (asked !== this.#asked) return;
      const work = new LetterWork(this.#backend, view, { models: this.models, changed: (changed) => this.#changed(changed), written: () => this.#keepDraft() });
      if (this.#resume?.letter === letter) work.resume(this.#resume.edits);
      this.#resume = null;
      this.work = work;
    } catch (reason) {
      if (asked === this.#asked) this.openProblem = asErrorView(reason);
    }
  }

  /** Back to the list; what is written is kept first. Stays where something could not be kept. */
  async toList(): Promise<void> {
    const asked = ++this.#asked;
    await this.#leaveWork();
    if (asked !== this.#asked || this.work) return;
    this.chosen = null;
    this.openProblem = null;
  }

  /** The letter after this one in the list, or before; answers false when there is none. */
  step(by: 1 | -1): boolean {
    const here = this.shown.findIndex(({ letter }) => letter === this.chosen);
    const next = here < 0 ? undefined : this.shown[here + by];
    if (!next || !this.canLeave) return false;
    void this.choose(next.letter);
    return true;
  }

  /** A text that could not be kept holds its letter open. */
  get canLeave(): boolean {
    return !this.work?.edits.some(({ stage }) => stage === 'failed' || stage === 'met');
  }

  /** Keeps what is written, as leaving a field does, before the window is locked. Answers with what could not be kept. */
  async keepForLock(): Promise<string> {
    const { work } = this;
    if (!work) return this.draft;
    const { edits, letter } = work;
    await work.keepAll();
    const left = edits.filter(({ isChanged }) => isChanged).map(({ kept }) => kept);
    return left.length > 0 ? JSON.stringify({ letter, edits: left } satisfies KeptWork) : '';
  }

  /** Whether the vault holds something of this screen, as far as is known. */
  get holdsDraft(): boolean {
    return this.#keeper.holds;
  }

  /** Lets go of every text. */
  clear(): void {
    this.#asked += 1;
    this.work?.end();
    this.work = null;
    this.#resume = null;
    this.#keeper.stop();
    this.intake.clear();
    this.rows = [];
    this.stage = 'loading';
    this.chosen = null;
    this.search = '';
  }

  async #leaveWork(): Promise<void> {
    const { work } = this;
    if (!work || !this.canLeave) return;
    await work.keepAll();
    if (!this.canLeave) return;
    work.end();
    this.work = null;
  }

  #takeRows(rows: LetterRow[]): void {
    this.rows = rows;
    this.stage = 'loaded';
  }

  #changed(view: LetterView): void {
    this.rows = this.rows.map((row) => (row.letter === view.row.letter ? view.row : row));
  }

  #keepDraft(): void {
    const { draft } = this;
    if (draft !== '') this.#keeper.keep(draft);
    else if (this.#keeper.holds) this.#keeper.forget();
  }
}
