// What is chosen on an open letter: the section and the point that keys act on, and what lights up on the other side.

import type { LetterBlock, LetterSectionKind, LetterView } from '../../api/generated';
import { isSameFact } from './claim-segments';
import { canBeConfirmed } from './letter-words';

/** What lights up, and from where it was chosen. */
export type Pick = { kind: 'none' } | { kind: 'facts'; facts: string[] } | { kind: 'claim'; section: LetterSectionKind; start: number; facts: string[] };

export class LetterChoice {
  section = $state<LetterSectionKind>('salutation');
  /** The point before signing. */
  blockKey = $state<string | null>(null);
  /** The reason being written for it; null while nobody is asked. */
  reason = $state<string | null>(null);
  pick = $state.raw<Pick>({ kind: 'none' });

  block: LetterBlock | null = $derived.by(() => this.#view().blocks.find(({ key }) => key === this.blockKey) ?? null);
  /** Names of the facts that light up. */
  litFacts: string[] = $derived.by(() => (this.pick.kind === 'none' ? [] : this.pick.facts));

  readonly #view: () => LetterView;

  constructor(view: () => LetterView) {
    this.#view = view;
  }

  isLit = (fact: string): boolean => this.litFacts.some((lit) => isSameFact(lit, fact));

  /** The hand or the focus came to a section: a point of another one is not meant any more. */
  moveTo(section: LetterSectionKind): void {
    this.section = section;
    if (this.block && this.block.section !== section) this.letGo();
  }

  chooseClaim(section: LetterSectionKind, start: number): void {
    const claim = this.#claims(section).find((found) => found.start === start);
    if (!claim) return;
    this.section = section;
    this.pick = { kind: 'claim', section, start, facts: claim.facts };
    if (claim.block !== null && !claim.isConfirmed) this.#chooseKey(claim.block);
    else this.#chooseKey(null);
  }

  /** Chosen once more, they are let go. */
  chooseFacts(facts: string[]): void {
    const isSame = this.pick.kind === 'facts' && this.pick.facts.join() === facts.join();
    this.pick = isSame ? { kind: 'none' } : { kind: 'facts', facts };
  }

  /** Goes to a point, in the letter or in the facts. */
  chooseBlock(key: string): void {
    const block = this.#view().blocks.find((found) => found.key === key);
    if (!block) return;
    this.#chooseKey(key);
    if (block.section) this.section = block.section;
    const claim = block.section && this.#claims(block.section).find((found) => found.block === key);
    this.pick = claim && block.section ? { kind: 'claim', section: block.section, start: claim.start, facts: block.facts } : { kind: 'facts', facts: block.facts };
  }

  /** The next point, or the one before; answers false when there is none. */
  stepBlock(by: 1 | -1): boolean {
    const { blocks } = this.#view();
    if (blocks.length === 0) return false;
    const here = blocks.findIndex(({ key }) => key === this.blockKey);
    const next = here < 0 ? (by > 0 ? 0 : blocks.length - 1) : (here + by + blocks.length) % blocks.length;
    this.chooseBlock(blocks[next]?.key ?? '');
    return true;
  }

  /** The point that took the place of one that is settled. */
  chooseAt(index: number): void {
    const { blocks } = this.#view();
    const next = blocks[Math.min(index, blocks.length - 1)];
    if (next) this.chooseBlock(next.key);
    else this.letGo();
  }

  /** Opens or closes the field for the reason; only what can be confirmed has one. */
  askReason(key: string | null): void {
    if (key === null) {
      this.reason = null;
      return;
    }
    const { blocks, maySign } = this.#view();
    const block = blocks.find((found) => found.key === key);
    // Whoever confirms answers for the letter, as whoever signs it.
    if (!block || !maySign || !canBeConfirmed(block.kind)) return;
    this.chooseBlock(key);
    this.reason ??= '';
  }

  letGo(): boolean {
    if (this.pick.kind === 'none' && this.blockKey === null) return false;
    this.pick = { kind: 'none' };
    this.#chooseKey(null);
    return true;
  }

  /** The letter has changed: what is not there any more is not chosen. Places within a text that has changed mean nothing. */
  settle(): void {
    if (this.blockKey !== null && this.block === null) this.#chooseKey(null);
    const { pick } = this;
    if (pick.kind === 'claim' && !this.#claims(pick.section).some(({ start }) => start === pick.start)) this.pick = { kind: 'none' };
  }

  #claims(section: LetterSectionKind) {
    return this.#view().sections.find(({ kind }) => kind === section)?.claims ?? [];
  }

  #chooseKey(key: string | null): void {
    if (key !== this.blockKey) this.reason = null;
    this.blockKey = key;
  }
}
