// A plan while it is edited: read and checked by the program a moment after the last key, as if it had been suggested.

import type { Backend } from '../../api/backend';
import type { Arm, CheckedPlan, ErrorView } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { Acknowledgements } from './acknowledgements.svelte';
import { exceptionsFirst } from './check-words';

/** How long nothing is typed before the plan is checked, ms. */
export const CHECK_PAUSE_MS = 250;

export class EditedPlan {
  /** Why it was changed; may stay empty. */
  reason = $state('');
  problem = $state.raw<ErrorView | null>(null);
  readonly acknowledged = new Acknowledgements();

  #text = $state('');
  /** What was found, and in which text. */
  #checked = $state.raw<{ text: string; plan: CheckedPlan } | null>(null);

  /** What was found last; the text may have changed since. */
  checked = $derived(this.#checked?.plan ?? null);
  isUpToDate = $derived(this.#checked?.text === this.#text);
  phases = $derived(this.checked?.phases ?? []);
  missing = $derived(this.checked ? this.acknowledged.missing(this.checked.checks) : []);

  readonly #backend: Backend;
  readonly #suggestion: string;
  readonly #arm: Arm;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(backend: Backend, suggestion: string, arm: Arm, text: string) {
    this.#backend = backend;
    this.#suggestion = suggestion;
    this.#arm = arm;
    this.#text = text;
    void this.#check(text);
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    if (text === this.#text) return;
    this.#text = text;
    this.#asked += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(text), CHECK_PAUSE_MS);
  }

  async checkAgain(): Promise<void> {
    await this.#check(this.#text);
  }

  /** Lets go: nothing more is asked, and what comes late is dropped. */
  release(): void {
    this.#asked += 1;
    clearTimeout(this.#timer);
  }

  async #check(text: string): Promise<void> {
    const asked = ++this.#asked;
    this.problem = null;
    if (text.trim() === '') {
      this.#checked = { text, plan: { phases: [], checks: [] } };
      return;
    }
    try {
      const plan = await this.#backend.checkPlan({ suggestion: this.#suggestion, arm: this.#arm, plan: text });
      if (asked === this.#asked) this.#checked = { text, plan: { ...plan, checks: exceptionsFirst(plan.checks) } };
    } catch (reason) {
      if (asked === this.#asked) this.problem = asErrorView(reason);
    }
  }
}
