// The Results screen of the fake backend. A study does nothing by itself: a test, or the design page, sends its events.

import type { StudyCommands } from '../backend';
import type { CaseAddress, CaseListView, CaseOrder, FigureTheme, StudyCaseView, StudyComparison, StudyEvent, StudyFigure, StudyOptions, StudyProgress, StudyRequest, StudyResults, StudyRow, Task } from '../generated';
import { FakeFinetune } from './finetune';
import { CASE_ANSWERS, CASES_BEHIND, STUDIES, STUDY_FIGURES, STUDY_OPTIONS, STUDY_RESULTS, studyRow } from './study-data';

export class FakeStudies extends FakeFinetune implements StudyCommands {
  studyList: StudyRow[] = STUDIES;
  studyOptionsView: StudyOptions = STUDY_OPTIONS;
  runningStudy: StudyProgress | null = null;
  studyResultsView: StudyResults = STUDY_RESULTS;
  studyFigureList: StudyFigure[] = STUDY_FIGURES;
  casesBehind: CaseListView = CASES_BEHIND;
  caseAnswers: StudyCaseView = CASE_ANSWERS;
  exportedFolder: string | null = 'study-2';
  #watchers: ((event: StudyEvent) => void)[] = [];

  /** Tells whoever watches. */
  tellStudy(...events: StudyEvent[]): void {
    for (const event of events) this.#watchers.forEach((watcher) => watcher(event));
  }

  async studies(): Promise<StudyRow[]> {
    await this.note('studies');
    return this.studyList;
  }

  async studyOptions(): Promise<StudyOptions> {
    await this.note('studyOptions');
    return this.studyOptionsView;
  }

  async makeStudy(request: StudyRequest): Promise<StudyRow> {
    await this.note('makeStudy', request);
    const made = studyRow(this.studyList.length + 1, { name: request.name, state: 'ready', stored: 0, elapsedS: 0 });
    this.studyList = [made, ...this.studyList];
    return made;
  }

  async startStudy(study: number): Promise<StudyRow> {
    await this.note('startStudy', study);
    return this.setStudy(study, { state: 'running' });
  }

  async pauseStudy(study: number): Promise<void> {
    await this.note('pauseStudy', study);
    this.setStudy(study, { state: 'paused' });
    this.runningStudy = null;
    this.tellStudy({ kind: 'ended', study, state: 'paused', failure: null });
  }

  async removeStudy(study: number): Promise<StudyRow[]> {
    await this.note('removeStudy', study);
    this.studyList = this.studyList.filter((row) => row.study !== study);
    return this.studyList;
  }

  async watchStudies(onEvent: (event: StudyEvent) => void): Promise<void> {
    await this.note('watchStudies');
    this.#watchers.push(onEvent);
    onEvent({ kind: 'snapshot', progress: this.runningStudy });
  }

  async studyResults(study: number): Promise<StudyResults> {
    await this.note('studyResults', study);
    return { ...this.studyResultsView, row: this.studyList.find((row) => row.study === study) ?? this.studyResultsView.row };
  }

  async studyFigures(study: number, theme: FigureTheme): Promise<StudyFigure[]> {
    await this.note('studyFigures', study, theme);
    return this.studyFigureList;
  }

  async studyCases(study: number, address: CaseAddress, order: CaseOrder): Promise<CaseListView> {
    await this.note('studyCases', study, address, order);
    return order === 'worstFirst' ? this.casesBehind : { ...this.casesBehind, rows: this.casesBehind.rows.toReversed() };
  }

  async studyCase(study: number, model: string, task: Task, caseId: string): Promise<StudyCaseView> {
    await this.note('studyCase', study, model, task, caseId);
    return { ...this.caseAnswers, case: caseId };
  }

  async compareStudies(one: number, other: number): Promise<StudyComparison> {
    await this.note('compareStudies', one, other);
    const row = (study: number) => this.studyList.find((known) => known.study === study) ?? studyRow(study);
    return { one: row(one), other: row(other), differences: [{ label: 'Seed', one: '42', other: '7' }], scoresOfOne: STUDY_RESULTS.scores, scoresOfOther: STUDY_RESULTS.scores };
  }

  async exportStudy(study: number): Promise<string | null> {
    await this.note('exportStudy', study);
    return this.exportedFolder;
  }

  /** Changes a study as the program would. */
  setStudy(study: number, changes: Partial<StudyRow>): StudyRow {
    this.studyList = this.studyList.map((row) => (row.study === study ? { ...row, ...changes } : row));
    return this.studyList.find((row) => row.study === study) ?? studyRow(study, changes);
  }
}
