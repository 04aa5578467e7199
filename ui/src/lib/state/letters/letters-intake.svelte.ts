// What the physicist does with many letters at once: import, split, training pairs, what a letter is used for.

import type { Backend } from '../../api/backend';
import type { LetterImportReport, LetterPairsReport, LetterPart, LetterRow } from '../../api/generated';
import { inRange, wholeInRange } from '../run-settings.svelte';
import { Sending } from '../settings-screen.svelte';

export class LettersIntake {
  readonly importing = new Sending();
  readonly splitting = new Sending();
  readonly pairing = new Sending();
  readonly parting = new Sending();
  /** What came of the last import, until it was read. */
  report = $state.raw<LetterImportReport | null>(null);
  pairs = $state.raw<LetterPairsReport | null>(null);
  isAskingSplit = $state(false);
  validationText = $state('15');
  heldOutText = $state('20');
  seedText = $state('1');

  validation = $derived(inRange(this.validationText, 0, 90));
  heldOut = $derived(inRange(this.heldOutText, 0, 90));
  seed = $derived(wholeInRange(this.seedText, 0, 4_294_967_295));
  /** Why it cannot be split so; empty when it can. */
  splitFault = $derived.by(() => {
    if (this.validation === null || this.heldOut === null) return 'Shares from 0 to 90 per cent';
    if (!Number.isInteger(this.validation) || !Number.isInteger(this.heldOut)) return 'Shares in whole per cent';
    if (this.validation + this.heldOut > 95) return 'Leave at least 5 per cent to learn from';
    return this.seed === null ? 'The seed is a whole number' : '';
  });

  readonly #backend: Backend;
  readonly #take: (rows: LetterRow[]) => void;

  constructor(backend: Backend, take: (rows: LetterRow[]) => void) {
    this.#backend = backend;
    this.#take = take;
  }

  async import(): Promise<void> {
    await this.importing.send(async () => {
      this.report = await this.#backend.importLetters();
      if (this.report) this.#take(await this.#backend.letters());
      return '';
    });
  }

  closeReport(): void {
    this.report = null;
  }

  askSplit(isAsked: boolean): void {
    this.splitting.problem = null;
    this.isAskingSplit = isAsked;
  }

  async split(): Promise<void> {
    const { seed, validation, heldOut } = this;
    if (this.splitFault !== '' || seed === null || validation === null || heldOut === null) return;
    const isDone = await this.splitting.send(async () => {
      this.#take(await this.#backend.splitLetters(seed, validation, heldOut));
      return 'The letters are split by patient.';
    });
    if (isDone) this.isAskingSplit = false;
  }

  async exportPairs(): Promise<void> {
    await this.pairing.send(async () => {
      this.pairs = await this.#backend.exportLetterPairs();
      return '';
    });
  }

  async setPart(letter: number, part: LetterPart): Promise<void> {
    await this.parting.send(async () => {
      this.#take(await this.#backend.setLetterPart([letter], part));
      return '';
    });
  }

  clear(): void {
    this.report = null;
    this.pairs = null;
    this.isAskingSplit = false;
  }
}
