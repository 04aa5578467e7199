// The Suggest screen: brings text, model, settings and suggestion together and decides what may be done now.

import type { Backend } from '../api/backend';
import type { Arm, ArmChoice, Task } from '../api/generated';
import type { Remedy } from '../errors/classification';
import { copyText, type CopiedAnswer } from '../format/copy';
import { ARM_NAMES, releasedWords, TASKS } from '../format/arm';
import { Diagnosis } from './diagnosis.svelte';
import { Machine } from './machine.svelte';
import { Models } from './models.svelte';
import { RunSettings } from './run-settings.svelte';
import { Suggestion } from './suggestion.svelte';

/** The example of S1, Figure 4. */
export const EXAMPLE_DIAGNOSIS =
  'AJCC 8th edition prognostic stage I (pT1a Nx M0) LEFT invasive lobular carcinoma, grade 2, estrogen receptor positive, ' +
  'progesterone receptor positive, HER2/Neu negative. Stage X,T1a, pN0, M0, G2, HER2 Neg, ER Pos, PR Pos';

export class SuggestScreen {
  readonly models: Models;
  readonly machine: Machine;
  readonly suggestion: Suggestion;
  readonly diagnosis = new Diagnosis();
  readonly settings = new RunSettings();

  #chosenView = $state<ArmChoice>('tuned');
  copied = $state<'no' | 'yes' | 'refused'>('no');

  /** Tasks for which the model has no adapter. */
  tasksWithoutAdapter: Task[] = $derived.by(() => {
    const chosen = this.models.chosen;
    return chosen ? TASKS.filter((task) => !chosen.tasks.includes(task)) : [];
  });
  /** A model with an adapter missing is not asked as fine-tuned: half an answer would look like a whole one. */
  isBaseOnly = $derived.by(() => this.tasksWithoutAdapter.length > 0);
  /** Which arms are shown, and asked next time. */
  view: ArmChoice = $derived.by(() => (this.isBaseOnly ? 'base' : this.#chosenView));
  armsShown: Arm[] = $derived.by(() => (this.view === 'both' ? ['tuned', 'base'] : [this.view]));
  /** An arm that is shown but was not asked for this suggestion. */
  armLeftOut = $derived.by(() => {
    const { stage, answers } = this.suggestion;
    return stage === 'finished' ? (this.armsShown.find((arm) => answers[arm] === null) ?? null) : null;
  });

  /** The text has changed since it was read by the model. */
  isStale = $derived.by(() => {
    const asked = this.suggestion.question?.request.diagnosis;
    return asked !== undefined && !this.suggestion.isRunning && asked !== this.diagnosis.text;
  });

  /** Asking now would ask the same again. */
  isAnswered = $derived.by(() => {
    const asked = this.suggestion.question?.request;
    return (
      this.suggestion.stage === 'finished' &&
      !this.isStale &&
      asked?.model === this.models.chosenId &&
      asked.temperature === this.settings.temperature &&
      asked.seed === this.settings.seed &&
      asked.samples === this.settings.samplesAsked
    );
  });

  /** Why Suggest is off; null when it is on. */
  whySuggestIsOff = $derived.by(() => {
    if (this.models.search === 'searching') return 'Looking for models';
    if (!this.models.chosen) return 'No model to ask';
    if (this.models.chosen.problem) return 'This model cannot be used';
    if (this.diagnosis.isEmpty) return 'Write a diagnosis first';
    return this.settings.problem;
  });

  /** Why Copy is off; null when it is on. */
  whyCopyIsOff = $derived.by(() => {
    const { stage, answers } = this.suggestion;
    if (stage === 'empty') return 'Ready when there is a suggestion';
    if (stage === 'stopped') return 'Off: the suggestion was stopped';
    if (stage === 'failed') return 'Off: the suggestion failed';
    if (stage !== 'finished') return 'Ready when the suggestion is finished';
    if (this.isStale) return 'Off: the diagnosis has changed';
    if (this.armsShown.every((arm) => (answers[arm]?.phases.length ?? 0) === 0)) return 'Off: no plan could be read';
    return null;
  });

  constructor(backend: Backend, machine = new Machine(backend)) {
    this.models = new Models(backend);
    this.machine = machine;
    this.suggestion = new Suggestion(backend);
  }

  async open(): Promise<void> {
    await Promise.all([this.models.look(), this.machine.refresh()]);
  }

  async suggest(): Promise<void> {
    const { chosen } = this.models;
    const { temperature, seed, samplesAsked } = this.settings;
    if (this.whySuggestIsOff !== null || this.suggestion.isRunning) return;
    if (!chosen || temperature === null || seed === null || samplesAsked === null) return;
    this.copied = 'no';
    await this.suggestion.ask({
      request: { diagnosis: this.diagnosis.text, model: chosen.id, arms: this.view, temperature, seed, samples: samplesAsked, ownPlan: null },
      model: chosen,
    });
    await this.machine.refresh();
  }

  async askLeftOut(): Promise<void> {
    if (!this.armLeftOut) return;
    this.copied = 'no';
    await this.suggestion.askAlso(this.armLeftOut);
    await this.machine.refresh();
  }

  stop(): boolean {
    if (!this.suggestion.isRunning) return false;
    this.suggestion.stop();
    return true;
  }

  clear(): void {
    this.suggestion.clear();
    this.diagnosis.clear();
    this.copied = 'no';
  }

  show(view: ArmChoice): void {
    this.#chosenView = view;
    this.copied = 'no';
  }

  toggleSideBySide(): void {
    this.show(this.view === 'both' ? 'tuned' : 'both');
  }

  async copy(): Promise<boolean> {
    if (this.whyCopyIsOff !== null) return false;
    try {
      await navigator.clipboard.writeText(this.textToCopy());
      this.copied = 'yes';
    } catch {
      this.copied = 'refused';
    }
    return this.copied === 'yes';
  }

  textToCopy(): string {
    const { question, answers, alphaBeta } = this.suggestion;
    if (!question) return '';
    const copied = this.armsShown.flatMap((arm): CopiedAnswer[] => {
      const answer = answers[arm];
      if (!answer) return [];
      const dose = answer.biologicalDose;
      return [
        {
          arm: ARM_NAMES[arm],
          model: question.model.name,
          isDemonstration: question.model.isDemonstration,
          released: arm === 'tuned' ? releasedWords(question.model.released) : '',
          text: answer.text,
          phases: answer.phases,
          dose: dose && alphaBeta !== null ? { value: dose, alphaBetaGy: alphaBeta } : null,
          code: answer.codes?.[0] ?? null,
        },
      ];
    });
    return copyText(copied);
  }

  /** What a failure's button does, as far as it is more than moving the focus. */
  async remedy(remedy: Remedy): Promise<void> {
    if (remedy === 'lookForModels') await this.models.look();
    if (remedy === 'tryAgain' && this.suggestion.stage === 'failed') {
      await this.suggestion.askAgain();
      await this.machine.refresh();
    } else if (remedy === 'tryAgain') await this.models.look();
  }
}
