// The Results screen: which study, where it stands, its results and figures, the cases behind them, another study beside it.

import type { Backend } from '../../api/backend';
import type {
  CaseAddress,
  ErrorView,
  FigureTheme,
  Finding,
  StudyComparison,
  StudyFigure,
  StudyFigureKind,
  StudyResults,
  StudyRow,
  Task,
} from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { Sending } from '../settings-screen.svelte';
import { DrillDown } from './drill-down.svelte';
import { StudyForm } from './study-form.svelte';
import { StudyGrades } from './study-grades.svelte';
import { StudyWatch } from './study-watch.svelte';

export class ResultsScreen {
  readonly watch: StudyWatch;
  readonly form = new StudyForm();
  /** Grades of its regimens, once a study of grades is locked. */
  readonly grades: StudyGrades;

  studies = $state.raw<StudyRow[]>([]);
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  problem = $state.raw<ErrorView | null>(null);
  chosen = $state<number | null>(null);
  /** Whether the form of a new study stands in place of the results. */
  isMaking = $state(false);
  /** Whether it is asked before the study is removed. */
  isRemoving = $state(false);

  results = $state.raw<StudyResults | null>(null);
  figures = $state.raw<StudyFigure[]>([]);
  resultStage = $state<'none' | 'loading' | 'loaded' | 'failed'>('none');
  task = $state<Task>('regimen');
  /** The tuned model whose matrix is shown. */
  matrixOf = $state('');
  figureForm = $state<'figure' | 'table'>('figure');
  theme = $state<FigureTheme>('light');
  drill = $state.raw<DrillDown | null>(null);
  comparison = $state.raw<StudyComparison | null>(null);

  readonly acting = new Sending();
  readonly making = new Sending();
  readonly exporting = new Sending();
  readonly comparing = new Sending();

  row: StudyRow | null = $derived(this.studies.find(({ study }) => study === this.chosen) ?? null);
  /** The running study, if it is the chosen one. */
  progress = $derived.by(() => (this.watch.progress?.study === this.chosen ? this.watch.progress : null));
  /** Other studies that are finished. */
  others: StudyRow[] = $derived(this.studies.filter(({ study, state }) => state === 'finished' && study !== this.chosen));

  readonly #backend: Backend;
  #isOpen = true;
  #returnsToNew = false;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.grades = new StudyGrades(backend);
    this.watch = new StudyWatch(backend, () => void this.look());
  }

  async open(): Promise<void> {
    void this.watch.watch();
    await this.look();
  }

  /** Reads the list, and the results of the chosen study if they are there. */
  async look(): Promise<void> {
    this.problem = null;
    try {
      const studies = await this.#backend.studies();
      if (!this.#isOpen) return;
      this.studies = studies;
      this.stage = 'loaded';
      if (!this.row) await this.choose(studies[0]?.study ?? null);
      else await this.#showResults();
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  async choose(study: number | null): Promise<void> {
    this.#forgetResults();
    this.isMaking = false;
    this.chosen = study;
    this.acting.problem = null;
    this.exporting.said = '';
    await this.#showResults();
  }

  /** The study before (-1) or after (1) in the list; answers whether there is one. */
  step(by: 1 | -1): boolean {
    const at = this.studies.findIndex(({ study }) => study === this.chosen);
    const next = this.studies[at + by];
    if (at < 0 || !next) return false;
    void this.choose(next.study);
    return true;
  }

  /** Draws the figures for the theme that is shown. */
  async dress(theme: FigureTheme): Promise<void> {
    if (theme === this.theme && (this.figures.length > 0 || this.resultStage !== 'loaded')) return;
    this.theme = theme;
    if (this.results && this.chosen !== null) await this.#showFigures(this.chosen);
  }

  /** Reads the grades of the chosen study again. */
  async lookAtGrades(): Promise<void> {
    if (this.chosen !== null) await this.grades.look(this.chosen, this.theme);
  }

  async beginMaking(): Promise<void> {
    this.isMaking = true;
    this.drill = null;
    await this.making.send(async () => {
      this.form.take(await this.#backend.studyOptions());
      return '';
    });
  }

  /** Makes the study and starts it. */
  async make(): Promise<void> {
    const { request } = this.form;
    if (!request) return;
    await this.making.send(async () => {
      const made = await this.#backend.makeStudy(request);
      this.studies = [made, ...this.studies];
      this.form.clear();
      await this.choose(made.study);
      return '';
    });
    if (!this.making.problem) await this.start();
  }

  async start(): Promise<void> {
    await this.#act(async (study) => void (await this.#backend.startStudy(study)));
  }

  async pause(): Promise<void> {
    await this.#act((study) => this.#backend.pauseStudy(study));
  }

  async remove(): Promise<void> {
    this.isRemoving = false;
    await this.#act(async (study) => {
      const left = await this.#backend.removeStudy(study);
      this.studies = left;
      await this.choose(left[0]?.study ?? null);
    });
  }

  async export(): Promise<void> {
    const study = this.chosen;
    if (study === null || this.row?.state !== 'finished') return;
    await this.exporting.send(async () => {
      const name = await this.#backend.exportStudy(study);
      return name === null ? '' : `Numbers, tables, figures and the report are in ${name}. The tables hold texts of patients.`;
    });
  }

  async compareWith(other: number): Promise<void> {
    const study = this.chosen;
    if (study === null) return;
    await this.comparing.send(async () => {
      this.comparison = await this.#backend.compareStudies(study, other);
      return '';
    });
  }

  showCases(address: CaseAddress): void {
    if (this.chosen === null) return;
    this.drill = new DrillDown(this.#backend, this.chosen, address);
    void this.drill.look();
  }

  /** Leaves the form of a new study; what was typed is there when it is opened again. */
  leaveMaking(): void {
    this.isMaking = false;
    this.making.problem = null;
    this.#returnsToNew = true;
  }

  /** For the button that opens the form: takes the focus once after the form was left. */
  takeFocus(): boolean {
    const returns = this.#returnsToNew;
    this.#returnsToNew = false;
    return returns;
  }

  /** Closes the form of a new study, the open case, else the list of cases; answers whether there was something to close. */
  stepBack(): boolean {
    if (this.isMaking) {
      if (!this.making.isBusy) this.leaveMaking();
      return true;
    }
    if (!this.drill) return false;
    if (!this.drill.closeCase()) this.drill = null;
    return true;
  }

  toggleFigureForm(): void {
    this.figureForm = this.figureForm === 'figure' ? 'table' : 'figure';
  }

  /** What is found above a figure of this kind, for the chosen task or for all of them. */
  finding(figure: StudyFigureKind): Finding | null {
    const findings = this.results?.findings.filter((finding) => finding.figure === figure) ?? [];
    return findings.find(({ task }) => task === this.task) ?? findings.find(({ task }) => task === null) ?? null;
  }

  /** The figures of this kind, for the chosen task or for all of them. */
  figuresOf(kind: StudyFigureKind): StudyFigure[] {
    return this.figures.filter((figure) => figure.kind === kind && (figure.task === null || figure.task === this.task));
  }

  /** Lets go of what goes on by itself and of every patient's text. */
  close(): void {
    this.#isOpen = false;
    this.watch.close();
    this.#forgetResults();
  }

  #forgetResults(): void {
    this.results = null;
    this.figures = [];
    this.resultStage = 'none';
    this.drill = null;
    this.comparison = null;
    this.grades.forget();
  }

  async #showResults(): Promise<void> {
    const study = this.chosen;
    if (study === null || this.row?.state !== 'finished') return;
    if (this.results?.row.study === study) return this.lookAtGrades();
    this.resultStage = 'loading';
    this.problem = null;
    try {
      const results = await this.#backend.studyResults(study);
      if (study !== this.chosen) return;
      this.results = results;
      if (!results.row.tasks.includes(this.task)) this.task = results.row.tasks[0] ?? 'regimen';
      this.matrixOf = results.models.find(({ role }) => role === 'tuned')?.id ?? '';
      await this.#showFigures(study);
    } catch (reason) {
      if (study !== this.chosen) return;
      this.problem = asErrorView(reason);
      this.resultStage = 'failed';
    }
  }

  async #showFigures(study: number): Promise<void> {
    const { theme } = this;
    void this.lookAtGrades();
    try {
      const figures = await this.#backend.studyFigures(study, theme);
      if (study !== this.chosen || theme !== this.theme) return;
      this.figures = figures;
      this.resultStage = 'loaded';
    } catch (reason) {
      if (study !== this.chosen) return;
      this.problem = asErrorView(reason);
      this.resultStage = 'failed';
    }
  }

  async #act(act: (study: number) => Promise<void>): Promise<void> {
    const study = this.chosen;
    if (study === null) return;
    await this.acting.send(async () => {
      await act(study);
      return '';
    });
    await this.look();
  }
}
