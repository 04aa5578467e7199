// One grader at one study of grades: the case in sight, what is chosen for it, what is recorded. Never goes on before a grade is on disk.

import type { Backend } from '../../api/backend';
import type { ErrorView, ExampleFeedback, GradeCase, GradeRecorded, GradeScale, GradingDesk, GradingStage, MyGrading, TickState } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { nextAfter } from '../../grade/order';
import type { Intent } from '../../grade/words';
import { choiceOf, isSame, keyOf, type Choice } from './choice';
import { LONGEST_FOCUS_MS, type FocusClock } from './focus-clock';
import { LookAhead } from '../look-ahead';
import type { DraftKeeper, GradeDraft } from './grade-draft';
import { Pace } from './pace.svelte';

/** A double press must not grade a case unseen. */
export const UNSEEN_MS = 250;

interface Done {
  stage: GradingStage;
  position: number;
  entry: string;
  choice: Choice;
}
export class CaseDesk {
  row: MyGrading;
  stage: GradingStage = $state('grading');
  ticks: TickState[] = $state.raw([]);
  /** The first that waits, after the case in sight or from the start. */
  next: number | null = $state(null);
  readonly scale: GradeScale;
  readonly pace = new Pace();

  shown: GradeCase | null = $state.raw(null);
  grade: number | null = $state(null);
  comment = $state('');
  isFlagged = $state(false);
  /** Why the case is skipped, while that is asked; null otherwise. */
  skipReason: string | null = $state(null);
  /** Something is on its way to or from the vault. */
  isBusy = $state(false);
  problem: ErrorView | null = $state.raw(null);
  /** What went wrong: `record` keeps the choice in sight. */
  failed: 'record' | 'show' | 'undo' = $state('show');
  /** The case was recorded elsewhere while it was in sight. */
  isMet = $state(false);
  /** For the status line. */
  said = $state('');
  #done: Done[] = $state.raw([]);

  recorded = $derived(this.shown?.recorded ?? null);
  feedback: ExampleFeedback | null = $derived(this.shown?.feedback ?? null);
  /** An example that has its feedback, and a study in discussion, stay as they are. */
  isEditable = $derived.by(() => this.shown !== null && this.feedback === null && (this.stage === 'grading' || this.recorded === null) && ['calibrating', 'grading', 'finished'].includes(this.row.state));
  isTouched = $derived(this.shown !== null && !isSame({ grade: this.grade, comment: this.comment, isFlagged: this.isFlagged }, choiceOf(this.recorded)));
  intent: Intent = $derived.by(() => {
    if (!this.shown) return { kind: 'none', why: '' };
    if (this.skipReason !== null) return this.skipReason.trim() === '' ? { kind: 'none', why: 'Say why first' } : { kind: 'skip' };
    if (!this.isEditable || (this.recorded && !this.isTouched)) return { kind: 'goOn' };
    if (this.grade === null) return this.recorded ? { kind: 'change' } : { kind: 'none', why: 'Choose 1 to 5 first' };
    if (!this.recorded) return { kind: 'grade', grade: this.grade };
    return this.recorded.grade === this.grade ? { kind: 'change' } : { kind: 'correct', grade: this.grade, instead: this.recorded.grade };
  });
  /** The position that Undo takes back; null when there is none. */
  undoes: number | null = $derived.by(() => {
    if (this.stage === 'calibration' || !['grading', 'finished'].includes(this.row.state)) return null;
    if (this.shown && this.recorded) return this.shown.position;
    const last = this.#done.at(-1);
    if (last) return last.position;
    const before = (this.shown?.position ?? this.ticks.length) - 1;
    return before >= 0 && this.ticks[before] !== 'toDo' ? before : null;
  });

  readonly #backend: Backend;
  readonly #clock: FocusClock;
  readonly #keeper: DraftKeeper;
  readonly #changed: (row: MyGrading) => void;
  readonly #choices = new Map<string, Choice>();
  #lastTouched: GradeDraft | null = null;
  readonly #ahead = new LookAhead<GradeCase>();
  #shownAt = 0;
  #asked = 0;
  #isOver = false;

  constructor(backend: Backend, desk: GradingDesk, tools: { clock: FocusClock; keeper: DraftKeeper; changed: (row: MyGrading) => void }) {
    this.#backend = backend;
    this.#clock = tools.clock;
    this.#keeper = tools.keeper;
    this.#changed = tools.changed;
    this.scale = desk.scale;
    this.row = $state.raw(desk.row);
    this.#take(desk);
  }

  /** What is chosen and not recorded: for the case in sight, else for the one that was touched last. */
  get draft(): GradeDraft | null {
    return this.#draftInSight() ?? this.#lastTouched;
  }

  /** Shows the first case that waits, or the one that a draft is of. */
  async begin(draft: GradeDraft | null = null): Promise<void> {
    const fits = draft !== null && draft.grading === this.row.grading && draft.stage === this.stage && draft.position < this.ticks.length;
    if (fits) {
      this.#choices.set(keyOf(draft.stage, draft.position), draft);
      this.#lastTouched = draft;
      await this.show(draft.position);
      // It reached the disk before it could be forgotten: nothing is left to record.
      if (this.shown && !this.isTouched && this.recorded) this.#drop(draft.stage, draft.position);
      else if (this.shown) return;
    }
    if (this.next !== null) await this.show(this.next);
  }

  /** Asks again where the list stands; what is in sight stays. */
  async refresh(): Promise<void> {
    const desk = await this.#backend.gradingDesk(this.row.grading);
    if (this.#isOver) return;
    const isOtherStage = desk.stage !== this.stage;
    if (isOtherStage) this.shown = null;
    this.#take(desk);
    if (isOtherStage) await this.begin();
  }

  async show(position: number): Promise<void> {
    if (this.#isOver) return;
    this.#stash();
    this.#asked += 1;
    const asked = this.#asked;
    this.isBusy = true;
    this.problem = null;
    try {
      const loaded = await this.#ahead.load(keyOf(this.stage, position), () => this.#ask(position));
      if (this.#isOver || asked !== this.#asked) return;
      this.#put(loaded);
    } catch (reason) {
      if (this.#isOver || asked !== this.#asked) return;
      this.problem = asErrorView(reason);
      this.failed = 'show';
    } finally {
      if (asked === this.#asked) this.isBusy = false;
    }
  }

  /** To another case without recording. */
  async step(by: 1 | -1): Promise<void> {
    if (this.isBusy) return;
    const to = (this.shown?.position ?? (by === 1 ? -1 : this.ticks.length)) + by;
    if (to < 0 || to >= this.ticks.length) this.said = by === 1 ? 'This is the last case of the list' : 'This is the first case of the list';
    else await this.show(to);
  }

  choose(grade: number): void {
    if (!this.isEditable || this.isBusy) return;
    this.grade = grade;
    this.skipReason = null;
    this.#touch();
  }

  write(comment: string): void {
    if (!this.isEditable) return;
    this.comment = comment;
    this.#touch();
  }

  flag(): void {
    if (!this.isEditable || this.isBusy) return;
    this.isFlagged = !this.isFlagged;
    this.said = this.isFlagged ? 'Flagged' : 'Not flagged any more';
    this.#touch();
  }

  /** Asks why the case is skipped, or does so no more. */
  askToSkip(reason: string | null = ''): void {
    if (this.isEditable) this.skipReason = reason;
  }

  /** What Enter does: records what is chosen and goes on once it is on disk. */
  async record(): Promise<void> {
    const { shown, intent } = this;
    if (!shown || this.isBusy || intent.kind === 'none' || this.#clock.now() - this.#shownAt < UNSEEN_MS) return;
    if (intent.kind === 'goOn') return this.#goOn();
    const isSkip = intent.kind === 'skip';
    const choice: Choice = { grade: isSkip ? null : this.grade, comment: this.comment.trim(), isFlagged: this.isFlagged };
    const skipReason = isSkip ? (this.skipReason ?? '').trim() : choice.grade === null ? (this.recorded?.skipReason ?? '') : '';
    const focusMs = Math.min(LONGEST_FOCUS_MS, this.#clock.ms);
    this.isBusy = true;
    this.problem = null;
    try {
      const answer = await this.#backend.recordGrade({ grading: this.row.grading, stage: shown.stage, position: shown.position, ...choice, skipReason, focusMs, replaces: this.recorded?.entry ?? null });
      if (this.#isOver) return;
      this.#note(shown, answer, choice, focusMs);
      if (answer.feedback) this.#put({ ...shown, recorded: answer.recorded, feedback: answer.feedback });
      else if (answer.next === null) this.#end();
      else {
        this.shown = { ...shown, recorded: answer.recorded };
        await this.show(answer.next);
      }
    } catch (reason) {
      if (!this.#isOver) await this.#refused(shown, asErrorView(reason));
    } finally {
      this.isBusy = false;
    }
  }

  /** Takes back the case in sight, else the one recorded last; what was chosen stands there again, unrecorded. */
  async undo(): Promise<void> {
    const position = this.undoes;
    if (position === null || this.isBusy) return;
    this.isBusy = true;
    this.problem = null;
    try {
      const stood = await this.#standing(position);
      if (stood) {
        const desk = await this.#backend.withdrawGrade(this.row.grading, this.stage, position, stood.entry);
        if (this.#isOver) return;
        this.#stash();
        this.#take(desk);
        this.#done = this.#done.filter((done) => done.position !== position);
        this.#choices.set(keyOf(this.stage, position), stood.choice);
        this.#ahead.clear();
        this.shown = null;
        this.said = `Grade of case ${position + 1} taken back`;
        await this.show(position);
        this.#touch();
      }
    } catch (reason) {
      if (this.#isOver) return;
      this.#done = this.#done.filter((done) => done.position !== position);
      this.problem = asErrorView(reason);
      this.failed = 'undo';
    } finally {
      this.isBusy = false;
    }
  }

  /** What the button of a failure does. */
  async tryAgain(): Promise<void> {
    if (this.failed === 'record') await this.record();
    else if (this.failed === 'undo') this.problem = null;
    else if (this.shown === null && this.next === null) await this.refresh();
    else await this.show(this.next ?? this.shown?.position ?? 0);
  }

  /** The screen is left: time stands. */
  pause(): void {
    this.#clock.stop();
  }

  resume(): void {
    if (this.shown) this.#clock.resume();
  }

  /** Lets go of every text. */
  end(): void {
    this.#isOver = true;
    this.#asked += 1;
    this.#clock.stop();
    this.#choices.clear();
    this.#lastTouched = null;
    this.#done = [];
    this.#ahead.clear();
    this.shown = null;
    this.comment = '';
    this.skipReason = null;
  }

  #ask(position: number): Promise<GradeCase> {
    return this.#backend.gradeCase(this.row.grading, this.stage, position);
  }

  #take(desk: GradingDesk): void {
    this.row = desk.row;
    this.stage = desk.stage;
    this.ticks = desk.ticks;
    this.next = this.shown ? nextAfter(desk.ticks, this.shown.position) : desk.next;
    this.#changed(desk.row);
  }

  #put(loaded: GradeCase): void {
    this.shown = loaded;
    this.#ahead.forget(keyOf(loaded.stage, loaded.position));
    const choice = this.#choices.get(keyOf(loaded.stage, loaded.position)) ?? choiceOf(loaded.recorded);
    const { grade, comment, isFlagged } = loaded.feedback ? choiceOf(loaded.recorded) : choice;
    Object.assign(this, { grade, comment, isFlagged });
    this.skipReason = null;
    this.isMet = false;
    this.problem = null;
    this.#shownAt = this.#clock.now();
    this.#clock.start();
    this.next = nextAfter(this.ticks, loaded.position);
    this.#lookAhead();
  }

  /** Asks for the case that comes after this one while this one is read. */
  #lookAhead(): void {
    const position = this.next;
    if (position !== null) this.#ahead.begin(keyOf(this.stage, position), () => this.#ask(position));
  }

  #note({ position, stage, recorded }: GradeCase, answer: GradeRecorded, choice: Choice, focusMs: number): void {
    this.row = answer.row;
    this.ticks = this.ticks.with(position, answer.tick);
    this.next = answer.next;
    this.#drop(stage, position);
    if (stage === 'grading') {
      if (!recorded) this.pace.count(focusMs);
      this.#done = [...this.#done.filter((done) => done.position !== position), { stage, position, entry: answer.recorded.entry, choice }];
    }
    const what = choice.grade === null ? 'Skipped' : `Recorded ${choice.grade}`;
    const then = answer.next === null ? 'That was the last case' : `Case ${answer.next + 1} of ${this.ticks.length}`;
    this.said = `${what}. ${answer.feedback ? `The senior oncologist gave ${answer.feedback.grade}: ${answer.feedback.note}` : then}`;
    this.#changed(answer.row);
  }

  async #refused(shown: GradeCase, problem: ErrorView): Promise<void> {
    if (problem.code !== 'alreadyRecorded') {
      this.problem = problem;
      this.failed = 'record';
      return;
    }
    const mine = { grade: this.grade, comment: this.comment, isFlagged: this.isFlagged };
    try {
      const [loaded, desk] = await Promise.all([this.#ask(shown.position), this.#backend.gradingDesk(this.row.grading)]);
      if (this.#isOver) return;
      this.#take(desk);
      this.#choices.set(keyOf(shown.stage, shown.position), mine);
      this.#put(loaded);
      this.isMet = true;
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.failed = 'record';
    }
  }

  async #goOn(): Promise<void> {
    if (this.next !== null) return this.show(this.next);
    this.#end();
    if (this.stage !== 'calibration') return;
    try {
      await this.refresh();
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.failed = 'show';
    }
  }

  /** Nothing waits any more: no case is in sight. */
  #end(): void {
    this.#clock.stop();
    this.shown = null;
    this.next = null;
  }

  async #standing(position: number): Promise<Pick<Done, 'entry' | 'choice'> | null> {
    const known = this.#done.find((done) => done.position === position);
    const recorded = this.shown?.position === position ? this.recorded : null;
    if (recorded) return { entry: recorded.entry, choice: choiceOf(recorded) };
    if (known) return known;
    const loaded = (await this.#ask(position)).recorded;
    return loaded && { entry: loaded.entry, choice: choiceOf(loaded) };
  }

  #draftInSight(): GradeDraft | null {
    if (!this.shown || !this.isTouched || !this.isEditable) return null;
    return { grading: this.row.grading, stage: this.shown.stage, position: this.shown.position, grade: this.grade, comment: this.comment, isFlagged: this.isFlagged };
  }

  /** What is chosen for the case in sight is there again when it is looked at again. */
  #stash(): void {
    const draft = this.#draftInSight();
    if (draft) this.#choices.set(keyOf(draft.stage, draft.position), { grade: draft.grade, comment: draft.comment, isFlagged: draft.isFlagged });
  }

  #touch(): void {
    const draft = this.#draftInSight();
    if (draft) {
      this.#lastTouched = draft;
      this.#keeper.keep(JSON.stringify(draft));
    } else if (this.shown) this.#drop(this.shown.stage, this.shown.position);
  }

  /** There is nothing left to keep for a case. */
  #drop(stage: GradingStage, position: number): void {
    this.#choices.delete(keyOf(stage, position));
    if (this.#lastTouched?.stage !== stage || this.#lastTouched.position !== position) return;
    this.#lastTouched = null;
    this.#keeper.forget();
  }
}
