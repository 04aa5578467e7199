// The study that runs, as its events tell it.

import type { Backend } from '../../api/backend';
import type { ErrorView, StudyEvent, StudyProgress } from '../../api/generated';
import { asErrorView } from '../../errors/classification';

export class StudyWatch {
  /** Null when none runs. */
  progress = $state.raw<StudyProgress | null>(null);
  stage = $state<'idle' | 'waiting' | 'watching' | 'failed'>('idle');
  problem = $state.raw<ErrorView | null>(null);

  #isOpen = true;
  readonly #backend: Backend;
  readonly #changed: (study: number) => void;

  /** `changed` is called with a study that begins or has come to rest. */
  constructor(backend: Backend, changed: (study: number) => void) {
    this.#backend = backend;
    this.#changed = changed;
  }

  /** Begins to watch; once for the life of this object, again after a failure. */
  async watch(): Promise<void> {
    if (this.stage === 'waiting' || this.stage === 'watching') return;
    this.stage = 'waiting';
    this.problem = null;
    try {
      await this.#backend.watchStudies((event) => this.#take(event));
    } catch (reason) {
      if (!this.#isOpen) return;
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  /** Lets go: what comes later is not taken any more. */
  close(): void {
    this.#isOpen = false;
  }

  #take(event: StudyEvent): void {
    if (!this.#isOpen) return;
    this.stage = 'watching';
    if (event.kind === 'snapshot') {
      const isAnother = event.progress !== null && event.progress.study !== this.progress?.study;
      this.progress = event.progress;
      if (isAnother && event.progress) this.#changed(event.progress.study);
      return;
    }
    this.progress = null;
    this.#changed(event.study);
  }
}
