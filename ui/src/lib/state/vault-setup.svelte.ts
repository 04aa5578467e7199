// Setting up a vault: the first account, then the recovery code, shown once until it was kept.

import type { Backend } from '../api/backend';
import type { ErrorView, Role } from '../api/generated';
import { asErrorView } from '../errors/classification';
import { passwordProblem } from './passwords';

/** Who may keep the accounts of a new vault. */
export const FIRST_ROLES: Role[] = ['physicist', 'administrator'];

export class VaultSetup {
  name = $state('');
  role = $state<Role>('physicist');
  password = $state('');
  repeated = $state('');
  stage = $state<'form' | 'creating' | 'code'>('form');
  problem = $state.raw<ErrorView | null>(null);
  /** Groups of the recovery code; empty before and after it is shown. */
  codeGroups = $state.raw<string[]>([]);
  typedGroup = $state('');

  passwordProblem = $derived(passwordProblem(this.password, this.repeated));
  isReady = $derived(this.stage === 'form' && this.name.trim() !== '' && this.passwordProblem === null);
  isCodeKept = $derived(this.codeGroups.length > 0 && plain(this.typedGroup) === plain(this.codeGroups.at(-1) ?? ''));

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async create(): Promise<void> {
    if (!this.isReady) return;
    this.stage = 'creating';
    this.problem = null;
    try {
      const { code } = await this.#backend.createVault({ name: this.name.trim(), role: this.role, password: this.password });
      this.codeGroups = code.split(/[\s-]+/).filter((group) => group !== '');
      this.password = this.repeated = '';
      this.stage = 'code';
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.stage = 'form';
    }
  }

  /** Forgets everything that was typed or shown. */
  forget(): void {
    this.name = this.password = this.repeated = this.typedGroup = '';
    this.codeGroups = [];
    this.stage = 'form';
    this.problem = null;
  }
}

const plain = (text: string) => text.trim().toUpperCase();
