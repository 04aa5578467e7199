// What the status bar says of the machine.

import type { Backend } from '../api/backend';
import type { MachineView } from '../api/generated';

export class Machine {
  view = $state<MachineView | null>(null);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Asks again. An unanswered question leaves the last answer: the status bar is not worth an error. */
  async refresh(): Promise<void> {
    try {
      this.view = await this.#backend.machine();
    } catch {
      // OK because the gauge only informs; a suggestion reports its own lack of memory.
    }
  }
}
