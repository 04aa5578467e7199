// The Suggest screen: brings text, model, settings and suggestion together and decides what may be done now.

import type { Backend } from '../../api/backend';
import type { Arm, ArmChoice, Task } from '../../api/generated';
import type { Remedy } from '../../errors/classification';
import { TASKS } from '../../format/arm';
import { Diagnosis } from './diagnosis.svelte';
import { Machine } from '../machine.svelte';
import { Models } from '../models.svelte';
import { RunSettings } from '../run-settings.svelte';
import { DiagnosisReading } from './diagnosis-reading.svelte';
import { EarlierToday } from './earlier-today.svelte';
import { draftFrom, keptDraft } from './kept-draft';
import { Marks } from './marks.svelte';
import { OwnPlanFirst } from './own-plan-first.svelte';
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
  readonly reading: DiagnosisReading;
  readonly marks = new Marks();
  readonly earlier: EarlierToday;
  readonly ownPlanFirst: OwnPlanFirst;
  /** What the physician would prescribe, written before the suggestion. */
  ownPlan = $state('');

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

  /** The threshold of the chosen model, where the settings are not those it was chosen with and nothing would follow from it. */
  thresholdOff = $derived.by(() => {
    const threshold = this.isBaseOnly ? null : (this.models.chosen?.agreement ?? null);
    const { temperature, samplesAsked } = this.settings;
    return threshold && (threshold.temperature !== temperature || threshold.samples !== samplesAsked) ? threshold : null;
  });
  /** Whose plan is decided on: the fine-tuned one, unless only the base is shown. */
  decidedArm: Arm = $derived.by(() => this.armsShown[0] ?? 'tuned');
  /** The decision on that plan; null until all of it is in. */
  deciding = $derived.by(() => this.suggestion.answers[this.decidedArm]?.deciding ?? null);

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
    if (this.ownPlanFirst.isOn && this.ownPlan.trim() === '') return 'Write your own plan first';
    if (this.ownPlanFirst.isOn && this.isStale && this.suggestion.question?.request.ownPlan === this.ownPlan.trim()) return 'Write your own plan for this diagnosis';
    const { tuned, base } = this.suggestion.answers;
    const open = [tuned, base].map((answer) => answer?.deciding?.mode).find((mode) => mode !== undefined && mode !== 'choosing');
    if (open) return open === 'editing' ? 'Record or close the edited plan first' : 'Record or close the rejection first';
    return this.settings.problem;
  });

  /** Why nothing can be decided; null when something can. */
  whyDecidingIsOff = $derived.by(() => {
    const { stage, isRunning } = this.suggestion;
    if (stage === 'empty') return 'Ready when there is a suggestion';
    if (isRunning) return 'Ready when all samples are in';
    if (!this.deciding && stage === 'stopped') return 'Off: the suggestion was stopped';
    if (!this.deciding && stage === 'failed') return 'Off: the suggestion failed';
    if (!this.deciding) return 'Off: this model was not asked';
    if (this.isStale) return 'Off: the diagnosis has changed';
    return null;
  });

  /** Why Copy is off; null when it is on. */
  whyCopyIsOff = $derived.by(() => {
    if (this.whyDecidingIsOff !== null) return this.whyDecidingIsOff;
    const decided = this.deciding?.decided?.view;
    if (!decided) return 'Decide first: accept, edit or reject';
    return decided.copyText === null ? 'Rejected: nothing can be copied' : null;
  });

  constructor(backend: Backend, machine = new Machine(backend), ownPlanFirst = new OwnPlanFirst()) {
    this.models = new Models(backend);
    this.machine = machine;
    this.suggestion = new Suggestion(backend);
    this.reading = new DiagnosisReading(backend);
    this.earlier = new EarlierToday(backend);
    this.ownPlanFirst = ownPlanFirst;
  }

  /** What the lock keeps. */
  get draft(): string {
    return keptDraft({ diagnosis: this.diagnosis.text, ownPlan: this.ownPlan });
  }

  resumeAt(kept: string): void {
    const { diagnosis, ownPlan } = draftFrom(kept);
    this.diagnosis.text = diagnosis;
    this.ownPlan = ownPlan;
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
      request: { diagnosis: this.diagnosis.text, model: chosen.id, arms: this.view, temperature, seed, samples: samplesAsked, ownPlan: this.ownPlanFirst.isOn ? this.ownPlan.trim() : null },
      model: chosen,
    });
    await this.machine.refresh();
  }

  /** The settings go with the model that is chosen, until somebody types others. */
  followModel(): void {
    this.settings.follow(this.isBaseOnly ? null : (this.models.chosen?.agreement ?? null));
  }

  /** Takes the settings for which the model's threshold was chosen. */
  useThreshold(): void {
    const { thresholdOff } = this;
    if (!thresholdOff) return;
    this.settings.temperatureText = String(thresholdOff.temperature);
    this.settings.samplesText = String(thresholdOff.samples);
  }

  async askLeftOut(): Promise<void> {
    if (!this.armLeftOut) return;
    this.copied = 'no';
    await this.suggestion.askAlso(this.armLeftOut);
    await this.machine.refresh();
  }

  /** Stops what runs; else closes what is open. */
  stop(): boolean {
    if (!this.suggestion.isRunning) return this.deciding?.close() ?? false;
    this.suggestion.stop();
    return true;
  }

  clear(): void {
    this.suggestion.clear();
    this.diagnosis.clear();
    this.reading.clear();
    this.marks.putOut();
    this.earlier.close();
    this.ownPlan = '';
    this.copied = 'no';
  }

  /** Puts an earlier diagnosis into the field; its answer is not brought back. */
  takeEarlier(diagnosis: string): void {
    this.diagnosis.replace(diagnosis);
    // A plan is written for one diagnosis.
    this.ownPlan = '';
    this.earlier.close();
  }

  async accept(): Promise<boolean> {
    if (this.whyDecidingIsOff !== null || !this.deciding) return false;
    this.copied = 'no';
    return this.deciding.accept();
  }

  edit(): boolean {
    return this.whyDecidingIsOff === null && (this.deciding?.edit() ?? false);
  }

  reject(): boolean {
    return this.whyDecidingIsOff === null && (this.deciding?.reject() ?? false);
  }

  show(view: ArmChoice): void {
    this.#chosenView = view;
    this.copied = 'no';
  }

  toggleSideBySide(): void {
    this.show(this.view === 'both' ? 'tuned' : 'both');
  }

  async copy(): Promise<boolean> {
    const text = this.deciding?.decided?.view.copyText ?? null;
    if (this.whyCopyIsOff !== null || text === null) return false;
    try {
      await navigator.clipboard.writeText(text);
      this.copied = 'yes';
    } catch {
      this.copied = 'refused';
    }
    return this.copied === 'yes';
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
