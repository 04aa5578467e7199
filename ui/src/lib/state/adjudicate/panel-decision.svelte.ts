// What the panel is about to settle on one case: the form, what it still lacks, and how it is kept over a lock.

import type { DiscrepancyView, PanelDecisionRequest, PanelReason } from '../../api/generated';
import { listed, REASONS, upperFirst } from './panel-words';

/** Whose grade is adjusted. */
export type Grader = 'first' | 'second';

/** A form as it stands; kept over a lock. */
export interface PanelDraft {
  item: number;
  first: number | null;
  second: number | null;
  consensus: number | null;
  reasons: PanelReason[];
  words: string;
  dissent: string;
  changeReason: string;
  isChanging: boolean;
}

export class PanelDecision {
  first = $state<number | null>(null);
  second = $state<number | null>(null);
  consensus = $state<number | null>(null);
  reasons = $state.raw<PanelReason[]>([]);
  words = $state('');
  dissent = $state('');
  changeReason = $state('');
  /** Whether what was settled is being changed; its form then stands in place of the record. */
  isChanging = $state(false);

  readonly item: number;

  constructor(item: number, draft: PanelDraft | null = null) {
    this.item = item;
    if (!draft) return;
    ({ first: this.first, second: this.second, consensus: this.consensus, reasons: this.reasons, words: this.words, dissent: this.dissent, changeReason: this.changeReason, isChanging: this.isChanging } = draft);
  }

  isTouched = $derived.by(() => this.isChanging || this.first !== null || this.second !== null || this.consensus !== null || this.reasons.length > 0 || this.words.trim() !== '' || this.dissent.trim() !== '');
  /** What is still to be given; empty when nothing is. */
  lacks: string[] = $derived.by(() => [
    ...(this.first === null ? ['the adjusted grade of A'] : []),
    ...(this.second === null ? ['the adjusted grade of B'] : []),
    ...(this.consensus === null ? ['the consensus'] : []),
    ...(this.reasons.length === 0 && this.words.trim() === '' ? ['a reason or words'] : []),
    ...(this.isChanging && this.changeReason.trim() === '' ? ['why it is changed'] : []),
  ]);
  /** The same in one sentence. */
  lackWords: string = $derived.by(() => (this.lacks.length === 0 ? '' : upperFirst(`${listed(this.lacks)} ${this.lacks.length === 1 ? 'is' : 'are'} missing.`)));

  adjust(grader: Grader, grade: number): void {
    this[grader] = grade;
  }

  toggle(reason: PanelReason, isOn: boolean): void {
    this.reasons = REASONS.filter((each) => (each === reason ? isOn : this.reasons.includes(each)));
  }

  /** Opens the form on what was settled. */
  change({ settled }: DiscrepancyView): void {
    if (!settled) return;
    ({ first: this.first, second: this.second, consensus: this.consensus, reasons: this.reasons, words: this.words, dissent: this.dissent } = settled);
    this.changeReason = '';
    this.isChanging = true;
  }

  /** Null while something is missing. */
  request(grading: number, view: DiscrepancyView): PanelDecisionRequest | null {
    const { first, second, consensus } = this;
    if (this.lacks.length > 0 || first === null || second === null || consensus === null) return null;
    return {
      grading,
      item: view.item,
      first,
      second,
      consensus,
      reasons: this.reasons,
      words: this.words.trim(),
      dissent: this.dissent.trim(),
      replaces: view.settled?.decision ?? null,
      changeReason: this.changeReason.trim(),
    };
  }

  get draft(): PanelDraft {
    const { item, first, second, consensus, reasons, words, dissent, changeReason, isChanging } = this;
    return { item, first, second, consensus, reasons, words, dissent, changeReason, isChanging };
  }
}
