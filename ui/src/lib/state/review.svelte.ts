// One case under review: its marks as the reviewer has set them so far, and what they make of the text.

import type { Backend } from '../api/backend';
import type { Mark, MarkDecision, Modality, ReviewCase } from '../api/generated';
import { movedByWord, type EdgeSide, type EdgeStep } from '../curate/word-edges';

export interface EdgeOfPlan {
  id: number;
  side: EdgeSide;
}

/** A stretch of the original: read as it is, or under a mark. */
export type Stretch = { kind: 'read'; text: string; start: number } | { kind: 'marked'; text: string; mark: Mark };

interface Moment {
  marks: Mark[];
  answered: number[];
}

export class Review {
  /** The case as it was loaded. */
  readonly loaded: ReviewCase;
  /** Whether it waits for a decision, in a cohort that is not frozen. */
  readonly isOpen: boolean;
  marks = $state.raw<Mark[]>([]);
  cleaned = $state('');
  edge = $state.raw<EdgeOfPlan | null>(null);
  /** The identifier the reviewer has taken up; null means: the open question, or the plan. */
  takenUp = $state<number | null>(null);
  modality = $state<Modality | null>(null);
  #answered = $state.raw<number[]>([]);
  #past = $state.raw<Moment[]>([]);

  stretches: Stretch[] = $derived.by(() => stretchesOf(this.loaded.original, this.marks));
  plans = $derived(this.marks.filter((mark) => mark.kind === 'plan'));
  /** Possible identifiers that nobody has answered for yet. */
  questions = $derived(this.marks.filter((mark) => mark.kind === 'possibleIdentifier' && !this.#answered.includes(mark.id)));
  isChanged = $derived(this.#past.length > 0);
  /** Why the case cannot be accepted; null when it can. */
  whyAcceptIsOff = $derived.by(() => {
    if (!this.isOpen) return this.loaded.state === 'waiting' ? 'The cohort is frozen' : `Already ${this.loaded.state}`;
    if (this.questions.length > 0) return 'K or M first';
    return this.modality === null ? 'Modality first' : null;
  });

  readonly #backend: Backend;
  readonly #cohort: string;
  #preview = 0;

  constructor(backend: Backend, cohort: string, loaded: ReviewCase, cohortIs: 'open' | 'frozen' = 'open') {
    this.#backend = backend;
    this.#cohort = cohort;
    this.loaded = loaded;
    this.isOpen = loaded.state === 'waiting' && cohortIs === 'open';
    this.marks = loaded.marks.toSorted((a, b) => a.start - b.start);
    this.cleaned = loaded.cleaned;
    this.modality = loaded.modality;
    if (!this.isOpen) this.#answered = loaded.marks.map(({ id }) => id);
    this.edge = this.#firstEdge();
  }

  /** Every mark as it stands. */
  get decisions(): MarkDecision[] {
    return this.marks.map(({ id, start, end, isApplied }) => ({ id, start, end, isApplied }));
  }

  textOf(mark: Mark): string {
    return this.loaded.original.slice(mark.start, mark.end);
  }

  questionOf(mark: Mark): string {
    return `Is “${this.textOf(mark)}” ${KIND_WORDS[mark.label.replace(/[\s\d.]+$/, '')] ?? 'an identifier'} here?`;
  }

  /** Moves the chosen edge of a plan by a word, up to its other edge and the marks beside it. */
  moveEdge(step: EdgeStep): boolean {
    const mark = this.marks.find(({ id }) => id === this.edge?.id);
    if (!mark || !this.edge || !this.isOpen) return false;
    const { side } = this.edge;
    const index = this.marks.indexOf(mark);
    const low = side === 'start' ? (this.marks[index - 1]?.end ?? 0) : mark.start + 1;
    const high = side === 'start' ? mark.end - 1 : (this.marks[index + 1]?.start ?? this.loaded.original.length);
    const at = movedByWord(this.loaded.original, mark[side], side, step, low, high);
    if (at === mark[side]) return false;
    this.#change({ ...mark, [side]: at });
    return true;
  }

  takeEdge(id: number, side: EdgeSide): void {
    if (!this.isOpen) return;
    this.edge = { id, side };
    this.takenUp = null;
  }

  takeUp(id: number): void {
    this.takenUp = id;
  }

  /** Takes the marked words out (`mask`) or leaves them in the text (`keep`). */
  answer(how: 'mask' | 'keep', id = this.#markInHand()?.id): boolean {
    const mark = this.marks.find((known) => known.id === id);
    if (!mark || !this.isOpen) return false;
    const isOpen = this.questions.includes(mark);
    const isApplied = how === 'mask';
    if (!isOpen && mark.isApplied === isApplied) return false;
    this.#change({ ...mark, isApplied });
    if (this.takenUp === mark.id && isOpen) this.takenUp = null;
    return true;
  }

  undo(): boolean {
    const moment = this.#past.at(-1);
    if (!moment) return false;
    this.#past = this.#past.slice(0, -1);
    this.marks = moment.marks;
    this.#answered = moment.answered;
    void this.#refreshPreview();
    return true;
  }

  /** Puts marks back that were set before a lock. */
  restore(decisions: MarkDecision[]): void {
    const set = new Map(decisions.map((decision) => [decision.id, decision]));
    if (!this.isOpen || set.size === 0) return;
    this.#past = [...this.#past, { marks: this.marks, answered: this.#answered }];
    this.marks = this.marks.map((mark) => ({ ...mark, ...set.get(mark.id) }));
    void this.#refreshPreview();
  }

  #markInHand(): Mark | undefined {
    return this.marks.find(({ id }) => id === this.takenUp) ?? this.questions[0] ?? this.plans.find(({ id }) => id === this.edge?.id) ?? this.plans[0];
  }

  #firstEdge(): EdgeOfPlan | null {
    const plan = this.isOpen ? this.plans.find(({ isApplied }) => isApplied) : undefined;
    return plan ? { id: plan.id, side: 'start' } : null;
  }

  #change(changed: Mark): void {
    this.#past = [...this.#past, { marks: this.marks, answered: this.#answered }];
    this.marks = this.marks.map((mark) => (mark.id === changed.id ? changed : mark));
    if (changed.kind !== 'plan') this.#answered = [...this.#answered, changed.id];
    else if (!changed.isApplied) this.edge = this.edge?.id === changed.id ? this.#firstEdge() : this.edge;
    else this.edge ??= this.#firstEdge();
    void this.#refreshPreview();
  }

  async #refreshPreview(): Promise<void> {
    this.#preview += 1;
    const preview = this.#preview;
    try {
      const { cleaned } = await this.#backend.previewMarks(this.#cohort, this.loaded.case, this.decisions);
      // OK to drop: a later change asks for itself.
      if (preview === this.#preview) this.cleaned = cleaned;
    } catch {
      if (preview === this.#preview) this.cleaned = '';
    }
  }
}

const KIND_WORDS: Record<string, string> = { name: 'a person', date: 'a date of this patient', place: 'a place', institution: 'a hospital', 'record no': 'a record number' };

function stretchesOf(original: string, marks: Mark[]): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (const mark of marks) {
    if (mark.start > from) stretches.push({ kind: 'read', start: from, text: original.slice(from, mark.start) });
    stretches.push({ kind: 'marked', text: original.slice(mark.start, mark.end), mark });
    from = mark.end;
  }
  if (from < original.length) stretches.push({ kind: 'read', start: from, text: original.slice(from) });
  return stretches;
}
