// The letters of a study while they are drafted: how many are there, which model writes. One at a time; each letter is kept when it is complete.

import type { Backend } from '../../api/backend';
import type { ErrorView, LetterStudyRow } from '../../api/generated';
import { asErrorView } from '../../errors/classification';

export class LetterDrafting {
  /** The study whose letters are drafted now; null when none are. */
  study = $state<number | null>(null);
  done = $state(0);
  total = $state(0);
  /** Which model writes; empty until it is known. */
  model = $state('');
  isStopping = $state(false);
  /** What ended it, and of which study. */
  failed = $state.raw<{ study: number; problem: ErrorView } | null>(null);

  readonly #backend: Backend;
  readonly #changed: (row: LetterStudyRow) => void;
  #isOver = false;

  /** `changed` is called with the study as it stands when its drafting has ended, and after each letter. */
  constructor(backend: Backend, changed: (row: LetterStudyRow) => void) {
    this.#backend = backend;
    this.#changed = changed;
  }

  /** Drafts what is not there yet. Resolves when that has ended, also when it was stopped. */
  async draft(row: LetterStudyRow): Promise<void> {
    if (this.study !== null || this.#isOver) return;
    this.study = row.study;
    this.done = row.drafted;
    this.total = row.total;
    this.model = '';
    this.isStopping = false;
    this.failed = null;
    try {
      const ended = await this.#backend.draftLetterStudy(row.study, (event) => {
        if (this.#isOver || event.kind !== 'drafted') return;
        this.done = event.done;
        this.total = event.total;
        this.model = event.model;
        this.#changed({ ...row, drafted: event.done, total: event.total });
      });
      if (!this.#isOver) this.#changed(ended);
    } catch (reason) {
      if (!this.#isOver) this.failed = { study: row.study, problem: asErrorView(reason) };
    } finally {
      this.study = null;
      this.isStopping = false;
    }
  }

  /** Stops behind the letter that is being written; the rest is drafted when it is asked for again. */
  async stop(): Promise<void> {
    const { study } = this;
    if (study === null || this.isStopping) return;
    this.isStopping = true;
    try {
      await this.#backend.cancelLetterDraft();
    } catch (reason) {
      this.isStopping = false;
      if (!this.#isOver) this.failed = { study, problem: asErrorView(reason) };
    }
  }

  /** Lets go: what comes later is not taken any more. */
  close(): void {
    if (this.#isOver) return;
    void this.stop();
    this.#isOver = true;
  }
}
