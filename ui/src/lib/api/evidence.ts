// The commands of what stands beside a suggestion, as the program registers them.

import type { EvidenceCommands } from './backend-evidence';
import type { CheckedPlan, DecisionView, EarlierSuggestion, ReadDiagnosis } from './generated';
import { call } from './invoke';

export const evidenceCommands: EvidenceCommands = {
  readDiagnosis: (text) => call<ReadDiagnosis>('read_diagnosis', { text }),
  checkPlan: (request) => call<CheckedPlan>('check_plan', { request }),
  decideSuggestion: (request) => call<DecisionView>('decide_suggestion', { request }),
  earlierSuggestions: () => call<EarlierSuggestion[]>('earlier_suggestions'),
};
