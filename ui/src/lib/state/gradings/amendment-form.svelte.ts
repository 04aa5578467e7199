// A change after the freeze as typed: what changes, and why.

import type { GradeScale, GradingAmendment } from '../../api/generated';

export type AmendmentKind = GradingAmendment['kind'];

export class AmendmentForm {
  kind = $state<AmendmentKind>('clarifyGrade');
  account = $state('');
  by = $state('');
  grade = $state(3);
  name = $state('');
  definition = $state('');
  reason = $state('');

  readonly #scale: GradeScale;

  constructor(scale: GradeScale, account: string) {
    this.#scale = scale;
    this.account = account;
    this.chooseGrade(3);
  }

  /** What is still missing; null when nothing is. */
  fault: string | null = $derived.by(() => {
    if (this.kind !== 'clarifyGrade' && this.account === '') return 'Choose the grader';
    if (this.kind === 'replaceGrader' && this.by === '') return 'Choose who comes in their place';
    if (this.kind === 'replaceGrader' && this.by === this.account) return 'Choose another person';
    if (this.kind === 'clarifyGrade' && (this.name.trim() === '' || this.definition.trim() === '')) return 'A grade needs a name and a definition';
    if (this.kind === 'clarifyGrade' && !this.#isWordedAnew()) return 'Word the definition anew';
    return this.reason.trim() === '' ? 'Give the reason: it stands in the report' : null;
  });
  amendment: GradingAmendment | null = $derived.by(() => {
    if (this.fault !== null) return null;
    if (this.kind === 'removeGrader') return { kind: 'removeGrader', account: this.account };
    if (this.kind === 'replaceGrader') return { kind: 'replaceGrader', account: this.account, by: this.by };
    return { kind: 'clarifyGrade', grade: this.grade, name: this.name.trim(), definition: this.definition.trim() };
  });

  chooseGrade(grade: number): void {
    this.grade = grade;
    const known = this.#scale.grades.find((one) => one.grade === grade);
    this.name = known?.name ?? '';
    this.definition = known?.definition ?? '';
  }

  #isWordedAnew(): boolean {
    const known = this.#scale.grades.find((one) => one.grade === this.grade);
    return known?.name !== this.name.trim() || known.definition !== this.definition.trim();
  }
}
