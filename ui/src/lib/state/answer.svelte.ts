// What one arm has answered so far.

import type {
  Arm,
  BiologicalDose,
  CodeCandidate,
  FinishReason,
  Modality,
  ModalityProbability,
  PhaseView,
  SuggestEvent,
} from '../api/generated';

export type ArmEvent = Extract<SuggestEvent, { arm: Arm }>;

export class Answer {
  text = $state('');
  phases = $state.raw<PhaseView[]>([]);
  /** Null while the text is still arriving. */
  finish = $state<FinishReason | null>(null);
  modality = $state<Modality | null>(null);
  probabilities = $state.raw<ModalityProbability[]>([]);
  codes = $state.raw<CodeCandidate[] | null>(null);
  /** The usual α/β for the code's category, and where that value comes from. */
  alphaBeta = $state.raw<{ gray: number; source: string } | null>(null);
  biologicalDose = $state.raw<BiologicalDose | null>(null);

  isTextComplete = $derived(this.finish !== null);
  /** The text is complete and no plan could be read from it. */
  isUnparsed = $derived(this.isTextComplete && this.phases.length === 0);

  apply(event: ArmEvent): void {
    switch (event.kind) {
      case 'regimenText':
        this.text = event.text;
        this.phases = event.phases;
        break;
      case 'regimenDone':
        this.text = event.text;
        this.phases = event.phases;
        this.finish = event.finish;
        break;
      case 'modality':
        this.modality = event.label;
        this.probabilities = event.probabilities;
        break;
      case 'icd10':
        this.codes = event.candidates;
        this.alphaBeta = { gray: event.alphaBetaGy, source: event.alphaBetaSource };
        break;
    }
  }
}
