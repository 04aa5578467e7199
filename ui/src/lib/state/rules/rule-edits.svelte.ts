// What was changed in the rules and is not recorded yet: as typed, as differences from what stands, and as the change that is sent.

import type { CheckLimit, CheckRule, CheckRuleChange, CheckSeverity } from '../../api/generated';
import { count } from '../../format/number';
import { inRange } from '../run-settings.svelte';
import { SEVERITY_NAMES, typed, withUnit } from './rule-words';

const LARGEST_LIMIT = 1_000_000;

/** One line of the list of changes. */
export interface RuleDifference {
  key: string;
  rule: CheckRule;
  /** What of the rule, in words. */
  what: string;
  from: string;
  to: string;
  /** Whether a number cannot be read or contradicts another one. */
  isFaulty: boolean;
  undo: () => void;
}

/** What was typed, as it is kept behind the lock. */
export interface TypedEdits {
  severities: Record<string, CheckSeverity>;
  texts: Record<string, string>;
}

const keyOf = (rule: CheckRule, limit: CheckLimit) => `${rule.id}/${limit.key}`;

export class RuleEdits {
  #severities = $state.raw<Record<string, CheckSeverity>>({});
  #texts = $state.raw<Record<string, string>>({});
  readonly #rules: () => CheckRule[];

  differences: RuleDifference[] = $derived.by(() => this.#rules().flatMap((rule) => [...this.#severityDifference(rule), ...rule.limits.flatMap((limit) => this.#limitDifference(rule, limit))]));
  faults = $derived.by(() => this.#rules().reduce((sum, rule) => sum + rule.limits.filter((limit) => this.fault(rule, limit) !== '').length, 0));

  constructor(rules: () => CheckRule[]) {
    this.#rules = rules;
  }

  severity(rule: CheckRule): CheckSeverity {
    return this.#severities[rule.id] ?? rule.severity;
  }

  setSeverity(rule: CheckRule, severity: CheckSeverity): void {
    this.#severities = { ...this.#severities, [rule.id]: severity };
  }

  text(rule: CheckRule, limit: CheckLimit): string {
    return this.#texts[keyOf(rule, limit)] ?? typed(limit.value);
  }

  setText(rule: CheckRule, limit: CheckLimit, text: string): void {
    this.#texts = { ...this.#texts, [keyOf(rule, limit)]: text };
  }

  /** What is wrong with a limit as a sentence; empty when nothing is. */
  fault(rule: CheckRule, limit: CheckLimit): string {
    const value = this.#value(rule, limit);
    if (value === null) return `A number from 0 to ${count(LARGEST_LIMIT)}.`;
    const isEdited = (other: CheckLimit) => this.#isDifferent(rule, other);
    const above = this.#bounds(rule, limit, ['-most', '-stop-above'], ['-least', '-most']).find((upper) => (this.#value(rule, upper) ?? Infinity) < value);
    if (above && isEdited(limit)) return `Must not be above “${above.words}”, ${withUnit(this.text(rule, above).trim(), above)}.`;
    const below = this.#bounds(rule, limit, ['-least', '-most'], ['-most', '-stop-above']).find((lower) => (this.#value(rule, lower) ?? 0) > value);
    if (below && isEdited(limit)) return `Must not be below “${below.words}”, ${withUnit(this.text(rule, below).trim(), below)}.`;
    return '';
  }

  isChanged(rule: CheckRule): boolean {
    return this.differences.some((difference) => difference.rule.id === rule.id);
  }

  /** Whether the rule is as the program came with it. */
  isUsual(rule: CheckRule): boolean {
    return this.severity(rule) === rule.usualSeverity && rule.limits.every((limit) => this.#value(rule, limit) === limit.usual);
  }

  setBackToUsual(rule: CheckRule): void {
    this.setSeverity(rule, rule.usualSeverity);
    this.#texts = { ...this.#texts, ...Object.fromEntries(rule.limits.map((limit) => [keyOf(rule, limit), typed(limit.usual)])) };
  }

  /** The changed rules whole; null while a number cannot be taken. */
  get changes(): CheckRuleChange[] | null {
    if (this.faults > 0) return null;
    return this.#rules()
      .filter((rule) => this.isChanged(rule))
      .map((rule) => ({ rule: rule.id, severity: this.severity(rule), limits: rule.limits.map((limit): [string, number] => [limit.key, this.#value(rule, limit) ?? limit.value]) }));
  }

  get typed(): TypedEdits {
    return { severities: this.#severities, texts: this.#texts };
  }

  resumeAt({ severities, texts }: TypedEdits): void {
    this.#severities = severities;
    this.#texts = texts;
  }

  forget(): void {
    this.resumeAt({ severities: {}, texts: {} });
  }

  #value(rule: CheckRule, limit: CheckLimit): number | null {
    return inRange(this.text(rule, limit), 0, LARGEST_LIMIT);
  }

  #isDifferent(rule: CheckRule, limit: CheckLimit): boolean {
    return this.#value(rule, limit) !== limit.value;
  }

  /** The limits that stand above or below this one: `x-least` lies below `x-most`, and that below `x-stop-above`. */
  #bounds(rule: CheckRule, { key }: CheckLimit, ends: string[], of: string[]): CheckLimit[] {
    const stem = of.map((end) => (key.endsWith(end) ? key.slice(0, -end.length) : null)).find((found) => found !== null);
    if (stem === undefined) return [];
    return rule.limits.filter((other) => other.key !== key && ends.some((end) => other.key === `${stem}${end}`));
  }

  #severityDifference(rule: CheckRule): RuleDifference[] {
    const severity = this.severity(rule);
    if (severity === rule.severity) return [];
    return [{ key: rule.id, rule, what: 'When it fires', from: SEVERITY_NAMES[rule.severity], to: SEVERITY_NAMES[severity], isFaulty: false, undo: () => this.setSeverity(rule, rule.severity) }];
  }

  #limitDifference(rule: CheckRule, limit: CheckLimit): RuleDifference[] {
    if (!this.#isDifferent(rule, limit)) return [];
    const text = this.text(rule, limit).trim();
    return [
      {
        key: keyOf(rule, limit),
        rule,
        what: limit.words,
        from: withUnit(typed(limit.value), limit),
        to: text === '' ? 'nothing' : withUnit(text, limit),
        isFaulty: this.fault(rule, limit) !== '',
        undo: () => this.setText(rule, limit, typed(limit.value)),
      },
    ];
  }
}
