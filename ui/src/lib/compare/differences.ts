// Where the base differs from the fine-tuned answer. Only what both have stated is compared; the figures are compared as
// they are printed, so that a mark never stands beside two equal words.

import type { CodeCandidate, Modality, PhaseView } from '../api/generated';
import { difference, doseAndFractions, doseFigure, perFractionFigure } from '../format/dose';
import { icd10 } from '../format/icd10';

export interface Comparable {
  phases: PhaseView[];
  modality: Modality | null;
  codes: CodeCandidate[] | null;
}

export interface Differences {
  planModality: boolean;
  dose: boolean;
  /** With its sign, `+10`; empty when equal or when units differ. */
  doseBy: string;
  fractions: boolean;
  fractionsBy: string;
  perFraction: boolean;
  furtherPhases: boolean;
  modality: boolean;
  code: boolean;
}

export function differencesFrom(reference: Comparable, other: Comparable): Differences {
  const a = reference.phases[0];
  const b = other.phases[0];
  const codeA = reference.codes?.[0];
  const codeB = other.codes?.[0];
  return {
    planModality: !!a && !!b && a.modality !== b.modality,
    dose: !!a && !!b && doseFigure(a.doseGy) !== doseFigure(b.doseGy),
    doseBy: a && b ? difference(b.doseGy, a.doseGy, 2) : '',
    fractions: !!a && !!b && a.fractions !== b.fractions,
    fractionsBy: a && b ? difference(b.fractions, a.fractions, 0) : '',
    perFraction: !!a && !!b && perFractionFigure(a.dosePerFractionGy) !== perFractionFigure(b.dosePerFractionGy),
    furtherPhases: !!a && !!b && furtherPhases(reference) !== furtherPhases(other),
    modality: reference.modality !== null && other.modality !== null && reference.modality !== other.modality,
    code: !!codeA && !!codeB && icd10(codeA.code) !== icd10(codeB.code),
  };
}

/** The phases after the first, in words: `10 Gy / 5 fx, photon`. */
export function furtherPhases({ phases }: Pick<Comparable, 'phases'>): string {
  return phases
    .slice(1)
    .map((phase) => `${doseAndFractions(phase)}, ${phase.modality}`)
    .join('; ');
}
