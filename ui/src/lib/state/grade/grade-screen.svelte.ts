// One grader's desk: which study of grades, which case, what is chosen and not yet recorded.

import type { Backend } from '../../api/backend';

export class GradeScreen {
  constructor(readonly backend: Backend) {}

  /** Lets go of every text. */
  clear(): void {
    return undefined;
  }
}
