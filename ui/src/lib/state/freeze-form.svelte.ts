// How the split is to be made, as typed: seed, held-out sizes, stratified or not.

import type { Backend } from '../api/backend';
import type { ErrorView } from '../api/generated';
import { asErrorView } from '../errors/classification';
import type { CurateScreen } from './curate-screen.svelte';
import { SEED_MAX, wholeInRange } from './run-settings.svelte';

export class FreezeForm {
  seedText = $state('1');
  /** The study held out 403 and 377. */
  regimenText = $state('403');
  icd10Text = $state('377');
  isStratified = $state(true);
  stage = $state<'form' | 'freezing'>('form');
  problem = $state.raw<ErrorView | null>(null);

  readonly #backend: Backend;
  readonly #curate: CurateScreen;

  seed = $derived(wholeInRange(this.seedText, 0, SEED_MAX));
  testRegimen = $derived.by(() => wholeInRange(this.regimenText, 1, this.largest));
  testIcd10 = $derived.by(() => wholeInRange(this.icd10Text, 1, this.largest));
  isReady = $derived(this.stage === 'form' && this.seed !== null && this.testRegimen !== null && this.testIcd10 !== null);

  constructor(backend: Backend, curate: CurateScreen) {
    this.#backend = backend;
    this.#curate = curate;
  }

  /** One case must stay to train on. */
  get largest(): number {
    const cohort = this.#curate.cohort;
    return Math.max(1, (cohort?.funnel.at(-1)?.kept ?? cohort?.extracted ?? 1) - 1);
  }

  async freeze(): Promise<void> {
    const { seed, testRegimen, testIcd10 } = this;
    if (!this.isReady || seed === null || testRegimen === null || testIcd10 === null) return;
    this.stage = 'freezing';
    this.problem = null;
    try {
      const request = { seed, testRegimen, testIcd10, isStratified: this.isStratified };
      this.#curate.replace(await this.#backend.freeze(this.#curate.chosenId, request));
    } catch (reason) {
      this.problem = asErrorView(reason);
    } finally {
      this.stage = 'form';
    }
  }
}
