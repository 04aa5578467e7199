// Invented evidence: what is read in a diagnosis, agreement of samples, checks, similar cases, library.

import type {
  AgreementThreshold,
  CheckPlace,
  CheckText,
  CheckView,
  EarlierSuggestion,
  FactGroup,
  FactStanding,
  LibraryRow,
  LibraryRows,
  Modality,
  PhaseView,
  ReadFact,
  SampleAgreement,
  SimilarCases,
} from '../generated';

export function phase(doseGy: number, fractions: number, modality: Modality = 'photon', role: PhaseView['role'] = 'primary'): PhaseView {
  return { role, label: role, modality, doseGy, fractions, dosePerFractionGy: doseGy / fractions };
}

const PATTERNS: [FactGroup, FactStanding, RegExp, (found: string) => string][] = [
  ['patient', 'present', /(\d+)[- ]year[- ]old (woman|man)/i, (words) => words.replace(/[- ]year[- ]old/i, ' years,')],
  ['site', 'present', /\b(left|right)?\s?(breast|prostate|lung)\b/i, (words) => words.replace(/left|right/i, '').trim().toLowerCase()],
  ['site', 'present', /upper-outer quadrant/i, (words) => words.toLowerCase()],
  ['laterality', 'present', /\bLEFT\b|\bRIGHT\b/i, (words) => words.toLowerCase()],
  ['histology', 'present', /invasive (lobular|ductal) carcinoma/i, (words) => words.toLowerCase()],
  ['stage', 'present', /c?p?T\d\w?(\s?\([^)]*\))?\s?p?N[\dx]\w?(\s?\([^)]*\))?\s?c?M\d/i, (words) => words.replace(/\s?\([^)]*\)/g, '')],
  ['grade', 'present', /grade \d/i, (words) => words.toLowerCase()],
  ['biomarkers', 'present', /estrogen receptor positive|ER \d+ %/i, (words) => (/ER \d/.test(words) ? words : 'ER positive')],
  ['biomarkers', 'present', /progesterone receptor positive|PR \d+ %/i, (words) => (/PR \d/.test(words) ? words : 'PR positive')],
  ['biomarkers', 'present', /HER2(\/Neu)? negative/i, () => 'HER2 negative'],
  ['histology', 'negated', /no lymphovascular invasion/i, () => 'lymphovascular invasion'],
  ['surgery', 'history', /lumpectomy|mastectomy/i, (words) => words.toLowerCase()],
  ['surgery', 'removed', /s\/p prostatectomy/i, () => 'prostate'],
  ['surgery', 'present', /margins clear/i, (words) => words.toLowerCase()],
  ['site', 'possible', /(?:possible|suspected) bone metasta\w+/i, () => 'bone metastases'],
  ['radiotherapy', 'history', /previous radiotherapy[^.;]*/i, (words) => words],
  ['intent', 'present', /adjuvant|palliative/i, (words) => words.toLowerCase()],
];

/** Reads a few words, with their real places. */
export function factsIn(text: string): ReadFact[] {
  const found = PATTERNS.flatMap(([group, standing, pattern, words]): ReadFact[] => {
    const match = pattern.exec(text);
    return match ? [{ group, standing, words: words(match[0].trim()), start: match.index, end: match.index + match[0].length }] : [];
  });
  return found.sort((a, b) => a.start - b.start);
}

export const THRESHOLD: AgreementThreshold = { share: 0.6, validationCases: 412, samples: 10, temperature: 0.3, coverage: 0.87, accuracy: 0.81, accuracyOfAll: 0.74 };

/** One plan that samples may state. */
export interface SampledPlan {
  text: string;
  phases: PhaseView[];
}

/** How far samples agree: for each that is drawn which plan it states, nothing where it states none. */
export function agreementOf(plans: SampledPlan[], drawn: (number | null)[], asked: number, threshold: AgreementThreshold | null = THRESHOLD): SampleAgreement {
  const order = [...new Set(drawn.filter((plan) => plan !== null))];
  const sized = order.map((plan) => ({ plan, count: drawn.filter((other) => other === plan).length, first: drawn.indexOf(plan) }));
  sized.sort((a, b) => b.count - a.count || a.first - b.first);
  const groups = sized.map(({ plan, count, first }) => ({ phases: plans[plan]?.phases ?? [], text: plans[plan]?.text ?? '', count, first }));
  const unread = drawn.filter((plan) => plan === null).length;
  const largest = groups[0]?.count ?? 0;
  const standing = drawn.length < asked ? 'drawing' : unread > largest || largest === 0 ? 'noPlan' : threshold === null ? 'noThreshold' : largest >= Math.ceil(threshold.share * asked) ? 'agrees' : 'abstains';
  const groupOf = Array.from({ length: asked }, (_, index) => {
    const plan = drawn[index];
    return plan === undefined || plan === null ? null : sized.findIndex((group) => group.plan === plan);
  });
  return { asked, drawn: drawn.length, unread, groups, groupOf, standing, threshold };
}

/** Places of words in a text; none where they do not stand in it. */
export function placesOf(which: CheckText, text: string, ...words: string[]): CheckPlace[] {
  return words.flatMap((word) => {
    const start = text.toLowerCase().indexOf(word.toLowerCase());
    return start < 0 ? [] : [{ text: which, start, end: start + word.length }];
  });
}

const EVERY = { explanation: 'The dose per fraction lies where the library and the training plans of this site and technique lie.', source: 'isocenter library, rows R001 to R014; sanity ranges of the department' };

export const FRACTION_LOOK: CheckView = { rule: 'fraction-dose-range', title: 'Dose per fraction against technique and site', level: 'look', statement: '2.67 Gy per fraction is outside 1.8–2.2 Gy for whole breast', weigh: 'Usual here: 1,036 of 1,231 training plans for this site', ...EVERY, places: [] };
export const SIDE_STOP: CheckView = {
  rule: 'side-agrees',
  title: 'Side of text, plan and code',
  level: 'stop',
  statement: 'Left in the text, right in the code',
  weigh: 'Correct the text, edit the plan, or say why both are right',
  explanation: 'The side that the text names, the side that the plan names and the side of the code are the same.',
  source: 'ICD-10-CM 2024, laterality characters',
  places: [],
};

/** What the rules find about a plan for this diagnosis, exceptions first. */
export function checksOf(diagnosis: string, plan: string): CheckView[] {
  const pass = (rule: string, title: string, statement: string, explanation: string, source: string, places: CheckPlace[] = []): CheckView => ({ rule, title, level: 'pass', statement, weigh: null, explanation, source, places });
  return [
    { ...FRACTION_LOOK, places: placesOf('plan', plan, '40 Gy/ 15 fx', 'fractions:15') },
    {
      rule: 'code-specific',
      title: 'Code as exact as the text',
      level: 'look',
      statement: 'The text names a grade and receptors; the code leaves the quadrant open',
      weigh: 'C50.412 is the upper-outer quadrant, left',
      explanation: 'A code that ends in “unspecified” stands only where the text names no part of the organ.',
      source: 'ICD-10-CM Official Guidelines for Coding and Reporting, I.B.18',
      places: placesOf('diagnosis', diagnosis, 'upper-outer quadrant', 'grade 2'),
    },
    pass('side-agrees', 'Side of text, plan and code', 'Laterality matches: left in text and code', 'The side that the text names, the side that the plan names and the side of the code are the same.', 'ICD-10-CM 2024, laterality characters', placesOf('diagnosis', diagnosis, 'left')),
    pass('fractions-times-dose', 'Fractions × dose per fraction = dose', 'Dose, fractions and plan text agree', 'Every dose that the text states is the product of its fractions and its dose per fraction, within 0.05 Gy.', 'Arithmetic', placesOf('plan', plan, '40 Gy', '40.0Gy')),
    pass('eqd2-range', 'EQD2 in the usual range', 'EQD2 lies in the usual range, 40–52 Gy', 'EQD2 with the usual α/β of the site lies between the lowest and the highest schedule of the library.', 'isocenter library; α/β 4 Gy, START trials'),
    pass('site-agrees', 'Site of text, plan and code', 'Site matches: breast in text and code', 'The plan treats a site that the text names as present, or its bed.', 'Lexicon of sites', placesOf('diagnosis', diagnosis, 'carcinoma')),
    { rule: 'prior-radiotherapy', title: 'Earlier radiotherapy', level: 'notChecked', statement: 'Earlier radiotherapy: not mentioned, not checked', weigh: null, explanation: 'Where the text mentions an earlier course, its site and dose are compared with the plan.', source: 'Department rule', places: [] },
  ];
}

export const SIMILAR: SimilarCases = {
  cases: [
    { similarity: 0.94, diagnosis: 'IDC left breast, pT1c pN0, G2, ER+, lumpectomy', delivered: [phase(40, 15)], deliveredText: 'Whole breast 40 Gy / 15 fx photons', code: 'C50.912', equalsSuggestion: true },
    { similarity: 0.93, diagnosis: 'IDC left breast UOQ, pT1b pN0 (sn), G1, lumpectomy, ER 98 %, PR 60 %, HER2 0, Ki-67 8 %, margins clear, closest 3 mm, no lymphovascular invasion, no extensive intraductal component, Oncotype DX 11', delivered: [phase(40, 15)], deliveredText: 'Whole breast 40 Gy / 15 fx photons', code: 'C50.412', equalsSuggestion: true },
    { similarity: 0.91, diagnosis: 'IDC left breast, pT1c pN0, G2, margins clear', delivered: [phase(40, 15)], deliveredText: '40 Gy / 15 fx whole breast', code: 'C50.912', equalsSuggestion: true },
    { similarity: 0.9, diagnosis: 'ILC left breast, pT1c pN0, G2, lumpectomy', delivered: [phase(26, 5)], deliveredText: '26 Gy / 5 fx, whole breast (FAST-Forward)', code: 'C50.912', equalsSuggestion: false },
    { similarity: 0.89, diagnosis: 'IDC right breast, pT1c pN0, G2, lumpectomy', delivered: [phase(40, 15)], deliveredText: '40 Gy / 15 fx', code: 'C50.911', equalsSuggestion: true },
  ],
  equal: 4,
  searched: 7177,
  origin: 'training cases of cohort B',
  basis: 'wordsAndModel',
  remark: null,
};

export const NO_SIMILAR: SimilarCases = { cases: [], equal: 0, searched: 0, origin: '', basis: 'words', remark: 'This model came without an index of its training cases.' };

const row = (id: string, condition: string, doseGy: number, fractions: number, source: string, verification: LibraryRow['verification'], further: Partial<LibraryRow> = {}): LibraryRow => ({
  id,
  condition,
  modality: 'photon',
  technique: '3D conformal',
  doseGy,
  fractions,
  dosePerFractionGy: doseGy / fractions,
  schedule: 'once a day',
  intent: 'curative',
  source,
  verification,
  equalsSuggestion: false,
  ...further,
});

export const LIBRARY: LibraryRows = {
  site: 'Breast',
  rows: [
    row('R002', 'Whole breast after breast-conserving surgery', 40, 15, 'START B; RCR 2019', 'page', { equalsSuggestion: true }),
    row('R003', 'Whole breast after breast-conserving surgery', 26, 5, 'FAST-Forward', 'page'),
    row('R001', 'Whole breast after breast-conserving surgery', 50, 25, 'EBCTCG 2011', 'named'),
    row('R004', 'Whole breast, hypofractionated', 42.56, 16, 'Whelan 2010', 'page'),
    row('R006', 'Tumour bed, sequential boost', 10, 5, 'EORTC 22881', 'named', { modality: 'electron', technique: 'electrons' }),
    row('R007', 'Tumour bed, sequential boost', 16, 8, 'EORTC 22881', 'named'),
    row('R009', 'Partial breast', 30, 5, 'Florence', 'named', { schedule: 'every other day' }),
    row('R011', 'Chest wall after mastectomy', 50, 25, 'EBCTCG 2014', 'named'),
  ],
};

/** Suggestions of the day of `now`, newest first. */
export function earlierOn(now: Date): EarlierSuggestion[] {
  const at = (minutesAgo: number) => Math.max(now.getTime() - minutesAgo * 60_000, new Date(now).setHours(0, 0, 0, 0));
  return [
    { suggestion: 'S-41', atMs: at(12), diagnosis: 'AJCC stage IIA (cT2 cN0 M0) RIGHT invasive ductal carcinoma, grade 3, triple negative, after neoadjuvant chemotherapy', model: 'demo-llama', plan: '40 Gy / 15 fx', decision: 'accepted' },
    { suggestion: 'S-40', atMs: at(55), diagnosis: 'Prostate adenocarcinoma, Gleason 4+3=7, PSA 11.2, cT2b N0 M0', model: 'demo-llama', plan: '60 Gy / 20 fx', decision: 'edited' },
    { suggestion: 'S-39', atMs: at(80), diagnosis: 'Small cell lung cancer, limited stage, s/p 4 cycles of cisplatin and etoposide', model: 'demo-llama', plan: '', decision: 'rejected' },
    { suggestion: 'S-38', atMs: at(140), diagnosis: 'Solitary plasmacytoma of T8', model: 'demo-llama', plan: '45 Gy / 25 fx', decision: null },
  ];
}
