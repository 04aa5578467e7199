// The cases behind a number, a bar or a cell, and one of them opened. The opened case holds a patient's text.

import type { Backend } from '../../api/backend';
import type { CaseAddress, CaseListView, CaseOrder, ErrorView, StudyCaseView } from '../../api/generated';
import { asErrorView } from '../../errors/classification';

export class DrillDown {
  list = $state.raw<CaseListView | null>(null);
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  problem = $state.raw<ErrorView | null>(null);
  order = $state<CaseOrder>('worstFirst');
  opened = $state.raw<StudyCaseView | null>(null);
  caseStage = $state<'none' | 'loading' | 'loaded' | 'failed'>('none');

  /** Whether the cases have values to be ordered by. */
  isOrdered = $derived.by(() => this.list?.rows.some(({ value }) => value !== null) ?? false);

  readonly study: number;
  readonly address: CaseAddress;
  readonly #backend: Backend;
  #asked = '';

  constructor(backend: Backend, study: number, address: CaseAddress) {
    this.#backend = backend;
    this.study = study;
    this.address = address;
  }

  async look(order: CaseOrder = this.order): Promise<void> {
    this.order = order;
    this.problem = null;
    try {
      const list = await this.#backend.studyCases(this.study, this.address, order);
      if (order !== this.order) return;
      this.list = list;
      this.stage = 'loaded';
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  async open(caseId: string): Promise<void> {
    if (!this.list) return;
    this.#asked = caseId;
    this.caseStage = 'loading';
    this.problem = null;
    try {
      const { model, task } = this.list;
      const opened = await this.#backend.studyCase(this.study, model, task, caseId);
      if (caseId !== this.#asked) return;
      this.opened = opened;
      this.caseStage = 'loaded';
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.caseStage = 'failed';
    }
  }

  /** Back to the list; answers whether a case was open. */
  closeCase(): boolean {
    if (this.caseStage === 'none') return false;
    this.#asked = '';
    this.opened = null;
    this.caseStage = 'none';
    return true;
  }
}
