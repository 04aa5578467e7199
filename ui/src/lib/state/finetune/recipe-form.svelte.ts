// The settings of a new run as they stand in the form. Which settings there are, their words and their defaults come from the
// program; here they are typed, checked for what can be seen at once, and written as the command line writes them.

import type { RecipeDescription, RecipePreset, Setting, SettingField } from '../../api/generated';
import { counted } from '../../format/number';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export class RecipeForm {
  description = $state.raw<RecipeDescription | null>(null);
  /** What is typed, by key; a key that is not here stands at its default. */
  #typed = $state.raw<Record<string, string>>({});

  fields = $derived(this.description?.fields ?? []);
  basic = $derived(this.fields.filter(({ isBasic }) => isBasic));
  advanced = $derived(this.fields.filter(({ isBasic }) => !isBasic));
  presets = $derived(this.description?.presets ?? []);
  /** The settings that are not at their defaults. */
  changed: Setting[] = $derived(
    this.fields.filter((field) => !this.isDefault(field)).map((field) => ({ key: field.key, value: written(field, this.text(field)) })),
  );
  faults = $derived(this.fields.flatMap((field) => (this.fault(field) === '' ? [] : [{ field, words: this.fault(field) }])));
  /** The preset that the form stands at; null for own settings. */
  preset: RecipePreset | null = $derived(this.presets.find((preset) => this.#standsAt(preset)) ?? null);

  /** What the field shows. */
  text(field: SettingField): string {
    return this.#typed[field.key] ?? shown(field, field.defaultValue);
  }

  value(key: string): string {
    const field = this.fields.find((one) => one.key === key);
    return field ? written(field, this.text(field)) : '';
  }

  /** What is typed, by key, to be put back later. */
  get typed(): Record<string, string> {
    return this.#typed;
  }

  putBack(typed: Record<string, string>): void {
    this.#typed = typed;
  }

  set(key: string, text: string): void {
    this.#typed = { ...this.#typed, [key]: text };
  }

  isDefault(field: SettingField): boolean {
    return written(field, this.text(field)) === written(field, shown(field, field.defaultValue));
  }

  /** What is wrong with the field; empty when nothing is that can be seen without the program. */
  fault(field: SettingField): string {
    return faultOf(field, this.text(field));
  }

  /** What makes the field mean nothing; empty when it counts. */
  overridden(field: SettingField): string {
    const steps = field.key === 'epochs' ? this.value('steps') : '';
    return /^[1-9]\d*$/.test(steps) ? `Not used: Steps, under All settings, ends it after ${counted(Number(steps), 'step')}` : '';
  }

  reset(): void {
    this.#typed = {};
  }

  choosePreset(id: string): void {
    const preset = this.presets.find((one) => one.id === id);
    if (!preset) return;
    this.reset();
    this.apply(preset.settings);
  }

  /** Takes settings over as the program writes them; an empty value is the default. */
  apply(settings: Setting[]): void {
    const typed = { ...this.#typed };
    for (const { key, value } of settings) {
      const field = this.fields.find((one) => one.key === key);
      if (!field) continue;
      if (value === '') delete typed[key];
      else typed[key] = shown(field, value);
    }
    this.#typed = typed;
  }

  #standsAt(preset: RecipePreset): boolean {
    const named = new Map(preset.settings.map(({ key, value }) => [key, value]));
    return this.fields.every((field) => {
      const wanted = named.get(field.key) ?? field.defaultValue;
      return written(field, this.text(field)) === written(field, shown(field, wanted));
    });
  }
}

/** The modules a value names; null for all of them. */
export function modulesOf(value: string): string[] | null {
  if (value.trim() === '' || value.trim() === 'all-linear') return null;
  return value.replace(/[[\]"']/g, '').split(',').map((name) => name.trim()).filter((name) => name !== '');
}

export const writtenModules = (names: string[]): string => `[${names.map((name) => `"${name}"`).join(', ')}]`;

/** A value of the command line as a person reads it in the field. */
function shown(field: SettingField, value: string): string {
  const { kind } = field.kind;
  if (kind === 'pair') return value.replace(/[[\]]/g, '');
  return (kind === 'integer' || kind === 'decimal') && NUMBER.test(value) ? String(Number(value)) : value;
}

/** What is typed, as the command line writes it. Numbers that are equal are written alike. */
function written(field: SettingField, text: string): string {
  const plain = text.trim();
  if (plain === '') return '';
  switch (field.kind.kind) {
    case 'integer':
    case 'decimal':
      return NUMBER.test(decimal(plain)) ? String(Number(decimal(plain))) : plain;
    case 'pair':
      return `[${plain.split(/[,;]\s*/).map((part) => (NUMBER.test(part.trim()) ? String(Number(part)) : part.trim())).join(', ')}]`;
    case 'modules':
      return modulesOf(plain) === null ? 'all-linear' : writtenModules(modulesOf(plain) ?? []);
    default:
      return plain;
  }
}

/** Also with a decimal comma. */
const decimal = (text: string): string => (/^\d*,\d+$/.test(text) ? text.replace(',', '.') : text);

function faultOf(field: SettingField, text: string): string {
  const plain = decimal(text.trim());
  if (plain === '') return field.defaultValue === '' ? '' : 'Needs a value';
  const { kind } = field;
  if (kind.kind === 'integer') {
    const value = Number(plain);
    return /^\d+$/.test(plain) && value >= kind.least ? '' : `A whole number from ${kind.least}`;
  }
  if (kind.kind === 'decimal') {
    const value = NUMBER.test(plain) ? Number(plain) : Number.NaN;
    const isLow = kind.isLeastAllowed ? value < kind.least : value <= kind.least;
    if (!Number.isNaN(value) && !isLow && (kind.below === null || value < kind.below)) return '';
    return `${kind.isLeastAllowed ? 'From' : 'Above'} ${kind.least}${kind.below === null ? '' : ` to below ${kind.below}`}`;
  }
  if (kind.kind === 'pair') {
    const parts = text.split(/[,;]/).map((part) => part.trim());
    return parts.length === 2 && parts.every((part) => NUMBER.test(part)) ? '' : 'Two numbers, as in 0.9, 0.999';
  }
  if (kind.kind === 'modules') return modulesOf(plain)?.length === 0 ? 'At least one layer' : '';
  return '';
}
