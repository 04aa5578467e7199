// A draft that runs: which section is being written, its words so far, how it ended. What comes after a stop is dropped.

import type { Backend } from '../../api/backend';
import type { ErrorView, LetterDraftRequest, LetterEvent, LetterSectionKind, LetterView } from '../../api/generated';
import { asErrorView } from '../../errors/classification';

export type DraftingStage = 'none' | 'asked' | 'loading' | 'writing' | 'finished' | 'stopped' | 'failed';

export class LetterDrafting {
  stage = $state<DraftingStage>('none');
  sections = $state.raw<LetterSectionKind[]>([]);
  /** The section whose words are arriving. */
  current = $state<LetterSectionKind | null>(null);
  text = $state('');
  done = $state(0);
  reading = $state.raw<{ model: string; megabytes: number } | null>(null);
  elapsedMs = $state<number | null>(null);
  problem = $state.raw<ErrorView | null>(null);
  isRunning = $derived(this.stage === 'asked' || this.stage === 'loading' || this.stage === 'writing');

  readonly #backend: Backend;
  readonly #take: (view: LetterView, section: LetterSectionKind) => void;
  #run = 0;
  /** A stop that the program has not answered yet: it may still store the section that was just complete. */
  #settled: Promise<void> = Promise.resolve();

  constructor(backend: Backend, take: (view: LetterView, section: LetterSectionKind) => void) {
    this.#backend = backend;
    this.#take = take;
  }

  /** Resolves when it has ended, also when it was stopped. */
  async draft(request: LetterDraftRequest): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    Object.assign(this, { stage: 'asked', sections: request.sections, current: null, text: '', done: 0, reading: null, elapsedMs: null, problem: null });
    const answered = this.#backend.draftLetter(request, (event) => {
      if (run === this.#run) this.#apply(event);
      // Stopped before it had begun: there was nothing to cancel then.
      else if (event.kind === 'started') this.#cancel();
    });
    this.#settled = answered.then(
      () => undefined,
      () => undefined,
    );
    try {
      await answered;
      if (run === this.#run && this.isRunning) this.#end('finished');
    } catch (reason) {
      if (run !== this.#run) return;
      this.problem = asErrorView(reason);
      this.#end('failed');
    }
  }

  /** Resolves when the program has let go. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.#run += 1;
    this.#end('stopped');
    this.#cancel();
    await this.#settled;
  }

  /** Cuts it off without a word. */
  end(): void {
    if (this.isRunning) this.#cancel();
    this.#run += 1;
    this.text = '';
    this.current = null;
    this.stage = 'none';
  }

  #cancel(): void {
    this.#backend.cancelLetterDraft().catch(() => {
      // OK because the run is already cut off from the screen.
    });
  }

  #end(stage: 'finished' | 'stopped' | 'failed'): void {
    this.stage = stage;
    this.current = null;
    this.text = '';
  }

  #apply(event: LetterEvent): void {
    switch (event.kind) {
      case 'started':
        break;
      case 'loading':
        this.stage = 'loading';
        this.reading = { model: event.model, megabytes: event.megabytes };
        break;
      case 'sectionText':
        this.stage = 'writing';
        this.current = event.section;
        this.text = event.text;
        break;
      case 'sectionDone':
        this.stage = 'writing';
        this.done += 1;
        this.current = null;
        this.text = '';
        this.#take(event.letter, event.section);
        break;
      case 'finished':
        this.elapsedMs = event.elapsedMs;
        this.#end('finished');
        break;
      case 'cancelled':
        this.#end('stopped');
    }
  }
}
