// One thing that is read in advance, by its key, while another one is in sight.

export class LookAhead<Item> {
  #ahead: { key: string; loaded: Promise<Item> } | null = null;

  /** Reads it, unless it is being read already. */
  begin(key: string, ask: () => Promise<Item>): void {
    if (this.#ahead?.key === key) return;
    const loaded = ask();
    // OK because whoever needs it asks again.
    loaded.catch(() => undefined);
    this.#ahead = { key, loaded };
  }

  /** What was read in advance; asked for now where that is something else, or failed. */
  load(key: string, ask: () => Promise<Item>): Promise<Item> {
    return this.#ahead?.key === key ? this.#ahead.loaded.catch(ask) : ask();
  }

  /** What is in sight may change: what was read of it in advance would be old. */
  forget(key: string): void {
    if (this.#ahead?.key === key) this.#ahead = null;
  }

  clear(): void {
    this.#ahead = null;
  }
}
