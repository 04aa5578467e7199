// What the levels of checks are called, and how many checks need somebody.

import type { CheckLevel, CheckView } from '../../api/generated';
import { counted } from '../../format/number';

export const LEVEL_WORDS: Record<CheckLevel, string> = { stop: 'Stops copying', look: 'Needs a look', pass: 'Passed', notChecked: 'Not checked' };

const ORDER: CheckLevel[] = ['stop', 'look', 'pass', 'notChecked'];

/** Exceptions first; within a level as the program gave them. */
export const exceptionsFirst = (checks: CheckView[]): CheckView[] => ORDER.flatMap((level) => checks.filter((check) => check.level === level));

const number = (checks: CheckView[], level: CheckLevel) => checks.filter((check) => check.level === level).length;

/** `1 stops copying, 2 need a look`; those that somebody acknowledged are counted apart. `nothing needs a look` where that is so. */
export function checkCount(checks: CheckView[], acknowledged = 0): string {
  const [stop, look] = [number(checks, 'stop') - acknowledged, number(checks, 'look')];
  const parts = [
    ...(stop > 0 ? [`${stop} ${stop === 1 ? 'stops' : 'stop'} copying`] : []),
    ...(acknowledged > 0 ? [`${acknowledged} acknowledged`] : []),
    ...(look > 0 ? [`${look} ${look === 1 ? 'needs' : 'need'} a look`] : []),
  ];
  return parts.join(', ') || (checks.length > 0 ? 'nothing needs a look' : '');
}

export const mostSerious = (checks: CheckView[]): CheckLevel | null => ORDER.find((level) => number(checks, level) > 0) ?? null;

/** For the button that waits for them. */
export const stopsInTheWay = (missing: number): string => `Off: ${counted(missing, 'finding')} must be acknowledged first`;
