// The study that runs, as its events tell it.

import type { Backend } from '../../api/backend';
import type { StudyEvent, StudyProgress } from '../../api/generated';
import { Subscription } from '../subscription.svelte';

export class StudyWatch extends Subscription<StudyEvent> {
  /** Null when none runs. */
  progress = $state.raw<StudyProgress | null>(null);

  readonly #changed: (study: number) => void;

  /** `changed` is called with a study that begins or has come to rest. */
  constructor(backend: Backend, changed: (study: number) => void) {
    super((take) => backend.watchStudies(take), (event) => this.#take(event));
    this.#changed = changed;
  }

  #take(event: StudyEvent): void {
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
