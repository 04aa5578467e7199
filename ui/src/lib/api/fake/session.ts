// The vault's door of the fake backend: four people with one password, and whatever state a test gives it.

import type { SessionCommands } from '../backend';
import type { CreateVault, ErrorView, LockReason, NewAccount, PersonView, Place, RecoveryCode, Role, SessionView } from '../generated';
import { FakeEvidence } from './evidence';

export const TANAKA: PersonView = { account: 's-tanaka', name: 'S. Tanaka', role: 'physicist' };
export const HALVORSEN: PersonView = { account: 'j-halvorsen', name: 'Dr J. Halvorsen', role: 'resident' };
export const AMARI: PersonView = { account: 'l-amari', name: 'Dr L. Amari', role: 'oncologist' };
export const PEOPLE: PersonView[] = [
  HALVORSEN,
  AMARI,
  { account: 'a-lindqvist', name: 'Prof. A. Lindqvist', role: 'seniorOncologist' },
  TANAKA,
];
export const PASSWORD = 'a long enough password';
export const RECOVERY = 'K7QM-3XHD-9TWA-PZ4R-6CJN-V2EF';

const PLACES: Record<Role, Place[]> = {
  resident: ['grade', 'letters', 'examples', 'adjudicate', 'suggest', 'settings'],
  oncologist: ['suggest', 'letters', 'grade', 'examples', 'adjudicate', 'results', 'settings'],
  seniorOncologist: ['suggest', 'letters', 'adjudicate', 'examples', 'results', 'settings'],
  physicist: ['curate', 'results', 'gradings', 'adjudicate', 'suggest', 'letters', 'letterStudies', 'fineTune', 'settings', 'audit'],
  administrator: ['settings', 'audit'],
};
const WRONG: ErrorView = { code: 'wrongPassword', message: 'The password does not open the vault.', detail: null };

export const NO_VAULT: SessionView = { kind: 'noVault', places: ['start', 'suggest'] };
export const DEMONSTRATION: SessionView = { kind: 'open', person: null, isDemonstration: true, places: ['curate', 'suggest'], idleMinutes: 5, waiting: [{ place: 'curate', count: 214 }] };
export function openFor(person: PersonView): SessionView {
  return { kind: 'open', person, isDemonstration: false, places: PLACES[person.role], idleMinutes: 5, waiting: person.role === 'physicist' ? [{ place: 'curate', count: 214 }] : [] };
}
export function lockedAfter(reason: LockReason, last: PersonView | null = TANAKA, waitSeconds = 0): SessionView {
  return { kind: 'locked', people: PEOPLE, last, reason, idleMinutes: 5, waitSeconds };
}

export class FakeSession extends FakeEvidence implements SessionCommands {
  view: SessionView = NO_VAULT;
  accounts: PersonView[] = PEOPLE;
  drafts = new Map<string, string>();
  password = PASSWORD;
  #wrongPasswords = 0;
  #account: string | null = null;

  async session(): Promise<SessionView> {
    await this.note('session');
    return this.view;
  }

  async createVault(request: CreateVault): Promise<RecoveryCode> {
    await this.note('createVault', request);
    const person = { account: 'first', name: request.name, role: request.role };
    this.accounts = [person];
    this.password = request.password;
    this.view = openFor(person);
    return { code: RECOVERY };
  }

  async signIn(account: string, password: string): Promise<SessionView> {
    await this.note('signIn', account, password);
    if (password !== this.password) {
      this.#wrongPasswords += 1;
      if (this.view.kind === 'locked') this.view = { ...this.view, waitSeconds: 2 ** (this.#wrongPasswords - 1) };
      throw WRONG;
    }
    return this.#open(account);
  }

  async signInWithRecovery(code: string, account: string, newPassword: string): Promise<SessionView> {
    await this.note('signInWithRecovery', code, account, newPassword);
    if (code !== RECOVERY) throw WRONG;
    this.password = newPassword;
    return this.#open(account);
  }

  async lock(reason: LockReason): Promise<SessionView> {
    await this.note('lock', reason);
    const last = this.view.kind === 'open' ? this.view.person : null;
    this.view = last ? { ...lockedAfter(reason, last), people: this.accounts } as SessionView : NO_VAULT;
    return this.view;
  }

  async openDemonstration(): Promise<SessionView> {
    await this.note('openDemonstration');
    this.view = DEMONSTRATION;
    return this.view;
  }

  async people(): Promise<PersonView[]> {
    await this.note('people');
    return this.accounts;
  }

  async addAccount(account: NewAccount): Promise<PersonView[]> {
    await this.note('addAccount', account);
    this.accounts = [...this.accounts, { account: `account-${this.accounts.length}`, name: account.name, role: account.role }];
    return this.accounts;
  }

  async removeAccount(account: string): Promise<PersonView[]> {
    await this.note('removeAccount', account);
    this.accounts = this.accounts.filter((person) => person.account !== account);
    return this.accounts;
  }

  async changePassword(oldPassword: string, newPassword: string): Promise<void> {
    await this.note('changePassword', oldPassword, newPassword);
    if (oldPassword !== this.password) throw WRONG;
    this.password = newPassword;
  }

  async setIdleMinutes(minutes: number): Promise<SessionView> {
    await this.note('setIdleMinutes', minutes);
    if (this.view.kind === 'open') this.view = { ...this.view, idleMinutes: minutes };
    return this.view;
  }

  async keepDraft(place: Place, content: string): Promise<void> {
    await this.note('keepDraft', place, content);
    this.drafts.set(`${this.#person()}/${place}`, content);
  }

  async draft(place: Place): Promise<string | null> {
    await this.note('draft', place);
    return this.drafts.get(`${this.#person()}/${place}`) || null;
  }

  #person(): string {
    return (this.view.kind === 'open' ? this.view.person?.account : this.#account) ?? '';
  }

  #open(account: string): SessionView {
    this.#wrongPasswords = 0;
    this.#account = account;
    this.view = openFor(this.accounts.find((person) => person.account === account) ?? TANAKA);
    return this.view;
  }
}
