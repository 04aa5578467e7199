// The Curate screen: which cohort, which list of cases, which case, and what may be done with it now.

import type { Backend, FigureFormat } from '../api/backend';
import type { CohortView, ErrorView, MarkDecision, QueueRow, ReviewDecision, ReviewDrop } from '../api/generated';
import { asErrorView } from '../errors/classification';
import { Review } from './review.svelte';

export const DROP_REASONS: { reason: ReviewDrop; words: string }[] = [
  { reason: 'severalDiagnoses', words: 'more than one diagnosis' },
  { reason: 'noClearPrimaryPlan', words: 'no clear primary plan' },
  { reason: 'doseOrFractionsMissing', words: 'dose or fractions missing' },
  { reason: 'planNotSeparable', words: 'plan not separable' },
  { reason: 'other', words: 'other' },
];

/** Which cases the list holds: those that wait, or those that left at a step for a reason. */
export type Listing = { kind: 'queue' } | { kind: 'dropped'; step: string; reason: string; words: string };
type Stage = 'loading' | 'loaded' | 'failed';

/** Where a reviewer stood; kept over a lock. */
export interface CuratePosition {
  cohort: string;
  case: string | null;
  marks: MarkDecision[];
}

export class CurateScreen {
  stage = $state<Stage>('loading');
  cohorts = $state.raw<CohortView[]>([]);
  chosenId = $state('');
  listing = $state.raw<Listing>({ kind: 'queue' });
  listStage = $state<Stage>('loading');
  allRows = $state.raw<QueueRow[]>([]);
  review = $state.raw<Review | null>(null);
  /** Waiting for the number of a reason after X. */
  isChoosingReason = $state(false);
  problem = $state.raw<ErrorView | null>(null);
  /** The last thing done, for the status line. */
  said = $state('');

  cohort = $derived(this.cohorts.find((cohort) => cohort.cohort === this.chosenId) ?? null);
  isReadOnly = $derived(this.cohort?.isFrozen ?? false);
  rows = $derived.by(() => (this.listing.kind === 'queue' && !this.isReadOnly ? this.allRows.filter((row) => row.state === 'waiting') : this.allRows));
  /** Over all cohorts, once they are known. */
  waiting = $derived(this.stage === 'loaded' ? this.cohorts.reduce((sum, cohort) => sum + cohort.waiting, 0) : null);
  whyAcceptIsOff = $derived(this.review?.whyAcceptIsOff ?? null);
  canUndo = $derived.by(() => !this.isReadOnly && ((this.review?.isChanged ?? false) || this.#decided.length > 0 || this.isDecidedHere));
  /** The open case was decided by a reviewer and can be taken back. */
  isDecidedHere = $derived(this.review !== null && this.review.loaded.state !== 'waiting' && this.review.loaded.decided !== '');

  readonly #backend: Backend;
  #decided = $state.raw<string[]>([]);
  #isDeciding = false;
  #listAsked = 0;
  #caseAsked = 0;
  #resume: CuratePosition | null = null;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Where the reviewer stands, to be kept; null when nowhere. */
  get position(): CuratePosition | null {
    if (!this.cohort) return null;
    return { cohort: this.chosenId, case: this.review?.loaded.case ?? null, marks: this.review?.isChanged ? this.review.decisions : [] };
  }

  resumeAt(position: CuratePosition): void {
    this.#resume = position;
  }

  /** Looks for the cohorts. `wanted` is chosen if it is there; else what was chosen before, else the first. */
  async open(wanted = this.#resume?.cohort ?? this.chosenId): Promise<void> {
    this.stage = this.cohorts.length > 0 ? 'loaded' : 'loading';
    this.problem = null;
    try {
      this.cohorts = await this.#backend.cohorts();
      this.stage = 'loaded';
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.stage = 'failed';
      return;
    }
    const found = this.cohorts.find(({ cohort }) => cohort === wanted) ?? this.cohorts[0];
    const isSame = found?.cohort === this.chosenId && this.review !== null;
    if (found && !isSame) await this.choose(found.cohort);
  }

  async choose(cohort: string): Promise<void> {
    this.chosenId = cohort;
    this.#decided = [];
    await this.list({ kind: 'queue' });
  }

  /** Fills the list and opens its first case, or the one that was open before a lock. */
  async list(listing: Listing): Promise<void> {
    this.#listAsked += 1;
    const asked = this.#listAsked;
    const cohort = this.chosenId;
    this.listing = listing;
    this.listStage = 'loading';
    this.allRows = [];
    this.review = null;
    this.isChoosingReason = false;
    try {
      const rows = listing.kind === 'queue' ? await this.#backend.reviewQueue(cohort) : await this.#backend.casesDroppedFor(cohort, listing.step, listing.reason);
      if (asked !== this.#listAsked) return;
      this.allRows = rows;
      this.listStage = 'loaded';
    } catch (reason) {
      if (asked === this.#listAsked) this.#failList(reason);
      return;
    }
    const resume = this.#resume;
    this.#resume = null;
    const first = this.rows.find((row) => row.case === resume?.case) ?? this.rows[0];
    if (!first) return;
    await this.show(first.case);
    if (resume && first.case === resume.case) this.#openReview()?.restore(resume.marks);
  }

  #openReview(): Review | null {
    return this.review;
  }

  async show(caseId: string): Promise<void> {
    this.#caseAsked += 1;
    const asked = this.#caseAsked;
    this.isChoosingReason = false;
    try {
      const loaded = await this.#backend.reviewCase(this.chosenId, caseId);
      if (asked !== this.#caseAsked) return;
      this.review = new Review(this.#backend, this.chosenId, loaded, this.isReadOnly ? 'frozen' : 'open');
      this.problem = null;
    } catch (reason) {
      if (asked === this.#caseAsked) this.problem = asErrorView(reason);
    }
  }

  /** To the next or the previous case of the list. */
  async step(by: 1 | -1): Promise<void> {
    const index = this.rows.findIndex((row) => row.case === this.review?.loaded.case);
    const next = this.rows[index + by];
    if (next) await this.show(next.case);
    else this.said = by === 1 ? 'This is the last case of the list' : 'This is the first case of the list';
  }

  async accept(): Promise<void> {
    if (!this.review || this.whyAcceptIsOff !== null) {
      if (this.whyAcceptIsOff) this.said = this.whyAcceptIsOff;
      return;
    }
    const modality = this.review.loaded.modality === null ? this.review.modality : null;
    await this.#decide(this.review.loaded.case, { kind: 'accept', marks: this.review.decisions, modality }, 'Accepted');
  }

  chooseReason(): void {
    if (this.review?.isOpen) this.isChoosingReason = !this.isChoosingReason;
  }

  async drop(number: number): Promise<void> {
    const chosen = DROP_REASONS[number - 1];
    if (!chosen || !this.review?.isOpen) return;
    this.isChoosingReason = false;
    await this.#decide(this.review.loaded.case, { kind: 'drop', reason: chosen.reason }, `Dropped (${chosen.words})`);
  }

  /** Takes back the last change of the open case, else its decision, else the last decision made here. */
  async undo(): Promise<void> {
    if (!this.canUndo || this.review?.undo()) return;
    const caseId = this.isDecidedHere ? this.review?.loaded.case : this.#decided.at(-1);
    if (caseId) await this.#decide(caseId, { kind: 'undo' }, 'Taken back');
  }

  async switchRule(rule: string, isOn: boolean): Promise<void> {
    await this.#changeCohort(() => this.#backend.switchRule(this.chosenId, rule, isOn));
    if (!this.problem) await this.list({ kind: 'queue' });
  }

  async saveFigure(format: FigureFormat): Promise<void> {
    await this.#save(() => this.#backend.exportFunnel(this.chosenId, format));
  }

  async saveIssues(): Promise<void> {
    await this.#save(() => this.#backend.exportIssues(this.chosenId));
  }

  /** Takes a newer view of a cohort. One that is frozen now is read anew, to be read only. */
  replace(view: CohortView): void {
    const wasFrozen = this.isReadOnly;
    this.cohorts = this.cohorts.map((cohort) => (cohort.cohort === view.cohort ? view : cohort));
    if (!wasFrozen && this.isReadOnly) void this.list({ kind: 'queue' });
  }

  async #decide(caseId: string, decision: ReviewDecision, said: string): Promise<void> {
    if (this.#isDeciding) return;
    this.#isDeciding = true;
    const cohort = this.chosenId;
    try {
      const decided = await this.#backend.decide(cohort, caseId, decision);
      if (cohort !== this.chosenId) return;
      const index = this.rows.findIndex((row) => row.case === caseId);
      this.allRows = this.allRows.map((row) => (row.case === caseId ? { ...row, state: decided.state } : row));
      this.#decided = decision.kind === 'undo' ? this.#decided.filter((id) => id !== caseId) : [...this.#decided, caseId];
      this.said = `${said}: ${caseId}`;
      this.problem = null;
      void this.#refreshCohort(cohort);
      await this.#goOn(caseId, decision, index);
    } catch (reason) {
      this.problem = asErrorView(reason);
    } finally {
      this.#isDeciding = false;
    }
  }

  /** After a decision the list closes up: the next case stands where the decided one stood. */
  async #goOn(caseId: string, decision: ReviewDecision, index: number): Promise<void> {
    if (decision.kind === 'undo') return this.show(caseId);
    const isGone = !this.rows.some((row) => row.case === caseId);
    const next = isGone ? (this.rows[index] ?? this.rows.at(-1)) : (this.rows[index + 1] ?? this.rows[index]);
    if (next) await this.show(next.case);
    else this.review = null;
  }

  async #refreshCohort(cohort: string): Promise<void> {
    try {
      this.replace(await this.#backend.cohort(cohort));
    } catch {
      // OK because the numbers only inform; the decision itself was kept.
    }
  }

  async #changeCohort(change: () => Promise<CohortView>): Promise<void> {
    try {
      this.replace(await change());
      this.problem = null;
    } catch (reason) {
      this.problem = asErrorView(reason);
    }
  }

  async #save(write: () => Promise<string | null>): Promise<void> {
    try {
      const name = await write();
      if (name !== null) this.said = `Saved as ${name}`;
      this.problem = null;
    } catch (reason) {
      this.problem = asErrorView(reason);
    }
  }

  #failList(reason: unknown): void {
    this.problem = asErrorView(reason);
    this.listStage = 'failed';
  }
}
