// Invented models, data sets, runs and curves of the fake backend.

import type {
  BaseModelView,
  DataSetView,
  ExamplePreview,
  FormatNeed,
  LengthHistogram,
  MemoryForecastView,
  ReleaseView,
  RunDetail,
  RunEvaluation,
  RunPoint,
  RunPreparation,
  RunProgress,
  RunRow,
  RunState,
  ValidationPoint,
} from '../generated';
import { RECIPE } from './recipe-data';

const sha = (seed: number) => Array.from({ length: 64 }, (_, index) => ((seed * 7 + index * index * 3 + index * seed) % 16).toString(16)).join('');

const needs = (none: number, eight: number, four: number, freeGb = 17.4): FormatNeed[] =>
  ([['none', none], ['q8_0', eight], ['q4_k', four], ['nf4', four]] as const).map(([format, totalGb]) => ({ format, totalGb, fits: totalGb <= freeGb }));

function model(id: string, name: string, architecture: string, about: Partial<BaseModelView>): BaseModelView {
  return {
    id,
    name,
    kind: 'folder',
    place: `/models/${id}`,
    architecture,
    parameters: 7_241_732_096,
    contextTokens: 4096,
    weightsMb: 14_480,
    storedAs: 'BF16',
    sha256: sha(id.length),
    licence: { words: 'Licence named by the model: apache-2.0', isNamed: true },
    needs: needs(18.9, 11.2, 7.7),
    runs: 0,
    isDemonstration: false,
    canBeRemoved: true,
    problem: null,
    ...about,
  };
}

export const MISTRAL = model('mistral-7b', 'Mistral-7B', 'Mistral', { runs: 2, contextTokens: 32_768 });
export const LLAMA3 = model('llama-3-8b', 'LLaMA-3-8B', 'LLaMA', { runs: 3, parameters: 8_030_261_248, weightsMb: 16_060, needs: needs(20.6, 12.4, 8.6), licence: { words: 'Licence named by the model: llama3', isNamed: true } });
export const LLAMA2 = model('llama-2-7b', 'LLaMA-2-7B', 'LLaMA', { kind: 'gguf', runs: 1, storedAs: 'Q8_0', weightsMb: 7_160, needs: needs(10.9, 10.9, 7.4), sha256: null, licence: { words: 'The model names no licence', isNamed: false } });
export const DEMO_BASE = model('demo-llama', 'LLaMA demo', 'LLaMA', { parameters: 2_300_000, contextTokens: 1024, weightsMb: 4.7, storedAs: 'BF16', needs: needs(0.11, 0.1, 0.1), isDemonstration: true, canBeRemoved: false, licence: { words: 'Made for Isocenter: Apache-2.0', isNamed: true } });
export const BROKEN_BASE = model('half-copied', 'Mistral-7B-v0.3', 'Mistral', { problem: { code: 'modelIncomplete', message: 'model-00002-of-00003.safetensors is missing.', detail: null }, needs: [], sha256: null });
export const BASE_MODELS = [MISTRAL, LLAMA3, LLAMA2, DEMO_BASE];

export const REGIMEN_DATA: DataSetView = { id: 'cohort-b/regimen', kind: 'split', name: 'Cohort B, regimen', task: 'regimen', cases: 7903, train: 6322, validation: 790, test: 791, sha256: sha(5) };
export const DATA_SETS: DataSetView[] = [
  REGIMEN_DATA,
  { ...REGIMEN_DATA, id: 'cohort-b/modality', name: 'Cohort B, modality', task: 'modality' },
  { ...REGIMEN_DATA, id: 'cohort-b/icd10', name: 'Cohort B, ICD-10', task: 'icd10', cases: 7177, train: 6120, validation: 680, test: 377 },
];

export const LENGTHS: LengthHistogram = {
  bins: [4, 61, 402, 1180, 1704, 1386, 902, 604, 371, 214, 120, 74, 41, 22, 14, 8, 3, 2].map((cases, index) => ({ from: index * 16 + 33, to: index * 16 + 48, cases })),
  limit: 1024,
  median: 118,
  longest: 312,
};

export const MEMORY: MemoryForecastView = {
  parts: [
    { kind: 'weights', gb: 4.1 },
    { kind: 'adapter', gb: 0.2 },
    { kind: 'optimiser', gb: 0.2 },
    { kind: 'activations', gb: 2.0 },
    { kind: 'logits', gb: 0.3 },
    { kind: 'scratch', gb: 0.9 },
  ],
  totalGb: 7.7,
  availableGb: 17.4,
  machineGb: 20,
  fits: true,
  formats: needs(18.9, 11.2, 7.7),
  remedy: null,
};

export const PREPARATION: RunPreparation = {
  numbers: { train: 6322, validation: 790, test: 791, leftOut: 0, steps: 1188, stepsPerPass: 396, warmupSteps: 36, effectiveBatch: 16, trainableParameters: 41_943_040 },
  lengths: LENGTHS,
  problems: [],
  memory: MEMORY,
  time: { seconds: 7_800, run: 13 },
  settings: RECIPE.fields.map(({ key, defaultValue }) => ({ key, value: defaultValue || (key === 'warmup_steps' ? '36' : '1188') })),
  canStart: true,
  startsAfter: null,
};

/** A preparation in which everything that can stand in the way does. */
export const BLOCKED: RunPreparation = {
  ...PREPARATION,
  lengths: { ...LENGTHS, limit: 256, longest: 312 },
  problems: [
    {
      kind: 'answerCut',
      isBlocking: true,
      words: 'The answers of 3 cases would be cut.',
      key: 'max_length',
      cases: ['C-00417', 'C-03120', 'C-06611'],
      remedies: [
        { words: 'Raise the limit to 320 tokens', settings: [{ key: 'max_length', value: '320' }], leftOut: [] },
        { words: 'Leave these 3 cases out', settings: [], leftOut: ['C-00417', 'C-03120', 'C-06611'] },
      ],
    },
    {
      kind: 'memory',
      isBlocking: true,
      words: 'It needs 18.9 GB and 17.4 GB are free.',
      key: null,
      cases: [],
      remedies: [{ words: 'Hold the base in 4 bits: 7.7 GB', settings: [{ key: 'quantize', value: 'nf4' }], leftOut: [] }],
    },
    { kind: 'duplicate', isBlocking: false, words: '2 cases have the same text as another one.', key: null, cases: ['C-01004', 'C-01005', 'C-02200', 'C-07091'], remedies: [{ words: 'Leave 2 of them out', settings: [], leftOut: ['C-01005', 'C-07091'] }] },
    { kind: 'leakToTest', isBlocking: false, words: 'The text of 1 training case also stands in the test.', key: null, cases: ['C-04419', 'C-07700'], remedies: [{ words: 'Leave it out of the training', settings: [], leftOut: ['C-04419'] }] },
  ],
  memory: { ...MEMORY, parts: MEMORY.parts.map((part) => (part.kind === 'weights' ? { ...part, gb: 15.3 } : part)), totalGb: 18.9, fits: false, remedy: { words: 'Hold the base in 4 bits: 7.7 GB', settings: [{ key: 'quantize', value: 'nf4' }], leftOut: [] } },
  canStart: false,
};

/** A falling, noisy loss; the same for the same seed. */
export function lossCurve(steps: number, seed = 1, settling = 0.38): RunPoint[] {
  let state = seed * 2_654_435_761;
  const random = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296 - 0.5;
  };
  let average = 0;
  let share = 0;
  return Array.from({ length: steps }, (_, index) => {
    const step = index + 1;
    const loss = Math.max(0.05, settling + 1.45 * Math.exp(-step / 55) + (0.12 + 0.16 * Math.exp(-step / 90)) * random());
    average = 0.95 * average + 0.05 * loss;
    share = 0.95 * share + 0.05;
    const lr = step < 36 ? (2e-4 * step) / 36 : 1e-4 * (1 + Math.cos((Math.PI * (step - 36)) / 1152));
    return { step, loss, smoothedLoss: average / share, gradNorm: 0.35 + 1.6 * Math.exp(-step / 40) + 0.2 * Math.abs(random()), lr, tokensPerS: 268 + 18 * random() };
  });
}

export function validationCurve(steps: number, every = 100, settling = 0.43): ValidationPoint[] {
  return Array.from({ length: Math.floor(steps / every) }, (_, index) => {
    const step = (index + 1) * every;
    return { step, loss: settling + 1.05 * Math.exp(-step / 95) + 0.05 * Math.exp(-step / 600), isBest: true };
  });
}

export function runRow(run: number, base: BaseModelView, state: RunState, about: Partial<RunRow> = {}): RunRow {
  const isDone = ['finished', 'stoppedEarly', 'kept'].includes(state);
  return {
    run,
    model: base.id,
    modelName: base.name,
    architecture: base.architecture,
    task: 'regimen',
    dataSet: 'Cohort B, regimen',
    rank: 16,
    quantize: 'nf4',
    validationLoss: null,
    heldOut: null,
    stepsDone: isDone ? 1188 : 0,
    steps: 1188,
    seconds: 0,
    started: '2026-02-03 10:12',
    ended: isDone ? '2026-02-03 12:24' : '',
    state,
    failure: null,
    interruption: null,
    isReleased: false,
    canResume: state === 'paused' || state === 'interrupted',
    hasAdapter: isDone,
    repeats: null,
    ...about,
  };
}
const rouge = (value: number) => ({ name: 'ROUGE-1 recall', value, low: value - 0.02, high: value + 0.02 });

export const RUNNING = runRow(14, LLAMA3, 'running', { validationLoss: 0.48, stepsDone: 742, seconds: 5_400 });
export const FINISHED = runRow(13, MISTRAL, 'finished', { rank: 32, validationLoss: 0.45, heldOut: rouge(0.74), seconds: 8_040 });
export const RELEASED = runRow(12, MISTRAL, 'finished', { validationLoss: 0.43, heldOut: rouge(0.76), seconds: 7_860, isReleased: true });
export const PAUSED = runRow(10, LLAMA3, 'paused', { rank: 64, validationLoss: 0.58, stepsDone: 218, seconds: 2_460 });
export const FAILED = runRow(9, LLAMA3, 'failed', { rank: 64, seconds: 120, stepsDone: 4, failure: { code: 'notEnoughMemory', message: 'Step 4 needed 21.3 GB; the machine has 20.', detail: null } });
export const RUNS: RunRow[] = [RUNNING, FINISHED, RELEASED, runRow(11, LLAMA2, 'stoppedEarly', { validationLoss: 0.49, heldOut: rouge(0.71), seconds: 7_500, stepsDone: 990 }), PAUSED, FAILED];

export const PROGRESS: RunProgress = {
  row: RUNNING,
  phase: 'training',
  step: 742,
  steps: 1188,
  stepsPerPass: 396,
  points: lossCurve(742),
  validations: validationCurve(742),
  checkpointStep: 700,
  elapsedS: 5_400,
  leftS: 3_240,
  secondsPerStep: 7.3,
  residentGb: 9.4,
  queue: [],
};

export const EVALUATION: RunEvaluation = {
  task: 'regimen',
  cases: 200,
  of: 791,
  tuned: { headline: rouge(0.76), further: [{ name: 'Plans read', value: 0.985, low: 0.957, high: 0.995 }, { name: 'Same dose and fractions', value: 0.61, low: 0.541, high: 0.675 }], baseSha256: sha(10), adapterSha256: sha(12) },
  base: { headline: { name: 'ROUGE-1 recall', value: 0.18, low: 0.165, high: 0.197 }, further: [{ name: 'Plans read', value: 0.42, low: 0.354, high: 0.489 }, { name: 'Same dose and fractions', value: 0.03, low: 0.014, high: 0.064 }], baseSha256: sha(10), adapterSha256: null },
  majority: null,
  subgroups: [],
  probe: { prompts: 8, tunedAgainstBase: 11.42, baseAgainstBase: 0 },
  made: '2026-02-03 12:41',
};

export function runDetail(row: RunRow): RunDetail {
  const isEvaluated = row.heldOut !== null;
  return {
    row,
    startedBy: 'S. Tanaka',
    settings: PREPARATION.settings.map((setting) => (setting.key === 'rank' ? { ...setting, value: String(row.rank) } : setting)),
    leftOut: [],
    numbers: PREPARATION.numbers,
    points: lossCurve(row.stepsDone, row.run, (row.validationLoss ?? 0.48) - 0.06),
    validations: validationCurve(row.stepsDone, 100, (row.validationLoss ?? 0.48) - 0.01),
    hashes: ['base model', 'data', 'configuration', 'prompt', ...(row.hasAdapter ? ['adapter'] : [])].map((of, index) => ({ of, sha256: sha(row.run + index) })),
    version: '0.1.0',
    device: 'CPU, 2 threads',
    forecast: MEMORY,
    measuredPeakGb: row.hasAdapter ? 7.4 : null,
    evaluation: isEvaluated ? { ...EVALUATION, tuned: { ...EVALUATION.tuned, headline: row.heldOut ?? EVALUATION.tuned.headline } } : null,
    repeat: row.repeats === null ? null : { run: row.repeats, stepsCompared: 1188, firstDifference: null },
    log: [`${row.started} started by S. Tanaka`, ...(row.ended ? [`${row.ended} ended after step ${row.stepsDone}`] : [])],
  };
}

export const RELEASES: ReleaseView[] = [{ model: MISTRAL.id, modelName: MISTRAL.name, task: 'regimen', run: 12, adapterSha256: sha(16), since: '2026-02-03 12:50', releasedBy: 'S. Tanaka', before: null, problem: null }];

const EXAMPLES: [string, string][] = [
  ['58-year-old woman, squamous cell carcinoma of the anal canal, cT2 cN1a M0, HPV positive, referred for definitive chemoradiation.', 'plan 54 Gy/ 30 fx photons. primary, photon, 54.0Gy, fractions:30'],
  ['Left breast, invasive ductal carcinoma, pT1c pN0, lumpectomy with clear margins, ER positive.', 'plan 40 Gy/ 15 fx photons. primary, photon, 40.0Gy, fractions:15'],
  ['Prostate adenocarcinoma, Gleason 4+3, PSA 11, cT2b, for definitive treatment.', 'plan 60 Gy/ 20 fx photons. primary, photon, 60.0Gy, fractions:20'],
];

export function examplePreview(place: number): ExamplePreview {
  const [diagnosis, plan] = EXAMPLES[place % EXAMPLES.length] ?? EXAMPLES[0]!;
  const span = (text: string, isLearned: boolean, isSpecial = false) => ({ text, isLearned, isSpecial, isCut: false });
  return {
    case: `C-${String(417 + place * 31).padStart(5, '0')}`,
    place,
    of: REGIMEN_DATA.cases,
    part: place % 10 === 9 ? 'validation' : 'train',
    spans: [
      span('<s>', false, true),
      span('[INST]', false, true),
      span(` What is the radiation therapy prescription for this: ${diagnosis} `, false),
      span('[/INST]', false, true),
      span(` ${plan}`, true),
      span('</s>', true, true),
    ],
    tokens: 96,
    learnedTokens: 31,
  };
}
