// Invented studies of the fake backend: a demonstration pair of two families, as small as a screen needs.

import type { CaseAddress, CaseListView, HitPlace, ScoreRow, StudyCaseView, StudyFigure, StudyFigureKind, StudyOptions, StudyProgress, StudyResults, StudyRow, Task } from '../generated';

const SHA256 = 'b1946ac92492d2347c6235b4d2611184f5bd5d1a7c7b5c3c8f5f9e3d0a1b2c3d';

export function studyRow(study: number, changes: Partial<StudyRow> = {}): StudyRow {
  return {
    study,
    name: `Study ${study}`,
    state: 'finished',
    isDemonstration: true,
    cohort: 'Cohort B',
    models: ['LLaMA demo', 'Mistral demo'],
    tasks: ['regimen', 'modality', 'icd10'],
    temperatures: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    seed: 42,
    stored: 4836,
    planned: 4836,
    elapsedS: 412,
    sha256: SHA256,
    made: '2026-02-03 14:02',
    madeBy: 'S. Tanaka',
    changed: '2026-02-03 14:11',
    failure: null,
    ...changes,
  };
}

export const STUDIES: StudyRow[] = [studyRow(2), studyRow(1, { seed: 7, name: 'Pilot' })];

export const STUDY_PROGRESS: StudyProgress = { study: 3, name: 'Study 3', phase: 'answering', asking: 'LLaMA demo, fine-tuned: regimen', done: 1210, total: 4836, samplesPerS: 12.4, leftS: 292, elapsedS: 97 };

const number = (model: string, task: Task, metric: string, temperature: number | null): CaseAddress => ({ kind: 'number', model, task, metric, temperature, division: null, level: null });
const METRICS: Record<Task, [name: string, words: string]> = {
  regimen: ['rouge1_recall', 'ROUGE-1 recall'],
  modality: ['modality_correct', 'accuracy'],
  icd10: ['category_correct', 'main category accuracy'],
};

function score(label: string, family: string, task: Task, base: number, tuned: number): ScoreRow {
  const [metric, words] = METRICS[task];
  const cell = (arm: string, highest: number) => ({ highest, median: Math.max(0, highest - 0.04), behind: number(`${family}-${arm}`, task, metric, 0.1) });
  return {
    label,
    family,
    task,
    metric: words,
    base: cell('base', base),
    tuned: cell('tuned', tuned),
    test: { state: 'tested', p: 1 / 1024, pFloor: 1 / 1024, n: 10, zeros: 0, ties: 0, method: 'exact', rankBiserial: 1, medianDifference: tuned - base },
    pHolm: 3 / 1024,
    cases: 40,
  };
}

export const STUDY_RESULTS: StudyResults = {
  row: STUDIES[0]!,
  models: [
    { id: 'llama-base', label: 'LLaMA demo', family: 'llama', role: 'base' },
    { id: 'llama-tuned', label: 'LLaMA demo', family: 'llama', role: 'tuned' },
    { id: 'mistral-base', label: 'Mistral demo', family: 'mistral', role: 'base' },
    { id: 'mistral-tuned', label: 'Mistral demo', family: 'mistral', role: 'tuned' },
  ],
  scores: [
    score('LLaMA demo', 'llama', 'regimen', 0.12, 0.71),
    score('Mistral demo', 'mistral', 'regimen', 0.1, 0.73),
    score('LLaMA demo', 'llama', 'modality', 0.3, 0.82),
    { ...score('Mistral demo', 'mistral', 'modality', 0.25, 0.25), test: { state: 'noDifference', n: 10 }, pHolm: null },
    score('LLaMA demo', 'llama', 'icd10', 0.02, 0.61),
    score('Mistral demo', 'mistral', 'icd10', 0.01, 0.66),
  ],
  findings: [
    { figure: 'temperatureScan', task: 'regimen', text: 'Fine-tuned lies above base at all 10 temperatures for both models.', details: ['LLaMA demo: p = 0.001, the smallest that 10 pairs allow.'] },
    { figure: 'confusion', task: 'icd10', text: 'LLaMA demo: 61 % lie on the diagonal.', details: [] },
    { figure: 'comparison', task: null, text: 'Both models beat the most frequent answer in every task.', details: [] },
  ],
  byCase: [{ label: 'LLaMA demo', task: 'regimen', metric: 'ROUGE-1 recall', difference: 0.59, low: 0.51, high: 0.66, cases: 40, test: { state: 'tested', p: 1e-8, pFloor: 9e-13, n: 40, zeros: 1, ties: 4, method: 'exact', rankBiserial: 0.98, medianDifference: 0.6 } }],
  classes: [
    {
      model: 'llama-tuned',
      label: 'LLaMA demo',
      task: 'modality',
      scheme: 'modality',
      temperature: 0.1,
      samples: 40,
      lines: [
        { name: 'photon', precision: 0.9, recall: 0.88, f1: 0.89, n: 26, isAverage: false },
        { name: 'brachytherapy', precision: null, recall: 0, f1: 0, n: 1, isAverage: false },
        { name: 'weighted', precision: 0.83, recall: 0.82, f1: 0.82, n: 40, isAverage: true },
      ],
    },
  ],
  baselines: [{ task: 'modality', metric: 'accuracy', class: 'photon', value: 0.65, low: 0.49, high: 0.78, cases: 40 }],
  beside: [{ model: 'llama-tuned', label: 'LLaMA demo', role: 'tuned', task: 'modality', metric: 'accuracy of the likeliest label', value: 0.85, low: 0.71, high: 0.93, cases: 40, behind: number('llama-tuned', 'modality', 'scored_modality_correct', null) }],
  subgroups: [{ task: 'regimen', division: 'intent', level: 'palliative', cases: 3, isSmall: true, measured: [{ model: 'llama-tuned', label: 'LLaMA demo', role: 'tuned', task: 'regimen', metric: 'ROUGE-1 recall', value: null, low: null, high: null, cases: 3, behind: { ...number('llama-tuned', 'regimen', 'rouge1_recall', null), division: 'intent', level: 'palliative' } as CaseAddress }] }],
  calibrations: [{ label: 'LLaMA demo', role: 'tuned', brier: 0.21, expectedCalibrationError: 0.06, cases: 40 }],
  unreadable: [{ model: 'llama-base', label: 'LLaMA demo', role: 'base', task: 'modality', answers: 212, of: 400 }],
};

const svg = (width: number, height: number) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="none" stroke="gray"/></svg>`;
function figure(id: string, kind: StudyFigureKind, task: Task | null, model: string | null, hits: HitPlace[]): StudyFigure {
  return { id, kind, task, model, caption: `${id}, 40 cases.`, svg: svg(560, 260), width: 560, height: 260, hits };
}
const scanHits = (task: Task): HitPlace[] =>
  [0.1, 0.2].flatMap((temperature, index) =>
    ['fine-tuned', 'base'].map((arm, below) => ({
      x: 40 + 60 * index, y: 60 + 80 * below, width: 20, height: 20, series: `LLaMA demo ${arm}`, label: `Sampling temperature ${temperature}`, value: arm === 'base' ? '0.120' : '0.710',
      behind: number(`llama-${arm === 'base' ? 'base' : 'tuned'}`, task, METRICS[task][0], temperature),
    })),
  );
const cell = (model: string, scheme: string, truth: string, prediction: string): CaseAddress => ({ kind: 'cell', model, scheme, temperature: 0.1, truth, prediction });

export const STUDY_FIGURES: StudyFigure[] = [
  figure('comparison', 'comparison', null, null, [{ x: 10, y: 10, width: 30, height: 90, series: 'most frequent answer', label: 'modality, accuracy', value: '0.650', behind: null }]),
  figure('scan-regimen', 'temperatureScan', 'regimen', null, scanHits('regimen')),
  figure('scan-modality', 'temperatureScan', 'modality', null, scanHits('modality')),
  figure('scan-icd10', 'temperatureScan', 'icd10', null, scanHits('icd10')),
  figure('fields-regimen', 'fieldAgreement', 'regimen', null, []),
  figure('coverage-regimen', 'coverage', 'regimen', null, [{ x: 200, y: 60, width: 14, height: 14, series: 'LLaMA demo fine-tuned', label: 'at least 7 of 10 agree, coverage 0.680', value: '0.566 (0.506–0.623)', behind: null }]),
  figure('confusion-modality-llama-tuned', 'confusion', 'modality', 'llama-tuned', [
    { x: 100, y: 40, width: 40, height: 40, series: 'photon', label: 'photon', value: '23 of 26 (88 % of the row)', behind: cell('llama-tuned', 'modality', 'photon', 'photon') },
    { x: 141, y: 40, width: 40, height: 40, series: 'photon', label: 'proton', value: '0 of 26', behind: null },
  ]),
  figure('confusion-modality-mistral-tuned', 'confusion', 'modality', 'mistral-tuned', []),
];

export const CASES_BEHIND: CaseListView = {
  title: 'LLaMA demo fine-tuned, T 0.1',
  model: 'llama-tuned',
  task: 'regimen',
  valueName: 'ROUGE-1 recall',
  rows: [
    { case: 'C-00014', value: 0.2, note: '' },
    { case: 'C-00003', value: 0.91, note: '' },
  ],
};

export const CASE_ANSWERS: StudyCaseView = {
  case: 'C-00014',
  diagnosis: 'invasive ductal carcinoma of the left breast',
  reference: 'plan 40 Gy/ 15 fx photons. primary, photon, 40.0Gy, fractions:15',
  model: 'LLaMA demo fine-tuned',
  answers: [
    { temperature: 0.1, sample: 1, text: 'plan 25 Gy/ 5 fx photons. primary, photon, 25.0Gy, fractions:5', read: '1 phase' },
    { temperature: 0.2, sample: 1, text: 'plan plan plan', read: null },
  ],
};

export const STUDY_OPTIONS: StudyOptions = {
  models: [
    { id: 'demo-llama', name: 'LLaMA demo', architecture: 'LLaMA', isDemonstration: true, adapters: (['regimen', 'modality', 'icd10'] as const).flatMap((task) => [{ id: 'run-7', task, name: 'run 7, in use' }, { id: 'shipped', task, name: 'its own' }]), problem: null },
    { id: 'base-only', name: 'Mistral-7B', architecture: 'Mistral', isDemonstration: false, adapters: [], problem: null },
    { id: 'broken', name: 'Broken', architecture: '', isDemonstration: false, adapters: [], problem: 'the tokenizer is missing' },
  ],
  cohorts: [{ id: '1', name: 'Cohort B', regimen: 6, modality: 6, icd10: 5, sha256: SHA256 }],
  usual: {
    name: '', cohort: '', models: [], tasks: [{ task: 'regimen', maxTokens: 96 }, { task: 'modality', maxTokens: 16 }, { task: 'icd10', maxTokens: 24 }],
    temperatures: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], samplesPerTemperature: 1, topP: null, seed: 42, beams: 8,
  },
};
