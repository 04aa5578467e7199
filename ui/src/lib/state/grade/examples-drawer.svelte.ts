// The drawer of reference examples beside a case.

import type { Backend } from '../../api/backend';
import type { ErrorView, ReferenceExample, ReferenceExamples } from '../../api/generated';
import { asErrorView } from '../../errors/classification';

export type ExampleFilter = 'all' | '1' | '2' | '3' | '4' | '5';

export class ExamplesDrawer {
  isOpen = $state(false);
  filter = $state<ExampleFilter>('all');
  view = $state.raw<ReferenceExamples | null>(null);
  problem = $state.raw<ErrorView | null>(null);
  examples: ReferenceExample[] = $derived(filtered(this.view?.examples ?? [], this.filter));

  readonly #backend: Backend;
  #asked = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async toggle(grading: number): Promise<void> {
    this.isOpen = !this.isOpen;
    if (this.isOpen) await this.look(grading);
  }

  async look(grading: number): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.problem = null;
    if (this.view?.grading !== grading) this.view = null;
    try {
      const all = await this.#backend.referenceExamples();
      if (asked === this.#asked) this.view = all.find((examples) => examples.grading === grading) ?? null;
    } catch (reason) {
      if (asked === this.#asked) this.problem = asErrorView(reason);
    }
  }

  close(): boolean {
    if (!this.isOpen) return false;
    this.isOpen = false;
    return true;
  }

  clear(): void {
    this.#asked += 1;
    this.isOpen = false;
    this.view = null;
  }
}

export const filtered = (examples: ReferenceExample[], filter: ExampleFilter): ReferenceExample[] => (filter === 'all' ? examples : examples.filter(({ grade }) => grade === Number(filter)));
