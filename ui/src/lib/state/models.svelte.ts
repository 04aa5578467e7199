// The models that were found, and the one that is chosen.

import type { Backend } from '../api/backend';
import type { ErrorView, ModelSummary } from '../api/generated';
import { asErrorView } from '../errors/classification';

const isForLettersAlone = (model: ModelSummary): boolean => model.draftsLetters && model.tasks.length === 0;

export class Models {
  list = $state<ModelSummary[]>([]);
  search = $state<'searching' | 'searched' | 'failed'>('searching');
  problem = $state<ErrorView | null>(null);
  chosenId = $state('');
  /** Those that answer a task: what is for letters alone is not among them. */
  answering = $derived(this.list.filter((model) => !isForLettersAlone(model)));
  chosen = $derived(this.list.find((model) => model.id === this.chosenId) ?? null);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Looks for models again. Keeps the choice when it is still there, else takes the first that can be used. */
  async look(): Promise<void> {
    this.search = 'searching';
    try {
      const list = await this.#backend.listModels();
      this.list = list;
      if (!list.some((model) => model.id === this.chosenId)) {
        const answering = this.answering;
        const usable = answering.find((model) => model.problem === null) ?? answering[0];
        this.chosenId = usable?.id ?? '';
      }
      this.problem = null;
      this.search = 'searched';
    } catch (reason) {
      this.list = [];
      this.chosenId = '';
      this.problem = asErrorView(reason);
      this.search = 'failed';
    }
  }
}
