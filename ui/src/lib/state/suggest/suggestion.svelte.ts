// One suggestion from the question to the end: what was asked, what each arm has answered, how it ended.
// Events of a run that was stopped or replaced are dropped here, so nothing late can reach the screen.

import type { Backend } from '../../api/backend';
import type { Arm, ErrorView, ModelSummary, NoticeCode, SuggestEvent, SuggestRequest } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { Answer } from './answer.svelte';
import { Deciding } from './deciding.svelte';

export type SuggestionStage = 'empty' | 'asked' | 'loading' | 'answering' | 'finished' | 'stopped' | 'failed';

export interface Notice {
  code: NoticeCode;
  message: string;
}

/** What a suggestion was made for and with. */
export interface Question {
  request: SuggestRequest;
  model: ModelSummary;
}

type Answers = Record<Arm, Answer | null>;

export class Suggestion {
  stage = $state<SuggestionStage>('empty');
  question = $state.raw<Question | null>(null);
  answers = $state.raw<Answers>({ tuned: null, base: null });
  /** The arm whose words are arriving. */
  answeringArm = $state<Arm | null>(null);
  /** The arm that is at work. */
  workingArm = $state<Arm | null>(null);
  reading = $state.raw<{ model: string; megabytes: number } | null>(null);
  notices = $state.raw<Notice[]>([]);
  elapsedMs = $state<number | null>(null);
  error = $state.raw<ErrorView | null>(null);
  /** The model that was last read into memory. */
  modelInMemory = $state<string | null>(null);
  /** α/β typed by the physician; null means the usual one for the code. */
  chosenAlphaBeta = $state<number | null>(null);

  isRunning = $derived(this.stage === 'asked' || this.stage === 'loading' || this.stage === 'answering');
  usualAlphaBeta = $derived(this.answers.tuned?.alphaBeta ?? this.answers.base?.alphaBeta ?? null);
  /** One value for both arms, else their doses could not be compared. */
  alphaBeta = $derived(this.chosenAlphaBeta ?? this.usualAlphaBeta?.gray ?? null);

  readonly #backend: Backend;
  #run = 0;
  #settled: Promise<void> = Promise.resolve();
  /** Which run filled each answer. */
  #answersRun: Record<Arm, number> = { tuned: 0, base: 0 };

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Asks for a new suggestion; what was there goes. */
  async ask(question: Question): Promise<void> {
    this.answers = { tuned: null, base: null };
    this.chosenAlphaBeta = null;
    await this.#start(question);
  }

  /** Asks the arm that was left out, with the same question; what the other arm said stays. */
  async askAlso(arm: Arm): Promise<void> {
    if (!this.question || this.isRunning) return;
    const { request, model } = this.question;
    await this.#start({ request: { ...request, arms: arm }, model });
  }

  /** Asks the same again, after a failure. */
  async askAgain(): Promise<void> {
    if (this.question && !this.isRunning) await this.#start(this.question);
  }

  stop(): void {
    if (!this.isRunning) return;
    this.#end('stopped');
    this.#cancel();
  }

  /** Back to the empty screen. */
  clear(): void {
    this.stop();
    for (const answer of [this.answers.tuned, this.answers.base]) answer?.deciding?.release();
    this.stage = 'empty';
    this.question = null;
    this.answers = { tuned: null, base: null };
    this.notices = [];
    this.error = null;
    this.elapsedMs = null;
    this.chosenAlphaBeta = null;
  }

  /** Null goes back to the usual value. */
  chooseAlphaBeta(gray: number | null): void {
    this.chosenAlphaBeta = gray;
    this.#recomputeDoses();
  }

  async #start(question: Question): Promise<void> {
    if (this.isRunning) this.stop();
    this.#run += 1;
    const run = this.#run;
    this.question = question;
    this.stage = 'asked';
    this.answeringArm = null;
    this.workingArm = null;
    this.reading = null;
    this.notices = [];
    this.error = null;
    this.elapsedMs = null;
    // A stopped run holds the machine until it has noticed; asking before that would be refused as busy.
    await this.#settled;
    if (run !== this.#run) return;
    const answered = this.#backend.suggest(question.request, (event) => {
      if (run === this.#run) this.#apply(event);
      // Stopped before it had begun: there was nothing to cancel then, so cancel now.
      else if (event.kind === 'started') this.#cancel();
    });
    this.#settled = answered.then(
      () => undefined,
      () => undefined,
    );
    try {
      await answered;
    } catch (reason) {
      if (run === this.#run) this.#fail(asErrorView(reason));
    }
  }

  #cancel(): void {
    this.#backend.cancelSuggestion().catch(() => {
      // OK because the run is already cut off from the screen and reports nothing more.
    });
  }

  /** Half an answer must not stand there like a whole one: what the failed run said goes. */
  #fail(error: ErrorView): void {
    const left = (arm: Arm) => (this.#answersRun[arm] === this.#run ? null : this.answers[arm]);
    this.answers = { tuned: left('tuned'), base: left('base') };
    this.#end('failed');
    this.error = error;
  }

  /** After this nothing of the run counts any more. */
  #end(stage: 'finished' | 'stopped' | 'failed'): void {
    this.#run += 1;
    this.stage = stage;
    this.answeringArm = null;
    this.workingArm = null;
  }

  #apply(event: SuggestEvent): void {
    switch (event.kind) {
      case 'started':
        break;
      case 'loading':
        this.stage = 'loading';
        this.reading = { model: event.model, megabytes: event.megabytes };
        break;
      case 'notice':
        this.notices = [...this.notices, { code: event.code, message: event.message }];
        break;
      case 'finished':
        this.#openDecisions(event.suggestion);
        this.#end('finished');
        this.elapsedMs = event.elapsedMs;
        break;
      case 'cancelled':
        this.#end('stopped');
        break;
      default:
        this.#answer(event.arm).apply(event);
        this.stage = 'answering';
        this.modelInMemory = this.question?.model.name ?? null;
        this.answeringArm = event.kind === 'regimenText' ? event.arm : null;
        this.workingArm = event.arm;
        if (event.kind === 'icd10' || event.kind === 'regimenDone' || (event.kind === 'agreement' && event.agreement.standing !== 'drawing')) this.#recomputeDoses();
    }
  }

  /** Only what this run answered is decided under its name: an earlier answer keeps its own. */
  #openDecisions(suggestion: string): void {
    for (const arm of ['tuned', 'base'] as const) {
      const answer = this.answers[arm];
      if (answer && this.#answersRun[arm] === this.#run) answer.deciding = new Deciding(this.#backend, answer, suggestion, arm, () => this.alphaBeta);
    }
  }

  /** The answer of this arm in this run; the first event of an arm replaces what an earlier run left. */
  #answer(arm: Arm): Answer {
    const known = this.answers[arm];
    if (known && this.#answersRun[arm] === this.#run) return known;
    const fresh = new Answer();
    this.#answersRun[arm] = this.#run;
    this.answers = { ...this.answers, [arm]: fresh };
    return fresh;
  }

  #recomputeDoses(): void {
    for (const answer of [this.answers.tuned, this.answers.base]) {
      if (answer) void this.#recomputeDose(answer);
    }
  }

  async #recomputeDose(answer: Answer): Promise<void> {
    const gray = this.alphaBeta;
    const phases = answer.phases;
    if (gray === null || !answer.isTextComplete || phases.length === 0) {
      answer.biologicalDose = null;
      return;
    }
    try {
      const dose = await this.#backend.biologicalDose($state.snapshot(phases), gray);
      // OK to drop: α/β or the plan has changed meanwhile, and that change asks for itself.
      if (gray === this.alphaBeta && phases === answer.phases) answer.biologicalDose = dose;
    } catch {
      answer.biologicalDose = null;
    }
  }
}
