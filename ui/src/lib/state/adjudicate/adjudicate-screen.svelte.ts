// Discrepancies, one at a time, and what the panel settles.

import type { Backend } from '../../api/backend';

export class AdjudicateScreen {
  constructor(readonly backend: Backend) {}

  /** Lets go of every text. */
  clear(): void {
    return undefined;
  }
}
