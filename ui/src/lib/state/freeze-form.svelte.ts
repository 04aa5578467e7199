// How the split is to be made, as typed: seed, held-out sizes, stratified or not.

import type { Backend } from '../api/backend';
import type { ErrorView } from '../api/generated';
import { asErrorView } from '../errors/classification';
import type { CurateScreen } from './curate-screen.svelte';
import { SEED_MAX, wholeInRange } from './run-settings.svelte';

/** What the study of Wang et al. held out, and of how many. */
const STUDY = { regimen: { heldOut: 403, of: 7903 }, icd10: { heldOut: 377, of: 7177 } };
type Task = keyof typeof STUDY;

export class FreezeForm {
  seedText = $state('1');
  regimenText = $state('');
  icd10Text = $state('');
  isStratified = $state(true);
  stage = $state<'form' | 'freezing'>('form');
  problem = $state.raw<ErrorView | null>(null);

  readonly #backend: Backend;
  readonly #curate: CurateScreen;

  seed = $derived(wholeInRange(this.seedText, 0, SEED_MAX));
  testRegimen = $derived.by(() => wholeInRange(this.regimenText, 1, this.largest('regimen')));
  testIcd10 = $derived.by(() => wholeInRange(this.icd10Text, 1, this.largest('icd10')));
  isReady = $derived(this.stage === 'form' && this.seed !== null && this.testRegimen !== null && this.testIcd10 !== null);

  constructor(backend: Backend, curate: CurateScreen) {
    this.#backend = backend;
    this.#curate = curate;
    this.regimenText = this.#usual('regimen');
    this.icd10Text = this.#usual('icd10');
  }

  /** The most that can be held out of a task's cases: one must stay to train on. */
  largest(task: Task): number {
    return Math.max(1, this.#cases(task) - 1);
  }

  /** ICD-10 cases are those behind its step; those of the other tasks stand before it. */
  #cases(task: Task): number {
    const cohort = this.#curate.cohort;
    const steps = cohort?.funnel.filter(({ step }) => task === 'icd10' || step !== 'icd10') ?? [];
    return steps.at(-1)?.kept ?? cohort?.extracted ?? 1;
  }

  /** The share that the study held out, of larger cohorts its number. */
  #usual(task: Task): string {
    const { heldOut, of } = STUDY[task];
    const share = Math.ceil((this.#cases(task) * heldOut) / of);
    return String(Math.max(1, Math.min(heldOut, share, this.largest(task))));
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
