// The sections of Settings, and who has which.

import type { Place } from '../api/generated';

export type SettingsSection = 'general' | 'models' | 'finetune';

export const SECTION_NAMES: Record<SettingsSection, string> = { general: 'General', models: 'Models', finetune: 'Fine-tune' };

export function sectionsFor(places: Place[]): SettingsSection[] {
  return [...(places.includes('settings') ? ['general' as const] : []), ...(places.includes('fineTune') ? ['models' as const, 'finetune' as const] : [])];
}
