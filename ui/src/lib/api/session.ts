// The commands of the vault's door: set-up, sign-in, lock, accounts, drafts.

import type { SessionCommands } from './backend';
import type { PersonView, RecoveryCode, SessionView } from './generated';
import { call } from './invoke';

export const sessionCommands: SessionCommands = {
  session: () => call<SessionView>('session'),
  createVault: (request) => call<RecoveryCode>('create_vault', { request }),
  signIn: (account, password) => call<SessionView>('sign_in', { account, password }),
  signInWithRecovery: (code, account, newPassword) => call<SessionView>('sign_in_with_recovery', { code, account, newPassword }),
  lock: (reason) => call<SessionView>('lock', { reason }),
  openDemonstration: () => call<SessionView>('open_demonstration'),
  people: () => call<PersonView[]>('people'),
  addAccount: (account) => call<PersonView[]>('add_account', { account }),
  removeAccount: (account) => call<PersonView[]>('remove_account', { account }),
  changePassword: (oldPassword, newPassword) => call<void>('change_password', { oldPassword, newPassword }),
  setIdleMinutes: (minutes) => call<SessionView>('set_idle_minutes', { minutes }),
  keepDraft: (place, content) => call<void>('keep_draft', { place, content }),
  draft: (place) => call<string | null>('draft', { place }),
};
