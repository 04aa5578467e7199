// Every run, newest first, and what is in use in the clinic.

import type { Backend } from '../../api/backend';
import type { ErrorView, ReleaseView, RunRow } from '../../api/generated';
import { asErrorView } from '../../errors/classification';

export class RunHistory {
  rows = $state.raw<RunRow[]>([]);
  releases = $state.raw<ReleaseView[]>([]);
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  problem = $state.raw<ErrorView | null>(null);

  /** The number the next run will have. */
  next = $derived(Math.max(0, ...this.rows.map(({ run }) => run)) + 1);

  readonly #backend: Backend;
  #asked = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async look(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.problem = null;
    try {
      const [rows, releases] = await Promise.all([this.#backend.listRuns(), this.#backend.releases()]);
      if (asked !== this.#asked) return;
      this.rows = rows;
      this.releases = releases;
      this.stage = 'loaded';
    } catch (reason) {
      if (asked !== this.#asked) return;
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  row(run: number): RunRow | undefined {
    return this.rows.find((row) => row.run === run);
  }

  replace(row: RunRow): void {
    const rest = this.rows.filter(({ run }) => run !== row.run);
    this.rows = [...rest, row].sort((a, b) => b.run - a.run);
  }
}
