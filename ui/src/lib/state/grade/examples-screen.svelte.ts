// The screen Reference examples: the senior oncologist grades them one by one, a grader reads them.

import type { Backend } from '../../api/backend';
import type { ErrorView, ReferenceExample, ReferenceExamples } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { filtered, type ExampleFilter } from './examples-drawer.svelte';

export class ExamplesScreen {
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  views = $state.raw<ReferenceExamples[]>([]);
  chosen = $state<number | null>(null);
  filter = $state<ExampleFilter>('all');
  /** Number of the example that is open. */
  number = $state<number | null>(null);
  grade = $state<number | null>(null);
  note = $state('');
  isBusy = $state(false);
  problem = $state.raw<ErrorView | null>(null);
  said = $state('');

  view = $derived(this.views.find(({ grading }) => grading === this.chosen) ?? null);
  listed: ReferenceExample[] = $derived(filtered(this.view?.examples ?? [], this.view?.isEditable ? 'all' : this.filter));
  example = $derived(this.view?.examples.find(({ number }) => number === this.number) ?? null);
  given = $derived(this.view?.examples.filter(({ grade }) => grade !== null).length ?? 0);
  isTouched = $derived(this.example !== null && (this.grade !== this.example.grade || this.note.trim() !== this.example.note.trim()));
  /** Why there is nothing to record; empty when there is. */
  why = $derived.by(() => {
    if (this.grade === null) return 'Choose 1 to 5 first';
    if (this.note.trim() === '') return 'Say why in one sentence';
    return '';
  });

  readonly #backend: Backend;
  #asked = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async open(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.problem = null;
    try {
      const views = await this.#backend.referenceExamples();
      if (asked !== this.#asked) return;
      this.views = views;
      this.stage = 'loaded';
    } catch (reason) {
      if (asked !== this.#asked) return;
      this.problem = asErrorView(reason);
      this.stage = 'failed';
      return;
    }
    const found = this.view ?? this.views.find(({ isEditable }) => isEditable) ?? this.views[0];
    if (found) this.choose(found.grading);
  }

  choose(grading: number): void {
    const isSame = this.chosen === grading && this.example !== null;
    this.chosen = grading;
    if (isSame) return;
    const { view } = this;
    this.show((view?.isEditable ? view.examples.find(({ grade }) => grade === null) : undefined)?.number ?? view?.examples[0]?.number ?? null);
  }

  show(number: number | null): void {
    this.number = number;
    this.grade = this.example?.grade ?? null;
    this.note = this.example?.note ?? '';
    this.problem = null;
  }

  step(by: 1 | -1): boolean {
    const at = this.listed.findIndex(({ number }) => number === this.number);
    const next = this.listed[at + by];
    if (!next || this.isBusy) return false;
    this.show(next.number);
    return true;
  }

  sift(filter: ExampleFilter): void {
    this.filter = filter;
    if (!this.listed.some(({ number }) => number === this.number)) this.show(this.listed[0]?.number ?? null);
  }

  pick(grade: number): void {
    if (this.view?.isEditable && !this.isBusy) this.grade = grade;
  }

  /** Records the grade and its note; the next example without one is shown. */
  async record(): Promise<void> {
    const { view, example, grade } = this;
    if (!view?.isEditable || !example || grade === null || this.why !== '' || this.isBusy) return;
    this.isBusy = true;
    this.problem = null;
    try {
      const answer = await this.#backend.gradeExample({ grading: view.grading, number: example.number, grade, note: this.note.trim() });
      if (this.view !== view) return;
      this.views = this.views.map((known) => (known.grading === answer.grading ? answer : known));
      const { examples } = answer;
      const next = [...examples.slice(example.number), ...examples].find((other) => other.grade === null);
      this.said = `Recorded ${grade} for example ${example.number}. ${next ? `Example ${next.number}` : 'Every example has its grade'}`;
      this.show(next?.number ?? example.number);
    } catch (reason) {
      if (this.view === view) this.problem = asErrorView(reason);
    } finally {
      this.isBusy = false;
    }
  }

  /** The screen is left for another one: nothing goes on by itself here. */
  leave(): void {
    this.said = '';
  }

  /** Lets go of every text. */
  clear(): void {
    this.#asked += 1;
    this.views = [];
    this.stage = 'loading';
    this.number = null;
    this.note = '';
  }
}
