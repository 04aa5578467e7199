// The model card that is open: asked for with one click, read afresh each time. Handed to every component below App.

import { createContext } from 'svelte';

import type { Backend } from '../api/backend';
import type { CardSubgroup, ErrorView, ModelCard } from '../api/generated';
import { asErrorView } from '../errors/classification';

export class ModelCards {
  /** The model whose card is open. */
  model = $state<string | null>(null);
  card = $state.raw<ModelCard | null>(null);
  problem = $state.raw<ErrorView | null>(null);
  /** What the cases are divided by. */
  by = $state('');

  divisions: string[] = $derived([...new Set(this.card?.subgroups.map(({ by }) => by) ?? [])]);
  parts: CardSubgroup[] = $derived(this.card?.subgroups.filter(({ by }) => by === this.by) ?? []);

  readonly #backend: Backend;
  #asked = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async open(model: string): Promise<void> {
    const asked = ++this.#asked;
    this.model = model;
    this.card = this.problem = null;
    try {
      const card = await this.#backend.modelCard(model);
      if (asked !== this.#asked) return;
      this.card = card;
      if (!this.divisions.includes(this.by)) this.by = this.divisions[0] ?? '';
    } catch (reason) {
      if (asked === this.#asked) this.problem = asErrorView(reason);
    }
  }

  close(): void {
    this.#asked += 1;
    this.model = this.card = this.problem = null;
  }
}

export const [getModelCards, provideModelCards] = createContext<ModelCards>();
