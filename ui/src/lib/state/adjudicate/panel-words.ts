// What the panel is called, part by part, and who of it is not there yet.

import type { PanelMember, PanelPart, PanelReason } from '../../api/generated';

export const PART_NAMES: Record<PanelPart, string> = {
  graderA: 'grader A',
  graderB: 'grader B',
  senior: 'senior oncologist',
  physicist: 'physicist',
};

export const REASON_NAMES: Record<PanelReason, string> = {
  dose: 'Dose',
  fractionation: 'Fractionation intent',
  modality: 'Modality',
  target: 'Target',
  unclearText: 'Text was unclear',
  unusualReference: 'Reference unusual',
};
export const REASONS = Object.keys(REASON_NAMES) as PanelReason[];

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Who must sign in before anything may be recorded: every grader, a senior oncologist, a physicist. */
export function absentOf(panel: PanelMember[]): string[] {
  const graders = panel.filter(({ part, isPresent }) => (part === 'graderA' || part === 'graderB') && !isPresent).map(({ name }) => name);
  const oneOf = (wanted: PanelPart) => (panel.some(({ part, isPresent }) => part === wanted && isPresent) ? [] : [`a ${PART_NAMES[wanted]}`]);
  return [...graders, ...oneOf('senior'), ...oneOf('physicist')];
}

/** `Dr L. Amari and a physicist are not signed in.`; empty when nobody is missing. */
export function absentWords(panel: PanelMember[]): string {
  const absent = absentOf(panel);
  return absent.length === 0 ? '' : upperFirst(`${listed(absent)} ${absent.length === 1 ? 'is' : 'are'} not signed in.`);
}

export const upperFirst = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
