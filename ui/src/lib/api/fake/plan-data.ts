// Plans side by side for the fake backend: read from a few numbers, compared as the program does it.

import type { GradeScale, Modality, NumberPair, PhaseView, PlanComparison, PlanView, WordPair } from '../generated';

export const GRADE_SCALE: GradeScale = {
  grades: [
    { grade: 1, name: 'Interchangeable', definition: 'Modality and fractionation correct; clinically completely acceptable and interchangeable.', group: 'acceptable' },
    { grade: 2, name: 'Minor deviation', definition: 'Minor deviation by either modality or dose fractionation intent; still acceptable.', group: 'acceptable' },
    { grade: 3, name: 'Significant deviation', definition: 'More significant deviation, usually both; potentially unsafe.', group: 'potentiallyUnsafe' },
    { grade: 4, name: 'Major deviation', definition: 'Major deviation; clinically unacceptable/unsafe.', group: 'unacceptable' },
    { grade: 5, name: 'Not acceptable', definition: 'Absolutely clinically not acceptable.', group: 'unacceptable' },
  ],
};

/** A plan of phases, with the text that a department of this style would write. */
export function planOf(phases: PhaseView[], text?: string): PlanView {
  const written = phases.map((phase) => `${phase.role}, ${phase.modality}, ${Number.isInteger(phase.doseGy) ? phase.doseGy.toFixed(1) : phase.doseGy} Gy, fractions: ${phase.fractions}`).join('; ');
  const [first] = phases;
  const opening = first ? `Plan ${first.doseGy} Gy / ${first.fractions} fx ${first.modality}s. ` : '';
  return { text: text ?? opening + written.charAt(0).toUpperCase() + written.slice(1), phases };
}

/** What a model may write without a plan in it. */
export const UNREADABLE: PlanView = { text: 'The patient should be discussed in the tumour board before any treatment is given.', phases: [] };

const sum = (phases: PhaseView[], of: (phase: PhaseView) => number) => (phases.length === 0 ? null : phases.reduce((total, phase) => total + of(phase), 0));
const bed = (phases: PhaseView[], alphaBeta: number) => sum(phases, (phase) => phase.doseGy * (1 + phase.dosePerFractionGy / alphaBeta));

function numbers(delivered: number | null, generated: number | null): NumberPair {
  const difference = delivered === null || generated === null ? null : generated - delivered;
  return { delivered, generated, difference, differs: difference === null ? delivered !== generated : Math.abs(difference) > 1e-9 };
}
export function words(delivered: string | null, generated: string | null): WordPair {
  return { delivered, generated, differs: delivered !== generated };
}

export function comparisonOf(delivered: PlanView, generated: PlanView, alphaBetaGy = 10, further: { site?: WordPair; side?: WordPair } = {}): PlanComparison {
  const [there, here] = [delivered.phases, generated.phases];
  const kinds = (phases: PhaseView[]): Modality[] => [...new Set(phases.map(({ modality }) => modality))];
  const names = (phases: PhaseView[]) => (phases.length === 0 ? null : phases.map(({ label }, index) => (index === 0 ? label.charAt(0).toUpperCase() + label.slice(1) : label)).join(', '));
  const eqd2 = (phases: PhaseView[]) => {
    const value = bed(phases, alphaBetaGy);
    return value === null ? null : value / (1 + 2 / alphaBetaGy);
  };
  return {
    target: words(names(there), names(here)),
    site: further.site ?? null,
    side: further.side ?? null,
    modality: { delivered: kinds(there), generated: kinds(here), differs: kinds(there).join() !== kinds(here).join() },
    doseGy: numbers(sum(there, ({ doseGy }) => doseGy), sum(here, ({ doseGy }) => doseGy)),
    fractions: numbers(sum(there, ({ fractions }) => fractions), sum(here, ({ fractions }) => fractions)),
    perFractionGy: numbers(there[0]?.dosePerFractionGy ?? null, here[0]?.dosePerFractionGy ?? null),
    bedGy: numbers(bed(there, alphaBetaGy), bed(here, alphaBetaGy)),
    eqd2Gy: numbers(eqd2(there), eqd2(here)),
    alphaBetaGy,
    alphaBetaSource: 'usual value of the site; a convention, not a measurement of this tumour',
  };
}
