// The Adjudicate screen: which study of grades, which of its discrepancies are listed, which is open, and what the panel settles on it.

import type { Backend } from '../../api/backend';
import type { Adjudication, DiscrepancyRow, DiscrepancyView, DiscussionRow, ErrorView } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { DraftKeeper } from '../grade/grade-draft';
import { Sending } from '../settings-screen.svelte';
import { PanelDecision, type Grader, type PanelDraft } from './panel-decision.svelte';
import { PanelDoor } from './panel-door.svelte';
import { absentWords } from './panel-words';

export type Part = 'open' | 'decided' | 'all';
type Stage = 'loading' | 'loaded' | 'failed';
/** A cell of the table: grade of A, grade of B. */
export interface Cell {
  first: number;
  second: number;
}
/** Where the panel stood, and what it had written; kept over a lock. */
export interface PanelPosition {
  grading: number;
  item: number | null;
  drafts: PanelDraft[];
}

export class AdjudicateScreen {
  stage = $state<Stage>('loading');
  discussions = $state.raw<DiscussionRow[]>([]);
  chosen = $state<number | null>(null);
  viewStage = $state<Stage>('loading');
  view = $state.raw<Adjudication | null>(null);
  problem = $state.raw<ErrorView | null>(null);

  part = $state<Part>('all');
  cell = $state.raw<Cell | null>(null);

  openItem = $state<number | null>(null);
  caseStage = $state<Stage>('loading');
  case = $state.raw<DiscrepancyView | null>(null);
  caseProblem = $state.raw<ErrorView | null>(null);
  decision = $state.raw<PanelDecision | null>(null);
  /** After A or B: whose grade the next number adjusts. */
  adjusting = $state<Grader | null>(null);

  readonly door: PanelDoor;
  readonly settling = new Sending();
  readonly voting = new Sending();
  /** The last thing done, for the status line. */
  said = $state('');
  /** Counts how often the screen went on by itself: the focus then follows to the case that is shown. */
  turns = $state(0);

  /** Open ones first, each part in the order of the program. */
  flagged: DiscrepancyRow[] = $derived.by(() => {
    const all = this.view?.flagged ?? [];
    return [...all.filter(isOpenRow), ...all.filter((row) => !isOpenRow(row))];
  });
  openCount = $derived.by(() => this.flagged.filter(isOpenRow).length);
  rows: DiscrepancyRow[] = $derived.by(() =>
    this.flagged.filter((row) => (this.part === 'all' || isOpenRow(row) === (this.part === 'open')) && (!this.cell || (row.first === this.cell.first && row.second === this.cell.second))),
  );
  /** Unsettled ones of all discussions, once they are known. */
  waiting = $derived(this.stage === 'loaded' ? this.discussions.reduce((sum, row) => sum + row.unsettled, 0) : null);
  /** Whether the form of the open case can be filled in. */
  isEditable = $derived.by(() => this.view !== null && this.view.mayRecord && !this.view.isLocked && this.case !== null && (this.case.settled === null || (this.decision?.isChanging ?? false)));
  /** Why nothing can be recorded now; empty when it can. */
  whyRecordIsOff: string = $derived.by(() => {
    if (!this.view || !this.decision) return 'No case is open.';
    if (this.view.isLocked) return 'The study of grades is locked: nothing changes any more.';
    if (!this.view.mayRecord) return 'A senior oncologist records what the panel settles.';
    return [absentWords(this.view.panel), this.decision.lackWords].filter((words) => words !== '').join(' ');
  });

  readonly #backend: Backend;
  readonly #keeper: DraftKeeper;
  readonly #forms = new Map<number, PanelDecision>();
  #resume: PanelPosition | null = null;
  #viewAsked = 0;
  #caseAsked = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#keeper = new DraftKeeper(backend, 'adjudicate');
    this.door = new PanelDoor(
      backend,
      () => this.chosen,
      (view, signed) => void this.#panelChanged(view, signed?.name ?? null),
    );
  }

  async open(): Promise<void> {
    this.problem = null;
    try {
      const discussions = await this.#backend.discussions();
      this.discussions = discussions;
      this.stage = 'loaded';
      const resumed = this.#resume?.grading ?? this.chosen;
      const known = discussions.find(({ grading }) => grading === resumed) ?? discussions.find(({ isOpen, unsettled }) => isOpen && unsettled > 0) ?? discussions.find(({ isOpen }) => isOpen) ?? discussions[0];
      await this.choose(known?.grading ?? null);
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  async choose(grading: number | null): Promise<void> {
    const wasOpen = grading === this.chosen ? this.openItem : null;
    if (grading !== this.chosen) this.#forget();
    this.chosen = grading;
    if (grading === null) return;
    const asked = ++this.#viewAsked;
    this.viewStage = 'loading';
    this.problem = null;
    try {
      const view = await this.#backend.adjudication(grading);
      if (asked !== this.#viewAsked) return;
      this.view = view;
      this.viewStage = 'loaded';
      const resumed = this.#takeResumed(grading) ?? wasOpen;
      if (view.closedBecause !== '') return;
      const first = this.flagged.find(({ item }) => item === resumed) ?? this.rows[0];
      if (first) await this.show(first.item);
    } catch (reason) {
      if (asked !== this.#viewAsked) return;
      this.problem = asErrorView(reason);
      this.viewStage = 'failed';
    }
  }

  list(part: Part): void {
    this.part = part;
    this.#keepOpenListed();
  }

  /** Lists the cases of one cell only, or of all again when it is the listed one. */
  pick(cell: Cell): void {
    this.cell = this.cell?.first === cell.first && this.cell.second === cell.second ? null : cell;
    if (this.cell && this.rows.length === 0) this.part = 'all';
    this.#keepOpenListed();
  }

  async show(item: number): Promise<void> {
    const grading = this.chosen;
    if (grading === null) return;
    const asked = ++this.#caseAsked;
    if (item !== this.openItem) {
      this.case = null;
      this.decision = null;
    }
    this.openItem = item;
    this.said = '';
    this.adjusting = null;
    this.settling.problem = null;
    this.voting.problem = null;
    this.caseStage = 'loading';
    this.caseProblem = null;
    try {
      const view = await this.#backend.discrepancy(grading, item);
      if (asked !== this.#caseAsked) return;
      this.#take(view);
    } catch (reason) {
      if (asked !== this.#caseAsked) return;
      this.caseProblem = asErrorView(reason);
      this.caseStage = 'failed';
    }
  }

  /** The case before (-1) or after (1) in the list; answers whether there is one. */
  step(by: 1 | -1): boolean {
    const next = this.rows[this.rows.findIndex(({ item }) => item === this.openItem) + by];
    if (!next || this.openItem === null) return false;
    void this.show(next.item);
    return true;
  }

  /** The next number adjusts this grader; again: it does not. */
  beginAdjusting(grader: Grader): boolean {
    if (!this.isEditable) return false;
    this.adjusting = this.adjusting === grader ? null : grader;
    return true;
  }

  /** A number: for the grader whose key came before, else for the consensus. */
  give(grade: number): boolean {
    if (!this.isEditable || !this.decision) return false;
    if (this.adjusting) this.decision.adjust(this.adjusting, grade);
    else this.decision.consensus = grade;
    this.adjusting = null;
    return true;
  }

  async record(): Promise<void> {
    const { view, decision } = this;
    const discrepancy = this.case;
    if (!view || !discrepancy || !decision || !this.isEditable || this.whyRecordIsOff !== '') return;
    const request = decision.request(view.grading, discrepancy);
    if (!request) return;
    const isChange = discrepancy.settled !== null;
    const next = this.#nextOpen(discrepancy.item);
    await this.settling.send(async () => {
      const settled = await this.#backend.settleDiscrepancy(request);
      this.#forms.delete(settled.item);
      if (this.openItem === settled.item) this.#take(settled);
      await this.#lookAgain();
      return '';
    });
    if (this.settling.problem) return;
    if (!isChange && next && this.openItem === discrepancy.item) await this.show(next.item);
    this.turns += 1;
    this.said = `${discrepancy.case}: ${isChange ? 'changed to consensus' : 'consensus'} ${request.consensus} recorded.`;
  }

  /** Goes on without recording; what was written stays in the form. */
  leaveOpen(): void {
    if (this.openItem === null) return;
    const next = this.#nextOpen(this.openItem);
    if (next) void this.show(next.item);
    if (next) this.turns += 1;
    this.said = next ? '' : 'No other case is open. What was written stays in the form.';
  }

  /** Gives up a change: the record stands as it was. */
  dropChange(): void {
    const { case: view } = this;
    if (!view) return;
    this.#forms.delete(view.item);
    this.#take(view);
    this.turns += 1;
  }

  async vote(grade: number): Promise<void> {
    const { chosen, openItem } = this;
    if (chosen === null || openItem === null) return;
    await this.voting.send(async () => {
      const view = await this.#backend.castPanelVote(chosen, openItem, grade);
      if (this.openItem === view.item) this.#take(view);
      return '';
    });
  }

  /** Puts back what the vault kept, before the screen opens. */
  resumeAt(content: string): void {
    this.#resume = panelPositionFrom(content);
    this.#keeper.found(content);
  }

  /** What is to be kept of the forms; empty when nothing is. */
  get draft(): string {
    const { position } = this;
    return position ? JSON.stringify(position) : '';
  }

  /** The same at a lock: null when the vault holds nothing and nothing is to be kept. */
  get draftAtLock(): string | null {
    const { draft } = this;
    return draft !== '' || this.#keeper.holds ? draft : null;
  }

  /** Settled when no draft is on its way to the vault. */
  get draftWritten(): Promise<void> {
    return this.#keeper.writing;
  }

  /** Keeps the forms soon, so that neither a crash nor a power cut takes them. */
  keepDraft(content: string): void {
    if (this.chosen === null || this.#resume) return;
    if (content !== '') this.#keeper.keep(content);
    else if (this.#keeper.holds) this.#keeper.forget();
  }

  get position(): PanelPosition | null {
    // Forms come and go with the open one.
    void this.decision;
    const drafts = [...this.#forms.values()].filter(({ isTouched }) => isTouched).map(({ draft }) => draft);
    if (this.chosen === null) return this.#resume;
    return drafts.length === 0 ? null : { grading: this.chosen, item: this.openItem, drafts };
  }

  /** Lets go of every text. */
  clear(): void {
    this.#keeper.stop();
    this.#forget();
    this.chosen = null;
    this.discussions = [];
    this.stage = 'loading';
    this.door.close();
  }

  #take(view: DiscrepancyView): void {
    this.case = view;
    this.caseStage = 'loaded';
    const kept = this.#forms.get(view.item);
    // A form that was begun before somebody settled the case meanwhile is no answer to what stands now.
    const isStale = kept !== undefined && view.settled !== null && !kept.isChanging;
    const form = kept && !isStale ? kept : new PanelDecision(view.item);
    this.#forms.set(view.item, form);
    this.decision = form;
  }

  async #panelChanged(view: Adjudication, signedBy: string | null): Promise<void> {
    if (view.grading !== this.chosen) return;
    this.view = view;
    if (signedBy === null) return;
    if (this.openItem !== null) await this.show(this.openItem);
    this.said = `Signed by ${signedBy}.`;
  }

  async #lookAgain(): Promise<void> {
    const grading = this.chosen;
    if (grading === null) return;
    const [view, discussions] = await Promise.all([this.#backend.adjudication(grading), this.#backend.discussions()]);
    if (grading !== this.chosen) return;
    this.view = view;
    this.discussions = discussions;
  }

  /** The next open case of the list after this one, else the first. */
  #nextOpen(from: number): DiscrepancyRow | undefined {
    const at = this.flagged.findIndex(({ item }) => item === from);
    const open = (row: DiscrepancyRow) => isOpenRow(row) && row.item !== from && this.#isInCell(row);
    return this.flagged.slice(at + 1).find(open) ?? this.flagged.find(open);
  }

  #isInCell(row: DiscrepancyRow): boolean {
    return !this.cell || (row.first === this.cell.first && row.second === this.cell.second);
  }

  #keepOpenListed(): void {
    const first = this.rows[0];
    if (first && !this.rows.some(({ item }) => item === this.openItem)) void this.show(first.item);
  }

  #takeResumed(grading: number): number | null {
    const resumed = this.#resume;
    this.#resume = null;
    if (resumed?.grading !== grading) return null;
    for (const draft of resumed.drafts) this.#forms.set(draft.item, new PanelDecision(draft.item, draft));
    return resumed.item;
  }

  #forget(): void {
    this.#viewAsked += 1;
    this.#caseAsked += 1;
    this.#forms.clear();
    this.view = null;
    this.case = null;
    this.decision = null;
    this.openItem = null;
    this.cell = null;
    this.adjusting = null;
    this.said = '';
  }
}

export const isOpenRow = (row: DiscrepancyRow): boolean => row.consensus === null;

function panelPositionFrom(content: string): PanelPosition | null {
  try {
    const { grading, item, drafts } = JSON.parse(content) as Partial<PanelPosition>;
    return typeof grading === 'number' && Array.isArray(drafts) ? { grading, item: item ?? null, drafts } : null;
  } catch {
    return null;
  }
}
