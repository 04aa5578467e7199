// Signing in to the panel, signing what it settled, leaving it: whose password is asked for, and for what.

import type { Backend } from '../../api/backend';
import type { Adjudication, PanelMember } from '../../api/generated';
import { Sending } from '../settings-screen.svelte';

export type PasswordPurpose = 'join' | 'sign';

export class PanelDoor {
  /** Whose password is asked for; null while nobody's is. */
  asked = $state.raw<{ member: PanelMember; purpose: PasswordPurpose } | null>(null);
  readonly sending = new Sending();
  readonly leaving = new Sending();

  readonly #backend: Backend;
  readonly #grading: () => number | null;
  readonly #changed: (view: Adjudication, signed: PanelMember | null) => void;

  /** `changed` is called with how the panel stands after each act, and with who has signed. */
  constructor(backend: Backend, grading: () => number | null, changed: (view: Adjudication, signed: PanelMember | null) => void) {
    this.#backend = backend;
    this.#grading = grading;
    this.#changed = changed;
  }

  ask(member: PanelMember, purpose: PasswordPurpose): void {
    this.sending.problem = null;
    this.asked = { member, purpose };
  }

  close(): void {
    this.asked = null;
  }

  /** Answers whether the password was taken; the dialog then closes. */
  async give(password: string): Promise<boolean> {
    const { asked } = this;
    const grading = this.#grading();
    if (!asked || grading === null) return false;
    const { member, purpose } = asked;
    const isTaken = await this.sending.send(async () => {
      const act = purpose === 'join' ? this.#backend.joinPanel(grading, member.account, password) : this.#backend.signPanel(grading, member.account, password);
      this.#changed(await act, purpose === 'sign' ? member : null);
      return '';
    });
    if (isTaken) this.asked = null;
    return isTaken;
  }

  async leave(member: PanelMember): Promise<void> {
    const grading = this.#grading();
    if (grading === null) return;
    await this.leaving.send(async () => {
      this.#changed(await this.#backend.leavePanel(grading, member.account), null);
      return '';
    });
  }
}
