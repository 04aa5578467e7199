// A backend without a program behind it, for tests and design work. Never part of the built window.

import type { AuditCommands, Backend } from './backend';
import { FakeRules } from './fake/rules';
import type { AuditCheck, AuditRow } from './generated';

export * from './fake/cohort-data';
export * from './fake/curation';
export * from './fake/desk';
export * from './fake/desk-data';
export * from './fake/evidence';
export * from './fake/evidence-data';
export * from './fake/finetune';
export * from './fake/finetune-data';
export * from './fake/grading-data';
export * from './fake/grading-results-data';
export * from './fake/gradings';
export * from './fake/import';
export * from './fake/letter-studies';
export * from './fake/letter-study-data';
export * from './fake/letter-book';
export * from './fake/letter-data';
export * from './fake/letters';
export * from './fake/model-card-data';
export * from './fake/panel';
export * from './fake/panel-data';
export * from './fake/plan-data';
export * from './fake/recipe-data';
export * from './fake/rules';
export * from './fake/rules-data';
export * from './fake/session';
export * from './fake/studies';
export * from './fake/study-data';
export * from './fake/suggest';

const ACTIONS = [
  ['accepted a case', 'case C-09126', 'waiting → accepted'],
  ['signed in', 'account s-tanaka', ''],
  ['dropped a case', 'case C-09119', 'waiting → dropped, plan not separable'],
  ['switched a rule', 'cohort Cohort B', 'replans: off → on'],
  ['imported two exports', 'cohort Cohort B', '15,724 cases'],
] as const;

/** A log of any length: the newest has the highest number. */
export function auditRow(number: number): AuditRow {
  const [action, subject, change] = ACTIONS[number % ACTIONS.length] ?? ACTIONS[0];
  const minute = String(number % 60).padStart(2, '0');
  return { number, at: `2026-02-03 14:${minute}:07 +01:00`, person: 'S. Tanaka', role: 'Medical physicist', action, subject, change, clockMoved: number % 97 === 0 };
}

export const WHOLE: AuditCheck = { entries: 412, isWhole: true, findings: [], checkpoint: '412-7F3A-91C4-0B2E' };
export const BROKEN: AuditCheck = {
  entries: 412,
  isWhole: false,
  findings: ['Entry 118 does not follow from entry 117: it was changed or put in.', 'The log ends before the entry that was sealed last.'],
  checkpoint: '412-0C11-5D70-EE42',
};

export class FakeBackend extends FakeRules implements Backend, AuditCommands {
  auditEntries = 412;
  auditCheck: AuditCheck = WHOLE;

  async auditLog(from: number, count: number): Promise<AuditRow[]> {
    await this.note('auditLog', from, count);
    const newest = this.auditEntries - from;
    return Array.from({ length: Math.max(0, Math.min(count, newest)) }, (_, index) => auditRow(newest - index));
  }

  async verifyAudit(): Promise<AuditCheck> {
    await this.note('verifyAudit');
    return this.auditCheck;
  }

  async backUp(): Promise<string> {
    await this.note('backUp');
    return 'isocenter-2026-02-03.backup';
  }
}
