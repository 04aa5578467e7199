// How long a case was looked at: only while the window has the focus and is in sight. The clock is given, so that a test can turn it.

/** The longest that a request carries. */
export const LONGEST_FOCUS_MS = 0xffff_ffff;

export interface Attention {
  /** Whether somebody looks at the window. */
  isHere(): boolean;
  /** Calls back when that may have changed; call the answer to stop. */
  follow(changed: () => void): () => void;
}

export const windowAttention: Attention = {
  isHere: () => document.visibilityState !== 'hidden' && document.hasFocus(),
  follow(changed) {
    window.addEventListener('focus', changed);
    window.addEventListener('blur', changed);
    document.addEventListener('visibilitychange', changed);
    return () => {
      window.removeEventListener('focus', changed);
      window.removeEventListener('blur', changed);
      document.removeEventListener('visibilitychange', changed);
    };
  },
};

export class FocusClock {
  readonly now: () => number;
  readonly #attention: Attention;
  #countedMs = 0;
  /** Since when it runs; null while it stands. */
  #since: number | null = null;
  #stopFollowing: (() => void) | null = null;

  constructor(now: () => number = () => performance.now(), attention: Attention = windowAttention) {
    this.now = now;
    this.#attention = attention;
  }

  /** Begins at nothing. */
  start(): void {
    this.stop();
    this.#countedMs = 0;
    this.resume();
  }

  /** Goes on where it stood. */
  resume(): void {
    this.#stopFollowing ??= this.#attention.follow(() => this.#look());
    this.#look();
  }

  /** Stands until it is resumed or started. */
  stop(): void {
    this.#stopFollowing?.();
    this.#stopFollowing = null;
    this.#stand();
  }

  /** Whole milliseconds so far. */
  get ms(): number {
    return Math.round(this.#countedMs + (this.#since === null ? 0 : this.now() - this.#since));
  }

  #look(): void {
    if (!this.#attention.isHere()) this.#stand();
    else this.#since ??= this.now();
  }

  #stand(): void {
    if (this.#since === null) return;
    this.#countedMs += this.now() - this.#since;
    this.#since = null;
  }
}
