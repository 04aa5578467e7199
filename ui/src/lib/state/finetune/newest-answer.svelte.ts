// Asks one question at a time. A question that comes while another is being answered waits, and only the newest waits:
// what is typed quickly costs two questions, not one for each letter, and an old answer never covers a newer one.

export class NewestAnswer<Question> {
  isAsking = $state(false);
  #next: { question: Question } | null = null;
  readonly #ask: (question: Question) => Promise<void>;

  constructor(ask: (question: Question) => Promise<void>) {
    this.#ask = ask;
  }

  /** Whether a newer question waits, so that an answer that comes now is already old. */
  get isOvertaken(): boolean {
    return this.#next !== null;
  }

  async ask(question: Question): Promise<void> {
    this.#next = { question };
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      while (this.#next) {
        const { question: now } = this.#next as { question: Question };
        this.#next = null;
        await this.#ask(now);
      }
    } finally {
      this.isAsking = false;
    }
  }

  /** Forgets what waits. */
  forget(): void {
    this.#next = null;
  }
}
