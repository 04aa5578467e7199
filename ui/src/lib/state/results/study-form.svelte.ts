// The form of a new study as typed, what it means, and what is wrong with it.

import type { AdapterOption, StudyCohort, StudyModelOption, StudyOptions, StudyRequest, Task } from '../../api/generated';
import { count } from '../../format/number';
import { inRange, SEED_MAX, SEED_WANTED, TEMPERATURE_MAX, wholeInRange } from '../run-settings.svelte';

export const TASKS: Task[] = ['regimen', 'modality', 'icd10'];
export const TASK_NAMES: Record<Task, string> = { regimen: 'Regimen', modality: 'Modality', icd10: 'ICD-10' };
export const MOST_TOKENS = 4096;

/** A field that is typed into. */
export type StudyField = 'temperatures' | 'samples' | 'topP' | 'seed' | 'beams';

/** Whether a base is asked, and with which adapter for each task; an empty id leaves the tuned side out. */
export interface ModelChoice {
  isAsked: boolean;
  isTuned: boolean;
  adapters: Record<Task, string>;
}

export class StudyForm {
  options = $state.raw<StudyOptions | null>(null);
  name = $state('');
  cohortId = $state('');
  models = $state<Record<string, ModelChoice>>({});
  tasks = $state<Record<Task, boolean>>({ regimen: true, modality: true, icd10: true });
  tokenTexts = $state<Record<Task, string>>({ regimen: '', modality: '', icd10: '' });
  temperatureText = $state('');
  samplesText = $state('');
  topPText = $state('');
  seedText = $state('');
  beamsText = $state('');

  cohort: StudyCohort | null = $derived(this.options?.cohorts.find(({ id }) => id === this.cohortId) ?? null);
  askedTasks: Task[] = $derived(TASKS.filter((task) => this.tasks[task]));
  temperatures: number[] | null = $derived(temperaturesOf(this.temperatureText));
  samples = $derived(wholeInRange(this.samplesText, 1, 100));
  seed = $derived(wholeInRange(this.seedText, 0, SEED_MAX));
  beams = $derived(wholeInRange(this.beamsText, 1, 64));
  askedModels: StudyModelOption[] = $derived.by(() => this.options?.models.filter(({ id }) => this.models[id]?.isAsked) ?? []);
  /** Set once somebody was in the field: a form that has just been opened is not blamed. */
  wasNamed = $state(false);
  nameFault = $derived(this.wasNamed && this.name.trim() === '' ? 'A study needs a name' : '');
  /** What is wrong at each field; empty where nothing is. */
  faults: Record<StudyField, string> = $derived({
    temperatures: this.temperatures === null ? `Numbers from 0 to ${TEMPERATURE_MAX}, each once, with blanks or commas between them` : '',
    samples: this.samples === null ? 'A whole number from 1 to 100' : '',
    topP: this.topPText.trim() !== '' && this.#topP() === null ? 'A share above 0 up to 1, or nothing' : '',
    seed: this.seed === null ? upperFirst(SEED_WANTED) : '',
    beams: this.beams === null ? 'A whole number from 1 to 64' : '',
  });
  /** What stands in the way, all of it. */
  obstacles: string[] = $derived.by(() => this.#obstacles());
  /** The first of it; null when nothing does. */
  fault: string | null = $derived(this.obstacles[0] ?? null);
  request: StudyRequest | null = $derived.by(() => (this.fault === null ? this.#request() : null));
  /** Answers that it will ask for; null until it can be told. */
  planned: number | null = $derived.by(() => this.#planned());

  /** Takes what there is now; what was typed before the form was left stays. */
  take(options: StudyOptions): void {
    if (this.options === null) {
      this.fill(options);
      return;
    }
    const typed = this.models;
    this.options = options;
    if (!this.cohort) this.cohortId = options.cohorts[0]?.id ?? '';
    this.models = Object.fromEntries(options.models.map((model) => [model.id, typed[model.id] ?? usualChoice(model)]));
  }

  /** Forgets what was typed, once the study is made. */
  clear(): void {
    this.options = null;
  }

  /** Fills the form with the usual study of what there is. */
  fill(options: StudyOptions): void {
    const { usual } = options;
    this.options = options;
    this.cohortId = options.cohorts[0]?.id ?? '';
    this.name = '';
    this.wasNamed = false;
    for (const { task, maxTokens } of usual.tasks) this.tokenTexts[task] = String(maxTokens);
    this.temperatureText = usual.temperatures.join(', ');
    this.samplesText = String(usual.samplesPerTemperature);
    this.topPText = usual.topP === null ? '' : String(usual.topP);
    this.seedText = String(usual.seed);
    this.beamsText = String(usual.beams);
    this.models = Object.fromEntries(options.models.map((model) => [model.id, usualChoice(model)]));
  }

  /** What is wrong with the longest answer of a task; empty when nothing is. */
  tokenFault(task: Task): string {
    return this.tasks[task] && this.#tokens(task) === null ? `1 to ${count(MOST_TOKENS)}` : '';
  }

  #obstacles(): string[] {
    if (!this.options) return ['The models are being read'];
    const { temperatures, samples, topP, seed, beams } = this.faults;
    const at = (name: string, fault: string) => (fault === '' ? null : `${name}: ${lowerFirst(fault)}`);
    const without = this.askedTasks.find((task) => this.cohort?.[task] === 0);
    const tokens = this.askedTasks.find((task) => this.#tokens(task) === null);
    return [
      this.cohort ? null : 'Freeze a cohort first: its held-out cases are asked',
      this.name.trim() === '' ? 'Give the study a name' : null,
      this.askedTasks.length === 0 ? 'Choose a task' : null,
      without ? `The cohort holds no case out for ${TASK_NAMES[without]}` : null,
      this.askedModels.length === 0 ? 'Choose a model' : null,
      ...this.askedModels.map((model) => this.#missingAdapter(model)),
      tokens ? `${TASK_NAMES[tokens]}: the longest answer is a whole number of tokens from 1 to ${count(MOST_TOKENS)}` : null,
      at('Temperatures', temperatures),
      at('Samples at each temperature', samples),
      at('Top p', topP),
      at('Seed', seed),
      at('Beams', beams),
    ].filter((words) => words !== null);
  }

  #missingAdapter(model: StudyModelOption): string | null {
    const choice = this.models[model.id];
    const missing = choice?.isTuned ? this.askedTasks.find((task) => choice.adapters[task] === '') : undefined;
    return missing ? `${model.name} has no adapter for ${TASK_NAMES[missing]}: ask its base alone, or leave the task out` : null;
  }

  #tokens(task: Task): number | null {
    return wholeInRange(this.tokenTexts[task], 1, MOST_TOKENS);
  }

  #topP(): number | null {
    const share = inRange(this.topPText, 0, 1);
    return share === null || share === 0 ? null : share;
  }

  #request(): StudyRequest | null {
    const { cohort, temperatures, samples, seed, beams } = this;
    if (!cohort || temperatures === null || samples === null || seed === null || beams === null) return null;
    return {
      name: this.name.trim(),
      cohort: cohort.id,
      models: this.askedModels.map(({ id }) => {
        const choice = this.models[id];
        return { model: id, adapters: choice?.isTuned ? this.askedTasks.map((task) => ({ task, adapter: choice.adapters[task] })) : [] };
      }),
      tasks: this.askedTasks.map((task) => ({ task, maxTokens: this.#tokens(task) ?? 0 })),
      temperatures,
      samplesPerTemperature: samples,
      topP: this.#topP(),
      seed,
      beams,
    };
  }

  #planned(): number | null {
    const { cohort, temperatures, samples } = this;
    if (!cohort || temperatures === null || samples === null) return null;
    const sides = this.askedModels.reduce((sum, { id }) => sum + (this.models[id]?.isTuned ? 2 : 1), 0);
    const ofTask = (task: Task) => cohort[task] * (temperatures.length * samples + (task === 'regimen' ? 0 : 1));
    return sides * this.askedTasks.reduce((sum, task) => sum + ofTask(task), 0);
  }
}

export const adaptersFor = (model: StudyModelOption, task: Task): AdapterOption[] => model.adapters.filter((adapter) => adapter.task === task);

/** Asked where all its tasks have an adapter, each by the newest. */
function usualChoice(model: StudyModelOption): ModelChoice {
  const first = (task: Task) => adaptersFor(model, task)[0]?.id ?? '';
  const canBeTuned = TASKS.every((task) => first(task) !== '');
  return { isAsked: model.problem === null && canBeTuned, isTuned: canBeTuned, adapters: { regimen: first('regimen'), modality: first('modality'), icd10: first('icd10') } };
}

const lowerFirst = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);
const upperFirst = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** `0.1, 0.2` or `0,1 0,2; 0,3`; null when it is no list, or one is there twice. */
export function temperaturesOf(text: string): number[] | null {
  const parts = text.trim().split(/[;\s]+|,\s+/).flatMap((part) => (/^\d+(,\d+)?$/.test(part) ? [part] : part.split(','))).filter((part) => part !== '');
  const values = parts.map((part) => inRange(part, 0, TEMPERATURE_MAX));
  if (values.length === 0 || values.some((value) => value === null)) return null;
  return new Set(values).size === values.length ? (values as number[]) : null;
}
