// What was written in a letter and not kept when the window was locked, as the vault holds it.

import type { LetterSectionKind } from '../../api/generated';
import type { KeptEdit } from './section-edit.svelte';

export interface KeptWork {
  letter: number;
  edits: KeptEdit[];
}

const KINDS: LetterSectionKind[] = ['salutation', 'diagnoses', 'treatmentHistory', 'summaryAndAssessment', 'recommendations', 'plannedSchedule', 'closing'];

export function keptWork(content: string): KeptWork | null {
  try {
    const { letter, edits } = JSON.parse(content) as Partial<KeptWork>;
    if (typeof letter !== 'number' || !Array.isArray(edits)) return null;
    return { letter, edits: edits.filter(({ section, base, text }) => KINDS.includes(section) && typeof base === 'string' && typeof text === 'string') };
  } catch {
    return null;
  }
}
