// The screen Letters, writing: the list, and the letter that is open.

import type { Backend } from '../../api/backend';
import type { ErrorView, LetterRow } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import type { LetterTab } from './letter-tabs';

export class LettersScreen {
  tab = $state<LetterTab>('write');
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  rows = $state.raw<LetterRow[]>([]);
  problem = $state.raw<ErrorView | null>(null);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async open(): Promise<void> {
    this.problem = null;
    try {
      this.rows = await this.#backend.letters();
      this.stage = 'loaded';
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  clear(): void {
    this.rows = [];
    this.stage = 'loading';
  }
}
