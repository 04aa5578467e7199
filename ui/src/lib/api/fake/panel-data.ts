// Invented discrepancies of the fake backend: 23 of 300 regimens, nine of them open.

import type { Adjudication, DiscrepancyRow, DiscrepancyView, DiscussionRow, PanelDecisionView, PanelMember, PhaseView, SignatureView } from '../generated';
import { comparisonOf, GRADE_SCALE, planOf } from './plan-data';
import { phase } from './evidence-data';

type Case = [number: string, title: string, first: number, second: number, consensus: number | null];
const CASES: Case[] = [
  ['0211', 'Oropharynx, cT2 cN1, p16+', 2, 4, null],
  ['0018', 'Prostate, grade group 3, cT3b', 2, 4, null],
  ['0079', 'Bone metastasis T8, irradiated before', 5, 2, null],
  ['0034', 'Brain metastases, 2, one resected', 1, 3, null],
  ['0118', 'Lung, stage IIIB, concurrent', 4, 2, null],
  ['0126', 'Meningioma, grade 2, subtotal', 3, 1, null],
  ['0153', 'Oesophagus, cT3 cN1, before surgery', 2, 4, null],
  ['0197', 'Skin SCC, scalp, pT2', 3, 1, null],
  ['0240', 'Thymoma, R1 resection', 4, 2, null],
  ['0057', 'DCIS right breast, age 41', 1, 3, 2],
  ['0066', 'Rectum, cT3 cN0, low', 2, 4, 3],
  ['0102', 'Cervix IB2, node negative', 3, 5, 5],
  ['0144', 'Prostate, grade group 3, cT2b', 3, 5, 3],
  ['0165', 'Glottis, cT1a', 4, 2, 2],
  ['0172', 'Hodgkin lymphoma, stage IIA', 1, 3, 1],
  ['0183', 'Bladder, cT2, chemoradiation', 2, 4, 4],
  ['0204', 'Vestibular schwannoma, 1.9 cm', 4, 1, 2],
  ['0219', 'Endometrium, IB, grade 3', 1, 3, 2],
  ['0226', 'Breast left, pT2 pN1, boost', 2, 4, 3],
  ['0233', 'Spine metastasis L2, single', 5, 2, 3],
  ['0251', 'Sarcoma, thigh, before surgery', 4, 2, 4],
  ['0268', 'Seminoma, stage IIA', 3, 1, 1],
  ['0287', 'Pancreas, borderline resectable', 5, 3, 4],
];

export const DISCREPANCIES: DiscrepancyRow[] = CASES.map(([number, title, first, second, consensus], index) => ({ item: index + 1, case: `C-${number}`, title, first, second, consensus, isSigned: consensus !== null && index % 5 !== 1 }));

export const CROSS_TABLE = [
  [96, 14, 4, 0, 0],
  [17, 62, 9, 6, 0],
  [3, 11, 24, 6, 2],
  [1, 4, 7, 15, 3],
  [0, 2, 1, 4, 9],
];

export const PANEL: PanelMember[] = [
  { account: 'a-lindqvist', name: 'Prof. A. Lindqvist', part: 'senior', isPresent: false, unsigned: 0 },
  { account: 's-tanaka', name: 'S. Tanaka', part: 'physicist', isPresent: false, unsigned: 0 },
  { account: 'j-halvorsen', name: 'Dr J. Halvorsen', part: 'graderA', isPresent: false, unsigned: 0 },
  { account: 'l-amari', name: 'Dr L. Amari', part: 'graderB', isPresent: false, unsigned: 0 },
];

export const ADJUDICATION: Adjudication = {
  grading: 2,
  name: 'Regimen study 2',
  closedBecause: '',
  isLocked: false,
  scale: GRADE_SCALE,
  pairs: 300,
  flagged: DISCREPANCIES,
  table: CROSS_TABLE,
  exact: 206,
  withinOne: 277,
  kappaQuadratic: { value: 0.78, low: 0.72, high: 0.83, undefined: '' },
  panel: PANEL,
  mayRecord: false,
  mayVote: true,
  unsigned: 0,
};
export const CLOSED_BECAUSE = 'Two of 600 grades are not recorded yet: the discussion begins when both graders have recorded every case.';
/** Before the discussion: why it is closed, and nothing else. */
export const CLOSED: Adjudication = { ...ADJUDICATION, grading: 3, name: 'Boost study', closedBecause: CLOSED_BECAUSE, pairs: 0, flagged: [], table: [], exact: 0, withinOne: 0, kappaQuadratic: { value: null, low: null, high: null, undefined: CLOSED_BECAUSE }, panel: [], mayVote: false };

export const DISCUSSIONS: DiscussionRow[] = [
  { grading: 3, name: 'Boost study', isOpen: false, unsettled: 0 },
  { grading: 2, name: 'Regimen study 2', isOpen: true, unsettled: 9 },
];

const HASHES = ['9f2c41d7a0b35e86', '4be0772f19c8d35a', 'd1730e9ab264f8c5', '70a5c3e81f2b96d4'];
const sha256 = (seed: number) => Array.from({ length: 4 }, (_, index) => HASHES[(seed + index) % HASHES.length]).join('');

export function signature(name: string, part: SignatureView['part'], at: string, seed: number, isVoid = false): SignatureView {
  return { name, part, meaning: part === 'senior' ? 'I recorded what the panel settled' : 'I was there and this is what was settled', at, sha256: sha256(seed), isVoid };
}

const PRESENT = PANEL.map(({ name }) => name);
export function decisionOf(row: DiscrepancyRow, changes: Partial<PanelDecisionView> = {}): PanelDecisionView {
  const consensus = row.consensus ?? 4;
  const at = '2026-03-12 14:20';
  return {
    decision: `d-${row.item}`,
    first: consensus,
    second: consensus,
    consensus,
    reasons: ['dose'],
    words: 'Dose and intent were read together from the text; the reference stands.',
    dissent: '',
    present: PRESENT,
    at,
    by: 'Prof. A. Lindqvist',
    changeReason: '',
    sha256: sha256(row.item),
    signatures: row.isSigned ? [signature('Prof. A. Lindqvist', 'senior', '2026-03-12 14:41', row.item), signature('S. Tanaka', 'physicist', '2026-03-12 14:42', row.item)] : [],
    ...changes,
  };
}

interface Story {
  diagnosis: string;
  delivered: PhaseView[];
  generated: PhaseView[];
  comments: [string, string];
}
const STORIES: Record<string, Story> = {
  '0211': {
    diagnosis: '61-year-old man, squamous cell carcinoma of the right tonsil, p16-positive, cT2 cN1 cM0, two level II nodes up to 2.8 cm. Non-smoker. Concurrent cisplatin planned. No surgery.',
    delivered: [phase(70, 35)],
    generated: [phase(60, 30)],
    comments: ['60 Gy is a valid adjuvant dose; still acceptable.', 'No surgery in the text: gross disease is underdosed.'],
  },
  '0226': {
    diagnosis: '52-year-old woman, invasive ductal carcinoma of the left breast, pT2 pN1 cM0 G3, after breast-conserving surgery and chemotherapy. Boost to the tumour bed planned.',
    delivered: [phase(40, 15), phase(10, 5, 'electron', 'boost')],
    generated: [phase(50, 25)],
    comments: ['', 'The boost is left out at grade 3.'],
  },
};
const USUAL: Story = {
  diagnosis: '',
  delivered: [phase(60, 30)],
  generated: [phase(54, 27)],
  comments: ['Within what I would accept.', ''],
};

export function discrepancyOf(row: DiscrepancyRow): DiscrepancyView {
  const story = STORIES[row.case.slice(2)] ?? { ...USUAL, diagnosis: `Patient of 67 years. ${row.title}. Staging complete, no distant metastases, performance status 1. Seen in the tumour board; radiotherapy indicated.` };
  const [delivered, generated] = [planOf(story.delivered), planOf(story.generated)];
  const settled = row.consensus === null ? null : decisionOf(row);
  return {
    item: row.item,
    case: row.case,
    title: row.title,
    diagnosis: story.diagnosis,
    delivered,
    generated,
    comparison: comparisonOf(delivered, generated),
    opinions: [
      { name: 'Dr J. Halvorsen', letter: 'A', grade: row.first, comment: story.comments[0], focusS: 9.2 },
      { name: 'Dr L. Amari', letter: 'B', grade: row.second, comment: story.comments[1], focusS: 31.4 },
    ],
    votes: [{ name: 'Dr J. Halvorsen', part: 'graderA', grade: row.first }],
    settled,
    earlier: row.case === 'C-0066' && settled ? [decisionOf(row, { decision: 'd-11-before', first: 4, second: 4, consensus: 4, at: '2026-03-12 13:58', words: 'Preoperative dose too low.', sha256: sha256(2), signatures: [signature('Prof. A. Lindqvist', 'senior', '2026-03-12 14:03', 2, true)] })] : [],
  };
}
