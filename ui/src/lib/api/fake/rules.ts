// The part of the fake backend that keeps the rules of the checks and knows the model cards.

import type { ModelCardCommands, RulesCommands } from '../backend-rules';
import type { CheckRules, CheckRulesChange, ErrorView, ModelCard } from '../generated';
import { FakeLetterStudies } from './letter-studies';
import { MODEL_CARD } from './model-card-data';
import { CHECK_RULES } from './rules-data';

export const RULES_MOVED_ON: ErrorView = { code: 'alreadyRecorded', message: 'the rules stand at another version by now', detail: null };

export class FakeRules extends FakeLetterStudies implements RulesCommands, ModelCardCommands {
  rules: CheckRules = CHECK_RULES;
  card: ModelCard = MODEL_CARD;

  async checkRules(): Promise<CheckRules> {
    await this.note('checkRules');
    return this.rules;
  }

  async changeCheckRules(change: CheckRulesChange): Promise<CheckRules> {
    await this.note('changeCheckRules', change);
    if (change.version !== this.rules.version) throw RULES_MOVED_ON;
    this.rules = {
      ...this.rules,
      version: change.version + 1,
      changed: 'S. Tanaka, 2026-02-03 15:02',
      reason: change.reason,
      rules: this.rules.rules.map((rule) => {
        const changed = change.rules.find((other) => other.rule === rule.id);
        if (!changed) return rule;
        const values = new Map(changed.limits);
        return { ...rule, severity: changed.severity, limits: rule.limits.map((limit) => ({ ...limit, value: values.get(limit.key) ?? limit.value })) };
      }),
    };
    return this.rules;
  }

  async modelCard(model: string): Promise<ModelCard> {
    await this.note('modelCard', model);
    return { ...this.card, model };
  }
}
