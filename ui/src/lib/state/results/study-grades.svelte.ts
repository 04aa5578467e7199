// The grades that stand beside the results of a study: those of its locked studies of grades.

import type { Backend } from '../../api/backend';
import type { ErrorView, FigureTheme, GradingResults } from '../../api/generated';
import { asErrorView } from '../../errors/classification';

export class StudyGrades {
  list = $state.raw<GradingResults[]>([]);
  problem = $state.raw<ErrorView | null>(null);

  readonly #backend: Backend;
  #asked = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Reads them for the theme that is shown. Before the lock there are none. */
  async look(study: number, theme: FigureTheme): Promise<void> {
    const asked = ++this.#asked;
    this.problem = null;
    try {
      const gradings = await this.#backend.gradingsOfStudy(study);
      const list = await Promise.all(gradings.map((grading) => this.#backend.gradingResults(grading, theme)));
      if (asked === this.#asked) this.list = list;
    } catch (reason) {
      if (asked === this.#asked) this.problem = asErrorView(reason);
    }
  }

  forget(): void {
    this.#asked += 1;
    this.list = [];
    this.problem = null;
  }
}
