// Invented results of a locked study of grades, with figures drawn roughly as the program draws them.

import type { AgreementView, ArmGrades, FigureTheme, GraderDistribution, GradingResults, HitPlace, Proportion, StatisticView, StudyFigure } from '../generated';

const SHA256 = '5d41c7e09ab23f8864d0b1957fe2a3c84e76b0d9138af5526c0e9d74b8132fa6';

const statistic = (value: number, half: number): StatisticView => ({ value, low: value - half, high: value + half, undefined: '' });
export const undefinedStatistic = (why: string): StatisticView => ({ value: null, low: null, high: null, undefined: why });

/** Wilson's interval, as the program gives it. */
export function proportion(count: number, n: number): Proportion {
  if (n === 0) return { count, n, share: null, low: null, high: null };
  const [z, p] = [1.959964, count / n];
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return { count, n, share: p, low: middle - half, high: middle + half };
}

const mean = (counts: number[]) => counts.reduce((sum, count, index) => sum + count * (index + 1), 0) / counts.reduce((sum, count) => sum + count, 0);
const ofGrader = (letter: string, counts: number[], skipped = 0): GraderDistribution => ({ name: letter === 'A' ? 'Dr J. Halvorsen' : 'Dr L. Amari', letter, counts, skipped, mean: mean(counts) });
const graders = (a: number[], b: number[]): GraderDistribution[] => [ofGrader('A', a), ofGrader('B', b)];
function acceptance(of: GraderDistribution[]): ArmGrades['acceptanceBefore'] {
  const average = (counted: (counts: number[]) => number) => of.reduce((sum, { counts }) => sum + counted(counts), 0) / of.length;
  return { gradeOne: proportion(average(([one = 0]) => one), 100), acceptable: proportion(average(([one = 0, two = 0]) => one + two), 100) };
}
function agreement(n: number, exact: number, within: number, kappa: number): AgreementView {
  return { n, missing: 0, exact: proportion(exact, n), withinOne: proportion(within, n), kappa: statistic(kappa - 0.19, 0.07), kappaLinear: statistic(kappa - 0.08, 0.06), kappaQuadratic: statistic(kappa, 0.05), ac2: statistic(kappa + 0.08, 0.03), bias: statistic(-0.04, 0.09) };
}
function arm(model: string, label: string, before: [number[], number[]], after: [number[], number[]], kappa: number): ArmGrades {
  const [first, settled] = [graders(...before), graders(...after)];
  return { model, label, before: first, after: settled, acceptanceBefore: acceptance(first), acceptanceAfter: acceptance(settled), agreement: agreement(100, 69, 93, kappa) };
}

const ARMS: ArmGrades[] = [
  arm('llama2-tuned', 'LLaMA-2-7B fine-tuned', [[34, 31, 17, 11, 7], [35, 30, 17, 12, 6]], [[33, 31, 18, 12, 6], [33, 31, 18, 12, 6]], 0.76),
  arm('mistral-tuned', 'Mistral-7B fine-tuned', [[41, 32, 14, 9, 4], [42, 32, 13, 9, 4]], [[40, 33, 14, 9, 4], [41, 32, 14, 9, 4]], 0.8),
  arm('llama3-tuned', 'LLaMA-3-8B fine-tuned', [[39, 31, 15, 10, 5], [40, 31, 15, 10, 4]], [[39, 31, 15, 11, 4], [39, 32, 15, 10, 4]], 0.78),
];

export const GRADING_RESULTS: GradingResults = {
  grading: 1,
  name: 'Regimen study 1',
  isDemonstration: true,
  finding: 'Both graders find 65 to 74 of 100 regimens acceptable.',
  blinding: 'The graders did not know the models, the other grader, or which cases came twice; both were named after the lock.',
  arms: ARMS,
  agreement: agreement(300, 206, 277, 0.78),
  repeats: [
    { name: 'Dr J. Halvorsen', n: 15, exact: proportion(12, 15), withinOne: proportion(15, 15), kappaQuadratic: statistic(0.87, 0.1) },
    { name: 'Dr L. Amari', n: 15, exact: proportion(15, 15), withinOne: proportion(15, 15), kappaQuadratic: undefinedStatistic('no variation') },
  ],
  pace: [
    { name: 'Dr J. Halvorsen', medianS: 14.2, firstThirdS: 19.8, lastThirdS: 11.1, drift: statistic(-0.12, 0.21), hasty: 3, corrected: 6 },
    { name: 'Dr L. Amari', medianS: 26.5, firstThirdS: 31.2, lastThirdS: 22.9, drift: statistic(0.05, 0.2), hasty: 0, corrected: 11 },
  ],
  panel: { flagged: 23, settled: 23, moved: 29, dissents: 1 },
  protocol: [
    { name: 'Study', value: 'Study 2, answers at temperature 0.1, first sample' },
    { name: 'Cases', value: '100, drawn by seed 42' },
    { name: 'Arms', value: 'LLaMA-2-7B fine-tuned, Mistral-7B fine-tuned, LLaMA-3-8B fine-tuned' },
    { name: 'Graders', value: 'Dr J. Halvorsen (A), Dr L. Amari (B)' },
    { name: 'Examples', value: '10, by Prof. A. Lindqvist' },
    { name: 'Hidden repeats', value: '5 % for each grader' },
  ],
  protocolSha256: SHA256,
  amendments: [{ number: 1, change: 'Grade 3 was worded “More significant deviation, usually of both modality and fractionation; potentially unsafe.”', reason: '“Both” was read in two ways.', by: 'S. Tanaka', at: '2026-02-20 09:12', protocolSha256: SHA256 }],
  figures: [],
  locked: '2026-03-14 16:30',
};

interface Ink {
  ink: string;
  dim: string;
  grades: string[];
  on: string[];
}
/** Named colours: values are written in the design tokens only. */
const INKS: Record<FigureTheme, Ink> = {
  light: { ink: 'black', dim: 'dimgray', grades: ['steelblue', 'lightsteelblue', 'burlywood', 'peru', 'saddlebrown'], on: ['white', 'black', 'black', 'black', 'white'] },
  dark: { ink: 'gainsboro', dim: 'darkgray', grades: ['cornflowerblue', 'lightblue', 'wheat', 'sandybrown', 'sienna'], on: ['black', 'black', 'black', 'black', 'white'] },
};

/** Bars that diverge between grades 2 and 3, a pair for each arm. */
function gradesFigure(id: string, words: string, of: (arm: ArmGrades) => GraderDistribution[], arms: ArmGrades[], theme: FigureTheme): StudyFigure {
  const { ink, dim, grades, on } = INKS[theme];
  const [width, zero, scale] = [552, 391, 3.02];
  const hits: HitPlace[] = [];
  const bars = arms.flatMap((arm, at) => {
    const top = 24 + 54 * at;
    const name = `<text x="0" y="${top + 24}" fill="${ink}">${arm.label.replace(' fine-tuned', '')}</text>`;
    return [
      name,
      ...of(arm).flatMap(({ letter, name: grader, counts }, row) => {
        const y = top + 20 * row;
        let x = zero - scale * ((counts[0] ?? 0) + (counts[1] ?? 0));
        const share = `<text x="${x - 6}" y="${y + 14}" text-anchor="end" font-weight="600" fill="${ink}">${(counts[0] ?? 0) + (counts[1] ?? 0)} %</text>`;
        const cells = counts.map((count, grade) => {
          const length = scale * count;
          hits.push({ x, y, width: length, height: 19, series: arm.label, label: `${grader} (${letter}), grade ${grade + 1}`, value: `${count} of 100`, behind: null });
          const cell = `<rect x="${x}" y="${y}" width="${length - 1}" height="19" fill="${grades[grade]}"/>${length >= 13 ? `<text x="${x + length / 2}" y="${y + 14}" text-anchor="middle" fill="${on[grade]}">${count}</text>` : ''}`;
          x += length;
          return cell;
        });
        return [`<text x="98" y="${y + 14}" fill="${dim}">${letter}</text>`, share, ...cells];
      }),
    ];
  });
  const height = 24 + 54 * arms.length;
  const axis = `<text x="${zero - 6}" y="12" text-anchor="end" fill="${dim}">acceptable</text><text x="${zero + 6}" y="12" fill="${dim}">unsafe</text><path d="M${zero}.5 0V${height}" stroke="${ink}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, Arial, sans-serif" font-size="11">${bars.join('')}${axis}</svg>`;
  return { id, kind: 'grades', task: 'regimen', model: null, caption: words, svg, width, height, hits };
}

export function resultsIn(results: GradingResults, theme: FigureTheme): GradingResults {
  const figures = [
    gradesFigure('grades-before', 'Grades before the discussion, 100 cases.', ({ before }) => before, results.arms, theme),
    gradesFigure('grades-after', 'Grades after the discussion, 100 cases.', ({ after }) => after, results.arms, theme),
  ];
  return { ...results, figures };
}
