// Invented letters to be rated, invented letter studies and their numbers. People, cases and results are made up.

import type {
  LetterArmRatings,
  LetterArmMeasures,
  LetterCheckLine,
  LetterDimensionResults,
  LetterFactGroup,
  LetterItemView,
  LetterMark,
  LetterRaterAgreement,
  LetterScale,
  LetterStudyOptions,
  LetterStudyResults,
  LetterStudyRow,
  LetterVerdict,
  MyLetterStudy,
  TickState,
} from '../generated';
import { AMARI, HALVORSEN, PEOPLE } from './session';

export const LETTER_SCALE: LetterScale = {
  dimensions: [
    { label: 'Correct', question: 'every statement is true' },
    { label: 'Complete', question: 'nothing needed is missing' },
    { label: 'Clear', question: 'reads well for a colleague' },
    { label: 'Useful', question: 'saves time over writing it' },
  ],
  points: ['poor', 'fair', 'good', 'as it is'],
  isDefault: true,
};

export type RatedLetter = Pick<LetterItemView, 'facts' | 'checks' | 'text' | 'marks' | 'words'>;

const fact = (id: string, label: string, value: string) => ({ id, label, value });
const fine = (message: string): LetterCheckLine => ({ isFine: true, message, quote: '' });
const amiss = (message: string, quote: string): LetterCheckLine => ({ isFine: false, message, quote });

function rated(facts: LetterFactGroup[], checks: LetterCheckLine[], text: string, marked: [string, LetterVerdict][] = []): RatedLetter {
  const marks = marked.map(([words, verdict]): LetterMark => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length, verdict }));
  return { facts, checks, text, marks, words: text.split(/\s+/).length };
}

const LUNG = rated(
  [
    {
      kind: 'diagnosis',
      title: 'Diagnosis',
      facts: [
        fact('patient.age', 'Patient', '74-year-old man'),
        fact('diagnosis.1.text', 'Diagnosis', 'Adenocarcinoma of the right upper lobe'),
        fact('diagnosis.1.stage', 'Stage', 'cT1b cN0 cM0, IA2'),
        fact('diagnosis.1.size', 'Size', '1.8 cm, peripheral'),
        fact('findings.1', 'PET', 'Avid, no nodal uptake'),
        fact('findings.2', 'FEV1', '41 % of predicted'),
        fact('treatment.1', 'Surgery', 'Declined'),
      ],
    },
    {
      kind: 'radiotherapy',
      title: 'Plan',
      facts: [
        fact('courses.1.phases.1.modality', 'Modality', 'photon'),
        fact('courses.1.phases.1.dose', 'Dose', '54 Gy'),
        fact('courses.1.phases.1.fractions', 'Fractions', '3'),
        fact('courses.1.phases.1.dose_per_fraction', 'Per fraction', '18 Gy'),
      ],
    },
  ],
  [fine('Dose and fractions match the plan'), amiss('One statement is not in the source', 'fused in the last week of April'), fine('Laterality matches: right'), fine('No identifier in the letter')],
  `Dear colleague,

Thank you for referring this 74-year-old man with a stage IA2 adenocarcinoma of the right upper lobe. The tumour is peripheral and measures 1.8 cm. PET showed uptake in the tumour and none in the lymph nodes.

His lung function is limited, with an FEV1 of 41 % of predicted, and he has declined surgery. We discussed stereotactic body radiotherapy as a curative alternative.

We plan 54 Gy in 3 fractions with photons, given on non-consecutive days. The planning images were fused in the last week of April.

He may notice fatigue and a mild cough in the weeks after treatment. We will see him with a chest CT three months later.

With kind regards`,
  [['The planning images were fused in the last week of April.', 'unsupported']],
);

const BREAST = rated(
  [
    {
      kind: 'diagnosis',
      title: 'Diagnosen',
      facts: [
        fact('patient.age', 'Patientin', '48 Jahre'),
        fact('diagnosis.1.text', 'Diagnose', 'Invasives duktales Karzinom der linken Mamma'),
        fact('diagnosis.1.stage', 'Stadium', 'pT2 pN1a cM0, G3'),
        fact('diagnosis.1.receptors', 'Rezeptoren', 'ER 90 %, HER2 negativ'),
      ],
    },
    { kind: 'treatment', title: 'Vorbehandlung', facts: [fact('treatment.1', '12.11.2025', 'Brusterhaltende Operation, R0'), fact('treatment.2', 'bis 3.4.2026', 'EC, Paclitaxel')] },
    {
      kind: 'radiotherapy',
      title: 'Radiotherapie, abgeschlossen',
      facts: [
        fact('courses.1.phases.1.modality', 'Modalität', 'Photonen'),
        fact('courses.1.phases.1.dose', 'Dosis', '40,05 Gy'),
        fact('courses.1.phases.1.fractions', 'Fraktionen', '15'),
        fact('courses.1.phases.2.modality', 'Boost', 'Elektronen'),
        fact('courses.1.phases.2.dose', 'Dosis Boost', '10 Gy in 5 Fraktionen'),
      ],
    },
  ],
  [amiss('Side contradicts the facts: right in the letter, left in the facts', 'rechten Brust'), amiss('One statement is not in the source', 'ohne Hautreaktion'), fine('Doses and fractions match the plan'), fine('No identifier in the letter')],
  `Sehr geehrte Kollegin, sehr geehrter Kollege,

wir berichten über die adjuvante Radiotherapie der rechten Brust bei Ihrer 48-jährigen Patientin mit einem invasiven duktalen Karzinom, pT2 pN1a cM0, G3, ER 90 %, HER2 negativ.

Nach brusterhaltender Operation am 12.11.2025 und Chemotherapie mit EC und Paclitaxel erfolgte die Bestrahlung mit 40,05 Gy in 15 Fraktionen mit Photonen, gefolgt von einem Boost mit 10 Gy in 5 Fraktionen mit Elektronen. Die Behandlung verlief ohne Hautreaktion.

Wir empfehlen die Fortführung der endokrinen Therapie und eine Kontrolle in drei Monaten.

Mit freundlichen kollegialen Grüßen`,
  [
    ['der rechten Brust', 'contradicted'],
    ['Die Behandlung verlief ohne Hautreaktion.', 'unsupported'],
  ],
);

const PROSTATE = rated(
  [
    {
      kind: 'diagnosis',
      title: 'Diagnosis',
      facts: [fact('patient.age', 'Patient', '69-year-old man'), fact('diagnosis.1.text', 'Diagnosis', 'Adenocarcinoma of the prostate'), fact('diagnosis.1.stage', 'Stage', 'cT2b cN0 cM0, grade group 3'), fact('findings.1', 'PSA', '11.2 ng/mL')],
    },
    { kind: 'radiotherapy', title: 'Plan', facts: [fact('courses.1.phases.1.modality', 'Modality', 'proton'), fact('courses.1.phases.1.dose', 'Dose', '70 Gy (RBE)'), fact('courses.1.phases.1.fractions', 'Fractions', '28'), fact('courses.1.phases.1.dose_per_fraction', 'Per fraction', '2.5 Gy (RBE)')] },
    { kind: 'schedule', title: 'Schedule', facts: [fact('schedule.1', 'Planning CT', '8 January 2026'), fact('schedule.2', 'First fraction', '19 January 2026')] },
  ],
  [fine('Every statement is in the source'), fine('Dose and fractions match the plan'), fine('No identifier in the letter')],
  `Dear colleague,

Thank you for referring this 69-year-old man with a prostate adenocarcinoma, cT2b cN0 cM0, grade group 3, with a PSA of 11.2 ng/mL.

We recommend definitive radiotherapy with protons, 70 Gy (RBE) in 28 fractions. The planning CT is on 8 January 2026 and treatment begins on 19 January 2026.

Yours sincerely`,
);

export const RATED_LETTERS = [LUNG, BREAST, PROSTATE];

/** The letter at a position of the invented list; the first one that waits, the fourth, is the one of the design. */
export const letterAt = (position: number): RatedLetter => RATED_LETTERS[position % RATED_LETTERS.length] ?? LUNG;

export const MY_LETTER_STUDY: MyLetterStudy = { study: 1, name: 'Letter study 1', state: 'rating', total: 12, rated: 3, flagged: 1 };

export const ratingTicks = ({ total, rated: done, flagged }: MyLetterStudy): TickState[] => Array.from({ length: total }, (_, position) => (position >= done ? 'toDo' : position < flagged ? 'flagged' : 'graded'));

export function letterStudyRow(study: number, changes: Partial<LetterStudyRow> = {}): LetterStudyRow {
  return { study, name: `Letter study ${study}`, state: 'drafting', drafted: 0, total: 36, raters: raterProgress(0, 0), madeAt: '2026-03-02 10:40', protocolSha256: '9c1ff0b21d7e4a55b6708e21c3d49a10e8b2f77c5a640d3391be8f02c7d61a48', ...changes };
}
export const raterProgress = (...counts: number[]): LetterStudyRow['raters'] => [HALVORSEN, AMARI, ...PEOPLE.slice(2)].slice(0, counts.length).map(({ name }, index) => ({ name, rated: counts[index] ?? 0 }));

export const LETTER_STUDIES: LetterStudyRow[] = [
  letterStudyRow(3, { name: 'German letters, pilot', drafted: 14, total: 36 }),
  letterStudyRow(2, { name: 'Letters after chemoradiation', state: 'open', drafted: 36, raters: raterProgress(36, 21), madeAt: '2026-02-24 16:05' }),
  letterStudyRow(1, { state: 'locked', drafted: 36, raters: raterProgress(36, 36), madeAt: '2026-01-20 09:12' }),
];

export const LETTER_STUDY_OPTIONS: LetterStudyOptions = {
  models: [
    { id: 'letters-demo', name: 'Letters demo', hasAdapter: true },
    { id: 'llama3-8b', name: 'LLaMA-3-8B', hasAdapter: true },
    { id: 'mistral-7b', name: 'Mistral-7B', hasAdapter: false },
  ],
  raters: [HALVORSEN, AMARI, { account: 'a-lindqvist', name: 'Prof. A. Lindqvist', role: 'seniorOncologist' }],
  letters: 24,
  scale: LETTER_SCALE,
};

const mean = (counts: number[]) => counts.reduce((sum, many, index) => sum + many * (index + 1), 0) / counts.reduce((sum, many) => sum + many, 0);
const ARM_LABELS = { base: 'Letters demo, base', tuned: 'Letters demo, fine-tuned', physician: 'Physician’s own' } as const;
export function armRatings(arm: keyof typeof ARM_LABELS, counts: [number, number, number, number], median: number): LetterArmRatings {
  const n = counts.reduce((sum, many) => sum + many, 0);
  return n === 0 ? { label: ARM_LABELS[arm], arm, n, counts, mean: null, low: null, high: null, median: null } : { label: ARM_LABELS[arm], arm, n, counts, mean: mean(counts), low: mean(counts) - 0.24, high: mean(counts) + 0.22, median };
}
const agreement = (n: number, exact: number, withinOne: number, kappa: number | null): LetterRaterAgreement[] => [{ raters: 'Dr J. Halvorsen and Dr L. Amari', n, exact, withinOne, kappa, ac2: kappa === null ? null : kappa + 0.09 }];
const [CORRECT, COMPLETE, CLEAR, USEFUL] = LETTER_SCALE.dimensions;
function dimension(of: typeof CORRECT, base: [number, number, number, number], tuned: [number, number, number, number], physician: [number, number, number, number], medians: [number, number, number], kappa: number | null, test: string): LetterDimensionResults {
  return { label: of?.label ?? '', question: of?.question ?? '', arms: [armRatings('base', base, medians[0]), armRatings('tuned', tuned, medians[1]), armRatings('physician', physician, medians[2])], agreement: agreement(36, 0.64, 0.97, kappa), test };
}
export const LETTER_DIMENSIONS: LetterDimensionResults[] = [
  dimension(CORRECT, [9, 8, 5, 2], [1, 3, 11, 9], [0, 1, 6, 17], [2, 3, 4], 0.66, 'Fine-tuned letters were rated higher than base: one-sided Wilcoxon signed-rank test over 12 letters, 1 without a difference, 4 tied, p = 0.003.'),
  dimension(COMPLETE, [6, 10, 6, 2], [1, 5, 12, 6], [0, 3, 9, 12], [2, 3, 3.5], 0.58, 'Fine-tuned letters were rated higher than base: one-sided Wilcoxon signed-rank test over 12 letters, 2 without a difference, 3 tied, p = 0.008.'),
  dimension(CLEAR, [3, 7, 9, 5], [0, 2, 10, 12], [1, 4, 11, 8], [3, 3.5, 3], 0.49, 'Fine-tuned letters were rated higher than base: one-sided Wilcoxon signed-rank test over 12 letters, 3 without a difference, 5 tied, p = 0.016.'),
  dimension(USEFUL, [12, 8, 3, 1], [2, 6, 11, 5], [0, 0, 0, 0], [1.5, 3, 0], null, ''),
];

const measures = (arm: keyof typeof ARM_LABELS, values: Omit<LetterArmMeasures, 'label' | 'arm' | 'letters'>): LetterArmMeasures => ({ label: ARM_LABELS[arm], arm, letters: 12, ...values });
export const LETTER_MEASURES: LetterArmMeasures[] = [
  measures('base', { rouge1: 0.312, rouge2: 0.094, rougeL: 0.201, unsupportedShare: 0.171, contradictedShare: 0.038, missing: 4.25, edits: 148.3 }),
  measures('tuned', { rouge1: 0.618, rouge2: 0.402, rougeL: 0.547, unsupportedShare: 0.034, contradictedShare: 0.004, missing: 0.92, edits: 41.6 }),
  measures('physician', { rouge1: null, rouge2: null, rougeL: null, unsupportedShare: 0.021, contradictedShare: 0, missing: 1.17, edits: null }),
];

export const letterResults = (row: LetterStudyRow): LetterStudyResults => ({ row, scale: LETTER_SCALE, dimensions: LETTER_DIMENSIONS, measures: LETTER_MEASURES });
