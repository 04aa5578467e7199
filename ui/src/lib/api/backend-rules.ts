// What the window may ask about the rules of the checks and about what is known of a model. Part of the interface in backend.ts.

import type { CheckRules, CheckRulesChange, ModelCard } from './generated';

export interface RulesCommands {
  checkRules(): Promise<CheckRules>;
  /** Records a new version. Where another one stands by now it rejects with `alreadyRecorded`. */
  changeCheckRules(change: CheckRulesChange): Promise<CheckRules>;
}

export interface ModelCardCommands {
  modelCard(model: string): Promise<ModelCard>;
}
