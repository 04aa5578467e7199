// What was chosen and not yet recorded: kept in the vault, so that a lock, a crash or a power cut does not take it.

import type { Backend } from '../../api/backend';
import type { GradingStage, Place } from '../../api/generated';

export interface GradeDraft {
  grading: number;
  stage: GradingStage;
  position: number;
  grade: number | null;
  comment: string;
  isFlagged: boolean;
}

export function gradeDraftFrom(content: string): GradeDraft | null {
  try {
    const { grading, stage, position, grade, comment, isFlagged } = JSON.parse(content) as Partial<GradeDraft>;
    if (typeof grading !== 'number' || typeof position !== 'number' || (stage !== 'calibration' && stage !== 'grading')) return null;
    return { grading, stage, position, grade: typeof grade === 'number' ? grade : null, comment: comment ?? '', isFlagged: isFlagged ?? false };
  } catch {
    return null;
  }
}

const PAUSE_MS = 1000;

/** Writes what it is given after a pause, one write after the other; the last one wins. */
export class DraftKeeper {
  readonly #backend: Backend;
  readonly #place: Place;
  #wanted = '';
  /** What the vault holds, as far as is known. */
  #kept = '';
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isStopped = false;
  /** The write on its way; settled when none is. */
  writing: Promise<void> = Promise.resolve();
  #isWriting = false;

  constructor(backend: Backend, place: Place = 'grade') {
    this.#backend = backend;
    this.#place = place;
  }

  /** Whether the vault holds something, as far as is known. */
  get holds(): boolean {
    return this.#kept !== '' || this.#isWriting;
  }

  /** The vault holds this already. */
  found(content: string): void {
    this.#wanted = this.#kept = content;
  }

  keep(content: string): void {
    this.#wanted = content;
    this.#pause();
    this.#timer = setTimeout(() => this.#begin(), PAUSE_MS);
  }

  /** It is recorded: the vault need not hold it any more. */
  forget(): void {
    this.#wanted = '';
    this.#pause();
    this.#begin();
  }

  /** Writes nothing more but for what is on its way. */
  stop(): void {
    this.#pause();
    this.#isStopped = true;
    this.#wanted = '';
  }

  #pause(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #begin(): void {
    if (!this.#isWriting && !this.#isStopped) this.writing = this.#write();
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      while (!this.#isStopped && this.#wanted !== this.#kept) {
        const content = this.#wanted;
        await this.#backend.keepDraft(this.#place, content);
        this.#kept = content;
      }
    } catch {
      // OK because the choice is still in sight; the next change writes again.
    } finally {
      this.#isWriting = false;
    }
  }
}
