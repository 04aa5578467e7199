// What the program says of a run before it starts: sizes, lengths, problems, memory, time. Asked again with every change.

import type { Backend } from '../../api/backend';
import type { ErrorView, ProblemKind, RunPreparation, RunRequest } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { NewestAnswer } from './newest-answer.svelte';

export class Preparation {
  view = $state.raw<RunPreparation | null>(null);
  problem = $state.raw<ErrorView | null>(null);

  readonly #questions: NewestAnswer<RunRequest>;

  /** Whether what is shown is of an earlier request. */
  get isAsking(): boolean {
    return this.#questions.isAsking;
  }

  constructor(backend: Backend) {
    this.#questions = new NewestAnswer(async (request) => {
      try {
        const view = await backend.prepareRun(request);
        if (this.#questions.isOvertaken) return;
        this.view = view;
        this.problem = null;
      } catch (reason) {
        if (this.#questions.isOvertaken) return;
        this.view = null;
        this.problem = asErrorView(reason);
      }
    });
  }

  async ask(request: RunRequest | null): Promise<void> {
    if (request === null) {
      this.#questions.forget();
      this.view = null;
      return;
    }
    await this.#questions.ask(request);
  }
}

/** What was looked for and not found, in words; only what the program can have looked at. */
export function passedChecks(view: RunPreparation): string[] {
  if (!view.lengths || !view.numbers) return [];
  const found = new Set<ProblemKind>(view.problems.map(({ kind }) => kind));
  const passed: [ProblemKind[], string][] = [
    [['answerCut'], `No answer is cut: the longest case has ${view.lengths.longest.toLocaleString('en-US')} of ${view.lengths.limit.toLocaleString('en-US')} tokens`],
    [['nothingLearned', 'empty'], 'Every case has an answer to learn'],
    [['leakToTest', 'leakToValidation'], 'No text stands on both sides of a split'],
    [['duplicate'], 'No case stands twice in the training part'],
  ];
  return passed.filter(([kinds]) => !kinds.some((kind) => found.has(kind))).map(([, words]) => words);
}
