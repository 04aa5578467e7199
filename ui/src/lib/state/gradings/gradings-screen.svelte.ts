// Studies of grades for whoever keeps them: protocol, progress, packets, lock, results.

import type { Backend } from '../../api/backend';

export class GradingsScreen {
  constructor(readonly backend: Backend) {}

  /** Lets go of what is shown. */
  clear(): void {
    return undefined;
  }
}
