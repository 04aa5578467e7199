// The rules of the checks and the model card, as the program registers them.

import type { ModelCardCommands, RulesCommands } from './backend-rules';
import type { CheckRules, ModelCard } from './generated';
import { call } from './invoke';

export const rulesCommands: RulesCommands = {
  checkRules: () => call<CheckRules>('check_rules'),
  changeCheckRules: (change) => call<CheckRules>('change_check_rules', { change }),
};

export const modelCardCommands: ModelCardCommands = {
  modelCard: (model) => call<ModelCard>('model_card', { model }),
};
