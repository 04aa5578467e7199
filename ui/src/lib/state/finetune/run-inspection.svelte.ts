// One run looked at closely: its record, its curve beside another's, base against tuned, release, export.

import type { Backend } from '../../api/backend';
import type { ErrorView, EvaluationEvent, ExportReport, RunComparison, RunDetail, RunExportFormat, RunRow } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { Sending } from '../settings-screen.svelte';
import { NewestAnswer } from './newest-answer.svelte';

export class RunInspection {
  detail = $state.raw<RunDetail | null>(null);
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  problem = $state.raw<ErrorView | null>(null);

  otherRun = $state<number | null>(null);
  comparison = $state.raw<RunComparison | null>(null);
  comparisonProblem = $state.raw<ErrorView | null>(null);

  evaluation = $state.raw<EvaluationEvent | null>(null);
  evaluationProblem = $state.raw<ErrorView | null>(null);
  isEvaluating = $state(false);
  /** How many held-out cases are asked; null for all. */
  evaluationCases = $state<number | null>(null);

  /** What is about to happen, once asked for. */
  asked = $state<'release' | 'withdraw' | null>(null);
  readonly releasing = new Sending();

  exported = $state.raw<ExportReport | null>(null);
  exportFormat = $state<RunExportFormat>('peft');
  readonly exporting = new Sending();

  readonly run: number;
  readonly #backend: Backend;
  readonly #changed: () => void;
  readonly #comparisons = new NewestAnswer<number>(async (other) => {
    try {
      const comparison = await this.#backend.compareRuns(this.run, other);
      if (this.otherRun === other) this.comparison = comparison;
    } catch (reason) {
      if (this.otherRun === other) this.comparisonProblem = asErrorView(reason);
    }
  });

  /** `changed` is called when the history says something else now. */
  constructor(backend: Backend, run: number, changed: () => void) {
    this.#backend = backend;
    this.run = run;
    this.#changed = changed;
  }

  async open(): Promise<void> {
    this.problem = null;
    try {
      this.detail = await this.#backend.runDetail(this.run);
      this.stage = 'loaded';
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  get isComparing(): boolean {
    return this.#comparisons.isAsking;
  }

  /** Lays another run over this one; null takes it away. */
  async compareWith(other: number | null): Promise<void> {
    this.otherRun = other;
    this.comparison = null;
    this.comparisonProblem = null;
    if (other === null) return;
    await this.#comparisons.ask(other);
  }

  async evaluate(): Promise<void> {
    if (this.isEvaluating) return;
    this.isEvaluating = true;
    this.evaluation = null;
    this.evaluationProblem = null;
    try {
      await this.#backend.evaluateRun(this.run, this.evaluationCases, (event) => {
        this.evaluation = event;
        if (event.kind === 'done' && this.detail) this.detail = { ...this.detail, evaluation: event.evaluation };
      });
      this.#changed();
    } catch (reason) {
      this.evaluationProblem = asErrorView(reason);
    } finally {
      this.isEvaluating = false;
    }
  }

  async cancelEvaluation(): Promise<void> {
    await this.#backend.cancelEvaluation().catch(() => {
      // OK because the evaluation itself reports how it ends.
    });
  }

  async release(): Promise<void> {
    await this.releasing.send(async () => {
      await this.#backend.releaseRun(this.run);
      return 'Suggest uses this adapter now';
    });
    await this.#settle();
  }

  async withdraw(): Promise<void> {
    const row = this.detail?.row;
    const task = row?.task;
    if (!row || !task) return;
    await this.releasing.send(async () => {
      await this.#backend.withdrawRelease(row.model, task);
      return 'Suggest no longer uses this adapter';
    });
    await this.#settle();
  }

  async export(): Promise<void> {
    this.exported = null;
    await this.exporting.send(async () => {
      this.exported = await this.#backend.exportRun(this.run, this.exportFormat);
      return '';
    });
  }

  /** The history has a newer row of this run. */
  refresh(row: RunRow): void {
    if (this.detail) this.detail = { ...this.detail, row };
  }

  async #settle(): Promise<void> {
    this.asked = null;
    this.#changed();
    await this.open();
  }
}
