// A form that can be sent: what it is doing, what it said, what went wrong.

import type { ErrorView } from '../api/generated';
import { asErrorView } from '../errors/classification';

export class Sending {
  isBusy = $state(false);
  said = $state('');
  problem = $state.raw<ErrorView | null>(null);

  async send(act: () => Promise<string>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.said = '';
    this.problem = null;
    try {
      this.said = await act();
      return true;
    } catch (reason) {
      this.problem = asErrorView(reason);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
