// Today's suggestions, read when the list is opened.

import type { Backend } from '../../api/backend';
import type { DecisionKind, EarlierSuggestion, ErrorView } from '../../api/generated';
import { asErrorView } from '../../errors/classification';

export const DECISION_WORDS: Record<DecisionKind, string> = { accepted: 'accepted', edited: 'edited', rejected: 'rejected' };

export class EarlierToday {
  isOpen = $state(false);
  list = $state.raw<EarlierSuggestion[] | null>(null);
  problem = $state.raw<ErrorView | null>(null);

  readonly #backend: Backend;
  #look = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Opens the list and reads it anew. */
  async open(): Promise<void> {
    this.isOpen = true;
    this.problem = null;
    const look = ++this.#look;
    try {
      const list = await this.#backend.earlierSuggestions();
      if (look !== this.#look) return;
      const today = new Date().toDateString();
      this.list = list.filter(({ atMs }) => new Date(atMs).toDateString() === today);
    } catch (reason) {
      if (look === this.#look) this.problem = asErrorView(reason);
    }
  }

  /** Lets go of the list too: it holds diagnoses. */
  close(): void {
    this.#look += 1;
    this.isOpen = false;
    this.list = null;
    this.problem = null;
  }
}
