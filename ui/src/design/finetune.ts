// The states of the fine-tune pane on the design page.

import {
  BASE_MODELS,
  BLOCKED,
  BROKEN_BASE,
  DEMO_BASE,
  FAILED,
  FINISHED,
  lossCurve,
  PAUSED,
  PREPARATION,
  PROGRESS,
  RELEASED,
  RUNS,
  runRow,
  validationCurve,
  type FakeBackend,
} from '../lib/api/fake';
import type { ErrorCode } from '../lib/api/generated';
import type { Workplace } from '../lib/state/workplace.svelte';

export const FINETUNE_SCREENS = ['finetune', 'models'];

/** ?state=running|begun|waiting|paused|interrupted|failed|idle|none|empty|blocked|overlay|record|example|cancel|evaluating|released|loading */
export function prepareFinetune(backend: FakeBackend, query: URLSearchParams): void {
  const state = query.get('state') ?? 'running';
  backend.history = RUNS;
  const isRunning = ['running', 'begun', 'cancel', 'waiting'].includes(state);
  if (isRunning) {
    backend.running = state === 'begun' ? { ...PROGRESS, phase: 'reading', step: 0, points: [], validations: [], checkpointStep: null, leftS: null, secondsPerStep: null, steps: 0, stepsPerPass: 0 } : PROGRESS;
    backend.preparation = { ...PREPARATION, startsAfter: 14 };
  } else backend.history = RUNS.slice(1);
  if (state === 'waiting') backend.history = [runRow(15, DEMO_BASE, 'queued', { quantize: 'none' }), ...RUNS];
  if (state === 'idle' || state === 'example') backend.history = [FINISHED, RELEASED];
  if (state === 'interrupted') backend.history = [{ ...PAUSED, run: 15, state: 'interrupted', stepsDone: 700, rank: 16 }, FINISHED, RELEASED];
  if (state === 'paused') backend.history = [PAUSED, FAILED];
  if (state === 'failed') backend.history = [FAILED];
  if (state === 'none') backend.history = [];
  if (state === 'empty') {
    backend.history = [];
    backend.baseModelList = [];
    backend.dataSetList = [];
  }
  if (state === 'blocked') backend.preparation = BLOCKED;
  if (state === 'broken') backend.baseModelList = [...BASE_MODELS, BROKEN_BASE];
  if (state === 'loading') for (const name of ['baseModels', 'dataSets', 'listRuns', 'watchRuns'] as const) backend.silent.add(name);
  const error = query.get('error') as ErrorCode | null;
  if (error) {
    const failure = { code: error, message: 'What the program says of this case.', detail: null };
    backend.failures = { baseModels: failure, listRuns: failure, prepareRun: failure, watchRuns: failure };
  }
}

export async function showFinetune(workplace: Workplace, backend: FakeBackend, query: URLSearchParams): Promise<void> {
  const screen = workplace.screens?.finetune;
  if (!screen) return;
  screen.section = query.get('screen') === 'models' ? 'models' : 'finetune';
  workplace.go('fineTune');
  const state = query.get('state') ?? 'running';
  const soon = (act: () => void) => setTimeout(act, 120);
  if (query.get('form') === 'table') soon(() => screen.toggleFigureForm());
  if (state === 'record' || state === 'overlay' || state === 'evaluating' || state === 'released') soon(() => screen.inspect(state === 'released' ? 12 : 13));
  if (state === 'overlay') setTimeout(() => void screen.inspection?.compareWith(12), 220);
  if (state === 'evaluating') {
    setTimeout(() => void screen.inspection?.evaluate(), 220);
    setTimeout(() => backend.evaluations.at(-1)?.send({ kind: 'answered', done: 132, of: 400 }), 300);
  }
  if (state === 'example') soon(() => screen.showExample());
  if (state === 'cancel') soon(() => screen.askToCancel(14, 742, 700));
  if (query.has('live')) beLive(backend);
}

/** Lets the run go on, a step every 300 ms; for a look at the motion. */
function beLive(backend: FakeBackend): void {
  const points = lossCurve(1188);
  let step = 742;
  const timer = setInterval(() => {
    const point = points[step];
    if (!point) return clearInterval(timer);
    step += 1;
    backend.tell({ kind: 'stepped', run: 14, point, elapsedS: 5_400 + step * 7.3, leftS: (1188 - step) * 7.3, secondsPerStep: 7.3, residentGb: 9.4 + Math.sin(step / 9) / 10 });
    const validated = validationCurve(step).at(-1);
    if (step % 100 === 0 && validated) backend.tell({ kind: 'validated', run: 14, point: validated }, { kind: 'checkpoint', run: 14, step });
  }, 300);
}

