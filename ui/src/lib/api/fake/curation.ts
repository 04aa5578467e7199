// One cohort under curation in the fake backend: the queue of design F and what a reviewer's decisions make of it.

import type { CurationCommands, FigureFormat } from '../backend';
import type { CleanedPreview, CohortView, MarkDecision, QueueRow, ReviewCase, ReviewDecision, ReviewState, SplitRequest } from '../generated';
import { CASE, cleanedBy, COHORT, queueRows, SPLITS } from './cohort-data';
import { FakeImport } from './import';

export class FakeCuration extends FakeImport implements CurationCommands {
  cohortList: CohortView[] = [COHORT];
  queue: QueueRow[] = queueRows(214);
  /** What is answered for a case; its id and its state are put in. */
  caseView: ReviewCase = CASE;
  #states = new Map<string, ReviewState>();

  async cohorts(): Promise<CohortView[]> {
    await this.note('cohorts');
    return this.cohortList;
  }

  async cohort(cohort: string): Promise<CohortView> {
    await this.note('cohort', cohort);
    return this.#found(cohort);
  }

  async switchRule(cohort: string, rule: string, isOn: boolean): Promise<CohortView> {
    await this.note('switchRule', cohort, rule, isOn);
    const before = this.#found(cohort);
    return this.#replace({ ...before, rules: before.rules.map((known) => (known.id === rule ? { ...known, isOn } : known)) });
  }

  async reviewQueue(cohort: string): Promise<QueueRow[]> {
    await this.note('reviewQueue', cohort);
    return this.queue.map((row) => ({ ...row, state: this.#states.get(row.case) ?? row.state }));
  }

  async casesDroppedFor(cohort: string, step: string, reason: string): Promise<QueueRow[]> {
    await this.note('casesDroppedFor', cohort, step, reason);
    const drop = this.#found(cohort).funnel.find((known) => known.step === step)?.drops.find((known) => known.reason === reason);
    return queueRows(drop?.cases ?? 0, 'dropped').map((row) => ({ ...row, why: drop?.words ?? '' }));
  }

  async reviewCase(cohort: string, caseId: string): Promise<ReviewCase> {
    await this.note('reviewCase', cohort, caseId);
    return this.#case(caseId);
  }

  async previewMarks(cohort: string, caseId: string, marks: MarkDecision[]): Promise<CleanedPreview> {
    await this.note('previewMarks', cohort, caseId, marks);
    return { cleaned: cleanedBy(marks) };
  }

  async decide(cohort: string, caseId: string, decision: ReviewDecision): Promise<ReviewCase> {
    await this.note('decide', cohort, caseId, decision);
    const state: ReviewState = decision.kind === 'undo' ? 'waiting' : decision.kind === 'accept' ? 'accepted' : 'dropped';
    this.#states.set(caseId, state);
    return this.#case(caseId);
  }

  async freeze(cohort: string, request: SplitRequest): Promise<CohortView> {
    await this.note('freeze', cohort, request);
    return this.#replace({ ...this.#found(cohort), isFrozen: true, splits: SPLITS });
  }

  async exportFunnel(cohort: string, format: FigureFormat): Promise<string | null> {
    await this.note('exportFunnel', cohort, format);
    return `funnel.${format}`;
  }

  async exportIssues(cohort: string): Promise<string | null> {
    await this.note('exportIssues', cohort);
    return 'rows-set-aside.csv';
  }

  #found(cohort: string): CohortView {
    return this.cohortList.find((known) => known.cohort === cohort) ?? COHORT;
  }

  #replace(view: CohortView): CohortView {
    this.cohortList = this.cohortList.map((known) => (known.cohort === view.cohort ? view : known));
    return view;
  }

  #case(caseId: string): ReviewCase {
    const state = this.#states.get(caseId) ?? this.caseView.state;
    return { ...this.caseView, case: caseId, state, decided: state === 'waiting' ? '' : `${state} by S. Tanaka, 3 February 14:32` };
  }
}
