// The decision on one answer: accept, edit or reject, and what stands in the way of each. Nothing can be copied before.

import type { Backend } from '../../api/backend';
import type { Arm, DecisionKind, DecisionRequest, DecisionView, ErrorView } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import type { Answer } from './answer.svelte';
import { Acknowledgements } from './acknowledgements.svelte';
import { stopsInTheWay } from './check-words';
import { EditedPlan } from './edited-plan.svelte';

/** What is open: nothing, the field of the plan, the field of the reason. */
export type DecidingMode = 'choosing' | 'editing' | 'rejecting';

/** A decision that stands, and when it was taken. */
export interface Decided {
  view: DecisionView;
  at: Date;
  /** α/β of the doses in what may be copied, Gy. */
  alphaBetaGy: number | null;
}

export class Deciding {
  readonly suggestion: string;
  readonly arm: Arm;
  readonly acknowledged = new Acknowledgements();

  mode = $state<DecidingMode>('choosing');
  edited = $state.raw<EditedPlan | null>(null);
  /** Why the plan is rejected. */
  rejection = $state('');
  decided = $state.raw<Decided | null>(null);
  /** The decision that stands is being taken anew. */
  isReopened = $state(false);
  isRecording = $state(false);
  problem = $state.raw<ErrorView | null>(null);

  /** The three ways are open, not a decision that stands. */
  isOpen = $derived(this.decided === null || this.isReopened);
  /** What may be copied was written with another α/β than is shown now. */
  hasOtherDoses = $derived.by(() => this.decided !== null && this.decided.view.copyText !== null && this.decided.alphaBetaGy !== this.#alphaBeta());
  /** The checks of the plan that is decided on now: of the edited one while it is edited. */
  checks = $derived.by(() => (this.mode === 'editing' ? (this.edited?.checked?.checks ?? null) : this.#answer.checks));
  acknowledgedNow = $derived.by(() => (this.mode === 'editing' && this.edited ? this.edited.acknowledged : this.acknowledged));
  /** Stop-level findings of the suggestion that nobody has acknowledged. */
  missing = $derived.by(() => this.acknowledged.missing(this.#answer.checks ?? []));

  whyAcceptIsOff: string | null = $derived.by(() => {
    if (this.#answer.isWithheld) return this.#answer.agreement?.standing === 'abstains' ? 'Accept is off: too few samples agree' : 'Accept is off: more samples state no plan than agree on one';
    if (this.#answer.phases.length === 0) return 'Accept is off: no plan could be read';
    if (this.#answer.checks === null) return 'Accept is off: the plan was not checked';
    if (this.missing.length > 0) return `Accept is ${stopsInTheWay(this.missing.length).toLowerCase()}`;
    return null;
  });

  /** Why the edited plan cannot be recorded; null when it can. */
  whyRecordIsOff: string | null = $derived.by(() => {
    const { edited } = this;
    if (!edited || edited.text.trim() === '') return 'Write the plan';
    if (edited.problem) return 'Off: the plan could not be checked';
    if (!edited.isUpToDate) return 'Checking the plan';
    if (edited.phases.length === 0) return 'Off: no plan could be read';
    if (edited.text.trim() === this.#answer.text.trim() && !this.#answer.isWithheld) return 'Nothing was changed: accept it instead';
    if (edited.missing.length > 0) return stopsInTheWay(edited.missing.length);
    return null;
  });

  readonly #backend: Backend;
  readonly #answer: Answer;
  readonly #alphaBeta: () => number | null;

  constructor(backend: Backend, answer: Answer, suggestion: string, arm: Arm, alphaBeta: () => number | null) {
    this.#backend = backend;
    this.#answer = answer;
    this.suggestion = suggestion;
    this.arm = arm;
    this.#alphaBeta = alphaBeta;
  }

  async accept(): Promise<boolean> {
    if (this.mode !== 'choosing' || !this.isOpen || this.whyAcceptIsOff !== null) return false;
    return this.#record('accepted', '', null);
  }

  /** Opens the plan as it was suggested, or as it was left when it was closed. */
  edit(): boolean {
    if (!this.isOpen || this.isRecording || this.mode === 'editing') return false;
    this.edited ??= new EditedPlan(this.#backend, this.suggestion, this.arm, this.#answer.planText);
    this.problem = null;
    this.mode = 'editing';
    return true;
  }

  reject(): boolean {
    if (!this.isOpen || this.isRecording || this.mode === 'rejecting') return false;
    this.problem = null;
    this.mode = 'rejecting';
    return true;
  }

  async recordEdited(): Promise<boolean> {
    const { edited } = this;
    if (this.mode !== 'editing' || !edited || this.whyRecordIsOff !== null) return false;
    return this.#record('edited', edited.reason.trim(), edited);
  }

  async recordRejection(): Promise<boolean> {
    const reason = this.rejection.trim();
    if (this.mode !== 'rejecting' || reason === '') return false;
    return this.#record('rejected', reason, null);
  }

  /** Closes what is open; what was typed stays for the next time. */
  close(): boolean {
    if (this.mode !== 'choosing') this.mode = 'choosing';
    else if (this.isReopened) this.isReopened = false;
    else return false;
    this.problem = null;
    return true;
  }

  /** The decision that stands goes on standing until another is recorded. */
  decideAgain(): void {
    if (!this.isRecording) this.isReopened = true;
  }

  /** Lets go: nothing more is asked. */
  release(): void {
    this.edited?.release();
  }

  async #record(kind: DecisionKind, reason: string, edited: EditedPlan | null): Promise<boolean> {
    if (this.isRecording) return false;
    this.isRecording = true;
    this.problem = null;
    const checks = edited ? (edited.checked?.checks ?? []) : (this.#answer.checks ?? []);
    const request: DecisionRequest = {
      suggestion: this.suggestion,
      arm: this.arm,
      kind,
      reason,
      plan: edited ? edited.text.trim() : null,
      acknowledged: kind === 'rejected' ? [] : (edited?.acknowledged ?? this.acknowledged).of(checks),
      alphaBetaGy: this.#alphaBeta(),
    };
    try {
      this.decided = { view: await this.#backend.decideSuggestion(request), at: new Date(), alphaBetaGy: request.alphaBetaGy };
      this.mode = 'choosing';
      this.isReopened = false;
      return true;
    } catch (reason) {
      this.problem = asErrorView(reason);
      return false;
    } finally {
      this.isRecording = false;
    }
  }
}
