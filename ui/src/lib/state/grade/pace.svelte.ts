// How many cases were recorded in this session, how long they took, and when a pause is suggested.

/** After so many cases. */
const REST_AFTER = 100;

export class Pace {
  recorded = $state(0);
  focusMs = $state(0);
  #restAt = $state(REST_AFTER);
  isTimeToRest = $derived(this.recorded >= this.#restAt);

  count(focusMs: number): void {
    this.recorded += 1;
    this.focusMs += focusMs;
  }

  /** Says nothing of a pause until as many again. */
  rest(): void {
    this.#restAt = this.recorded + REST_AFTER;
  }
}
