// What the window may ask of the program behind it. Two implementations: the real one (suggest.ts) and fake.ts.

import type { BiologicalDose, MachineView, ModelSummary, PhaseView, SuggestEvent, SuggestRequest } from './generated';

export interface Backend {
  listModels(): Promise<ModelSummary[]>;
  machine(): Promise<MachineView>;
  /** Resolves when the run has ended, also when it was cancelled. Rejects with an ErrorView. */
  suggest(request: SuggestRequest, onEvent: (event: SuggestEvent) => void): Promise<void>;
  cancelSuggestion(): Promise<void>;
  /** BED and EQD2 of all phases together. */
  biologicalDose(phases: PhaseView[], alphaBetaGy: number): Promise<BiologicalDose>;
  /** Says that the window can be used; for the start-up time. */
  noteReady(): Promise<void>;
}
