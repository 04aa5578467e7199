// The screen Letters, rating: one rater's letter studies, blinded.

import type { Backend } from '../../api/backend';

export class LetterRatingScreen {
  /** Letters that wait for this rater, once they are known. */
  waiting = $state<number | null>(null);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async open(): Promise<void> {
    await this.#backend.myLetterStudies();
  }

  /** Lets go of every text. */
  clear(): void {
    this.waiting = null;
  }
}
