// Rules that are changed: numbers as people type them, differences, the change that is sent, another version meanwhile.

import { beforeEach, describe, expect, it } from 'vitest';

import { CHECK_RULES, FakeBackend, RULES_MOVED_ON } from '../src/lib/api/fake';
import type { CheckLimit, CheckRule } from '../src/lib/api/generated';
import { alarmWords, appliedWords } from '../src/lib/state/rules/rule-words';
import { RulesScreen } from '../src/lib/state/rules/rules-screen.svelte';

let backend: FakeBackend;
let screen: RulesScreen;
const rule = (id: string): CheckRule => screen.view!.rules.find((each) => each.id === id)!;
const limit = (id: string, key: string): CheckLimit => rule(id).limits.find((each) => each.key === key)!;
const type = (id: string, key: string, text: string) => screen.edits.setText(rule(id), limit(id, key), text);
const fault = (id: string, key: string) => screen.edits.fault(rule(id), limit(id, key)).replaceAll('\u00A0', ' ');
const PER_FRACTION = 'dose-per-fraction';

beforeEach(async () => {
  backend = new FakeBackend();
  screen = new RulesScreen(backend);
  await screen.open();
});

describe('alarm rates', () => {
  it('are a count of delivered plans with the share', () => {
    expect(alarmWords({ fired: 12, checked: 403, of: 403 })).toBe('12 of 403 delivered plans (3.0\u00A0%)');
    expect(appliedWords({ fired: 12, checked: 403, of: 403 })).toBe('');
    expect(alarmWords({ fired: 12, checked: 380, of: 403 })).toBe('12 of 403 delivered plans (3.0\u00A0%)');
    expect(appliedWords({ fired: 2, checked: 380, of: 403 })).toContain('380 of 403');
  });

  it('of a rule that applied to no plan are no share at all', () => {
    expect(alarmWords({ fired: 0, checked: 0, of: 403 })).toBe('applies to none of 403 delivered plans');
  });
});

describe('a limit', () => {
  it('may be typed with a decimal comma, and typed back is no difference', () => {
    type(PER_FRACTION, 'conventional-most', '2,25');
    expect(screen.edits.differences.map(({ what, from, to }) => [what, from, to])).toEqual([['Conventional fractionation, most', '2.4\u00A0Gy', '2,25\u00A0Gy']]);
    type(PER_FRACTION, 'conventional-most', '2.40');
    expect(screen.edits.differences).toEqual([]);
  });

  it.each(['', 'two', '-1', '1e3', '1000001', 'NaN'])('%j is no number of a limit', (text) => {
    type(PER_FRACTION, 'conventional-most', text);
    expect(fault(PER_FRACTION, 'conventional-most')).toBe('A number from 0 to 1,000,000.');
    expect(screen.edits.changes).toBeNull();
    screen.reason = 'why';
    expect(screen.whyRecordIsOff).toBe('Correct 1 number first');
  });

  it('must not cross the limit above or below it', () => {
    type(PER_FRACTION, 'conventional-least', '2.5');
    expect(fault(PER_FRACTION, 'conventional-least')).toBe('Must not be above “Conventional fractionation, most”, 2.4 Gy.');
    type(PER_FRACTION, 'conventional-least', '1.5');
    type(PER_FRACTION, 'conventional-most', '1');
    expect(fault(PER_FRACTION, 'conventional-most')).toBe('Must not be below “Conventional fractionation, least”, 1.5 Gy.');
    type('total-dose', 'curative-stop-above', '80');
    expect(fault('total-dose', 'curative-stop-above')).toBe('Must not be below “Curative external beam, most”, 81.6 Gy.');
  });
});

describe('a change', () => {
  it('is sent with the version, the reason and every limit of the changed rule', async () => {
    type(PER_FRACTION, 'conventional-most', '2.3');
    screen.edits.setSeverity(rule('eqd2'), 'off');
    screen.reason = '  Too many alarms. ';
    expect(await screen.record()).toBe(true);
    expect(backend.callsOf('changeCheckRules')).toEqual([
      [
        {
          version: 3,
          reason: 'Too many alarms.',
          rules: [
            { rule: PER_FRACTION, severity: 'look', limits: CHECK_RULES.rules[2]!.limits.map(({ key, value }) => [key, key === 'conventional-most' ? 2.3 : value]) },
            { rule: 'eqd2', severity: 'off', limits: [['outside-library-percent', 10]] },
          ],
        },
      ],
    ]);
    expect(screen.view?.version).toBe(4);
    expect(screen.hasChanges).toBe(false);
    expect(screen.reason).toBe('');
    expect(screen.recording.said).toBe('Recorded as version 4');
  });

  it('needs a reason', async () => {
    screen.edits.setSeverity(rule('eqd2'), 'off');
    screen.reason = '   ';
    expect(screen.whyRecordIsOff).toBe('Say why first');
    expect(await screen.record()).toBe(false);
    expect(backend.callsOf('changeCheckRules')).toEqual([]);
  });

  it('sets a rule back to what the program came with', () => {
    expect(screen.edits.isUsual(rule(PER_FRACTION))).toBe(false);
    screen.edits.setBackToUsual(rule(PER_FRACTION));
    expect(screen.edits.isUsual(rule(PER_FRACTION))).toBe(true);
    screen.edits.setBackToUsual(rule('unlike-training'));
    expect(screen.edits.differences.map(({ what, from, to }) => `${what}: ${from} to ${to}`.replaceAll('\u00A0', ' '))).toEqual(['Conventional fractionation, most: 2.4 Gy to 2.25 Gy', 'When it fires: Off to Look']);
  });

  it('of a version that moved on is refused, the new one is shown, and what was typed stays', async () => {
    type(PER_FRACTION, 'conventional-most', '2.3');
    type(PER_FRACTION, 'twice-daily-most', '1.8');
    screen.reason = 'why';
    const other = CHECK_RULES.rules.map((each) => (each.id === PER_FRACTION ? { ...each, limits: each.limits.map((one) => (one.key === 'conventional-most' ? { ...one, value: 2.3 } : one)) } : each));
    backend.rules = { ...CHECK_RULES, version: 4, rules: other };
    expect(await screen.record()).toBe(false);
    expect(screen.recording.problem).toEqual(RULES_MOVED_ON);
    expect(screen.view?.version).toBe(4);
    // What the other version already says is no difference any more.
    expect(screen.edits.differences.map(({ key }) => key)).toEqual([`${PER_FRACTION}/twice-daily-most`]);
    expect(screen.reason).toBe('why');
    expect(await screen.record()).toBe(true);
    expect(screen.view?.version).toBe(5);
  });

  it('is kept through a failure', async () => {
    screen.edits.setSeverity(rule('eqd2'), 'off');
    screen.reason = 'why';
    backend.failures = { changeCheckRules: { code: 'diskFull', message: 'no space is left', detail: null } };
    expect(await screen.record()).toBe(false);
    expect(screen.hasChanges).toBe(true);
    expect(screen.reason).toBe('why');
  });

  it('does not exist for who may not change the rules', () => {
    screen.view = { ...CHECK_RULES, mayChange: false };
    screen.edits.setSeverity(rule('eqd2'), 'off');
    expect(screen.hasChanges).toBe(false);
  });
});

describe('leaving', () => {
  it('asks only where something would be lost, and goes or stays as answered', () => {
    let left = 0;
    const leave = () => void (left += 1);
    expect(screen.askToLeave(leave)).toBe(false);
    screen.edits.setSeverity(rule('eqd2'), 'off');
    expect(screen.askToLeave(leave)).toBe(true);
    screen.answerLeaving(false);
    expect(left).toBe(0);
    expect(screen.hasChanges).toBe(true);
    screen.askToLeave(leave);
    screen.answerLeaving(true);
    expect(left).toBe(1);
    expect(screen.hasChanges).toBe(false);
  });
});
