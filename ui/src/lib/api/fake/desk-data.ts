// Invented cases of the desk and invented reference examples. People, cases and plans are made up.

import type { MyGrading, PhaseView, PlanComparison, PlanView, ReferenceExample, TickState } from '../generated';
import { comparisonOf, planOf, UNREADABLE, words } from './plan-data';
import { phase } from './evidence-data';

export interface DeskCase {
  diagnosis: string;
  delivered: PlanView;
  generated: PlanView;
  comparison: PlanComparison;
}

const deskCase = (diagnosis: string, delivered: PlanView, generated: PlanView, alphaBeta?: number, further?: Parameters<typeof comparisonOf>[3]): DeskCase => ({ diagnosis, delivered, generated, comparison: comparisonOf(delivered, generated, alphaBeta, further) });

const LUNG = deskCase(
  '74-year-old man, adenocarcinoma of the right upper lobe, cT1b cN0 cM0, stage IA2, 1.8 cm, peripheral, 2.4 cm from the chest wall. PET-avid without nodal uptake. FEV1 41 % of predicted, surgery declined. No earlier thoracic radiotherapy.',
  planOf([phase(54, 3)], 'SBRT 54 Gy / 3 fx photons. Primary, photon, 54.0 Gy, fractions: 3'),
  planOf([phase(50, 5)]),
);
const PROSTATE = deskCase(
  '69-year-old man, prostate adenocarcinoma, Gleason 4 + 3 = 7 (grade group 3), cT2b cN0 cM0, PSA 11.2 ng/mL, 6 of 12 cores. ADT planned for 6 months. No earlier pelvic radiotherapy.',
  planOf([phase(70, 28, 'proton')]),
  planOf([phase(36.25, 5)]),
  1.5,
);
const BREAST = deskCase(
  '48-year-old woman, invasive ductal carcinoma of the left breast, upper outer quadrant, pT2 pN1a cM0, grade 3, ER 90 %, HER2 negative, after lumpectomy with clear margins and adjuvant chemotherapy. Close margin of 1 mm at the chest wall.',
  planOf([phase(50, 25), phase(10, 5, 'electron', 'boost')], 'Plan 50 Gy / 25 fx photons to the left breast, boost 10 Gy / 5 fx electrons. Primary, photon, 50.0 Gy, fractions: 25; boost, electron, 10.0 Gy, fractions: 5'),
  planOf([phase(42.56, 16), phase(10, 4, 'photon', 'boost')], 'Plan 42.56 Gy / 16 fx photons to the right breast. Primary, photon, 42.56 Gy, fractions: 16; boost, photon, 10.0 Gy, fractions: 4'),
  4,
  { site: words('breast', 'breast'), side: words('left', 'right') },
);
const SPINE = deskCase(
  '66-year-old man, painful bone metastasis of L3 from a clear cell renal carcinoma, no cord compression, ECOG 1, pain 6 of 10 under opioids.',
  planOf([phase(8, 1)]),
  UNREADABLE,
);
const GLIOMA = deskCase(
  '57-year-old woman, glioblastoma of the right temporal lobe, IDH wild type, MGMT methylated, gross total resection five weeks ago, ECOG 0.',
  planOf([phase(60, 30)]),
  planOf([phase(60, 30)]),
);
const CERVIX = deskCase(
  '45-year-old woman, squamous cell carcinoma of the cervix, FIGO IIB, 4.6 cm, no enlarged nodes on PET, concurrent cisplatin.',
  planOf([phase(45, 25), phase(28, 4, 'brachytherapy', 'boost')]),
  planOf([phase(45, 25)]),
);
export const DESK_CASES = [LUNG, PROSTATE, BREAST, SPINE, GLIOMA, CERVIX];

/** The case at a position of the invented list; the first one that waits, 143, is the one of the design. */
export const caseAt = (position: number): DeskCase => DESK_CASES[(((position - 142) % DESK_CASES.length) + DESK_CASES.length) % DESK_CASES.length] ?? LUNG;

const FLAGGED = [16, 57, 90, 125];
const SKIPPED = [72, 112];
/** A list of which the first `recorded` are recorded. */
export function ticksOf(total: number, recorded: number): TickState[] {
  return Array.from({ length: total }, (_, position) => (position >= recorded ? 'toDo' : FLAGGED.includes(position) ? 'flagged' : SKIPPED.includes(position) ? 'skipped' : 'graded'));
}

export const MY_GRADING: MyGrading = { grading: 2, name: 'Regimen study 2, set B', state: 'grading', examples: 10, calibrated: 10, total: 300, recorded: 142, skipped: 2, flagged: 4, isPacket: false };

function example(number: number, diagnosis: string, delivered: PhaseView[], generated: PhaseView[], grade: number | null, note: string): ReferenceExample {
  const [there, here] = [planOf(delivered), planOf(generated)];
  return { number, case: `C-${String(600 + number * 7).padStart(4, '0')}`, diagnosis, delivered: there, generated: here, comparison: comparisonOf(there, here), grade, note, by: grade === null ? '' : 'Prof. A. Lindqvist' };
}

export const EXAMPLES: ReferenceExample[] = [
  example(1, 'Glioblastoma, right temporal, resected', [phase(60, 30)], [phase(60, 30)], 1, 'Identical.'),
  example(2, 'DCIS left breast, lumpectomy', [phase(40, 15)], [phase(42.56, 16)], 1, 'Two schedules used interchangeably.'),
  example(3, 'Bone metastasis L3, painful', [phase(8, 1)], [phase(20, 5)], 2, 'Same palliative intent, longer course.'),
  example(4, 'Prostate, grade group 2, intact', [phase(70, 28, 'proton')], [phase(70, 28)], 2, 'Only the modality differs.'),
  example(5, 'Rectum, cT3 cN1, before surgery', [phase(50.4, 28)], [phase(25, 5, 'proton')], 3, 'Modality and fractionation both differ.'),
  example(6, 'Basal cell carcinoma, nasal ala', [phase(50, 20, 'electron')], [phase(60, 30)], 3, 'Deeper beam and higher dose.'),
  example(7, 'Brain metastases, more than 15', [phase(30, 10)], [phase(60, 30)], 4, 'Definitive dose to the whole brain.'),
  example(8, 'Cervix IIB, intact', [phase(45, 25), phase(28, 4, 'brachytherapy', 'boost')], [phase(45, 25)], 4, 'The brachytherapy boost is missing.'),
  example(9, 'Lung, central T2, beside the bronchus', [phase(60, 15)], [phase(54, 3)], 5, '18 Gy a fraction at the main bronchus.'),
  example(10, 'Hodgkin lymphoma, complete response', [phase(20, 10)], [phase(74, 37)], 5, 'A dose for another disease.'),
];
