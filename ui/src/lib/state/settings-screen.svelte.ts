// The Settings screen: accounts for who keeps them; for everyone the own password, the idle time, the copy of the vault; the rules of the checks.

import type { Backend } from '../api/backend';
import type { PersonView, Role } from '../api/generated';
import { passwordProblem, SHORTEST_PASSWORD } from './passwords';
import { RulesScreen, type TypedRules } from './rules/rules-screen.svelte';
import { wholeInRange } from './run-settings.svelte';
import { Sending } from './sending.svelte';
import type { Session } from './session.svelte';
import type { OwnSection } from './settings-section';

export { Sending };

export const SHORTEST_IDLE_MINUTES = 1;
export const LONGEST_IDLE_MINUTES = 15;
const KEEPERS: Role[] = ['physicist', 'administrator'];

export class Accounts {
  list = $state.raw<PersonView[]>([]);
  stage = $state<'loading' | 'loaded' | 'failed'>('loading');
  name = $state('');
  role = $state<Role>('resident');
  password = $state('');
  /** The account that is about to be removed, once asked for. */
  leaving = $state.raw<PersonView | null>(null);
  readonly sending = new Sending();

  isReady = $derived(this.name.trim() !== '' && [...this.password].length >= SHORTEST_PASSWORD);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async open(): Promise<void> {
    this.stage = 'loading';
    const isRead = await this.sending.send(async () => {
      this.list = await this.#backend.people();
      return '';
    });
    this.stage = isRead ? 'loaded' : 'failed';
  }

  async add(): Promise<void> {
    if (!this.isReady) return;
    const name = this.name.trim();
    await this.sending.send(async () => {
      this.list = await this.#backend.addAccount({ name, role: this.role, password: this.password });
      this.name = this.password = '';
      return `${name} can sign in now`;
    });
  }

  async remove(person: PersonView): Promise<void> {
    await this.sending.send(async () => {
      this.list = await this.#backend.removeAccount(person.account);
      return `${person.name} can no longer sign in`;
    });
    this.leaving = null;
  }
}

export class SettingsScreen {
  readonly accounts: Accounts;
  readonly rules: RulesScreen;
  /** Which of its own sections is open. */
  section = $state<OwnSection>('general');

  oldPassword = $state('');
  newPassword = $state('');
  repeated = $state('');
  readonly changing = new Sending();
  passwordProblem = $derived(passwordProblem(this.newPassword, this.repeated));

  idleText = $state('');
  readonly idling = new Sending();
  idleMinutes = $derived(wholeInRange(this.idleText, SHORTEST_IDLE_MINUTES, LONGEST_IDLE_MINUTES));

  readonly copying = new Sending();

  readonly session: Session;
  readonly #backend: Backend;
  keepsAccounts = $derived.by(() => KEEPERS.includes(this.session.person?.role ?? 'resident'));

  constructor(backend: Backend, session: Session) {
    this.#backend = backend;
    this.session = session;
    this.accounts = new Accounts(backend);
    this.rules = new RulesScreen(backend);
    this.idleText = String(session.idleMinutes ?? '');
  }

  /** Opens a section; changes that are not recorded ask first. */
  show(section: OwnSection): void {
    if (section !== this.section && !this.asksFirst(() => this.show(section))) this.section = section;
  }

  /** Whether something here would be lost: then it asks, and `leave` waits for the answer. */
  asksFirst(leave: () => void): boolean {
    return this.section === 'checks' && this.rules.askToLeave(leave);
  }

  /** Goes on where somebody was changing rules. */
  resumeAt(rules: TypedRules): void {
    this.rules.resumeAt(rules);
    this.section = 'checks';
  }

  async open(): Promise<void> {
    this.idleText = String(this.session.idleMinutes ?? '');
    if (this.keepsAccounts) await this.accounts.open();
  }

  async changePassword(): Promise<void> {
    if (this.oldPassword === '' || this.passwordProblem !== null) return;
    await this.changing.send(async () => {
      await this.#backend.changePassword(this.oldPassword, this.newPassword);
      this.oldPassword = this.newPassword = this.repeated = '';
      return 'The password is changed';
    });
  }

  async setIdleMinutes(): Promise<void> {
    const minutes = this.idleMinutes;
    if (minutes === null) return;
    await this.idling.send(async () => {
      this.session.replace(await this.#backend.setIdleMinutes(minutes));
      return `Locks after ${minutes} min without input`;
    });
  }

  async backUp(): Promise<void> {
    await this.copying.send(async () => `Copied as ${await this.#backend.backUp()}`);
  }
}
