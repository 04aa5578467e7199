// One case as it will be learned, and the way to the next. Holds a patient's text only while it is open.

import type { Backend } from '../../api/backend';
import type { ErrorView, ExamplePreview as Example, PreviewChoice, RunRequest } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { NewestAnswer } from './newest-answer.svelte';

export class ExamplePreview {
  example = $state.raw<Example | null>(null);
  problem = $state.raw<ErrorView | null>(null);
  /** The id or line typed to go to. */
  wanted = $state('');

  readonly request: RunRequest;
  readonly #questions: NewestAnswer<PreviewChoice>;
  #place = 0;

  constructor(backend: Backend, request: RunRequest) {
    this.request = request;
    this.#questions = new NewestAnswer(async (choice) => {
      try {
        const example = await backend.previewExample(request, choice);
        if (this.#questions.isOvertaken) return;
        this.example = example;
        this.#place = example.place;
        this.problem = null;
      } catch (reason) {
        if (!this.#questions.isOvertaken) this.problem = asErrorView(reason);
      }
    });
  }

  async show(choice: PreviewChoice): Promise<void> {
    if (choice.kind === 'place') this.#place = choice.place;
    await this.#questions.ask(choice);
  }

  step(by: number): void {
    const of = this.example?.of ?? 0;
    const place = this.#place + by;
    if (place >= 0 && place < of) void this.show({ kind: 'place', place });
  }

  async find(): Promise<void> {
    const wanted = this.wanted.trim();
    if (wanted === '') return;
    await this.show({ kind: 'case', case: wanted });
  }
}
