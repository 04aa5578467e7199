// The five names and definitions as typed. Numbers and groups stay as they are.

import type { GradeScale } from '../../api/generated';

export class ScaleForm {
  lines = $state<{ name: string; definition: string }[]>([]);
  #scale = $state.raw<GradeScale>({ grades: [] });

  /** The scale as typed. */
  scale: GradeScale = $derived.by(() => ({ grades: this.#scale.grades.map((grade, index) => ({ ...grade, name: this.lines[index]?.name.trim() ?? '', definition: this.lines[index]?.definition.trim() ?? '' })) }));
  isChanged = $derived.by(() => this.#scale.grades.some(({ name, definition }, index) => name !== this.scale.grades[index]?.name || definition !== this.scale.grades[index]?.definition));
  /** What is wrong; null when nothing is. */
  fault: string | null = $derived.by(() => {
    const empty = this.scale.grades.find(({ name, definition }) => name === '' || definition === '');
    return empty ? `Grade ${empty.grade} needs a name and a definition` : null;
  });

  fill(scale: GradeScale): void {
    this.#scale = scale;
    this.lines = scale.grades.map(({ name, definition }) => ({ name, definition }));
  }

  /** Takes another wording; what was filled in stays what a change is measured by. */
  word(scale: GradeScale): void {
    this.lines = scale.grades.map(({ name, definition }) => ({ name, definition }));
  }
}
