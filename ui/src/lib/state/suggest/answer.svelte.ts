// What one arm has answered so far: the words of its first sample, how far the others agree, and what stands beside the plan.

import type {
  Arm,
  BiologicalDose,
  CheckView,
  CodeCandidate,
  FinishReason,
  LibraryRows,
  Modality,
  ModalityProbability,
  PhaseView,
  SampleAgreement,
  SimilarCases,
  SuggestEvent,
} from '../../api/generated';
import { exceptionsFirst } from './check-words';
import type { Deciding } from './deciding.svelte';

export type ArmEvent = Extract<SuggestEvent, { arm: Arm }>;

export class Answer {
  /** The words of the first sample as they arrive. */
  #firstText = $state('');
  #firstPhases = $state.raw<PhaseView[]>([]);
  /** Null while the text is still arriving. */
  finish = $state<FinishReason | null>(null);
  agreement = $state.raw<SampleAgreement | null>(null);
  modality = $state<Modality | null>(null);
  probabilities = $state.raw<ModalityProbability[]>([]);
  codes = $state.raw<CodeCandidate[] | null>(null);
  /** The usual α/β for the code's category, and where that value comes from. */
  alphaBeta = $state.raw<{ gray: number; source: string } | null>(null);
  biologicalDose = $state.raw<BiologicalDose | null>(null);
  /** What the rules found, exceptions first; null until the program has checked. */
  checks = $state.raw<CheckView[] | null>(null);
  similar = $state.raw<SimilarCases | null>(null);
  library = $state.raw<LibraryRows | null>(null);
  /** Begins when the run has ended. */
  deciding = $state.raw<Deciding | null>(null);

  /** The samples that most agree, once all are in. */
  #largest = $derived(this.agreement && this.agreement.standing !== 'drawing' ? (this.agreement.groups[0] ?? null) : null);
  /** Samples state plans, but none is suggested: too few agree, or more state none. */
  isWithheld = $derived.by(() => {
    const standing = this.agreement?.standing;
    return standing === 'abstains' || (standing === 'noPlan' && this.#largest !== null);
  });

  /** The first sample while they arrive, then the first of those that most agree. */
  text = $derived(this.#largest?.text ?? this.#firstText);
  /** The plan that is suggested; none where none could be read or none is suggested. */
  phases = $derived.by((): PhaseView[] => {
    if (this.isWithheld || this.agreement?.standing === 'noPlan') return [];
    return this.#largest?.phases ?? this.#firstPhases;
  });
  /** The plan that most samples state, also where it is not suggested. */
  mostFrequent = $derived(this.#largest?.phases ?? this.#firstPhases);
  /** What a physician begins to edit with. */
  planText = $derived(this.text.trim());

  isTextComplete = $derived(this.finish !== null);
  /** The text is complete and no plan could be read from it. */
  isUnparsed = $derived(this.isTextComplete && this.phases.length === 0 && !this.isWithheld);

  apply(event: ArmEvent): void {
    switch (event.kind) {
      case 'regimenText':
        this.#firstText = event.text;
        this.#firstPhases = event.phases;
        break;
      case 'regimenDone':
        this.#firstText = event.text;
        this.#firstPhases = event.phases;
        this.finish = event.finish;
        break;
      case 'agreement':
        this.agreement = event.agreement;
        break;
      case 'modality':
        this.modality = event.label;
        this.probabilities = event.probabilities;
        break;
      case 'icd10':
        this.codes = event.candidates;
        this.alphaBeta = { gray: event.alphaBetaGy, source: event.alphaBetaSource };
        break;
      case 'evidence':
        this.checks = exceptionsFirst(event.checks);
        this.similar = event.similar;
        this.library = event.library;
        break;
    }
  }
}
