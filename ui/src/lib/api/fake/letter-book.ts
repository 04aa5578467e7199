// A letter of the fake backend in work: its sections and confirmations, the check by known words, its versions.

import type { LetterAct, LetterBlock, LetterClaimView, LetterConfirmation, LetterRow, LetterSectionKind, LetterSectionLock, LetterSectionOrigin, LetterSignatureView, LetterVersionView, LetterView } from '../generated';
import { SECTION_KINDS, type KnownClaim, type LetterCase } from './letter-data';

interface Section {
  text: string;
  drafted: string | null;
  origin: LetterSectionOrigin;
  lock: LetterSectionLock;
  /** Written to be nothing: the section is left out of the letter. */
  isLeftOut: boolean;
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

export class FakeLetter {
  readonly sections = new Map<LetterSectionKind, Section>(SECTION_KINDS.map((kind) => [kind, { text: '', drafted: null, origin: 'empty', lock: 'open', isLeftOut: false }]));
  confirmations: LetterConfirmation[] = [];
  versions: LetterVersionView[] = [];
  signature: LetterSignatureView | null = null;
  model = '';

  constructor(
    public row: LetterRow,
    readonly content: LetterCase,
  ) {}

  get text(): string {
    return SECTION_KINDS.map((kind) => this.#section(kind).text).filter((text) => text !== '').join('\n\n');
  }

  draft(kind: LetterSectionKind, text: string, model: string, by: string): void {
    const section = this.#section(kind);
    this.sections.set(kind, { ...section, text, drafted: text, origin: 'drafted', isLeftOut: text === '' });
    this.model = model;
    this.#keep(section.drafted === null ? 'drafted' : 'redrafted', by, model);
  }

  write(kind: LetterSectionKind, text: string, by: string): void {
    const section = this.#section(kind);
    const origin = text === '' ? 'empty' : section.drafted === null ? 'written' : text === section.drafted ? 'drafted' : 'edited';
    this.sections.set(kind, { ...section, text, origin, isLeftOut: text === '' });
    this.#keep('edited', by);
  }

  lock(kind: LetterSectionKind, lock: LetterSectionLock, by: string): void {
    this.sections.set(kind, { ...this.#section(kind), lock });
    this.#keep(lock === 'locked' ? 'locked' : 'unlocked', by);
  }

  confirm(key: string, reason: string, by: string): void {
    const block = this.#allBlocks().find((found) => found.key === key);
    if (block) this.confirmations = [...this.confirmations.filter((known) => known.block.key !== key), { block, reason }];
    this.#keep('confirmed', by);
  }

  withdraw(key: string, by: string): void {
    this.confirmations = this.confirmations.filter(({ block }) => block.key !== key);
    this.#keep('confirmed', by);
  }

  sign(by: string): void {
    this.#keep('signed', by);
    this.row = { ...this.row, state: 'signed' };
    this.signature = { by, at: this.row.changedAt, version: this.row.version, sha256: '3f8a6b01c2d49e7756aa10fe2b93c4d81e7f6a5b4c3d2e1f00998877665544aa' };
  }

  reopen(by: string): void {
    this.signature = null;
    this.#keep('reopened', by);
  }

  view(maySign: boolean): LetterView {
    const { blocks, lapsed } = this.#standing();
    const claims = SECTION_KINDS.flatMap((kind) => this.#claims(kind));
    const text = this.text;
    const drafted = SECTION_KINDS.map((kind) => this.#section(kind).drafted ?? '').join(' ');
    return {
      row: this.row,
      facts: this.content.facts,
      sections: SECTION_KINDS.map((kind) => {
        const { text: words, origin, lock } = this.#section(kind);
        return { kind, heading: this.content.headings[kind], text: words, origin, lock, canBeDrafted: this.content.drafts[kind] !== '', claims: this.#claims(kind) };
      }),
      blocks,
      confirmations: this.confirmations.filter((known) => !lapsed.includes(known)),
      missing: text === '' ? [] : this.content.wanted.filter(({ words }) => !text.includes(words)).map(({ fact, label, value }) => ({ fact, label, value })),
      tracedClaims: claims.filter(({ verdict }) => verdict === 'traced').length,
      words: wordsOf(text).length,
      revision: drafted.trim() === '' ? null : this.#revision(text, drafted),
      model: this.model,
      signature: this.signature,
      maySign,
    };
  }

  #section(kind: LetterSectionKind): Section {
    const section = this.sections.get(kind);
    if (!section) throw new Error(`no section ${kind}`);
    return section;
  }

  #keep(act: LetterAct, by: string, model = ''): void {
    const version = this.row.version + 1;
    const at = `2026-01-27 09:${String(version % 60).padStart(2, '0')}`;
    this.row = { ...this.row, version, state: 'draft', changedAt: at, changedBy: by };
    this.versions = [{ row: { version, act, by, at, model }, text: this.text }, ...this.versions];
    this.confirmations = this.#standing().kept;
  }

  #found(kind: LetterSectionKind): { known: KnownClaim; start: number }[] {
    const { text } = this.#section(kind);
    return this.content.claims
      .flatMap((known) => [...text.matchAll(new RegExp(known.words.replace(/[.]/g, '\\.'), 'g'))].map(({ index }) => ({ known, start: index })))
      // "2 December 2025" is within "22 December 2025": the longer one counts.
      .filter((one, _, all) => !all.some((other) => other !== one && other.start <= one.start && other.start + other.known.words.length >= one.start + one.known.words.length))
      .sort((a, b) => a.start - b.start);
  }

  #claims(kind: LetterSectionKind): LetterClaimView[] {
    return this.#found(kind).map(({ known, start }) => {
      const key = `${kind}/${known.words}`;
      return { start, end: start + known.words.length, kind: known.kind, verdict: known.verdict, facts: known.facts, block: known.verdict === 'traced' ? null : key, isConfirmed: this.confirmations.some(({ block }) => block.key === key) };
    });
  }

  #allBlocks(): LetterBlock[] {
    const claims = SECTION_KINDS.flatMap((section) =>
      this.#found(section)
        .filter(({ known }) => known.verdict !== 'traced')
        .map(({ known }): LetterBlock => ({ key: `${section}/${known.words}`, kind: known.verdict === 'contradicted' ? 'contradicted' : 'unsupported', section, quote: known.words, message: known.message ?? 'No fact says so.', facts: known.facts })),
    );
    const empty = SECTION_KINDS.filter((kind) => this.#section(kind).text === '' && !this.#section(kind).isLeftOut);
    const finding = this.content.finding;
    return [
      ...claims,
      ...(empty.length === SECTION_KINDS.length
        ? [{ key: 'text', kind: 'noText' as const, section: null, quote: '', message: 'The letter has no text yet.', facts: [] }]
        : empty.map((section): LetterBlock => ({ key: `empty/${section}`, kind: 'emptySection', section, quote: '', message: 'Nothing stands under this heading. Write the section, or leave it out.', facts: [] }))),
      ...(finding ? [{ key: finding.key, kind: 'facts' as const, section: null, quote: '', message: finding.message, facts: finding.facts }] : []),
    ];
  }

  #standing(): { blocks: LetterBlock[]; kept: LetterConfirmation[]; lapsed: LetterConfirmation[] } {
    const all = this.#allBlocks();
    const kept = this.confirmations.filter(({ block }) => all.some(({ key }) => key === block.key));
    return { blocks: all.filter(({ key }) => !kept.some(({ block }) => block.key === key)), kept, lapsed: this.confirmations.filter((known) => !kept.includes(known)) };
  }

  /** Words that only one of the two has: enough for a picture. */
  #revision(text: string, drafted: string): { edits: number; draftWords: number; letterWords: number; shareKept: number } {
    const [now, before] = [wordsOf(text), wordsOf(drafted)];
    const edits = Math.max(now.filter((word) => !before.includes(word)).length, before.filter((word) => !now.includes(word)).length);
    return { edits, draftWords: before.length, letterWords: now.length, shareKept: before.length === 0 ? 1 : Math.max(0, 1 - edits / before.length) };
  }
}
