// The screen Grade: one grader’s studies of grades, and the desk of the one that is chosen.

import type { Backend } from '../../api/backend';
import type { ErrorView, MyGrading } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { waitingIn } from '../../grade/words';
import { CaseDesk } from './case-desk.svelte';
import { ExamplesDrawer } from './examples-drawer.svelte';
import { FocusClock } from './focus-clock';
import { DraftKeeper, gradeDraftFrom, type GradeDraft } from './grade-draft';
import { Packets } from './packets.svelte';

export class GradeScreen {
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  gradings = $state.raw<MyGrading[]>([]);
  chosen = $state<number | null>(null);
  desk = $state.raw<CaseDesk | null>(null);
  problem = $state.raw<ErrorView | null>(null);
  readonly drawer: ExamplesDrawer;
  readonly packets: Packets;

  row = $derived(this.gradings.find(({ grading }) => grading === this.chosen) ?? null);
  /** Over all studies of grades, once they are known. */
  waiting = $derived(this.stage === 'loaded' ? this.gradings.reduce((sum, row) => sum + waitingIn(row), 0) : null);

  readonly #backend: Backend;
  readonly #clock: FocusClock;
  readonly #keeper: DraftKeeper;
  #resume: GradeDraft | null = null;
  #asked = 0;

  constructor(backend: Backend, clock = new FocusClock()) {
    this.#backend = backend;
    this.#clock = clock;
    this.#keeper = new DraftKeeper(backend);
    this.drawer = new ExamplesDrawer(backend);
    this.packets = new Packets(backend, (grading) => this.open(grading.grading));
  }

  /** The unrecorded choice, to be kept; empty when there is none. */
  get draft(): string {
    const draft = this.desk?.draft ?? this.#resume;
    return draft ? JSON.stringify(draft) : '';
  }

  /** Settled when no draft is on its way to the vault. */
  get draftWritten(): Promise<void> {
    return this.#keeper.writing;
  }

  /** Takes up what was chosen before a lock or a crash. */
  resumeAt(content: string): void {
    this.#keeper.found(content);
    this.#resume = gradeDraftFrom(content);
  }

  /** Looks for the studies of grades. `wanted` is chosen if it is there; else where the grader was, else the first with work. */
  async open(wanted: number | null = this.#resume?.grading ?? this.chosen): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.problem = null;
    try {
      const gradings = await this.#backend.myGradings();
      if (asked !== this.#asked) return;
      this.gradings = gradings;
      this.stage = 'loaded';
    } catch (reason) {
      if (asked === this.#asked) this.#fail(reason);
      return;
    }
    const found = this.gradings.find(({ grading }) => grading === wanted) ?? this.gradings.find((row) => waitingIn(row) > 0) ?? this.gradings[0];
    if (found) await this.choose(found.grading);
  }

  async choose(grading: number): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const isSame = this.desk?.row.grading === grading && this.chosen === grading;
    this.chosen = grading;
    this.problem = null;
    if (!isSame) {
      this.#endDesk();
      this.packets.clear();
    }
    if (this.row?.state === 'elsewhere' || this.row?.state === 'closed') return this.#endDesk();
    try {
      if (this.desk) {
        this.desk.resume();
        return await this.desk.refresh();
      }
      const desk = await this.#backend.gradingDesk(grading);
      if (asked !== this.#asked) return;
      this.desk = new CaseDesk(this.#backend, desk, { clock: this.#clock, keeper: this.#keeper, changed: (row) => this.#rowChanged(row) });
      const resume = this.#resume?.grading === grading ? this.#resume : null;
      this.#resume = null;
      await this.desk.begin(resume);
    } catch (reason) {
      if (asked === this.#asked) this.#fail(reason);
    }
  }

  async toggleExamples(): Promise<void> {
    if (this.chosen !== null) await this.drawer.toggle(this.chosen);
  }

  /** The screen is left for another one: what is chosen stays, the time stands. */
  leave(): void {
    this.desk?.pause();
    this.drawer.close();
  }

  /** Lets go of every text. */
  clear(): void {
    this.#asked += 1;
    this.#endDesk();
    this.#resume = null;
    this.#keeper.stop();
    this.drawer.clear();
    this.packets.clear();
    this.stage = 'loading';
    this.gradings = [];
  }

  #rowChanged(row: MyGrading): void {
    this.gradings = this.gradings.map((known) => (known.grading === row.grading ? row : known));
  }

  #endDesk(): void {
    this.desk?.end();
    this.desk = null;
  }

  #fail(reason: unknown): void {
    this.problem = asErrorView(reason);
    this.stage = 'failed';
  }
}
