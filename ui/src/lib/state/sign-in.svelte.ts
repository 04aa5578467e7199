// The sign-in form: who, the password, the wait after a wrong one, and the way back in by the recovery code.

import type { Backend } from '../api/backend';
import type { ErrorView, PersonView } from '../api/generated';
import { asErrorView } from '../errors/classification';
import { passwordProblem } from './passwords';
import type { Session } from './session.svelte';

export class SignIn {
  person = $state.raw<PersonView | null>(null);
  password = $state('');
  way = $state<'password' | 'recovery'>('password');
  stage = $state<'ready' | 'opening'>('ready');
  problem = $state.raw<ErrorView | null>(null);
  /** Seconds until the next password is looked at. */
  waitSeconds = $state(0);

  recoveryCode = $state('');
  newPassword = $state('');
  repeated = $state('');
  newPasswordProblem = $derived(passwordProblem(this.newPassword, this.repeated));

  isReady = $derived.by(() => {
    if (this.stage === 'opening' || this.waitSeconds > 0 || !this.person) return false;
    return this.way === 'password' ? this.password !== '' : this.recoveryCode.trim() !== '' && this.newPasswordProblem === null;
  });

  readonly #session: Session;
  readonly #backend: Backend;
  #tick: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session, backend: Backend) {
    this.#session = session;
    this.#backend = backend;
    const { view } = session;
    if (view?.kind !== 'locked') return;
    this.person = view.last ?? (view.people.length === 1 ? (view.people[0] ?? null) : null);
    this.#wait(view.waitSeconds);
  }

  choose(person: PersonView): void {
    this.person = person;
    this.password = '';
    this.problem = null;
  }

  goBy(way: 'password' | 'recovery'): void {
    this.way = way;
    this.problem = null;
    this.password = this.recoveryCode = this.newPassword = this.repeated = '';
  }

  async submit(): Promise<void> {
    const { person } = this;
    if (!this.isReady || !person) return;
    this.stage = 'opening';
    this.problem = null;
    try {
      if (this.way === 'password') await this.#session.signIn(person.account, this.password);
      else await this.#session.signInWithRecovery(this.recoveryCode.trim(), person.account, this.newPassword);
    } catch (reason) {
      this.problem = asErrorView(reason);
      await this.#askHowLong();
    } finally {
      this.password = '';
      this.stage = 'ready';
    }
  }

  /** Ends the countdown; for when the form goes away. */
  leave(): void {
    clearTimeout(this.#tick);
    this.password = this.recoveryCode = this.newPassword = this.repeated = '';
  }

  async #askHowLong(): Promise<void> {
    try {
      const view = await this.#backend.session();
      if (view.kind === 'locked') this.#wait(view.waitSeconds);
      else this.#session.replace(view);
    } catch {
      // OK because the program refuses a password that comes too early by itself.
    }
  }

  #wait(seconds: number): void {
    clearTimeout(this.#tick);
    this.waitSeconds = Math.max(0, Math.ceil(seconds));
    if (this.waitSeconds > 0) this.#tick = setTimeout(() => this.#wait(this.waitSeconds - 1), 1000);
  }
}
