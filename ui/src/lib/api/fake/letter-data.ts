// Invented letters: facts, what a model would write for each section, and what a check would say to it.

import type { ErrorView, LetterFactGroup, LetterImportReport, LetterPairsReport, LetterRow, LetterSectionKind, LetterVerdict } from '../generated';

export const SECTION_KINDS: LetterSectionKind[] = ['salutation', 'diagnoses', 'treatmentHistory', 'summaryAndAssessment', 'recommendations', 'plannedSchedule', 'closing'];
export type SectionTexts = Record<LetterSectionKind, string>;

/** A claim that the fake check knows by its words. */
export interface KnownClaim {
  words: string;
  kind: string;
  verdict: LetterVerdict;
  facts: string[];
  message?: string;
}
export interface LetterCase {
  headings: SectionTexts;
  facts: LetterFactGroup[];
  /** What the model writes. */
  drafts: SectionTexts;
  claims: KnownClaim[];
  /** Facts that are missing while their words are not in the letter. */
  wanted: { fact: string; label: string; value: string; words: string }[];
  /** A contradiction within the facts, if there is one. */
  finding: { key: string; message: string; facts: string[] } | null;
}

const fact = (id: string, label: string, value: string) => ({ id, label, value });

const ENGLISH: SectionTexts = { salutation: 'Salutation', diagnoses: 'Diagnoses', treatmentHistory: 'Treatment history', summaryAndAssessment: 'Summary and assessment', recommendations: 'Recommendations', plannedSchedule: 'Planned schedule', closing: 'Closing' };
const GERMAN: SectionTexts = { salutation: 'Anrede', diagnoses: 'Diagnosen', treatmentHistory: 'Therapieverlauf', summaryAndAssessment: 'Zusammenfassung und Beurteilung', recommendations: 'Empfehlungen', plannedSchedule: 'Geplantes Vorgehen', closing: 'Schluss' };

/** A lung tumour, in English: two statements without a source, one against the facts. */
export const LUNG_CASE: LetterCase = {
  headings: ENGLISH,
  facts: [
    { kind: 'letter', title: 'Letter', facts: [fact('patient.name', 'Patient', 'Anders Holm'), fact('patient.born', 'Born', '14 March 1951'), fact('patient.sex', 'Sex', 'male'), fact('addressee', 'To', 'Dr R. Ferreira'), fact('author', 'From', 'Dr L. Amari'), fact('date', 'Date', '27 January 2026')] },
    { kind: 'diagnosis', title: 'Diagnosis', facts: [fact('diagnoses.1.text', 'Diagnosis', 'Adenocarcinoma of the lung'), fact('diagnoses.1.site', 'Site', 'upper lobe'), fact('diagnoses.1.side', 'Side', 'right'), fact('diagnoses.1.tnm', 'TNM', 'cT1b cN0 cM0'), fact('diagnoses.1.stage', 'Stage', 'IA2'), fact('diagnoses.1.code', 'ICD-10', 'C34.1'), fact('diagnoses.1.date', 'First diagnosed', '2 December 2025')] },
    { kind: 'radiotherapy', title: 'Radiotherapy, given', facts: [fact('courses.1.phases.1.site', 'Site', 'right upper lobe'), fact('courses.1.phases.1.modality', 'Modality', 'photon'), fact('courses.1.phases.1.technique', 'Technique', 'stereotactic'), fact('courses.1.phases.1.dose', 'Dose', '54 Gy'), fact('courses.1.phases.1.fractions', 'Fractions', '3'), fact('courses.1.phases.1.per_fraction', 'Per fraction', '18 Gy'), fact('courses.1.phases.1.start', 'First day', '19 January 2026'), fact('courses.1.phases.1.end', 'Last day', '26 January 2026')] },
    { kind: 'recommendations', title: 'Recommendations', facts: [fact('recommendations.1', 'Imaging', 'chest CT in 3 months'), fact('recommendations.2', 'Function', 'lung function in 6 months')] },
    { kind: 'schedule', title: 'Planned', facts: [fact('schedule.1', 'Follow-up', '27 April 2026'), fact('schedule.1.where', 'Where', 'radiation oncology clinic')] },
    { kind: 'remarks', title: 'Remarks', facts: [fact('remarks.1', 'Lung function', 'FEV1 41 % of predicted'), fact('remarks.2', 'Surgery', 'declined by the patient')] },
  ],
  drafts: {
    salutation: 'Dear Dr Ferreira,\n\nThank you for referring Mr Anders Holm, born 14 March 1951, whom we treated as an outpatient.',
    diagnoses: 'Adenocarcinoma of the lung, right upper lobe, cT1b cN0 cM0, stage IA2 (C34.1), first diagnosed on 2 December 2025.',
    treatmentHistory: 'Stereotactic radiotherapy of the right upper lobe with photons, 54 Gy in 3 fractions of 18 Gy, from 19 January 2026 to 26 January 2026. The planning PET-CT was acquired on 22 December 2025.',
    summaryAndAssessment: 'Mr Holm’s lung function is limited, with an FEV1 of 41 % of predicted, and he has declined surgery. We therefore offered stereotactic radiotherapy of the tumour in the left upper lobe as a curative alternative.\n\nTreatment was completed as planned and tolerated well. Adjuvant durvalumab is not indicated at this stage.',
    recommendations: 'We recommend a chest CT in 3 months.',
    plannedSchedule: 'Follow-up in the radiation oncology clinic on 27 April 2026.',
    closing: 'With kind regards\n\nDr L. Amari',
  },
  claims: [
    { words: 'Dr Ferreira', kind: 'name', verdict: 'traced', facts: ['addressee'] },
    { words: 'Anders Holm', kind: 'name', verdict: 'traced', facts: ['patient.name'] },
    { words: '14 March 1951', kind: 'date', verdict: 'traced', facts: ['patient.born'] },
    { words: 'right upper lobe', kind: 'site', verdict: 'traced', facts: ['diagnoses.1.site', 'diagnoses.1.side', 'courses.1.phases.1.site'] },
    { words: 'cT1b cN0 cM0', kind: 'stage', verdict: 'traced', facts: ['diagnoses.1.tnm'] },
    { words: 'stage IA2', kind: 'stage', verdict: 'traced', facts: ['diagnoses.1.stage'] },
    { words: 'C34.1', kind: 'code', verdict: 'traced', facts: ['diagnoses.1.code'] },
    { words: '2 December 2025', kind: 'date', verdict: 'traced', facts: ['diagnoses.1.date'] },
    { words: '54 Gy', kind: 'dose', verdict: 'traced', facts: ['courses.1.phases.1.dose'] },
    { words: '3 fractions', kind: 'fractions', verdict: 'traced', facts: ['courses.1.phases.1.fractions'] },
    { words: '18 Gy', kind: 'dose', verdict: 'traced', facts: ['courses.1.phases.1.per_fraction'] },
    { words: '19 January 2026', kind: 'date', verdict: 'traced', facts: ['courses.1.phases.1.start'] },
    { words: '26 January 2026', kind: 'date', verdict: 'traced', facts: ['courses.1.phases.1.end'] },
    { words: '22 December 2025', kind: 'date', verdict: 'unsupported', facts: [], message: 'No fact names this date.' },
    { words: 'left upper lobe', kind: 'site', verdict: 'contradicted', facts: ['diagnoses.1.side', 'courses.1.phases.1.site'], message: 'The facts say right upper lobe.' },
    { words: 'durvalumab', kind: 'drug', verdict: 'unsupported', facts: [], message: 'No fact names this drug.' },
    { words: '27 April 2026', kind: 'date', verdict: 'traced', facts: ['schedule.1'] },
    { words: 'Dr L. Amari', kind: 'name', verdict: 'traced', facts: ['author'] },
  ],
  wanted: [{ fact: 'recommendations.2', label: 'Function', value: 'lung function in 6 months', words: 'lung function in 6 months' }],
  finding: null,
};

/** A breast tumour, in German: its facts contradict each other. */
export const BREAST_CASE: LetterCase = {
  headings: GERMAN,
  facts: [
    { kind: 'letter', title: 'Letter', facts: [fact('language', 'Language', 'de'), fact('patient.name', 'Patient', 'Änne Groß'), fact('patient.sex', 'Sex', 'weiblich'), fact('patient.born', 'Born', '3. Juni 1958'), fact('addressee', 'To', 'Frau Dr. Süß'), fact('date', 'Date', '8. Januar 2026')] },
    { kind: 'diagnosis', title: 'Diagnosis', facts: [fact('diagnoses.1.text', 'Diagnosis', 'Invasives Mammakarzinom'), fact('diagnoses.1.side', 'Side', 'links'), fact('diagnoses.1.tnm', 'TNM', 'pT1c pN0 cM0')] },
    { kind: 'treatment', title: 'Surgery', facts: [fact('treatments.1.kind', 'Kind', 'surgery'), fact('treatments.1.text', 'Treatment', 'brusterhaltende Segmentresektion mit Sentinellymphknotenbiopsie und Wiederherstellungsplastik')] },
    { kind: 'radiotherapy', title: 'Radiotherapy, given', facts: [fact('courses.1.phases.1.dose', 'Dose', '40,05 Gy'), fact('courses.1.phases.1.fractions', 'Fractions', '15'), fact('courses.1.phases.1.per_fraction', 'Per fraction', '2,5 Gy')] },
  ],
  drafts: {
    salutation: 'Sehr geehrte Frau Dr. Süß,\n\nwir berichten über Frau Änne Groß, geboren am 3. Juni 1958.',
    diagnoses: 'Invasives Mammakarzinom links, pT1c pN0 cM0.',
    treatmentHistory: 'Bestrahlung der linken Brust mit 40,05 Gy in 15 Fraktionen.',
    summaryAndAssessment: 'Die Behandlung wurde gut vertragen.',
    recommendations: 'Wir empfehlen die Hautpflege fortzuführen.',
    plannedSchedule: '',
    closing: 'Mit freundlichen kollegialen Grüßen',
  },
  claims: [
    { words: 'Dr. Süß', kind: 'name', verdict: 'traced', facts: ['addressee'] },
    { words: 'Änne Groß', kind: 'name', verdict: 'traced', facts: ['patient.name'] },
    { words: 'pT1c pN0 cM0', kind: 'stage', verdict: 'traced', facts: ['diagnoses.1.tnm'] },
    { words: '40,05 Gy', kind: 'dose', verdict: 'traced', facts: ['courses.1.phases.1.dose'] },
    { words: '15 Fraktionen', kind: 'fractions', verdict: 'traced', facts: ['courses.1.phases.1.fractions'] },
  ],
  wanted: [],
  finding: { key: 'facts/dose', message: 'The facts contradict each other: 15 fractions of 2.5 Gy are 37.5 Gy, not 40.05 Gy.', facts: ['courses.1.phases.1.dose', 'courses.1.phases.1.fractions', 'courses.1.phases.1.per_fraction'] },
};

const DIAGNOSES = ['Adenocarcinoma of the lung', 'Invasive ductal carcinoma of the breast', 'Adenocarcinoma of the prostate', 'Squamous cell carcinoma of the larynx', 'Glioblastoma', 'Adenocarcinoma of the rectum', 'Follicular lymphoma'];
const NAMES = ['Marta Lindahl', 'Piet Aalders', 'Sofia Brandt', 'Jonas Weber', 'Elena Rossi', 'Karim Haddad', 'Nora Vance', 'Luca Moretti', 'Ida Sørensen'];

/** A letter that is not started; of the numbers 7 and 12 there are facts in full. */
export function letterRow(letter: number, changes: Partial<LetterRow> = {}): LetterRow {
  return {
    letter,
    label: `L-${String(letter).padStart(4, '0')}`,
    pseudonym: NAMES[letter % NAMES.length] ?? 'Nora Vance',
    diagnosis: DIAGNOSES[letter % DIAGNOSES.length] ?? 'Glioblastoma',
    language: letter % 3 === 0 ? 'german' : 'english',
    part: 'work',
    state: 'notStarted',
    hasReference: false,
    isSynthetic: false,
    version: 0,
    changedAt: '',
    changedBy: '',
    ...changes,
  };
}

export const LUNG_LETTER = letterRow(7, { pseudonym: 'Anders Holm', diagnosis: 'Adenocarcinoma of the lung, right upper lobe', language: 'english' });
export const BREAST_LETTER = letterRow(12, { pseudonym: 'Änne Groß', diagnosis: 'Invasives Mammakarzinom links', language: 'german' });
export const LETTER_ROWS: LetterRow[] = [
  LUNG_LETTER,
  letterRow(8, { state: 'signed', version: 14, changedAt: '2026-01-26 16:40', changedBy: 'Dr L. Amari' }),
  letterRow(9),
  letterRow(10, { state: 'draft', version: 5, changedAt: '2026-01-27 08:12', changedBy: 'S. Tanaka' }),
  letterRow(11, { part: 'train', hasReference: true }),
  BREAST_LETTER,
  letterRow(13, { part: 'heldOut', hasReference: true }),
];

export const LETTER_REPORT: LetterImportReport = {
  taken: 22,
  withReference: 18,
  refused: 2,
  masked: 41,
  rows: [
    { files: ['holm.json', 'holm-scan.pdf'], label: null, refusal: 'The PDF is a picture without text. Export the letter as text or as a Word document, then import both again.', remarks: [] },
    { files: ['weber.csv'], label: null, refusal: 'Dose of phase 1 is 5,400: cGy, not Gy. Give doses in gray.', remarks: [] },
    { files: ['gross.json', 'gross.docx'], label: 'L-0012', refusal: null, remarks: ['15 fractions of 2.5 Gy are 37.5 Gy, not 40.05 Gy.', 'Three tracked changes were taken as accepted.'] },
    { files: ['lindahl.json', 'lindahl.docx'], label: 'L-0014', refusal: null, remarks: ['No side is given for the breast.'] },
    ...Array.from({ length: 20 }, (_, index) => ({ files: [`patient-${index + 1}.json`, `patient-${index + 1}.txt`], label: `L-${String(index + 15).padStart(4, '0')}`, refusal: null, remarks: [] })),
  ],
};
export const LETTER_PAIRS: LetterPairsReport = { folder: 'letter-pairs', train: 84, validation: 14, heldOut: 21 };

export const STALE_LETTER: ErrorView = { code: 'alreadyRecorded', message: 'another version of this letter stands by now', detail: null };
export const ABSENT_LETTER: ErrorView = { code: 'badInput', message: 'there is no such letter', detail: null };
export const BLOCKED_LETTER: ErrorView = { code: 'badInput', message: 'something still stands against signing this letter', detail: null };
