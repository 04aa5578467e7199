// The fine-tune pane: the form of a new run at the left, the machine and its runs at the right, and what may be done now.

import type { Backend } from '../../api/backend';
import type { BaseModelView, DataSetView, ErrorView, PreparationProblem, Remedy, RunRequest, RunRow } from '../../api/generated';
import type { ModelKind } from '../../chart/ink';
import { asErrorView } from '../../errors/classification';
import { modelKind } from '../../format/model';
import { Sending } from '../settings-screen.svelte';
import { ExamplePreview } from './example-preview.svelte';
import { ModelShelf } from './model-shelf.svelte';
import { Preparation } from './preparation.svelte';
import { RecipeForm } from './recipe-form.svelte';
import { RunHistory } from './run-history.svelte';
import { RunInspection } from './run-inspection.svelte';
import { isOver, isResting, STATE_NAMES } from './run-figures';
import { RunWatch } from './run-watch.svelte';

/** The form of a new run as it stands: ids and settings, no text of a patient. */
export interface NewRunForm {
  section: 'models' | 'finetune';
  modelId: string;
  dataSetId: string;
  leftOut: string[];
  typed: Record<string, string>;
}

export class FinetuneScreen {
  readonly shelf: ModelShelf;
  readonly recipe = new RecipeForm();
  readonly preparation: Preparation;
  readonly history: RunHistory;
  readonly watch: RunWatch;

  /** Which of the two sections of Settings is open. */
  section = $state<NewRunForm['section']>('finetune');
  dataSets = $state.raw<DataSetView[]>([]);
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  problem = $state.raw<ErrorView | null>(null);

  modelId = $state('');
  dataSetId = $state('');
  leftOut = $state.raw<string[]>([]);
  preview = $state.raw<ExamplePreview | null>(null);
  /** The run that is looked at closely; null while the machine is. */
  inspection = $state.raw<RunInspection | null>(null);
  /** The run whose record was closed last: the focus goes back to its row. */
  returnTo = $state<number | null>(null);
  /** The record of the newest run, for the curve that stands while nothing runs. */
  latest = $state.raw<RunInspection | null>(null);
  figureForm = $state<'figure' | 'table'>('figure');
  /** The run about to be cancelled, once asked for. */
  cancelling = $state.raw<{ run: number; step: number; checkpointStep: number | null } | null>(null);

  readonly starting = new Sending();
  readonly acting = new Sending();
  readonly addingData = new Sending();

  model: BaseModelView | null = $derived.by(() => this.shelf.find(this.modelId) ?? null);
  dataSet: DataSetView | null = $derived(this.dataSets.find(({ id }) => id === this.dataSetId) ?? null);
  request: RunRequest | null = $derived.by(() =>
    this.model && this.dataSet && this.recipe.faults.length === 0
      ? { model: this.model.id, dataSet: this.dataSet.id, settings: this.recipe.changed, leftOut: this.leftOut }
      : null,
  );
  blocking: PreparationProblem[] = $derived.by(() => this.preparation.view?.problems.filter(({ isBlocking }) => isBlocking) ?? []);
  /** Why Start is off; null when it is on. */
  whyStartIsOff: string | null = $derived.by(() => this.#whyStartIsOff());
  /** A run that was left in the middle and can go on. */
  resting: RunRow | null = $derived.by(() => (this.watch.head ? null : (this.history.rows.find(isResting) ?? null)));

  readonly #backend: Backend;
  readonly #modelsChanged: () => void;

  /** `modelsChanged` is called when Suggest may have other models or answers from now on. */
  constructor(backend: Backend, modelsChanged: () => void = () => undefined) {
    this.#backend = backend;
    this.#modelsChanged = modelsChanged;
    this.shelf = new ModelShelf(backend);
    this.preparation = new Preparation(backend);
    this.history = new RunHistory(backend);
    this.watch = new RunWatch(backend, () => void this.#runsChanged());
  }

  async open(): Promise<void> {
    this.problem = null;
    void this.watch.watch();
    await Promise.all([this.#openForm(), this.lookAtRuns()]);
  }

  async lookAtRuns(): Promise<void> {
    await this.history.look();
    await this.#showLatest();
  }

  get form(): NewRunForm {
    const { section, modelId, dataSetId, leftOut, recipe } = this;
    return { section, modelId, dataSetId, leftOut, typed: recipe.typed };
  }

  /** Puts a form back, before the screen is opened. What is no longer there is chosen anew then. */
  resumeAt({ section, modelId, dataSetId, leftOut, typed }: NewRunForm): void {
    this.section = section;
    this.modelId = modelId;
    this.dataSetId = dataSetId;
    this.leftOut = leftOut;
    this.recipe.putBack(typed);
  }

  choose(model: string): void {
    this.modelId = model;
  }

  chooseData(dataSet: string): void {
    if (dataSet === this.dataSetId) return;
    this.dataSetId = dataSet;
    this.leftOut = [];
  }

  async addDataFile(): Promise<void> {
    await this.addingData.send(async () => {
      const added = await this.#backend.chooseDataFile();
      if (added === null) return '';
      this.dataSets = [...this.dataSets.filter(({ id }) => id !== added.id), added];
      this.chooseData(added.id);
      return '';
    });
  }

  async addModel(kind: 'folder' | 'gguf'): Promise<void> {
    const added = await this.shelf.add(kind);
    if (!added) return;
    if (added.problem === null) this.modelId = added.id;
    this.#modelsChanged();
  }

  /** Takes the way out that the program offers. */
  remedy(remedy: Remedy): void {
    this.recipe.apply(remedy.settings);
    this.leftOut = [...new Set([...this.leftOut, ...remedy.leftOut])];
  }

  takeBack(): void {
    this.leftOut = [];
  }

  /** Shows what is learned of a case; without one, of the first. */
  showExample(caseId?: string): void {
    if (!this.request) return;
    this.preview = new ExamplePreview(this.#backend, this.request);
    void this.preview.show(caseId === undefined ? { kind: 'place', place: 0 } : { kind: 'case', case: caseId });
  }

  async start(): Promise<void> {
    const { request } = this;
    if (!request || this.whyStartIsOff !== null) return;
    await this.starting.send(async () => {
      this.history.replace(await this.#backend.startRun(request));
      this.inspection = null;
      return '';
    });
  }

  async pause(run: number): Promise<void> {
    await this.#actOn(run, () => this.#backend.pauseRun(run));
  }

  async stopAndKeep(run: number): Promise<void> {
    await this.#actOn(run, () => this.#backend.stopRun(run));
  }

  askToCancel(run: number, step: number, checkpointStep: number | null): void {
    this.cancelling = { run, step, checkpointStep };
  }

  async cancel(): Promise<void> {
    const asked = this.cancelling;
    this.cancelling = null;
    if (asked) await this.#actOn(asked.run, () => this.#backend.cancelRun(asked.run));
  }

  async resume(run: number): Promise<void> {
    await this.#act(async () => this.history.replace(await this.#backend.resumeRun(run)));
  }

  async repeat(run: number): Promise<void> {
    await this.#act(async () => {
      this.history.replace(await this.#backend.repeatRun(run));
      this.inspection = null;
    });
  }

  /** Puts what a run was asked for into the form, to start another one like it. */
  async takeSettings(run: number): Promise<void> {
    await this.#act(async () => {
      const request = await this.#backend.runRequest(run);
      this.recipe.reset();
      this.recipe.apply(request.settings);
      if (this.shelf.find(request.model)) this.modelId = request.model;
      if (this.dataSets.some(({ id }) => id === request.dataSet)) {
        this.dataSetId = request.dataSet;
        this.leftOut = request.leftOut;
      }
    });
  }

  inspect(run: number): void {
    this.inspection = new RunInspection(this.#backend, run, () => {
      void this.history.look();
      this.#modelsChanged();
    });
    void this.inspection.open();
  }

  /** Closes what is asked in the record, else the record; answers whether there was something to close. */
  stepBack(): boolean {
    if (this.inspection && this.inspection.asked !== null) {
      this.inspection.asked = null;
      return true;
    }
    return this.closeInspection();
  }

  /** Back to the machine; answers whether there was something to close. */
  closeInspection(): boolean {
    if (!this.inspection) return false;
    this.returnTo = this.inspection.run;
    this.inspection = null;
    return true;
  }

  /** For the row of `run`: takes the focus once after its record was closed. */
  takeFocus(run: number): boolean {
    if (this.returnTo !== run) return false;
    this.returnTo = null;
    return true;
  }

  toggleFigureForm(): void {
    this.figureForm = this.figureForm === 'figure' ? 'table' : 'figure';
  }

  /** The mark of a run's base, known from the list where it is on it. */
  kindOf(row: Pick<RunRow, 'model' | 'modelName' | 'architecture'>): ModelKind {
    return modelKind({ name: row.modelName, architecture: row.architecture, isDemonstration: this.shelf.find(row.model)?.isDemonstration ?? false });
  }

  /** Lets go of what goes on by itself and of every patient's text. */
  close(): void {
    this.watch.close();
    this.preview = null;
  }

  async #openForm(): Promise<void> {
    try {
      const [dataSets, description] = await Promise.all([this.#backend.dataSets(), this.#backend.recipeDescription(), this.shelf.look()]);
      this.dataSets = dataSets;
      this.recipe.description = description;
      if (!this.model) this.modelId = (this.shelf.list.find(({ problem }) => problem === null) ?? this.shelf.list[0])?.id ?? '';
      if (!this.dataSet) this.chooseData(dataSets[0]?.id ?? '');
      this.stage = 'loaded';
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  async #runsChanged(): Promise<void> {
    await this.lookAtRuns();
    await this.preparation.ask(this.request);
    const row = this.inspection && this.history.row(this.inspection.run);
    if (row) await this.inspection?.open();
  }

  async #showLatest(): Promise<void> {
    const newest = this.resting ?? this.history.rows.find(({ stepsDone }) => stepsDone > 0);
    if (!newest) {
      this.latest = null;
      return;
    }
    const latest = new RunInspection(this.#backend, newest.run, () => void this.history.look());
    await latest.open();
    this.latest = latest;
  }

  async #act(act: () => Promise<void>): Promise<void> {
    await this.acting.send(async () => {
      await act();
      return '';
    });
    await this.lookAtRuns();
  }

  /** As `#act`, on a run at work: one that ended by itself meanwhile is no mistake of whoever asked. */
  async #actOn(run: number, act: () => Promise<void>): Promise<void> {
    await this.#act(act);
    const row = this.history.row(run);
    if (this.acting.problem?.code !== 'badInput' || !row || !isOver(row)) return;
    this.acting.problem = null;
    this.acting.said = `Run ${run} has just ended by itself: ${STATE_NAMES[row.state]}`;
  }

  #whyStartIsOff(): string | null {
    if (this.shelf.stage === 'loaded' && this.shelf.list.length === 0) return 'Add a model first';
    if (!this.model) return 'Choose a model first';
    if (this.model.problem) return `${this.model.name} cannot be used`;
    if (this.dataSets.length === 0) return 'There are no cases to learn from: freeze a cohort first';
    if (!this.dataSet) return 'Choose a data set first';
    const [fault] = this.recipe.faults;
    if (fault) return `${fault.field.label}: ${lowerFirst(fault.words)}`;
    if (this.starting.isBusy) return 'Starting';
    const { view, problem } = this.preparation;
    if (problem) return 'It could not be checked';
    if (!view) return 'Checking model and data';
    const [first] = this.blocking;
    if (first) return this.blocking.length === 1 ? first.words : `${first.words} ${this.blocking.length - 1} more below`;
    return view.canStart ? null : 'It cannot start as it stands';
  }
}

const lowerFirst = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);
