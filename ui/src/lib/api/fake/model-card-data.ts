// An invented model card: results, parts of the cases with few among them, coverage against accuracy.

import type { CardSubgroup, CardValue, ModelCard, Task } from '../generated';

const of = (value: number, low: number | null = null, high: number | null = null): CardValue => ({ value, low, high });

function part(by: string, name: string, cases: number, tuned: CardValue, majority: CardValue | null, task: Task = 'regimen'): CardSubgroup {
  return { by, name, task, metric: task === 'regimen' ? 'plan equals the delivered one' : 'modality right', cases, tuned, majority };
}

export const MODEL_CARD: ModelCard = {
  model: 'demo-llama',
  name: 'demo-llama',
  isDemonstration: true,
  summary: 'A small language model with adapters for regimen, modality and ICD-10 code, trained on synthetic cases to show how Isocenter works.',
  limits: [
    'It was trained on invented cases only; nothing is known of how it does on real ones.',
    'It reads the diagnosis text and nothing else: no images, no dose distributions, no earlier plans.',
    'Children, re-irradiation and languages other than English are not among its training cases.',
    'It always answers, also where no radiotherapy is indicated.',
  ],
  results: [
    { task: 'regimen', metric: 'ROUGE-1', cases: 403, tuned: of(0.74, 0.72, 0.76), base: of(0.21, 0.19, 0.22), majority: of(0.48, 0.46, 0.5) },
    { task: 'regimen', metric: 'plan equals the delivered one', cases: 403, tuned: of(0.61, 0.56, 0.66), base: of(0, 0, 0.009), majority: of(0.12, 0.09, 0.15) },
    { task: 'modality', metric: 'modality right', cases: 403, tuned: of(0.93, 0.9, 0.95), base: of(0.31, 0.27, 0.36), majority: of(0.81, 0.77, 0.85) },
    { task: 'icd10', metric: 'code right', cases: 403, tuned: of(0.66, 0.61, 0.7), base: null, majority: of(0.14, 0.11, 0.18) },
  ],
  subgroups: [
    part('site', 'breast', 118, of(0.7, 0.61, 0.78), of(0.31, 0.23, 0.4)),
    part('site', 'prostate', 74, of(0.64, 0.52, 0.74), of(0, 0, 0.05)),
    part('site', 'head and neck', 41, of(0.51, 0.36, 0.66), of(0.02, 0, 0.13)),
    part('site', 'eye', 7, of(0.29, 0.08, 0.64), null),
    part('modality', 'photon', 326, of(0.66, 0.61, 0.71), of(0.15, 0.11, 0.19)),
    part('modality', 'brachytherapy', 12, of(0.25, 0.09, 0.53), of(0, 0, 0.24)),
    part('modality', 'photon', 326, of(0.97, 0.95, 0.99), of(1, 0.99, 1), 'modality'),
    part('sex', 'female', 214, of(0.64, 0.57, 0.7), of(0.17, 0.13, 0.23)),
    part('sex', 'male', 189, of(0.58, 0.51, 0.65), of(0.06, 0.03, 0.1)),
    part('age', 'under 40 years', 19, of(0.42, 0.23, 0.64), of(0.05, 0.01, 0.25)),
    part('age', '40 to 69 years', 221, of(0.63, 0.56, 0.69), of(0.13, 0.09, 0.18)),
    part('intent', 'palliative', 96, of(0.55, 0.45, 0.65), of(0.1, 0.06, 0.18)),
  ],
  coverage: [
    { share: 0, coverage: 1, accuracy: 0.61 },
    { share: 0.3, coverage: 0.96, accuracy: 0.63 },
    { share: 0.5, coverage: 0.83, accuracy: 0.7 },
    { share: 0.7, coverage: 0.64, accuracy: 0.79 },
    { share: 0.9, coverage: 0.38, accuracy: 0.88 },
    { share: 1, coverage: 0, accuracy: null },
  ],
  facts: [
    { name: 'Base', value: 'demo-llama, LLaMA, 2.1 million parameters, F32' },
    { name: 'Training data', value: 'synthetic cases, 3,224 to train, 403 to validate, 403 held out, split by patient' },
    { name: 'Adapters', value: 'LoRA, rank 16, one for each task' },
    { name: 'Trained', value: '2026-01-19' },
    { name: 'Measured', value: '2026-01-20, temperature 0' },
  ],
};

/** A model of which nothing was measured. */
export const UNMEASURED_CARD: ModelCard = {
  ...MODEL_CARD,
  name: 'Ward-7B',
  isDemonstration: false,
  summary: 'A base model that was added to this machine.',
  limits: ['Nothing was measured on held-out cases; how good it is is not known.'],
  results: [],
  subgroups: [],
  coverage: [],
  facts: [{ name: 'Base', value: 'Ward-7B, LLaMA, 6.74 billion parameters' }],
};
