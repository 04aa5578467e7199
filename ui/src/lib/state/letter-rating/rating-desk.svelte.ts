// One rater at one letter study: the letter in sight, what is chosen for it, what is recorded. Never goes on before a rating is on disk.

import type { Backend } from '../../api/backend';
import type { ErrorView, LetterDesk, LetterItemView, LetterRatingRecorded, LetterScale, MyLetterStudy, TickState } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { nextAfter } from '../../grade/order';
import { UNSEEN_MS } from '../grade/case-desk.svelte';
import { LONGEST_FOCUS_MS, type FocusClock } from '../grade/focus-clock';
import { LookAhead } from '../look-ahead';
import type { KeptChoice, KeptRating } from './kept-rating';
import { choiceOf, isSameChoice, isSameScores, type RatingChoice } from './rating-choice';
import { letterPlace, scoreWords, type RatingIntent } from './rating-words';


export class RatingDesk {
  row: MyLetterStudy;
  ticks: TickState[] = $state.raw([]);
  /** The first that waits, after the letter in sight or from the start. */
  next: number | null = $state(null);
  readonly scale: LetterScale;

  shown: LetterItemView | null = $state.raw(null);
  scores: (number | null)[] = $state.raw([]);
  comment = $state('');
  isFlagged = $state(false);
  /** The dimension that the number keys rate. */
  dimension = $state(0);
  /** Something is on its way to or from the vault. */
  isBusy = $state(false);
  problem: ErrorView | null = $state.raw(null);
  /** What went wrong: `record` keeps the choice in sight. */
  failed: 'record' | 'show' | 'undo' = $state('show');
  /** The letter was rated elsewhere while it was in sight. */
  isMet = $state(false);
  /** For the status line. */
  said = $state('');
  /** Positions recorded in this session, the last one last. */
  #done: number[] = $state.raw([]);

  recorded = $derived(this.shown?.recorded ?? null);
  isEditable = $derived.by(() => this.shown !== null && this.row.state !== 'closed');
  choice: RatingChoice = $derived.by(() => ({ scores: this.scores, comment: this.comment, isFlagged: this.isFlagged }));
  isTouched = $derived.by(() => this.shown !== null && !isSameChoice(this.choice, choiceOf(this.recorded, this.scale.dimensions.length)));
  /** Dimensions without a point. */
  left = $derived(this.scores.filter((score) => score === null).length);
  intent: RatingIntent = $derived.by(() => {
    if (!this.shown) return { kind: 'none', left: 0 };
    if (!this.isEditable || (this.recorded && !this.isTouched)) return { kind: 'goOn' };
    if (this.left > 0) return { kind: 'none', left: this.left };
    if (!this.recorded) return { kind: 'rate' };
    return isSameScores(this.scores, this.recorded.scores) ? { kind: 'change' } : { kind: 'correct' };
  });
  /** The position that Z takes back; null when there is none. */
  undoes: number | null = $derived.by(() => {
    if (this.row.state === 'closed') return null;
    if (this.shown && this.recorded) return this.shown.position;
    const last = this.#done.at(-1);
    if (last !== undefined) return last;
    const before = (this.shown?.position ?? this.ticks.length) - 1;
    return before >= 0 && this.ticks[before] !== 'toDo' ? before : null;
  });

  readonly #backend: Backend;
  readonly #clock: FocusClock;
  readonly #changed: (row: MyLetterStudy) => void;
  readonly #choices = new Map<number, KeptChoice>();
  readonly #ahead = new LookAhead<LetterItemView>();
  #shownAt = 0;
  #asked = 0;
  #isOver = false;

  constructor(backend: Backend, desk: LetterDesk, tools: { clock: FocusClock; changed: (row: MyLetterStudy) => void }) {
    this.#backend = backend;
    this.#clock = tools.clock;
    this.#changed = tools.changed;
    this.scale = desk.scale;
    this.row = $state.raw(desk.row);
    this.#take(desk);
  }

  /** What is chosen and not recorded, letter by letter; null when nothing is. */
  get kept(): KeptRating | null {
    this.#stash();
    if (this.#choices.size === 0) return null;
    return { study: this.row.study, position: this.shown?.position ?? null, choices: [...this.#choices.values()] };
  }

  /** Shows the letter that was in sight before a lock, with what was chosen; else the first that waits. */
  async begin(kept: KeptRating | null = null): Promise<void> {
    const fits = (kept?.choices ?? []).filter(({ position, scores }) => position < this.ticks.length && scores.length === this.scale.dimensions.length);
    for (const choice of fits) this.#choices.set(choice.position, choice);
    const wanted = kept?.position ?? null;
    const at = wanted !== null && wanted < this.ticks.length ? wanted : this.next;
    if (at !== null) await this.show(at);
  }

  /** Asks again where the list stands; what is in sight stays. */
  async refresh(): Promise<void> {
    const desk = await this.#backend.letterDesk(this.row.study);
    if (this.#isOver) return;
    this.#take(desk);
    if (this.row.state === 'closed') this.#end();
  }

  async show(position: number): Promise<void> {
    if (this.#isOver) return;
    this.#stash();
    this.#asked += 1;
    const asked = this.#asked;
    this.isBusy = true;
    this.problem = null;
    try {
      const loaded = await this.#ahead.load(String(position), () => this.#ask(position));
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

  /** To another letter without recording. */
  async step(by: 1 | -1): Promise<void> {
    if (this.isBusy) return;
    const to = (this.shown?.position ?? (by === 1 ? -1 : this.ticks.length)) + by;
    if (to < 0 || to >= this.ticks.length) this.said = by === 1 ? 'This is the last letter of the list' : 'This is the first letter of the list';
    else await this.show(to);
  }

  /** Another dimension; stays at the first and at the last. */
  stepDimension(by: 1 | -1): void {
    this.dimension = Math.min(this.scale.dimensions.length - 1, Math.max(0, this.dimension + by));
  }

  /** Rates the dimension in sight, and steps on to the next one. */
  rate(score: number): void {
    if (!this.#give(this.dimension, score)) return;
    const last = this.scale.dimensions.length - 1;
    const open = this.scores.indexOf(null);
    if (this.dimension < last) this.dimension += 1;
    else if (open >= 0) this.dimension = open;
  }

  /** Rates one dimension and stays at it. */
  choose(dimension: number, score: number): void {
    if (this.#give(dimension, score)) this.dimension = dimension;
  }

  write(comment: string): void {
    if (this.isEditable) this.comment = comment;
  }

  flag(): void {
    if (!this.isEditable || this.isBusy) return;
    this.isFlagged = !this.isFlagged;
    this.said = this.isFlagged ? 'Flagged' : 'Not flagged any more';
  }

  /** What Enter does: records what is chosen and goes on once it is on disk. */
  async record(): Promise<void> {
    const { shown, intent } = this;
    if (!shown || this.isBusy || intent.kind === 'none' || this.#clock.now() - this.#shownAt < UNSEEN_MS) return;
    if (intent.kind === 'goOn') return this.#goOn();
    const scores = this.scores.filter((score) => score !== null);
    const focusMs = Math.min(LONGEST_FOCUS_MS, this.#clock.ms);
    this.isBusy = true;
    this.problem = null;
    try {
      const answer = await this.#backend.recordLetterRating({ study: this.row.study, position: shown.position, scores, comment: this.comment.trim(), isFlagged: this.isFlagged, focusMs, replaces: this.recorded?.entry ?? null });
      if (this.#isOver) return;
      this.#note(shown, answer);
      if (answer.next === null) this.#end();
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

  /** Takes back the letter in sight, else the one recorded last; what was chosen stands there again, unrecorded. */
  async undo(): Promise<void> {
    const position = this.undoes;
    if (position === null || this.isBusy) return;
    this.isBusy = true;
    this.problem = null;
    try {
      const stood = this.shown?.position === position ? this.recorded : (await this.#ask(position)).recorded;
      if (this.#isOver) return;
      this.#done = this.#done.filter((done) => done !== position);
      if (stood) {
        const desk = await this.#backend.withdrawLetterRating(this.row.study, position, stood.entry);
        if (this.#isOver) return;
        this.#stash();
        this.#take(desk);
        this.#choices.set(position, { ...(this.#choices.get(position) ?? choiceOf(stood, this.scale.dimensions.length)), position, replaces: null });
        this.#ahead.clear();
        this.shown = null;
        await this.show(position);
        this.said = `Rating of letter ${position + 1} taken back`;
      }
    } catch (reason) {
      if (this.#isOver) return;
      this.#done = this.#done.filter((done) => done !== position);
      this.problem = asErrorView(reason);
      this.failed = 'undo';
    } finally {
      this.isBusy = false;
    }
  }

  /** What the button of a failure does. */
  async tryAgain(): Promise<void> {
    if (this.failed === 'record') await this.record();
    else await this.show(this.shown?.position ?? this.next ?? 0);
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
    this.#done = [];
    this.#ahead.clear();
    this.shown = null;
    this.scores = [];
    this.comment = '';
  }

  #ask(position: number): Promise<LetterItemView> {
    return this.#backend.letterItem(this.row.study, position);
  }

  #give(dimension: number, score: number): boolean {
    if (!this.isEditable || this.isBusy || score < 1 || score > this.scale.points.length || dimension >= this.scores.length) return false;
    this.scores = this.scores.with(dimension, score);
    this.said = scoreWords(this.scale, dimension, score);
    return true;
  }

  #take(desk: LetterDesk): void {
    this.row = desk.row;
    this.ticks = desk.ticks;
    this.next = this.shown ? nextAfter(desk.ticks, this.shown.position) : desk.next;
    this.#changed(desk.row);
  }

  #put(loaded: LetterItemView): void {
    this.shown = loaded;
    this.#ahead.forget(String(loaded.position));
    const stashed = this.#choices.get(loaded.position);
    // What was chosen beside another entry than the one that stands would be recorded over it unseen.
    const { scores, comment, isFlagged } = stashed && stashed.replaces === (loaded.recorded?.entry ?? null) ? stashed : choiceOf(loaded.recorded, this.scale.dimensions.length);
    Object.assign(this, { scores, comment, isFlagged });
    this.dimension = Math.max(0, this.scores.indexOf(null));
    this.isMet = false;
    this.problem = null;
    this.#shownAt = this.#clock.now();
    this.#clock.start();
    this.next = nextAfter(this.ticks, loaded.position);
    this.#lookAhead();
  }

  /** Asks for the letter that comes after this one while this one is read. */
  #lookAhead(): void {
    const position = this.next;
    if (position !== null) this.#ahead.begin(String(position), () => this.#ask(position));
  }

  #note({ position }: LetterItemView, answer: LetterRatingRecorded): void {
    this.row = answer.row;
    this.ticks = this.ticks.with(position, answer.tick);
    this.next = answer.next;
    this.#choices.delete(position);
    this.#done = [...this.#done.filter((done) => done !== position), position];
    this.said = `Recorded. ${answer.next === null ? 'That was the last letter' : letterPlace(answer.next, this.ticks.length)}`;
    this.#changed(answer.row);
  }

  async #refused(shown: LetterItemView, problem: ErrorView): Promise<void> {
    if (problem.code !== 'alreadyRecorded') {
      this.problem = problem;
      this.failed = 'record';
      return;
    }
    const mine = this.choice;
    try {
      const [loaded, desk] = await Promise.all([this.#ask(shown.position), this.#backend.letterDesk(this.row.study)]);
      if (this.#isOver) return;
      this.#take(desk);
      this.#choices.set(shown.position, { ...mine, position: shown.position, replaces: loaded.recorded?.entry ?? null });
      this.#put(loaded);
      this.isMet = true;
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.failed = 'record';
    }
  }

  async #goOn(): Promise<void> {
    if (this.next !== null) await this.show(this.next);
    else this.#end();
  }

  /** Nothing waits any more: no letter is in sight. */
  #end(): void {
    this.#clock.stop();
    this.shown = null;
    this.next = null;
  }

  /** What is chosen for the letter in sight is there again when it is looked at again. */
  #stash(): void {
    if (!this.shown) return;
    const { position, recorded } = this.shown;
    if (this.isTouched && this.isEditable) this.#choices.set(position, { ...this.choice, position, replaces: recorded?.entry ?? null });
    else this.#choices.delete(position);
  }
}
