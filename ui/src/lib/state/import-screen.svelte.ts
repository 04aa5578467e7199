// One import: the two files that were chosen, what was made of their columns, how far the reading is, how it ended.

import type { Backend } from '../api/backend';
import type { Correction, ErrorView, ExportDifference, ImportEvent, ImportInspection, MappingChange } from '../api/generated';
import { asErrorView } from '../errors/classification';
import { count, timeLeft } from '../format/number';

export type ImportStage = 'nothing' | 'choosing' | 'mapping' | 'importing' | 'differs' | 'failed';

export class ImportScreen {
  stage = $state<ImportStage>('nothing');
  inspection = $state.raw<ImportInspection | null>(null);
  problem = $state.raw<ErrorView | null>(null);
  said = $state('');
  /** What corrected exports would change, while somebody chooses what becomes of them. */
  difference = $state.raw<ExportDifference | null>(null);
  #event = $state.raw<ImportEvent | null>(null);

  /** Why Import is off; null when it is on. */
  whyOff = $derived(this.inspection === null ? 'Choose two exports first' : (this.inspection.openQuestions[0] ?? null));
  share = $derived(this.#event?.kind === 'reading' ? this.#event.share * READING_SHARE : this.#event?.kind === 'curating' ? READING_SHARE + this.#event.share * (1 - READING_SHARE) : 0);
  progress = $derived.by(() => {
    const event = this.#event;
    if (event?.kind === 'curating') return 'Selecting, separating plans, masking identifiers';
    if (event?.kind !== 'reading') return 'Opening the exports';
    return `Reading the exports, ${count(event.rows)} rows`;
  });
  timeLeft = $derived(this.#event?.kind === 'reading' && this.#event.secondsLeft !== null ? timeLeft(this.#event.secondsLeft) : '');

  readonly #backend: Backend;
  readonly #finished: (cohort: string) => void;
  #isChanging = false;

  /** `finished` is told the cohort that was made. */
  constructor(backend: Backend, finished: (cohort: string) => void) {
    this.#backend = backend;
    this.#finished = finished;
  }

  /** Opens the file dialog. Answers whether there is anything to look at afterwards. */
  async choose(): Promise<boolean> {
    const before = this.stage;
    if (before === 'choosing' || before === 'importing') return true;
    this.stage = 'choosing';
    this.problem = null;
    try {
      const inspection = await this.#backend.chooseExports();
      if (inspection) this.inspection = inspection;
      this.stage = this.inspection ? 'mapping' : 'nothing';
    } catch (reason) {
      this.#fail(reason);
    }
    return this.stage !== 'nothing';
  }

  async change(change: MappingChange): Promise<void> {
    if (this.#isChanging || this.stage !== 'mapping') return;
    this.#isChanging = true;
    this.problem = null;
    try {
      this.inspection = await this.#backend.changeMapping(change);
    } catch (reason) {
      this.problem = asErrorView(reason);
    } finally {
      this.#isChanging = false;
    }
  }

  async saveMapping(): Promise<void> {
    this.problem = null;
    try {
      await this.#backend.saveMapping();
      this.said = 'The mapping is kept for the next export';
    } catch (reason) {
      this.problem = asErrorView(reason);
    }
  }

  async start(): Promise<void> {
    if (this.whyOff === null && this.stage === 'mapping') await this.#import(null);
  }

  /** Goes on with corrected exports. */
  async correct(correction: Correction): Promise<void> {
    if (this.stage === 'differs') await this.#import(correction);
  }

  /** Back to the mapping; the cohort stays as it is. */
  leaveAsItIs(): void {
    if (this.stage !== 'differs') return;
    this.stage = 'mapping';
    this.difference = null;
    this.said = 'Nothing was changed';
  }

  async #import(correction: Correction | null): Promise<void> {
    this.stage = 'importing';
    this.problem = null;
    this.said = '';
    this.difference = null;
    this.#event = null;
    let made: string | null = null;
    try {
      await this.#backend.importExports(correction, (event) => {
        this.#event = event;
        if (event.kind === 'finished') made = event.cohort;
        if (event.kind === 'differs') this.difference = event.difference;
      });
    } catch (reason) {
      this.#fail(reason);
      return;
    }
    if (this.difference !== null) {
      this.stage = 'differs';
      return;
    }
    if (made === null) {
      this.stage = 'mapping';
      this.said = 'Cancelled. Nothing of it was kept';
      return;
    }
    this.inspection = null;
    this.stage = 'nothing';
    this.#finished(made);
  }

  async cancel(): Promise<void> {
    await this.#backend.cancelImport().catch(() => {
      // OK because the import itself reports how it ends.
    });
  }

  /** Back to no files. */
  async forget(): Promise<void> {
    this.inspection = null;
    this.difference = null;
    this.stage = 'nothing';
    this.problem = null;
    this.said = '';
    await this.#backend.forgetImport().catch(() => {
      // OK because the next choice replaces what the program still holds.
    });
  }

  #fail(reason: unknown): void {
    this.problem = asErrorView(reason);
    this.stage = this.inspection ? 'mapping' : 'failed';
  }
}

/** Reading takes about this part of the time. */
const READING_SHARE = 0.7;
