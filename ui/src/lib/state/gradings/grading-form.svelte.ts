// The form of a new study of grades as typed, what it comes to, and what is wrong with it.

import type { GradingOptions, GradingRequest, GradingStudyOption } from '../../api/generated';
import { SEED_MAX, wholeInRange } from '../run-settings.svelte';
import { ScaleForm } from './scale-form.svelte';

const MOST_EXAMPLES = 100;
const MOST_REPEATS = 50;
const USUAL_SEED = 42;

export class GradingForm {
  options = $state.raw<GradingOptions | null>(null);
  name = $state('');
  studyId = $state('');
  arms = $state<Record<string, boolean>>({});
  temperatureText = $state('');
  casesText = $state('');
  examplesText = $state('');
  repeatsText = $state('');
  seedText = $state(String(USUAL_SEED));
  graders = $state<[string, string]>(['', '']);
  analysis = $state('');
  readonly scale = new ScaleForm();

  study: GradingStudyOption | null = $derived(this.options?.studies.find(({ study }) => String(study) === this.studyId) ?? null);
  chosenArms = $derived.by(() => this.study?.models.filter(({ model }) => this.arms[model]) ?? []);
  cases = $derived.by(() => wholeInRange(this.casesText, 1, this.study?.cases ?? 0));
  examples = $derived(wholeInRange(this.examplesText, 0, MOST_EXAMPLES));
  repeats = $derived(wholeInRange(this.repeatsText, 0, MOST_REPEATS));
  seed = $derived(wholeInRange(this.seedText, 0, SEED_MAX));
  /** What stands in the way; null when nothing does. */
  fault: string | null = $derived.by(() => this.#fault());
  request: GradingRequest | null = $derived.by(() => (this.fault === null ? this.#request() : null));
  /** Grades that each grader will give, hidden repeats included; null until it can be told. */
  planned: number | null = $derived.by(() => {
    const { cases, repeats } = this;
    if (cases === null || repeats === null || this.chosenArms.length === 0) return null;
    const regimens = cases * this.chosenArms.length;
    return regimens + Math.round((regimens * repeats) / 100);
  });

  /** Fills the form with the usual study of what there is. */
  fill(options: GradingOptions): void {
    this.options = options;
    this.name = '';
    this.analysis = '';
    this.seedText = String(USUAL_SEED);
    this.examplesText = String(options.examples);
    this.repeatsText = String(options.repeatPercent);
    this.graders = [options.graders[0]?.account ?? '', options.graders[1]?.account ?? ''];
    this.scale.fill(options.scale);
    this.chooseStudy(String(options.studies[0]?.study ?? ''));
  }

  /** Its fine-tuned models, its lowest temperature, and as many cases as leave enough for the examples. */
  chooseStudy(study: string): void {
    this.studyId = study;
    const chosen = this.study;
    const tuned = chosen?.models.some(({ isTuned }) => isTuned) ?? false;
    this.arms = Object.fromEntries((chosen?.models ?? []).map(({ model, isTuned }) => [model, isTuned || !tuned]));
    this.temperatureText = String(chosen?.temperatures[0] ?? '');
    this.casesText = chosen ? String(Math.max(1, Math.min(100, chosen.cases - (this.examples ?? 0)))) : '';
  }

  #fault(): string | null {
    const { options, study, cases, examples } = this;
    if (!options) return 'Studies and people are being read';
    if (!study) return 'Finish a study first: its regimens are graded';
    if (options.graders.length < 2) return 'Two graders are needed: add residents or oncologists under Settings';
    if (options.seniors.length === 0 && examples !== 0) return 'No senior oncologist to give the examples: add one under Settings';
    if (this.name.trim() === '') return 'Give it a name';
    if (this.chosenArms.length === 0) return 'Choose an arm';
    if (cases === null) return `Cases: a whole number from 1 to ${study.cases}`;
    if (examples === null) return `Examples: a whole number from 0 to ${MOST_EXAMPLES}`;
    if (cases + examples > study.cases) return `${study.name} has ${study.cases} cases with a regimen: too few for ${cases} and ${examples} further ones as examples`;
    if (this.repeats === null) return `Repeats: a whole number of percent from 0 to ${MOST_REPEATS}`;
    if (this.seed === null) return 'Seed: a whole number from 0';
    if (this.graders[0] === '' || this.graders[1] === '') return 'Choose two graders';
    if (this.graders[0] === this.graders[1]) return 'Grader A and grader B must be two people';
    return this.scale.fault;
  }

  #request(): GradingRequest | null {
    const { study, cases, examples, repeats, seed } = this;
    if (!study || cases === null || examples === null || repeats === null || seed === null) return null;
    return {
      name: this.name.trim(),
      study: study.study,
      models: this.chosenArms.map(({ model }) => model),
      temperature: Number(this.temperatureText),
      cases,
      examples,
      repeatPercent: repeats,
      seed,
      graders: [...this.graders],
      scale: this.scale.scale,
      analysis: this.analysis.trim(),
    };
  }
}
