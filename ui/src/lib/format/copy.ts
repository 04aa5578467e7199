// The text that Copy puts on the clipboard. It always ends with the research label and never holds the diagnosis.

import type { BiologicalDose, CodeCandidate, PhaseView } from '../api/generated';
import { alphaBeta, biologicalFigure, doseAndFractions, NO_BREAK_SPACE, perFraction, unit } from './dose';
import { icd10 } from './icd10';

export const RESEARCH_LABEL = 'Research use only: every suggestion needs a physician’s judgement.';

export interface CopiedAnswer {
  /** `Fine-tuned` or `Base`. */
  arm: string;
  model: string;
  isDemonstration: boolean;
  /** Whose adapters answered, where runs were released; empty for the base. */
  released: string;
  text: string;
  phases: PhaseView[];
  dose: { value: BiologicalDose; alphaBetaGy: number } | null;
  code: CodeCandidate | null;
}

export function copyText(answers: CopiedAnswer[]): string {
  return [...answers.flatMap((answer) => [...answerLines(answer), '']), RESEARCH_LABEL].join('\n').replaceAll(NO_BREAK_SPACE, ' ');
}

function answerLines(answer: CopiedAnswer): string[] {
  const model = answer.isDemonstration ? `${answer.model}, a demonstration model trained on synthetic cases` : answer.model;
  return [
    `Suggested by ${model} (${[answer.arm.toLowerCase(), answer.released].filter((part) => part !== '').join('; ')})`,
    `Model text: ${answer.text.trim()}`,
    ...answer.phases.map((phase) => `${phaseName(phase)}: ${phase.modality}, ${doseAndFractions(phase)}, ${perFraction(phase)} per fraction`),
    ...doseLines(answer),
    ...(answer.code ? [`ICD-10 code: ${icd10(answer.code.code)} ${answer.code.title}`] : []),
  ];
}

const phaseName = (phase: PhaseView) => (phase.role === 'boost' ? 'Boost' : 'Primary');

function doseLines({ dose, phases }: CopiedAnswer): string[] {
  const first = phases[0];
  if (!dose || !first) return [];
  const gy = unit(first.modality);
  return [`BED ${biologicalFigure(dose.value.bedGy)} ${gy}, EQD2 ${biologicalFigure(dose.value.eqd2Gy)} ${gy} (${alphaBeta(dose.alphaBetaGy)})`];
}
