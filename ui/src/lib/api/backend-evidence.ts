// What stands beside a suggestion and what is decided about it, as commands.

import type { CheckedPlan, DecisionRequest, DecisionView, EarlierSuggestion, PlanCheckRequest, ReadDiagnosis } from './generated';

export interface EvidenceCommands {
  /** What the program reads in a diagnosis, without any model. */
  readDiagnosis(text: string): Promise<ReadDiagnosis>;
  /** Reads and checks a plan as if it had been suggested. */
  checkPlan(request: PlanCheckRequest): Promise<CheckedPlan>;
  /** Records a decision; a later one on the same answer takes its place. */
  decideSuggestion(request: DecisionRequest): Promise<DecisionView>;
  /** Newest first. */
  earlierSuggestions(): Promise<EarlierSuggestion[]>;
}
