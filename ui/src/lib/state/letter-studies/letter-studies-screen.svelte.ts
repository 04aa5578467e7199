// Letter studies for whoever keeps them: making one, drafting its letters, progress of the raters, lock, numbers.

import type { Backend } from '../../api/backend';
import type { ErrorView, LetterStudyResults, LetterStudyRow } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { Sending } from '../settings-screen.svelte';
import { LetterDrafting } from './letter-drafting.svelte';
import { LetterStudyForm } from './letter-study-form.svelte';
import { ratingsOf } from './letter-study-words';

type Stage = 'loading' | 'loaded' | 'failed';
/** What is asked before it is done. */
export type AskedOfStudy = 'lock' | 'remove' | 'none';

export class LetterStudiesScreen {
  readonly form = new LetterStudyForm();
  readonly drafting: LetterDrafting;

  stage = $state<Stage>('loading');
  rows = $state.raw<LetterStudyRow[]>([]);
  problem = $state.raw<ErrorView | null>(null);
  chosen = $state<number | null>(null);
  /** Whether the form of a new one stands in place of the chosen one. */
  isMaking = $state(false);
  asked = $state<AskedOfStudy>('none');

  resultsStage = $state<Stage>('loading');
  resultsProblem = $state.raw<ErrorView | null>(null);
  results = $state.raw<LetterStudyResults | null>(null);
  figureForm = $state<'figure' | 'table'>('figure');

  readonly making = new Sending();
  readonly removing = new Sending();
  readonly locking = new Sending();
  readonly exporting = new Sending();

  row: LetterStudyRow | null = $derived(this.rows.find(({ study }) => study === this.chosen) ?? null);
  isLocked = $derived(this.row?.state === 'locked' && !this.isMaking);
  /** Whether the letters of the chosen one are drafted now. */
  isDrafting = $derived.by(() => this.row !== null && this.drafting.study === this.row.study);
  /** Nothing is lost with it: no rating, no lock. */
  isRemovable = $derived.by(() => this.row !== null && this.row.state !== 'locked' && ratingsOf(this.row) === 0 && !this.isDrafting);

  readonly #backend: Backend;
  #asked = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.drafting = new LetterDrafting(backend, (row) => this.#replace(row));
  }

  async open(): Promise<void> {
    this.problem = null;
    try {
      this.rows = await this.#backend.letterStudies();
      this.stage = 'loaded';
      if (!this.isMaking) await this.choose(this.row?.study ?? this.rows[0]?.study ?? null);
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  /** Shows one: where it stands, and once it is locked its numbers. */
  async choose(study: number | null): Promise<void> {
    const asked = ++this.#asked;
    if (study !== this.chosen) this.#forgetPage();
    this.isMaking = false;
    this.chosen = study;
    if (this.row?.state !== 'locked') return;
    this.resultsStage = this.results ? 'loaded' : 'loading';
    this.resultsProblem = null;
    try {
      const results = await this.#backend.letterStudyResults(this.row.study);
      if (asked !== this.#asked) return;
      this.results = results;
      this.resultsStage = 'loaded';
    } catch (reason) {
      if (asked !== this.#asked) return;
      this.resultsProblem = asErrorView(reason);
      this.resultsStage = 'failed';
    }
  }

  toggleFigureForm(): void {
    this.figureForm = this.figureForm === 'figure' ? 'table' : 'figure';
  }

  async beginMaking(): Promise<void> {
    this.isMaking = true;
    await this.making.send(async () => {
      this.form.take(await this.#backend.letterStudyOptions());
      return '';
    });
  }

  /** Makes the study and begins to draft its letters. */
  async make(): Promise<void> {
    const { request } = this.form;
    if (!request) return;
    const isMade = await this.making.send(async () => {
      const made = await this.#backend.makeLetterStudy(request);
      this.rows = [made, ...this.rows];
      this.form.clear();
      await this.choose(made.study);
      return '';
    });
    if (isMade) await this.draft();
  }

  /** What was typed stays for when the form is opened again. */
  leaveMaking(): boolean {
    if (!this.isMaking) return false;
    this.making.problem = null;
    void this.choose(this.row?.study ?? this.rows[0]?.study ?? null);
    return true;
  }

  /** Drafts the letters of the chosen study that are not there yet. */
  async draft(): Promise<void> {
    if (this.row?.state === 'drafting') await this.drafting.draft(this.row);
  }

  /** Opens a dialog. */
  ask(what: AskedOfStudy): void {
    this.removing.problem = null;
    this.locking.problem = null;
    this.asked = what;
  }

  async remove(): Promise<void> {
    const { row } = this;
    if (!row) return;
    this.asked = 'none';
    await this.removing.send(async () => {
      this.rows = await this.#backend.removeLetterStudy(row.study);
      await this.choose(this.rows[0]?.study ?? null);
      return '';
    });
  }

  async lock(password: string): Promise<void> {
    const { row } = this;
    if (!row) return;
    const isDone = await this.locking.send(async () => {
      const locked = await this.#backend.lockLetterStudy(row.study, password);
      // Together, so that the focus goes from the dialog to the page.
      this.asked = 'none';
      this.#replace(locked);
      return '';
    });
    if (isDone) await this.choose(row.study);
  }

  async export(): Promise<void> {
    const { row } = this;
    if (!row || row.state !== 'locked') return;
    await this.exporting.send(async () => {
      const name = await this.#backend.exportLetterStudy(row.study);
      return name === null ? '' : `Ratings, numbers and the report are in ${name}. The tables hold comments and texts of patients.`;
    });
  }

  /** Lets go of what is shown; drafting stops behind the letter in work. */
  clear(): void {
    this.#asked += 1;
    this.drafting.close();
    this.#forgetPage();
    this.form.clear();
    this.rows = [];
    this.stage = 'loading';
    this.chosen = null;
    this.isMaking = false;
  }

  #replace(row: LetterStudyRow): void {
    this.rows = this.rows.map((known) => (known.study === row.study ? row : known));
  }

  #forgetPage(): void {
    this.results = null;
    this.resultsProblem = null;
    this.asked = 'none';
    this.removing.problem = null;
    this.exporting.problem = null;
    this.exporting.said = '';
  }
}
