// A grading packet: opened here with its code, and sent back with the grader’s password.

import type { Backend } from '../../api/backend';
import type { ErrorView, MyGrading } from '../../api/generated';
import { asErrorView } from '../../errors/classification';

export class Packets {
  isOpening = $state(false);
  code = $state('');
  password = $state('');
  isBusy = $state(false);
  problem = $state.raw<ErrorView | null>(null);
  /** The file that goes back, once it is written. */
  written = $state('');

  readonly #backend: Backend;
  readonly #opened: (grading: MyGrading) => Promise<void>;

  constructor(backend: Backend, opened: (grading: MyGrading) => Promise<void>) {
    this.#backend = backend;
    this.#opened = opened;
  }

  ask(): void {
    this.clear();
    this.isOpening = true;
  }

  async open(): Promise<void> {
    if (this.code.trim() === '' || this.isBusy) return;
    await this.#attempt(async () => {
      const grading = await this.#backend.openPacket(this.code.trim());
      if (!grading || !this.isOpening) return;
      this.clear();
      await this.#opened(grading);
    });
  }

  async sendBack(grading: number): Promise<void> {
    if (this.password === '' || this.isBusy) return;
    await this.#attempt(async () => {
      const written = await this.#backend.returnPacket(grading, this.password);
      this.password = '';
      if (written) this.written = written;
    });
  }

  /** Lets go of code and password. */
  clear(): void {
    this.isOpening = false;
    this.code = '';
    this.password = '';
    this.written = '';
    this.problem = null;
  }

  async #attempt(act: () => Promise<void>): Promise<void> {
    this.isBusy = true;
    this.problem = null;
    try {
      await act();
    } catch (reason) {
      this.problem = asErrorView(reason);
    } finally {
      this.isBusy = false;
    }
  }
}
