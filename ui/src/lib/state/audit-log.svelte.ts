// The audit log, read page by page as it is scrolled, and the check of its chain.

import type { Backend } from '../api/backend';
import type { AuditCheck, AuditRow, ErrorView } from '../api/generated';
import { asErrorView } from '../errors/classification';

const PAGE = 100;

export class AuditLog {
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  problem = $state.raw<ErrorView | null>(null);
  /** Entries in the log: the newest has this number. */
  entries = $state(0);
  check = $state.raw<AuditCheck | null>(null);
  checkStage = $state<'unchecked' | 'checking'>('unchecked');
  #rows = $state.raw<Map<number, AuditRow>>(new Map());
  #asked = new Set<number>();

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async open(): Promise<void> {
    this.stage = 'loading';
    this.problem = null;
    this.#rows = new Map();
    this.#asked.clear();
    await this.#load(0);
  }

  /** A row by its place from the newest; undefined until its page has come. */
  row(index: number): AuditRow | undefined {
    return this.#rows.get(index);
  }

  /** Reads the pages of these rows that were not read yet. */
  need(first: number, end: number): void {
    if (this.stage !== 'loaded') return;
    for (let page = Math.floor(first / PAGE); page * PAGE < end; page += 1) void this.#load(page);
  }

  async verify(): Promise<void> {
    this.checkStage = 'checking';
    this.problem = null;
    try {
      this.check = await this.#backend.verifyAudit();
    } catch (reason) {
      this.problem = asErrorView(reason);
    } finally {
      this.checkStage = 'unchecked';
    }
  }

  async #load(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    try {
      const rows = await this.#backend.auditLog(page * PAGE, PAGE);
      if (page === 0) this.entries = rows[0]?.number ?? 0;
      const known = new Map(this.#rows);
      rows.forEach((row, index) => known.set(page * PAGE + index, row));
      this.#rows = known;
      this.stage = 'loaded';
    } catch (reason) {
      this.#asked.delete(page);
      this.problem = asErrorView(reason);
      if (page === 0) this.stage = 'failed';
    }
  }
}
