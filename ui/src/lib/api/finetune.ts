// The commands of the fine-tune pane: models, data, settings, runs, releases, exports.

import type { FinetuneCommands } from './backend';
import type {
  BaseModelView,
  DataSetView,
  EvaluationEvent,
  ExamplePreview,
  ExportReport,
  RecipeDescription,
  ReleaseRow,
  ReleaseView,
  RunComparison,
  RunDetail,
  RunEvent,
  RunPreparation,
  RunRow,
} from './generated';
import { call, channel } from './invoke';

export const finetuneCommands: FinetuneCommands = {
  baseModels: () => call<BaseModelView[]>('base_models'),
  addBaseModel: (kind) => call<BaseModelView | null>('add_base_model', { kind }),
  removeBaseModel: (model) => call<BaseModelView[]>('remove_base_model', { model }),
  hashBaseModel: (model) => call<BaseModelView>('hash_base_model', { model }),
  dataSets: () => call<DataSetView[]>('data_sets'),
  addDataFile: () => call<DataSetView | null>('add_data_file'),
  recipe: () => call<RecipeDescription>('recipe'),
  prepareRun: (request) => call<RunPreparation>('prepare_run', { request }),
  previewExample: (request, choice) => call<ExamplePreview>('preview_example', { request, choice }),
  startRun: (request) => call<RunRow>('start_run', { request }),
  watchRuns: (onEvent) => call<void>('watch_runs', { onEvent: channel<RunEvent>(onEvent) }),
  pauseRun: (run) => call<void>('pause_run', { run }),
  stopRun: (run) => call<void>('stop_run', { run }),
  cancelRun: (run) => call<void>('cancel_run', { run }),
  resumeRun: (run) => call<RunRow>('resume_run', { run }),
  repeatRun: (run) => call<RunRow>('repeat_run', { run }),
  listRuns: () => call<RunRow[]>('list_runs'),
  runDetail: (run) => call<RunDetail>('run_detail', { run }),
  compareRuns: (one, other) => call<RunComparison>('compare_runs', { one, other }),
  evaluateRun: (run, onEvent) => call<void>('evaluate_run', { run, onEvent: channel<EvaluationEvent>(onEvent) }),
  cancelEvaluation: () => call<void>('cancel_evaluation'),
  releases: () => call<ReleaseView[]>('releases'),
  releaseHistory: () => call<ReleaseRow[]>('release_history'),
  releaseRun: (run) => call<ReleaseView[]>('release_run', { run }),
  withdrawRelease: (model, task) => call<ReleaseView[]>('withdraw_release', { model, task }),
  exportRun: (run, format) => call<ExportReport | null>('export_run', { run, format }),
};
