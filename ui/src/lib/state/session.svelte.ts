// Who may be here now: no vault yet, locked, or open for somebody. The rule lives in Rust; this only mirrors its answers.

import type { Backend } from '../api/backend';
import type { ErrorView, LockReason, PersonView, Place, Role, SessionView, WaitingCount } from '../api/generated';
import { asErrorView } from '../errors/classification';

export const ROLE_NAMES: Record<Role, string> = {
  resident: 'Resident',
  oncologist: 'Radiation oncologist',
  seniorOncologist: 'Senior oncologist',
  physicist: 'Medical physicist',
  administrator: 'Administrator',
};
export const ROLES = Object.keys(ROLE_NAMES) as Role[];

export class Session {
  /** Null until the program has answered for the first time. */
  view = $state.raw<SessionView | null>(null);
  problem = $state.raw<ErrorView | null>(null);

  places: Place[] = $derived(this.view === null || this.view.kind === 'locked' ? [] : this.view.places);
  person: PersonView | null = $derived(this.view?.kind === 'open' ? this.view.person : null);
  isOpen = $derived(this.view?.kind === 'open');
  isDemonstration = $derived(this.view?.kind === 'open' && this.view.isDemonstration);
  waiting: WaitingCount[] = $derived(this.view?.kind === 'open' ? this.view.waiting : []);
  /** Minutes without input after which to lock; null where there is nobody to sign in again. */
  idleMinutes = $derived(this.view?.kind === 'open' && this.view.person ? this.view.idleMinutes : null);

  readonly #backend: Backend;
  readonly #changed: () => void;

  /** `changed` is called after every answer about the session. */
  constructor(backend: Backend, changed: () => void = () => undefined) {
    this.#backend = backend;
    this.#changed = changed;
  }

  look(): Promise<boolean> {
    return this.#take(this.#backend.session());
  }

  /** Rejects: the form that asked shows what was wrong. */
  async signIn(account: string, password: string): Promise<void> {
    this.replace(await this.#backend.signIn(account, password));
  }

  /** Rejects likewise. */
  async signInWithRecovery(code: string, account: string, newPassword: string): Promise<void> {
    this.replace(await this.#backend.signInWithRecovery(code, account, newPassword));
  }

  lock(reason: LockReason): Promise<boolean> {
    return this.#take(this.#backend.lock(reason));
  }

  openDemonstration(): Promise<boolean> {
    return this.#take(this.#backend.openDemonstration());
  }

  /** Takes what a command answered about the session. */
  replace(view: SessionView): void {
    this.view = view;
    this.problem = null;
    this.#changed();
  }

  async #take(answer: Promise<SessionView>): Promise<boolean> {
    try {
      this.replace(await answer);
      return true;
    } catch (reason) {
      this.problem = asErrorView(reason);
      return false;
    }
  }
}
