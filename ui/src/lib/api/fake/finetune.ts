// The fine-tune pane of the fake backend. A run does nothing by itself: a test, or the design page, sends its events.

import type { Backend, FinetuneCommands } from '../backend';
import type {
  BaseModelKind,
  BaseModelView,
  DataSetView,
  ErrorView,
  EvaluationEvent,
  ExamplePreview,
  ExportReport,
  PreviewChoice,
  RecipeDescription,
  ReleaseRow,
  ReleaseView,
  RunComparison,
  RunDetail,
  RunEvent,
  RunExportFormat,
  RunPreparation,
  RunProgress,
  RunRequest,
  RunRow,
  RunState,
  Task,
} from '../generated';
import { FakeCuration } from './curation';
import { BASE_MODELS, DATA_SETS, examplePreview, PREPARATION, RELEASES, runDetail, runRow, RUNS } from './finetune-data';
import { RECIPE } from './recipe-data';

/** One call of `evaluateRun`, to be driven by a test. */
export interface Evaluating {
  send: (...events: EvaluationEvent[]) => void;
  end: () => void;
  fail: (error: ErrorView) => void;
}

export class FakeFinetune extends FakeCuration implements FinetuneCommands {
  baseModelList: BaseModelView[] = BASE_MODELS;
  /** What the dialog for a new model gives. */
  addedModel: BaseModelView | null = null;
  dataSetList: DataSetView[] = DATA_SETS;
  addedData: DataSetView | null = null;
  description: RecipeDescription = RECIPE;
  preparation: RunPreparation | ((request: RunRequest) => RunPreparation) = PREPARATION;
  /** The run that has the machine. */
  running: RunProgress | null = null;
  history: RunRow[] = RUNS.slice(1);
  releaseList: ReleaseView[] = RELEASES;
  exportReport: ExportReport | null = { name: 'mistral-7b-run-13', bytes: 83_900_000, sha256: '9f2c41d07ab3', answersCompared: 32, answersChangedByRounding: 0 };
  evaluations: Evaluating[] = [];
  #watchers: ((event: RunEvent) => void)[] = [];

  /** Tells whoever watches. */
  tell(...events: RunEvent[]): void {
    for (const event of events) this.#watchers.forEach((watcher) => watcher(event));
  }

  async baseModels(): Promise<BaseModelView[]> {
    await this.note('baseModels');
    return this.baseModelList;
  }

  async addBaseModel(source: BaseModelKind): Promise<BaseModelView | null> {
    await this.note('addBaseModel', source);
    if (this.addedModel) this.baseModelList = [...this.baseModelList, this.addedModel];
    return this.addedModel;
  }

  async removeBaseModel(model: string): Promise<BaseModelView[]> {
    await this.note('removeBaseModel', model);
    this.baseModelList = this.baseModelList.filter(({ id }) => id !== model);
    return this.baseModelList;
  }

  async hashBaseModel(model: string): Promise<BaseModelView> {
    await this.note('hashBaseModel', model);
    const found = this.baseModelList.find(({ id }) => id === model) ?? BASE_MODELS[0]!;
    return { ...found, sha256: '41d07ab39f2c'.repeat(5) };
  }

  async dataSets(): Promise<DataSetView[]> {
    await this.note('dataSets');
    return this.dataSetList;
  }

  async chooseDataFile(): Promise<DataSetView | null> {
    await this.note('chooseDataFile');
    return this.addedData;
  }

  async recipeDescription(): Promise<RecipeDescription> {
    await this.note('recipeDescription');
    return this.description;
  }

  async prepareRun(request: RunRequest): Promise<RunPreparation> {
    await this.note('prepareRun', request);
    return typeof this.preparation === 'function' ? this.preparation(request) : this.preparation;
  }

  async previewExample(request: RunRequest, choice: PreviewChoice): Promise<ExamplePreview> {
    await this.note('previewExample', request, choice);
    return choice.kind === 'place' ? examplePreview(choice.place) : { ...examplePreview(3), case: choice.case };
  }

  async startRun(request: RunRequest): Promise<RunRow> {
    await this.note('startRun', request);
    const base = this.baseModelList.find(({ id }) => id === request.model) ?? BASE_MODELS[0]!;
    const row = runRow(Math.max(0, ...this.history.map(({ run }) => run), this.running?.row.run ?? 0) + 1, base, this.running ? 'queued' : 'running', { steps: 0 });
    this.history = [row, ...this.history];
    return row;
  }

  watchRuns(onEvent: (event: RunEvent) => void): Promise<void> {
    return this.note('watchRuns').then(() => {
      this.#watchers.push(onEvent);
      onEvent({ kind: 'snapshot', progress: this.running });
    });
  }

  async pauseRun(run: number): Promise<void> {
    await this.#come('pauseRun', run, 'paused');
  }

  async stopRun(run: number): Promise<void> {
    await this.#come('stopRun', run, 'kept');
  }

  async cancelRun(run: number): Promise<void> {
    await this.#come('cancelRun', run, 'cancelled');
  }

  async resumeRun(run: number): Promise<RunRow> {
    await this.note('resumeRun', run);
    return this.#set(run, 'running');
  }

  async runRequest(run: number): Promise<RunRequest> {
    await this.note('runRequest', run);
    const row = this.history.find((one) => one.run === run) ?? RUNS[1]!;
    return { model: row.model, dataSet: 'cohort-b/regimen', settings: [{ key: 'rank', value: String(row.rank) }], leftOut: ['C-00417'] };
  }

  async repeatRun(run: number): Promise<RunRow> {
    await this.note('repeatRun', run);
    const first = this.history.find((row) => row.run === run) ?? RUNS[1]!;
    const row = { ...first, run: Math.max(...this.history.map((one) => one.run)) + 1, state: 'queued' as const, stepsDone: 0, hasAdapter: false, isReleased: false, heldOut: null, repeats: run };
    this.history = [row, ...this.history];
    return row;
  }

  async listRuns(): Promise<RunRow[]> {
    await this.note('listRuns');
    return this.history;
  }

  async runDetail(run: number): Promise<RunDetail> {
    await this.note('runDetail', run);
    return runDetail(this.history.find((row) => row.run === run) ?? RUNS[1]!);
  }

  async compareRuns(one: number, other: number): Promise<RunComparison> {
    await this.note('compareRuns', one, other);
    const curve = (run: number) => {
      const { row, points, validations } = runDetail(this.history.find((each) => each.run === run) ?? RUNS[1]!);
      return { row, points, validations, stepsPerPass: 396 };
    };
    return { one: curve(one), other: curve(other), differences: [{ label: 'Rank', one: '32', other: '16' }, { label: 'Adapter', one: '9f2c41d07ab3', other: '0ab39f2c41d7' }], stepsCompared: 1188, firstDifference: 1 };
  }

  async evaluateRun(run: number, cases: number | null, onEvent: (event: EvaluationEvent) => void): Promise<void> {
    await this.note('evaluateRun', run, cases);
    return new Promise((resolve, reject) => {
      this.evaluations.push({ send: (...events) => events.forEach(onEvent), end: resolve, fail: reject });
    });
  }

  async cancelEvaluation(): Promise<void> {
    await this.note('cancelEvaluation');
    this.evaluations.at(-1)?.send({ kind: 'cancelled' });
    this.evaluations.at(-1)?.end();
  }

  async releases(): Promise<ReleaseView[]> {
    await this.note('releases');
    return this.releaseList;
  }

  async releaseHistory(): Promise<ReleaseRow[]> {
    await this.note('releaseHistory');
    return this.releaseList.map(({ modelName, task, run, since, releasedBy }) => ({ modelName, task, run: run ?? 0, isRelease: true, at: since, by: releasedBy }));
  }

  async releaseRun(run: number): Promise<ReleaseView[]> {
    await this.note('releaseRun', run);
    const released = this.history.find((row) => row.run === run);
    this.history = this.history.map((row) => ({ ...row, isReleased: row.run === run || (row.isReleased && (row.model !== released?.model || row.task !== released.task)) }));
    return this.releaseList;
  }

  async withdrawRelease(model: string, task: Task): Promise<ReleaseView[]> {
    await this.note('withdrawRelease', model, task);
    this.history = this.history.map((row) => (row.model === model && row.task === task ? { ...row, isReleased: false } : row));
    this.releaseList = this.releaseList.filter((release) => release.model !== model || release.task !== task);
    return this.releaseList;
  }

  async exportRun(run: number, format: RunExportFormat): Promise<ExportReport | null> {
    await this.note('exportRun', run, format);
    return this.exportReport;
  }

  async #come(name: keyof Backend, run: number, state: RunState): Promise<void> {
    await this.note(name, run);
    const row = this.#set(run, state);
    if (this.running?.row.run === run) this.running = null;
    this.tell({ kind: 'ended', row });
  }

  #set(run: number, state: RunState): RunRow {
    const before = this.history.find((row) => row.run === run) ?? this.running?.row ?? RUNS[1]!;
    const row: RunRow = { ...before, state, canResume: state === 'paused', hasAdapter: state === 'kept' };
    this.history = this.history.some((one) => one.run === run) ? this.history.map((one) => (one.run === run ? row : one)) : [row, ...this.history];
    return row;
  }
}
