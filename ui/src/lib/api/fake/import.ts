// Two invented exports of the fake backend, with a question that the files do not answer.

import type { ImportCommands } from '../backend';
import type { Correction, ErrorView, ExportDifference, FileInspection, ImportEvent, ImportInspection, MappingChange } from '../generated';
import { FakeSession } from './session';

const DIAGNOSES: FileInspection = {
  kind: 'diagnoses',
  name: 'diagnosis_2026-02-03.csv',
  bytes: 6_412_800,
  encoding: 'Windows-1252',
  delimiter: 'semicolon',
  headers: ['PatientId', 'LastName', 'DateOfBirth', 'DiagnosisCode', 'DiagnosisTableName', 'ClinicalDescription', 'DateStamp'],
  columns: [
    { field: 'patient_id', words: 'Patient', isRequired: true, header: 'PatientId' },
    { field: 'code', words: 'ICD code', isRequired: true, header: 'DiagnosisCode' },
    { field: 'code_system', words: 'Code system', isRequired: false, header: 'DiagnosisTableName' },
    { field: 'text', words: 'Diagnosis text', isRequired: true, header: 'ClinicalDescription' },
    { field: 'date', words: 'Date of diagnosis', isRequired: false, header: 'DateStamp' },
    { field: 'name', words: 'Name, to be masked', isRequired: false, header: 'LastName' },
  ],
  decisions: [
    {
      id: 'date_style',
      words: 'How dates are written',
      options: [
        { id: 'dmy', words: 'Day first: 03/02/2026 is 3 February' },
        { id: 'mdy', words: 'Month first: 03/02/2026 is 2 March' },
      ],
      chosen: 'dmy',
      evidence: '4,118 of 15,900 dates have a first number above 12, none a second one.',
    },
  ],
  preview: [
    ['P-000184', 'Muster', '04/07/1967', 'C21.1', 'ICD-10', '58-year-old woman, squamous cell carcinoma of the anal canal, cT2 cN1a', '12/01/2026'],
    ['P-000185', 'Example', '19/11/1951', 'C67.2', 'ICD-10', 'Bladder, cT2 cN0, chemoradiation', '13/01/2026'],
    ['P-000186', 'Sample', '23/03/1974', 'C50.412', 'ICD-10', 'Left breast IDC, pT2 pN1a', '13/01/2026'],
  ],
};

const PLANS: FileInspection = {
  kind: 'plans',
  name: 'plan_delivery_2026-02-03.csv',
  bytes: 2_206_410,
  encoding: 'UTF-8',
  delimiter: 'comma',
  headers: ['PatientId', 'CourseId', 'PlanType', 'Radiation', 'Intent', 'Fractions', 'Dose', 'Status'],
  columns: [
    { field: 'patient_id', words: 'Patient', isRequired: true, header: 'PatientId' },
    { field: 'course', words: 'Course', isRequired: true, header: 'CourseId' },
    { field: 'plan_type', words: 'Plan type', isRequired: true, header: 'PlanType' },
    { field: 'modality', words: 'Modality', isRequired: true, header: 'Radiation' },
    { field: 'fractions', words: 'Fractions', isRequired: true, header: 'Fractions' },
    { field: 'dose', words: 'Dose', isRequired: true, header: 'Dose' },
    { field: 'status', words: 'Status', isRequired: false, header: 'Status' },
  ],
  decisions: [
    {
      id: 'dose_unit',
      words: 'What the dose column holds',
      options: [
        { id: 'gray_per_fraction', words: 'Gray per fraction' },
        { id: 'gray_total', words: 'Gray in total' },
        { id: 'centigray', words: 'Centigray in total' },
      ],
      chosen: null,
      evidence: '61 % of the values lie from 1.5 to 3, the others from 20 to 80: the file holds both.',
    },
  ],
  preview: [
    ['P-000184', '1', 'primary', 'photon', 'curative', '30', '1.8', 'completed'],
    ['P-000185', '1', 'primary', 'photon', 'curative', '32', '64', 'completed'],
    ['P-000186', '1', 'primary', 'photon', 'curative', '15', '2.67', 'completed'],
  ],
};

export const INSPECTION: ImportInspection = { diagnoses: DIAGNOSES, plans: PLANS, openQuestions: ['Choose what the dose column of the plans holds.'] };

export const DIFFERENCE: ExportDifference = {
  cohort: 'cohort-b',
  name: 'Cohort B',
  added: 12,
  removed: 1,
  changed: [
    { case: 'C-00417', fields: 'status' },
    { case: 'C-03120', fields: 'free text, fractions' },
  ],
};

/** One call of `importExports`, to be driven by a test. */
export interface ImportRun {
  send: (...events: ImportEvent[]) => void;
  end: () => void;
  fail: (error: ErrorView) => void;
}

export class FakeImport extends FakeSession implements ImportCommands {
  inspection: ImportInspection | null = INSPECTION;
  imports: ImportRun[] = [];

  async chooseExports(): Promise<ImportInspection | null> {
    await this.note('chooseExports');
    return this.inspection;
  }

  async changeMapping(change: MappingChange): Promise<ImportInspection> {
    await this.note('changeMapping', change);
    const before = this.inspection ?? INSPECTION;
    const file = before[change.export];
    const changed: FileInspection =
      change.kind === 'column'
        ? { ...file, columns: file.columns.map((column) => (column.field === change.field ? { ...column, header: change.header } : column)) }
        : { ...file, decisions: file.decisions.map((decision) => (decision.id === change.decision ? { ...decision, chosen: change.option } : decision)) };
    const files = { ...before, [change.export]: changed };
    const isOpen = (f: FileInspection) => f.decisions.some(({ chosen }) => chosen === null) || f.columns.some(({ isRequired, header }) => isRequired && header === null);
    this.inspection = { ...files, openQuestions: isOpen(files.diagnoses) || isOpen(files.plans) ? INSPECTION.openQuestions : [] };
    return this.inspection;
  }

  async saveMapping(): Promise<void> {
    await this.note('saveMapping');
  }

  async importExports(correction: Correction | null, onEvent: (event: ImportEvent) => void): Promise<void> {
    await this.note('importExports', ...(correction ? [correction] : []));
    return new Promise((resolve, reject) => {
      this.imports.push({ send: (...events) => events.forEach(onEvent), end: resolve, fail: reject });
    });
  }

  async cancelImport(): Promise<void> {
    await this.note('cancelImport');
    const run = this.imports.at(-1);
    run?.send({ kind: 'cancelled' });
    run?.end();
  }

  async forgetImport(): Promise<void> {
    await this.note('forgetImport');
  }
}
