// Invented studies of grades of the fake backend: a draft, one that is graded, one in discussion, one that is locked.

import type { AmendmentView, GraderProgress, GradingOptions, GradingProtocolView, GradingRow, PacketExported, PacketMerge } from '../generated';
import { GRADE_SCALE } from './plan-data';

const SHA256 = '5d41c7e09ab23f8864d0b1957fe2a3c84e76b0d9138af5526c0e9d74b8132fa6';

export function progressOf(account: string, letter: string, recorded: number, total: number, changes: Partial<GraderProgress> = {}): GraderProgress {
  const name = { 'j-halvorsen': 'Dr J. Halvorsen', 'l-amari': 'Dr L. Amari', 'm-okoye': 'Dr M. Okoye' }[account] ?? account;
  return { account, name, letter, calibrated: recorded > 0 ? 10 : 0, examples: 10, recorded, total, isRemoved: false, hasPacket: false, ...changes };
}

export function gradingRow(grading: number, changes: Partial<GradingRow> = {}): GradingRow {
  return {
    grading,
    name: `Regimen study ${grading}`,
    state: 'draft',
    origin: 'here',
    study: 2,
    studyName: 'Study 2',
    isDemonstration: false,
    cases: 100,
    arms: 3,
    examples: 10,
    examplesGiven: 0,
    graders: [progressOf('j-halvorsen', 'A', 0, 315), progressOf('l-amari', 'B', 0, 315)],
    flagged: null,
    settled: null,
    protocolSha256: '',
    amendments: 0,
    made: '2026-03-01 10:12',
    madeBy: 'S. Tanaka',
    opened: null,
    locked: null,
    ...changes,
  };
}

export const DRAFT = gradingRow(4, { name: 'Proton study', examplesGiven: 7, made: '2026-03-10 08:40' });
export const OPEN = gradingRow(3, { name: 'Boost study', state: 'open', examplesGiven: 10, protocolSha256: SHA256, opened: '2026-03-03 08:05', graders: [progressOf('j-halvorsen', 'A', 315, 315), progressOf('l-amari', 'B', 128, 315, { hasPacket: true })] });
export const DISCUSSED = gradingRow(2, { name: 'Regimen study 2', state: 'discussion', examplesGiven: 10, protocolSha256: SHA256, opened: '2026-02-16 11:30', graders: [progressOf('j-halvorsen', 'A', 315, 315), progressOf('l-amari', 'B', 315, 315)], flagged: 23, settled: 14, made: '2026-02-16 10:00' });
export const LOCKED = gradingRow(1, { state: 'locked', isDemonstration: true, examplesGiven: 10, protocolSha256: SHA256, opened: '2026-02-02 09:00', locked: '2026-03-14 16:30', graders: [progressOf('j-halvorsen', 'A', 315, 315), progressOf('l-amari', 'B', 315, 315)], flagged: 23, settled: 23, amendments: 1, made: '2026-02-02 08:31' });
export const GRADINGS: GradingRow[] = [DRAFT, OPEN, DISCUSSED, LOCKED];

export const AMENDMENT: AmendmentView = { number: 1, change: 'Grade 3 was worded “More significant deviation, usually of both modality and fractionation; potentially unsafe.”', reason: '“Both” was read in two ways.', by: 'S. Tanaka', at: '2026-02-20 09:12', protocolSha256: SHA256 };

export function protocolOf(row: GradingRow): GradingProtocolView {
  const isDraft = row.state === 'draft';
  const unsettled = (row.flagged ?? 0) - (row.settled ?? 0);
  return {
    grading: row.grading,
    lines: [
      { name: 'Regimens', value: `${row.studyName}, answers at temperature 0.1, first sample` },
      { name: 'Cases', value: `${row.cases}, drawn by seed 42` },
      { name: 'Arms', value: row.arms === 1 ? '1 model' : `${row.arms} models; ${row.cases * row.arms} regimens` },
      { name: 'Graders', value: row.graders.map(({ name, letter }) => `${name} (${letter})`).join(', ') },
      { name: 'Order', value: 'its own for each grader, drawn by seed 42; the arms of a case never follow each other' },
      { name: 'Hidden repeats', value: '5 % for each grader, in the last third' },
      { name: 'Examples', value: `${row.examples}, by a senior oncologist` },
      { name: 'Discrepancy', value: 'more than one point apart' },
    ],
    scale: GRADE_SCALE,
    analysis: 'Share of grades 1 and 2 for each arm, mean of both graders, with Wilson intervals; quadratic weighted kappa before the discussion.',
    amendments: row.amendments > 0 ? [AMENDMENT] : [],
    protocolSha256: row.protocolSha256,
    missing: !isDraft || row.examplesGiven >= row.examples ? [] : [`${row.examples - row.examplesGiven} of ${row.examples} examples have no grade yet: a senior oncologist gives them under Reference examples.`],
    openBeforeLock:
      row.state === 'open' ? ['Dr L. Amari has recorded 128 of 315 cases.', 'The discussion has not begun.'] : row.state === 'discussion' && unsettled > 0 ? [`${unsettled} of ${row.flagged ?? 0} discrepancies are not settled.`, 'Two decisions are not signed by the senior oncologist.'] : [],
  };
}

export const GRADING_OPTIONS: GradingOptions = {
  studies: [
    {
      study: 2,
      name: 'Study 2',
      cases: 791,
      models: [
        { model: 'llama2-base', label: 'LLaMA-2-7B, base', isTuned: false },
        { model: 'llama2-tuned', label: 'LLaMA-2-7B, fine-tuned', isTuned: true },
        { model: 'mistral-base', label: 'Mistral-7B, base', isTuned: false },
        { model: 'mistral-tuned', label: 'Mistral-7B, fine-tuned', isTuned: true },
      ],
      temperatures: [0.1, 0.2, 0.3, 0.4, 0.5],
      isDemonstration: false,
    },
    { study: 1, name: 'Pilot', cases: 40, models: [{ model: 'demo-tuned', label: 'LLaMA demo, fine-tuned', isTuned: true }], temperatures: [0.1], isDemonstration: true },
  ],
  graders: [
    { account: 'j-halvorsen', name: 'Dr J. Halvorsen', role: 'resident' },
    { account: 'l-amari', name: 'Dr L. Amari', role: 'oncologist' },
    { account: 'm-okoye', name: 'Dr M. Okoye', role: 'resident' },
  ],
  seniors: [{ account: 'a-lindqvist', name: 'Prof. A. Lindqvist', role: 'seniorOncologist' }],
  scale: GRADE_SCALE,
  examples: 10,
  repeatPercent: 5,
};

export const PACKET: PacketExported = { file: 'boost-study-l-amari.isopacket', code: 'W4HT-9QMC-2KXR-7PDE-B3NV-6ZFA' };
export const MERGE: PacketMerge = { file: 'boost-study-l-amari-back.isopacket', grader: 'Dr L. Amari', signed: 'signed by Dr L. Amari, 2026-03-09 17:22', merged: 187, conflicts: [{ case: 'C-0143', here: '2026-03-08 10:02', inPacket: '2026-03-08 11:47' }] };
