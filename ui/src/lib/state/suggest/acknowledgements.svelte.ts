// Findings that stop copying, and what a person says about each. A reason belongs to what was found: another finding of the same rule asks anew.

import { SvelteMap } from 'svelte/reactivity';

import type { CheckAcknowledgement, CheckView } from '../../api/generated';

const keyOf = (check: CheckView): string => `${check.rule}\n${check.statement}`;

export const isStop = (check: CheckView): boolean => check.level === 'stop';

export class Acknowledgements {
  readonly #reasons = new SvelteMap<string, string>();
  /** The finding whose field is open, and what is typed there. */
  #open = $state<string | null>(null);
  typed = $state('');

  reasonOf(check: CheckView): string | null {
    return this.#reasons.get(keyOf(check)) ?? null;
  }

  isOpen(check: CheckView): boolean {
    return this.#open === keyOf(check);
  }

  open(check: CheckView): void {
    this.typed = this.reasonOf(check) ?? '';
    this.#open = keyOf(check);
  }

  close(): void {
    this.#open = null;
  }

  /** Keeps the reason that is typed; without one nothing is acknowledged. */
  acknowledge(check: CheckView): boolean {
    const reason = this.typed.trim();
    if (reason === '') return false;
    this.#reasons.set(keyOf(check), reason);
    this.close();
    return true;
  }

  /** Those that still stand in the way. */
  missing(checks: CheckView[]): CheckView[] {
    return checks.filter((check) => isStop(check) && this.reasonOf(check) === null);
  }

  of(checks: CheckView[]): CheckAcknowledgement[] {
    return checks.filter(isStop).flatMap((check) => {
      const reason = this.reasonOf(check);
      return reason === null ? [] : [{ rule: check.rule, reason }];
    });
  }
}
