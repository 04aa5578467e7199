// The versions of the open letter, and the one that is being read.

import type { Backend } from '../../api/backend';
import type { ErrorView, LetterVersionRow, LetterVersionView } from '../../api/generated';
import { asErrorView } from '../../errors/classification';

export class LetterVersions {
  isOpen = $state(false);
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  rows = $state.raw<LetterVersionRow[]>([]);
  shown = $state.raw<LetterVersionView | null>(null);
  problem = $state.raw<ErrorView | null>(null);

  readonly #backend: Backend;
  readonly #letter: number;
  #asked = 0;

  constructor(backend: Backend, letter: number) {
    this.#backend = backend;
    this.#letter = letter;
  }

  async toggle(): Promise<void> {
    this.isOpen = !this.isOpen;
    if (this.isOpen) await this.look();
  }

  /** Reads the list again, as far as anybody looks at it. */
  async look(): Promise<void> {
    if (!this.isOpen) return;
    const asked = ++this.#asked;
    this.problem = null;
    try {
      const rows = await this.#backend.letterVersions(this.#letter);
      if (asked !== this.#asked) return;
      this.rows = rows;
      this.stage = 'loaded';
    } catch (reason) {
      if (asked !== this.#asked) return;
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  async show(version: number): Promise<void> {
    const asked = ++this.#asked;
    this.problem = null;
    try {
      const shown = await this.#backend.letterVersion(this.#letter, version);
      if (asked === this.#asked) this.shown = shown;
    } catch (reason) {
      if (asked === this.#asked) this.problem = asErrorView(reason);
    }
  }

  closeShown(): void {
    this.shown = null;
  }
}
