// Which halves of the screen Letters somebody sees. The rule for each command lives in the program; this only mirrors it.

import type { PersonView } from '../../api/generated';

export type LetterTab = 'write' | 'rate';

export const TAB_NAMES: Record<LetterTab, string> = { write: 'Write', rate: 'Rate' };

/** Nobody by name (the demonstration) and the physicist write, a resident rates, oncologists do both. */
export function letterTabs(person: PersonView | null): LetterTab[] {
  switch (person?.role) {
    case 'resident':
      return ['rate'];
    case 'oncologist':
    case 'seniorOncologist':
      return ['write', 'rate'];
    default:
      return ['write'];
  }
}
