// The base models of this machine: found, added, taken off the list, hashed.

import type { Backend } from '../../api/backend';
import type { BaseModelKind, BaseModelView, ErrorView } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { Sending } from '../settings-screen.svelte';

export class ModelShelf {
  list = $state.raw<BaseModelView[]>([]);
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  problem = $state.raw<ErrorView | null>(null);
  /** Adding, removing or hashing; one at a time. */
  readonly working = new Sending();
  /** What `working` works on: a model's id, or `adding`. */
  busyWith = $state<string | null>(null);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async look(): Promise<void> {
    this.problem = null;
    try {
      this.list = await this.#backend.baseModels();
      this.stage = 'loaded';
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  find(id: string): BaseModelView | undefined {
    return this.list.find((model) => model.id === id);
  }

  /** Answers the model that was added; null when none was. */
  async add(kind: BaseModelKind): Promise<BaseModelView | null> {
    let added: BaseModelView | null = null;
    await this.#work('adding', async () => {
      added = await this.#backend.addBaseModel(kind);
      if (added === null) return '';
      this.#put(added);
      return `${(added as BaseModelView).name} is on the list`;
    });
    return added;
  }

  async remove(model: BaseModelView): Promise<void> {
    await this.#work(model.id, async () => {
      this.list = await this.#backend.removeBaseModel(model.id);
      return `${model.name} is off the list; its files are where they were`;
    });
  }

  async hash(model: BaseModelView): Promise<void> {
    await this.#work(model.id, async () => {
      this.#put(await this.#backend.hashBaseModel(model.id));
      return `${model.name} was read and hashed`;
    });
  }

  async #work(on: string, act: () => Promise<string>): Promise<void> {
    if (this.working.isBusy) return;
    this.busyWith = on;
    await this.working.send(act);
    this.busyWith = null;
  }

  #put(model: BaseModelView): void {
    const isKnown = this.list.some(({ id }) => id === model.id);
    this.list = isKnown ? this.list.map((one) => (one.id === model.id ? model : one)) : [...this.list, model];
  }
}
