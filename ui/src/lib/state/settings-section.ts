// The sections of Settings, and who has which.

import type { Place } from '../api/generated';

/** Sections of the place Settings itself; the others belong to the place Fine-tune. */
export type OwnSection = 'general' | 'checks';
export type SettingsSection = OwnSection | 'models' | 'finetune';

export const SECTION_NAMES: Record<SettingsSection, string> = { general: 'General', checks: 'Checks', models: 'Models', finetune: 'Fine-tune' };

export function sectionsFor(places: Place[]): SettingsSection[] {
  return [...(places.includes('settings') ? (['general', 'checks'] as const) : []), ...(places.includes('fineTune') ? (['models', 'finetune'] as const) : [])];
}
