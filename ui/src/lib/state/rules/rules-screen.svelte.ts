// The rules of the checks: what stands, the chosen rule, changes that are collected and recorded together with a reason.

import type { Backend } from '../../api/backend';
import type { CheckRule, CheckRules, CheckRulesChange, ErrorView } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { counted } from '../../format/number';
import { Sending } from '../sending.svelte';
import { RuleEdits, type TypedEdits } from './rule-edits.svelte';

/** Changes that are not recorded, as they were typed. */
export type TypedRules = TypedEdits & { reason: string };

export class RulesScreen {
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  problem = $state.raw<ErrorView | null>(null);
  view = $state.raw<CheckRules | null>(null);
  chosenId = $state('');
  reason = $state('');
  /** What waits for the answer whether the changes are thrown away. */
  leaving = $state.raw<(() => void) | null>(null);
  readonly edits = new RuleEdits(() => this.view?.rules ?? []);
  readonly recording = new Sending();

  mayChange = $derived(this.view?.mayChange ?? false);
  chosen: CheckRule | null = $derived(this.view?.rules.find(({ id }) => id === this.chosenId) ?? null);
  hasAlarms = $derived(this.view?.rules.some(({ alarm }) => alarm !== null) ?? false);
  toReview = $derived(this.view?.rules.filter(({ needsReview }) => needsReview).length ?? 0);
  hasChanges = $derived.by(() => this.mayChange && this.edits.differences.length > 0);
  /** Why the changes cannot be recorded now; null when they can. */
  whyRecordIsOff = $derived.by(() => {
    if (this.edits.faults > 0) return `Correct ${counted(this.edits.faults, 'number')} first`;
    return this.reason.trim() === '' ? 'Say why first' : null;
  });

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async open(): Promise<void> {
    if (!this.view) this.stage = 'loading';
    this.problem = null;
    try {
      this.view = await this.#backend.checkRules();
      if (!this.chosen) this.chosenId = (this.view.rules.find(({ needsReview }) => needsReview) ?? this.view.rules[0])?.id ?? '';
      this.stage = 'loaded';
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  /** Records what was changed as a new version. Where another version stands by now that one is shown, and what was typed stays. */
  async record(): Promise<boolean> {
    const { view, edits } = this;
    const rules = edits.changes;
    if (!view || !rules || rules.length === 0 || this.whyRecordIsOff !== null) return false;
    const change: CheckRulesChange = { version: view.version, rules, reason: this.reason.trim() };
    const isDone = await this.recording.send(async () => {
      this.view = await this.#backend.changeCheckRules(change);
      this.#forget();
      return `Recorded as version ${this.view.version}`;
    });
    if (!isDone && this.recording.problem?.code === 'alreadyRecorded') await this.open();
    return isDone;
  }

  throwAway(): void {
    this.#forget();
    this.recording.problem = null;
  }

  /** Asks whether the changes are thrown away, and whether it did ask. */
  askToLeave(leave: () => void): boolean {
    if (!this.hasChanges) return false;
    this.leaving = leave;
    return true;
  }

  /** The answer: go and lose the changes, or stay. */
  answerLeaving(goes: boolean): void {
    const { leaving } = this;
    this.leaving = null;
    if (!goes) return;
    this.throwAway();
    leaving?.();
  }

  /** What is not recorded, for behind the lock; null when there is nothing. */
  get draft(): TypedRules | null {
    return this.hasChanges ? { ...this.edits.typed, reason: this.reason } : null;
  }

  resumeAt({ reason, ...typed }: TypedRules): void {
    this.edits.resumeAt(typed);
    this.reason = reason;
  }

  #forget(): void {
    this.edits.forget();
    this.reason = '';
  }
}
