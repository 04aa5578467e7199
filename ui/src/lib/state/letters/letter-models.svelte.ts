// The models that draft letters, the one that is asked, and with what.

import type { Backend } from '../../api/backend';
import type { ModelSummary } from '../../api/generated';
import { Models } from '../models.svelte';
import { RunSettings } from '../run-settings.svelte';

const draftsLetters = (model: ModelSummary): boolean => model.draftsLetters;

export class LetterModels {
  readonly found: Models;
  readonly settings = new RunSettings();
  #chosen = $state('');

  list = $derived.by(() => this.found.list.filter(draftsLetters));
  chosen = $derived.by(() => this.list.find(({ id }) => id === this.#chosen) ?? this.list.find(({ problem }) => problem === null) ?? this.list[0] ?? null);
  /** Why nothing can be drafted; empty when it can. */
  whyOff = $derived.by(() => {
    if (this.found.search === 'searching' && this.found.list.length === 0) return 'Looking for models';
    if (!this.chosen) return this.found.search === 'failed' ? 'The models could not be read' : 'No model here drafts letters';
    if (this.chosen.problem) return 'This model cannot be used';
    return this.settings.problem ?? '';
  });

  constructor(backend: Backend) {
    this.found = new Models(backend);
    // The likeliest words each time: a letter is not sampled unless somebody wants it.
    this.settings.temperatureText = '0';
  }

  choose(id: string): void {
    this.#chosen = id;
  }
}
