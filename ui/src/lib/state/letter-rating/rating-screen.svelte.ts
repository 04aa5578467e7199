// The screen Letters, rating: one rater’s letter studies, blinded, and the desk of the one that is chosen.

import type { Backend } from '../../api/backend';
import type { ErrorView, MyLetterStudy } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { FocusClock } from '../grade/focus-clock';
import { ratingIn, type KeptRating } from './kept-rating';
import { RatingDesk } from './rating-desk.svelte';
import { waitingIn } from './rating-words';

export class LetterRatingScreen {
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  studies = $state.raw<MyLetterStudy[]>([]);
  chosen = $state<number | null>(null);
  desk = $state.raw<RatingDesk | null>(null);
  problem = $state.raw<ErrorView | null>(null);

  row = $derived(this.studies.find(({ study }) => study === this.chosen) ?? null);
  /** Over all letter studies, once they are known. */
  waiting = $derived(this.stage === 'loaded' ? this.studies.reduce((sum, row) => sum + waitingIn(row), 0) : null);

  readonly #backend: Backend;
  readonly #clock: FocusClock;
  #resume: KeptRating | null = null;
  #asked = 0;

  constructor(backend: Backend, clock = new FocusClock()) {
    this.#backend = backend;
    this.#clock = clock;
  }

  /** What is chosen and not recorded, to be kept behind a lock; null when nothing is. */
  get kept(): KeptRating | null {
    return this.desk ? this.desk.kept : this.#resume;
  }

  /** Takes up what was chosen before a lock, out of the draft of the screen. */
  resumeAt(content: string): void {
    this.#resume = ratingIn(content);
    if (this.#resume) this.chosen = this.#resume.study;
  }

  /** Looks for the letter studies; shows where the rater was, else the first with work. */
  async open(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.problem = null;
    try {
      const studies = await this.#backend.myLetterStudies();
      if (asked !== this.#asked) return;
      this.studies = studies;
      this.stage = 'loaded';
    } catch (reason) {
      if (asked === this.#asked) this.#fail(reason);
      return;
    }
    const found = this.row ?? this.studies.find((row) => waitingIn(row) > 0) ?? this.studies[0];
    if (found) await this.choose(found.study);
    else this.#endDesk();
  }

  async choose(study: number): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const isSame = this.desk?.row.study === study && this.chosen === study;
    this.chosen = study;
    this.problem = null;
    if (!isSame) this.#endDesk();
    if (this.row?.state === 'closed') return this.#endDesk();
    try {
      if (this.desk) {
        this.desk.resume();
        return await this.desk.refresh();
      }
      const desk = await this.#backend.letterDesk(study);
      if (asked !== this.#asked) return;
      this.desk = new RatingDesk(this.#backend, desk, { clock: this.#clock, changed: (row) => this.#rowChanged(row) });
      const resume = this.#resume?.study === study ? this.#resume : null;
      this.#resume = null;
      await this.desk.begin(resume);
    } catch (reason) {
      if (asked === this.#asked) this.#fail(reason);
    }
  }

  /** The screen is left for another one: what is chosen stays, the time stands. */
  leave(): void {
    this.desk?.pause();
  }

  /** Lets go of every text. */
  clear(): void {
    this.#asked += 1;
    this.#endDesk();
    this.#resume = null;
    this.stage = 'loading';
    this.studies = [];
    this.chosen = null;
  }

  #rowChanged(row: MyLetterStudy): void {
    this.studies = this.studies.map((known) => (known.study === row.study ? row : known));
  }

  #endDesk(): void {
    this.desk?.end();
    this.desk = null;
  }

  #fail(reason: unknown): void {
    this.problem = asErrorView(reason);
    this.stage = 'failed';
  }
}
