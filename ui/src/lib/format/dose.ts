// How doses are written: `40 Gy / 15 fx`, no-break spaces, no trailing zero, a leading zero, a true minus sign.
// Only formats. BED, EQD2 and the dose per fraction come from Rust.

import type { Modality, PhaseView } from '../api/generated';

export const NO_BREAK_SPACE = '\u00A0';
const MINUS = '\u2212';

/** A number with at most `decimals` decimals, never a trailing zero: 40, 42.56, 0.5. */
export function trimmed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return 'undefined';
  const fixed = value.toFixed(decimals);
  const text = fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
  if (text === '-0') return '0';
  return text.replace('-', MINUS);
}

/** Proton doses are weighted for their biological effect and say so. */
export function unit(modality: Modality): string {
  return modality === 'proton' ? `Gy${NO_BREAK_SPACE}(RBE)` : 'Gy';
}

/** Total dose of a phase: two decimals at most (42.56). */
export const doseFigure = (gray: number): string => trimmed(gray, 2);
export const perFractionFigure = (gray: number): string => trimmed(gray, 2);
export const biologicalFigure = (gray: number): string => trimmed(gray, 1);

export function dose(gray: number, modality: Modality): string {
  return `${doseFigure(gray)}${NO_BREAK_SPACE}${unit(modality)}`;
}

/** `40 Gy / 15 fx` */
export function doseAndFractions(phase: Pick<PhaseView, 'doseGy' | 'fractions' | 'modality'>): string {
  return `${dose(phase.doseGy, phase.modality)}${NO_BREAK_SPACE}/${NO_BREAK_SPACE}${phase.fractions}${NO_BREAK_SPACE}fx`;
}

export function perFraction(phase: Pick<PhaseView, 'dosePerFractionGy' | 'modality'>): string {
  return `${perFractionFigure(phase.dosePerFractionGy)}${NO_BREAK_SPACE}${unit(phase.modality)}`;
}

/** `α/β 4 Gy` */
export function alphaBeta(gray: number): string {
  return `α/β${NO_BREAK_SPACE}${trimmed(gray, 1)}${NO_BREAK_SPACE}Gy`;
}

/** A difference with its sign: +10, −4.5; empty when there is none at this precision. */
export function difference(to: number, from: number, decimals: number): string {
  const text = trimmed(to - from, decimals);
  if (text === '0') return '';
  return text.startsWith(MINUS) ? text : `+${text}`;
}

/** For a screen reader: `40 gray in 15 fractions`. */
export function spokenDose(phase: Pick<PhaseView, 'doseGy' | 'fractions' | 'modality'>): string {
  const weighted = phase.modality === 'proton' ? ' RBE-weighted' : '';
  const fractions = phase.fractions === 1 ? '1 fraction' : `${phase.fractions} fractions`;
  return `${doseFigure(phase.doseGy)} gray${weighted} in ${fractions}`;
}
