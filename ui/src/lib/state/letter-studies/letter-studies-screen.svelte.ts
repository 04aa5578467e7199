// The screen Letter studies, for whoever keeps them.

import type { Backend } from '../../api/backend';
import type { LetterStudyRow } from '../../api/generated';

export class LetterStudiesScreen {
  rows = $state.raw<LetterStudyRow[]>([]);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async open(): Promise<void> {
    this.rows = await this.#backend.letterStudies();
  }

  /** Lets go of what is shown. */
  clear(): void {
    this.rows = [];
  }
}
