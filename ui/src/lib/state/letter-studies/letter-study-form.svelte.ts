// The form of a new letter study as typed, what it comes to, and what is wrong with it.

import type { LetterArm, LetterModelOption, LetterStudyOptions, LetterStudyRequest } from '../../api/generated';
import { inRange, SEED_MAX, SEED_WANTED, TEMPERATURE_MAX, wholeInRange } from '../run-settings.svelte';
import { LetterScaleForm } from './letter-scale-form.svelte';
import { LETTER_ARMS } from './letter-study-words';

const USUAL_LETTERS = 12;
const USUAL_TEMPERATURE = '0';
const USUAL_SEED = '42';

/** A field that is typed into. */
export type LetterStudyField = 'letters' | 'temperature' | 'seed';

export class LetterStudyForm {
  options = $state.raw<LetterStudyOptions | null>(null);
  name = $state('');
  /** Set once somebody was in the field: a form that has just been opened is not blamed. */
  wasNamed = $state(false);
  models = $state<Record<string, boolean>>({});
  arms = $state<Record<LetterArm, boolean>>({ base: true, tuned: true, physician: true });
  raters = $state<Record<string, boolean>>({});
  lettersText = $state('');
  temperatureText = $state(USUAL_TEMPERATURE);
  seedText = $state(USUAL_SEED);
  readonly scale = new LetterScaleForm();

  chosenArms: LetterArm[] = $derived(LETTER_ARMS.filter((arm) => this.arms[arm]));
  chosenModels: LetterModelOption[] = $derived.by(() => this.options?.models.filter(({ id }) => this.models[id]) ?? []);
  chosenRaters: string[] = $derived.by(() => this.options?.raters.map(({ account }) => account).filter((account) => this.raters[account]) ?? []);
  /** Whether any arm is drafted by a model. */
  isDrafted = $derived(this.arms.base || this.arms.tuned);
  letters = $derived.by(() => wholeInRange(this.lettersText, 1, this.options?.letters ?? 0));
  temperature = $derived(inRange(this.temperatureText, 0, TEMPERATURE_MAX));
  seed = $derived(wholeInRange(this.seedText, 0, SEED_MAX));
  nameFault = $derived(this.wasNamed && this.name.trim() === '' ? 'A letter study needs a name' : '');
  /** What is wrong at each field; empty where nothing is. */
  faults: Record<LetterStudyField, string> = $derived({
    letters: this.letters === null ? `A whole number from 1 to ${this.options?.letters ?? 0}` : '',
    temperature: this.temperature === null ? `A number from 0 to ${TEMPERATURE_MAX}` : '',
    seed: this.seed === null ? upperFirst(SEED_WANTED) : '',
  });
  armsFault = $derived(this.chosenArms.length === 0 ? 'Choose at least one arm' : '');
  modelsFault: string = $derived.by(() => this.#modelsFault());
  /** Set once somebody chose or left out a rater. */
  wasRated = $state(false);
  ratersFault = $derived(this.chosenRaters.length === 0 ? 'Choose who rates' : '');
  /** What stands in the way, all of it. */
  obstacles: string[] = $derived.by(() => this.#obstacles());
  /** The first of it; null when nothing does. */
  fault: string | null = $derived(this.obstacles[0] ?? null);
  /** Letters that each rater will read; null until it can be told. */
  planned: number | null = $derived.by(() => {
    if (this.letters === null) return null;
    const drafts = this.chosenModels.reduce((sum, { hasAdapter }) => sum + (this.arms.base ? 1 : 0) + (this.arms.tuned && hasAdapter ? 1 : 0), 0);
    return this.letters * (drafts + (this.arms.physician ? 1 : 0));
  });
  request: LetterStudyRequest | null = $derived.by(() => (this.fault === null ? this.#request() : null));

  /** Takes what there is now; what was typed before the form was left stays. */
  take(options: LetterStudyOptions): void {
    if (this.options === null) {
      this.fill(options);
      return;
    }
    const typed = this.models;
    this.options = options;
    this.models = Object.fromEntries(options.models.map(({ id, hasAdapter }) => [id, typed[id] ?? hasAdapter]));
  }

  /** Forgets what was typed, once the study is made. */
  clear(): void {
    this.options = null;
  }

  /** Fills the form with the usual study of what there is. */
  fill(options: LetterStudyOptions): void {
    this.options = options;
    this.name = '';
    this.wasNamed = false;
    this.models = Object.fromEntries(options.models.map(({ id, hasAdapter }) => [id, hasAdapter]));
    this.arms = { base: true, tuned: true, physician: true };
    this.raters = {};
    this.wasRated = false;
    this.lettersText = String(Math.min(USUAL_LETTERS, options.letters));
    this.temperatureText = USUAL_TEMPERATURE;
    this.seedText = USUAL_SEED;
    this.scale.fill(options.scale);
  }

  #modelsFault(): string {
    if (!this.isDrafted) return '';
    if (this.chosenModels.length === 0) return 'Choose a model, or leave its arms out';
    if (!this.arms.tuned) return '';
    const without = this.chosenModels.filter(({ hasAdapter }) => !hasAdapter);
    if (without.length === this.chosenModels.length) return 'None of them has an adapter for letters: leave the fine-tuned arm out, or tune one first';
    if (!this.arms.base && without.length > 0) return `${without[0]?.name} has no adapter for letters: leave it out`;
    return '';
  }

  #obstacles(): string[] {
    const { options } = this;
    if (!options) return ['Letters and models are being read'];
    if (options.letters === 0) return ['No held-out letter yet: import past letters and hold some out under Letters'];
    if (options.raters.length === 0) return ['Nobody may rate: add residents or oncologists under Settings'];
    const at = (name: string, fault: string) => (fault === '' ? null : `${name}: ${lowerFirst(fault)}`);
    return [this.name.trim() === '' ? 'Give it a name' : null, this.armsFault || null, this.modelsFault || null, at('Letters', this.faults.letters), this.ratersFault || null, this.scale.fault, at('Temperature', this.faults.temperature), at('Seed', this.faults.seed)].filter((words) => words !== null);
  }

  #request(): LetterStudyRequest | null {
    const { letters, temperature, seed } = this;
    if (letters === null || temperature === null || seed === null) return null;
    return { name: this.name.trim(), models: this.isDrafted ? this.chosenModels.map(({ id }) => id) : [], arms: this.chosenArms, letters, raters: this.chosenRaters, scale: this.scale.scale, temperature, seed };
  }
}

const upperFirst = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
const lowerFirst = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);
