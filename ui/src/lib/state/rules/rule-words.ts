// What severities, limits and alarm rates are called.

import type { AlarmRate, CheckLimit, CheckSeverity } from '../../api/generated';
import { count } from '../../format/number';
import { decimals } from '../../format/statistic';

export const SEVERITIES: CheckSeverity[] = ['stop', 'look', 'off'];
export const SEVERITY_NAMES: Record<CheckSeverity, string> = { stop: 'Stop', look: 'Look', off: 'Off' };
/** What a severity means for whoever asked for the suggestion. */
export const SEVERITY_NOTES: Record<CheckSeverity, string> = {
  stop: 'Copy and send stay off until somebody answers for it with a reason.',
  look: 'It is shown to be looked at; copy and send stay on.',
  off: 'It is not applied and not shown.',
};
export const NO_ALARMS = 'No held-out cases yet, so no alarm rates.';

/** A limit with its unit: `2.25 Gy`, `3`. */
export const withUnit = (value: string, { unit }: CheckLimit): string => (unit === '' ? value : `${value}\u00A0${unit}`);

/** A limit as it is typed. */
export const typed = (value: number): string => String(value);

/** The share of all delivered plans, also of those that the rule could not be applied to; null where it could be applied to none. */
export const alarmShare = ({ fired, checked, of }: AlarmRate): number | null => (checked > 0 ? fired / of : null);

/** `12 of 403 delivered plans (3.0 %)` */
export function alarmWords(alarm: AlarmRate): string {
  const share = alarmShare(alarm);
  if (share === null) return `applies to none of ${count(alarm.of)} delivered plans`;
  return `${count(alarm.fired)} of ${count(alarm.of)} delivered plans (${decimals(100 * share, 1)}\u00A0%)`;
}

/** Where the rule could not be applied to all of them: `It could be applied to 380 of 403 plans.` */
export function appliedWords({ checked, of }: AlarmRate): string {
  return checked === of || checked === 0 ? '' : `It could be applied to ${count(checked)} of ${count(of)} plans; the others do not say what it compares.`;
}
