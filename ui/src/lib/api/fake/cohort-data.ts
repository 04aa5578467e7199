// The cohort of design F: numbers of the study's funnel, invented people, one case with everything in it.

import type { CohortView, Mark, MarkDecision, QueueRow, ReviewCase, SplitView } from '../generated';

export const COHORT: CohortView = {
  cohort: 'cohort-b',
  name: 'Cohort B',
  origin: 'export of 3 February, read on this machine',
  extracted: 15_724,
  funnel: [
    {
      step: 'selection',
      words: 'single diagnosis, clear primary plan',
      kept: 7903,
      drops: [
        { reason: 'several_diagnoses', words: 'more than one diagnosis', cases: 3412 },
        { reason: 'no_clear_primary', words: 'no clear primary plan', cases: 2586 },
        { reason: 'dose_missing', words: 'dose or fractions missing', cases: 1147 },
        { reason: 'not_separable', words: 'plan not separable from text', cases: 676 },
      ],
    },
    {
      step: 'icd10',
      words: 'with ICD-10 code',
      kept: 7177,
      drops: [
        { reason: 'no_code', words: 'no ICD-10 code', cases: 548 },
        { reason: 'other_chapter', words: 'code outside C00–D49', cases: 121 },
        { reason: 'laterality', words: 'code contradicts laterality', cases: 57 },
      ],
    },
  ],
  rules: [
    { id: 'alternative_primary', words: 'Drop a patient with an alternative primary plan', isOn: true },
    { id: 'keep_boosts', words: 'Keep boosts that follow a primary plan', isOn: true },
    { id: 'replans', words: 'Take the last of several replans', isOn: true },
    { id: 'verification', words: 'Leave verification plans out', isOn: true },
    { id: 'icd9', words: 'Leave rows with an ICD-9 code out of the ICD-10 task', isOn: true },
  ],
  issues: 128,
  waiting: 214,
  reviewed: 1986,
  leaksLeft: 0,
  splits: [],
  isFrozen: false,
};

export const SPLITS: SplitView[] = [
  {
    tasks: 'Regimen and modality',
    train: 7500,
    test: 403,
    hash: '9f2c4b0a71de58336f0c9d1ab2e47788c05d6e2f13a49b7760c8e5d4f1a2b3c4',
    nearDuplicates: [
      { train: 'C-02211', test: 'C-11874', similarity: 1 },
      { train: 'C-06019', test: 'C-14002', similarity: 0.93 },
    ],
  },
  { tasks: 'ICD-10', train: 6800, test: 377, hash: '31b7e0d25c9a46f8871d0e3f5a6b9c2d4e7f8091a2b3c4d5e6f708192a3b4c5d', nearDuplicates: [] },
];

const FIRST_ROWS: [id: string, title: string, why: string][] = [
  ['C-09127', 'Anal canal SCC, cT2 cN1a', 'one possible name'],
  ['C-09133', 'Bladder, cT2 cN0, chemoradiation', 'plan named twice'],
  ['C-09140', 'Left breast IDC, pT2 pN1a', 'boost in a second sentence'],
  ['C-09162', 'Endometrium, IB, grade 2', 'two modalities'],
  ['C-09178', 'Glioblastoma, left frontal', 'plan inside the history'],
  ['C-09185', 'Prostate bed, PSA 0.3', 'dose as a range'],
  ['C-09203', 'Merkel cell carcinoma, cheek', 'plan in a table'],
  ['C-09219', 'Lung, NSCLC, stage IIIA', 'earlier plan quoted'],
];

/** A queue of any length. */
export function queueRows(count: number, state: QueueRow['state'] = 'waiting'): QueueRow[] {
  return Array.from({ length: count }, (_, index) => {
    const [id, title, why] = FIRST_ROWS[index % FIRST_ROWS.length] ?? ['', '', ''];
    return { case: index < FIRST_ROWS.length ? id : `C-${String(9300 + index).padStart(5, '0')}`, title, why, state };
  });
}

export const ORIGINAL =
  'Berta Muster, MRN 00420017. 58-year-old woman, squamous cell carcinoma of the anal canal, cT2 (3.1 cm) cN1a cM0, ' +
  'left inguinal node 1.4 cm, no Virchow node. HIV negative, no earlier pelvic radiotherapy. ' +
  'Plan 54 Gy / 30 fx photons to primary and nodes, with 5-FU and mitomycin. Seen with Dr Beispiel on 12/01/2026, consent given.';

function mark(id: number, kind: Mark['kind'], text: string, label: string, rule: string): Mark {
  const start = ORIGINAL.indexOf(text);
  return { id, kind, start, end: start + text.length, label, rule, isApplied: kind !== 'possibleIdentifier' };
}

export const MARKS: Mark[] = [
  mark(1, 'identifier', 'Berta Muster', 'name 1', 'the patient’s own name in the export'),
  mark(2, 'identifier', 'MRN 00420017', 'record no.', 'the patient’s own number in the export'),
  mark(3, 'possibleIdentifier', 'Virchow', 'name', 'a capitalised word that is no known eponym here'),
  mark(4, 'plan', 'Plan 54 Gy / 30 fx photons to primary and nodes, with 5-FU and mitomycin.', '', 'dose with fractions after “Plan”'),
  mark(5, 'identifier', 'Dr Beispiel', 'name 2', 'a title and a capitalised word'),
  mark(6, 'identifier', '12/01/2026', 'date 1', 'a date'),
];

/** What marks make of the text: applied identifiers leave their label, an applied plan leaves nothing. */
export function cleanedBy(marks: MarkDecision[]): string {
  const labels = new Map(MARKS.map((known) => [known.id, known.label]));
  let cleaned = '';
  let from = 0;
  for (const { id, start, end, isApplied } of marks.toSorted((a, b) => a.start - b.start)) {
    if (!isApplied) continue;
    const label = labels.get(id);
    cleaned += ORIGINAL.slice(from, start) + (label ? `[${label}]` : '');
    from = end;
  }
  return (cleaned + ORIGINAL.slice(from)).replace(/\s+/g, ' ').trim();
}

export const CASE: ReviewCase = {
  case: 'C-09127',
  state: 'waiting',
  original: ORIGINAL,
  marks: MARKS,
  cleaned: cleanedBy(MARKS),
  answer: 'Plan 54 Gy / 30 fx photons. Primary, photon, 54.0 Gy, fractions: 30',
  course: '1 of 1, completed',
  modality: 'photon',
  doseGy: 54,
  fractions: 30,
  icd10: 'C21.1',
  icd10Title: 'anal canal',
  checks: [
    { isWarning: false, words: 'Text and record agree on dose', detail: '' },
    { isWarning: false, words: 'One diagnosis, one primary plan', detail: '' },
    { isWarning: false, words: '4 identifiers masked', detail: '2 names, 1 record number, 1 date' },
  ],
  decided: '',
};
