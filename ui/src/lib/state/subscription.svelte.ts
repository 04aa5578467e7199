// Events of the program, asked for once and again after a failure: where that stands. What they mean is for who takes them.

import type { ErrorView } from '../api/generated';
import { asErrorView } from '../errors/classification';

export class Subscription<Event> {
  stage = $state<'idle' | 'waiting' | 'watching' | 'failed'>('idle');
  problem = $state.raw<ErrorView | null>(null);

  #isOpen = true;
  readonly #subscribe: (take: (event: Event) => void) => Promise<unknown>;
  readonly #take: (event: Event) => void;

  constructor(subscribe: (take: (event: Event) => void) => Promise<unknown>, take: (event: Event) => void) {
    this.#subscribe = subscribe;
    this.#take = take;
  }

  /** Begins to watch; once for the life of this object, again after a failure. */
  async watch(): Promise<void> {
    if (this.stage === 'waiting' || this.stage === 'watching') return;
    this.stage = 'waiting';
    this.problem = null;
    try {
      await this.#subscribe((event) => this.#hear(event));
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

  #hear(event: Event): void {
    if (!this.#isOpen) return;
    this.stage = 'watching';
    this.#take(event);
  }
}
