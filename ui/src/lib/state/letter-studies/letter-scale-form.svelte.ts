// The dimensions and the four words of a letter study as typed.

import type { LetterScale } from '../../api/generated';

export const MOST_DIMENSIONS = 8;
const LONGEST_WORDS = 60;

interface DimensionLine {
  /** Tells one line from another while lines come and go. */
  id: number;
  label: string;
  question: string;
}

export class LetterScaleForm {
  dimensions = $state<DimensionLine[]>([]);
  points = $state<string[]>([]);
  #usual = $state.raw<LetterScale | null>(null);
  #ids = 0;

  /** The scale as typed. It is this application's own only while it is word for word. */
  scale: LetterScale = $derived.by(() => ({
    dimensions: this.dimensions.map(({ label, question }) => ({ label: label.trim(), question: question.trim() })),
    points: this.points.map((point) => point.trim()),
    isDefault: this.isUsual && (this.#usual?.isDefault ?? false),
  }));
  isUsual = $derived.by(() => {
    const usual = this.#usual;
    if (!usual || usual.dimensions.length !== this.dimensions.length) return false;
    return usual.dimensions.every(({ label, question }, index) => label === this.dimensions[index]?.label.trim() && question === this.dimensions[index]?.question.trim()) && usual.points.every((point, index) => point === this.points[index]?.trim());
  });
  canAdd = $derived(this.dimensions.length < MOST_DIMENSIONS);
  canRemove = $derived(this.dimensions.length > 1);
  /** What is wrong at the name of each dimension; empty where nothing is. */
  labelFaults: string[] = $derived.by(() =>
    this.dimensions.map(({ label }, index) => {
      const name = label.trim().toLowerCase();
      if (name === '') return 'A name is missing';
      if (name.length > LONGEST_WORDS) return `At most ${LONGEST_WORDS} characters`;
      return this.dimensions.findIndex((other) => other.label.trim().toLowerCase() === name) < index ? 'This name stands above already' : '';
    }),
  );
  pointFaults: string[] = $derived.by(() => this.points.map((point) => (point.trim() === '' ? 'A word is missing' : point.trim().length > LONGEST_WORDS ? `At most ${LONGEST_WORDS} characters` : '')));
  /** The first fault; null when there is none. */
  fault: string | null = $derived.by(() => {
    const dimension = this.labelFaults.findIndex((fault) => fault !== '');
    if (dimension >= 0) return `Dimension ${dimension + 1}: ${lowerFirst(this.labelFaults[dimension] ?? '')}`;
    const point = this.pointFaults.findIndex((fault) => fault !== '');
    return point >= 0 ? `Point ${point + 1}: ${lowerFirst(this.pointFaults[point] ?? '')}` : null;
  });

  fill(scale: LetterScale): void {
    this.#usual = scale;
    this.reset();
  }

  /** Back to this application's own words. */
  reset(): void {
    this.dimensions = (this.#usual?.dimensions ?? []).map(({ label, question }) => this.#line(label, question));
    this.points = [...(this.#usual?.points ?? [])];
  }

  add(): void {
    if (this.canAdd) this.dimensions.push(this.#line('', ''));
  }

  remove(id: number): void {
    if (this.canRemove) this.dimensions = this.dimensions.filter((line) => line.id !== id);
  }

  #line(label: string, question: string): DimensionLine {
    this.#ids += 1;
    return { id: this.#ids, label, question };
  }
}

const lowerFirst = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);
