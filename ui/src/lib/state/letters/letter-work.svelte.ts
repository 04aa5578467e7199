// One letter on the desk: what stands, what is being written, what is chosen. Changes go one after the other, each on the version
// that the one before made; a change that meets another version reads the letter again and loses nothing that was written.

import type { Backend } from '../../api/backend';
import type { ErrorView, LetterBlock, LetterExportFormat, LetterSectionKind, LetterSectionView, LetterView } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { Sending } from '../settings-screen.svelte';
import { LetterChoice } from './letter-choice.svelte';
import { LetterDrafting } from './letter-drafting.svelte';
import type { LetterModels } from './letter-models.svelte';
import { LetterVersions } from './letter-versions.svelte';
import { whySignIsOff } from './letter-words';
import { SectionEdit, type KeptEdit } from './section-edit.svelte';

export interface WorkPorts {
  models: LetterModels;
  /** The letter has a new version. */
  changed: (view: LetterView) => void;
  /** What is not kept has changed. */
  written: () => void;
}

export class LetterWork {
  readonly letter: number;
  view = $state.raw<LetterView>() as LetterView;
  /** By section: what is being written there, or could not be kept. */
  edits = $state.raw<SectionEdit[]>([]);
  /** The section that would be drafted over what a person wrote, once asked. */
  overwriting = $state<LetterSectionKind | null>(null);
  problem = $state.raw<ErrorView | null>(null);
  isBusy = $state(false);
  isSigning = $state(false);
  isReopening = $state(false);
  /** For who listens. */
  said = $state('');
  /** Another version was met while something else than a text was changed. */
  isMet = $state(false);

  readonly drafting: LetterDrafting;
  readonly exporting = new Sending();
  readonly versions: LetterVersions;
  readonly choice = new LetterChoice(() => this.view);
  readonly models: LetterModels;

  isSigned = $derived.by(() => this.view.signature !== null);
  /** Nothing may be changed now. */
  isFixed = $derived.by(() => this.isSigned || this.drafting.isRunning);
  whySignIsOff = $derived.by(() => {
    if (this.drafting.isRunning) return 'The model is still writing';
    const off = whySignIsOff(this.view);
    return off === '' && this.edits.some(({ isChanged }) => isChanged) ? 'Keep what is written first' : off;
  });
  whyDraftIsOff = $derived.by(() => (this.toDraft.length === 0 ? 'Every section has a text or is locked' : this.models.whyOff));
  /** What a draft of the letter writes: the open sections that no person has touched. */
  toDraft: LetterSectionKind[] = $derived.by(() => {
    const open = this.view.sections.filter(({ lock, canBeDrafted }) => lock === 'open' && canBeDrafted);
    const empty = open.filter(({ origin }) => origin === 'empty');
    return (empty.length > 0 ? empty : open.filter(({ origin }) => origin === 'drafted')).map(({ kind }) => kind);
  });
  isFirstDraft = $derived.by(() => this.view.sections.every(({ origin }) => origin === 'empty'));

  readonly #backend: Backend;
  readonly #ports: WorkPorts;
  #queue: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(backend: Backend, view: LetterView, ports: WorkPorts) {
    this.#backend = backend;
    this.#ports = ports;
    this.models = ports.models;
    this.letter = view.row.letter;
    this.view = view;
    this.choice.section = view.blocks.find(({ section }) => section !== null)?.section ?? 'salutation';
    this.versions = new LetterVersions(backend, this.letter);
    this.drafting = new LetterDrafting(backend, (drafted, section) => {
      this.#take(drafted);
      this.said = `${this.sectionOf(section).heading} is drafted.`;
    });
  }

  /** What could not be kept yet, to be kept over a lock. */
  get keptEdits(): KeptEdit[] {
    return this.edits.filter(({ isChanged }) => isChanged).map(({ kept }) => kept);
  }

  sectionOf(kind: LetterSectionKind): LetterSectionView {
    const found = this.view.sections.find((section) => section.kind === kind);
    if (!found) throw new Error(`a letter without the section ${kind}`);
    return found;
  }
  editOf = (kind: LetterSectionKind): SectionEdit | null => this.edits.find(({ section }) => section === kind) ?? null;
  isEditable = (kind: LetterSectionKind): boolean => !this.isFixed && this.sectionOf(kind).lock === 'open';

  // Writing

  /** Answers whether it can be written there. */
  edit(kind: LetterSectionKind): boolean {
    if (!this.isEditable(kind)) return false;
    this.choice.section = kind;
    if (!this.editOf(kind)) this.edits = [...this.edits, new SectionEdit(kind, this.sectionOf(kind).text)];
    return true;
  }

  write(kind: LetterSectionKind, text: string): void {
    const edit = this.editOf(kind);
    if (!edit) return;
    edit.text = text;
    if (edit.stage === 'failed') edit.stage = 'writing';
    this.#ports.written();
  }

  /** Keeps what is written in a section. It is given up here only when it stands. */
  async keep(kind: LetterSectionKind): Promise<void> {
    const edit = this.editOf(kind);
    if (!edit || edit.stage === 'keeping') return;
    if (!edit.isChanged) return this.discard(kind);
    // Over another text only when its writer says so.
    if (edit.stage === 'met') edit.base = this.sectionOf(kind).text;
    edit.stage = 'keeping';
    edit.problem = null;
    const sent = edit.text;
    await this.#enqueue(async () => {
      try {
        this.#take(await this.#backend.writeLetterSection(this.letter, this.view.row.version, kind, sent));
      } catch (reason) {
        await this.#keepAnyway(edit, sent, asErrorView(reason));
        return;
      }
      this.#kept(edit, sent);
    });
  }

  /** Takes what stands instead of what was written. */
  discard(kind: LetterSectionKind): void {
    this.edits = this.edits.filter(({ section }) => section !== kind);
    this.#ports.written();
  }

  async keepAll(): Promise<void> {
    await Promise.all(this.edits.filter(({ stage }) => stage === 'writing').map(({ section }) => this.keep(section)));
    await this.#queue;
  }

  /** Texts that were written before a lock. */
  resume(edits: KeptEdit[]): void {
    for (const { section, base, text } of edits) {
      const stands = this.view.sections.find(({ kind }) => kind === section);
      if (!stands || stands.text === text || this.isSigned) continue;
      const edit = new SectionEdit(section, base, text);
      if (stands.text !== base) edit.stage = 'met';
      this.choice.section = section;
      this.edits = [...this.edits.filter((known) => known.section !== section), edit];
    }
  }

  /** Another version was met: if this section is as it was, the text goes on top of it; else its writer decides. */
  async #keepAnyway(edit: SectionEdit, sent: string, error: ErrorView): Promise<void> {
    try {
      // Out of sight nothing is decided: the vault keeps the text.
      if (error.code !== 'alreadyRecorded' || this.#isOver) throw error;
      this.#take(await this.#backend.letter(this.letter));
      const stands = this.sectionOf(edit.section);
      if (stands.text !== edit.base || stands.lock === 'locked' || this.isSigned) {
        edit.stage = 'met';
        return;
      }
      this.#take(await this.#backend.writeLetterSection(this.letter, this.view.row.version, edit.section, sent));
      this.#kept(edit, sent);
    } catch (reason) {
      edit.problem = asErrorView(reason);
      edit.stage = 'failed';
    }
  }

  #kept(edit: SectionEdit, sent: string): void {
    this.said = `${this.sectionOf(edit.section).heading} is kept.`;
    edit.base = sent;
    if (edit.text === sent) return this.discard(edit.section);
    // Somebody went on writing meanwhile.
    edit.stage = 'writing';
  }

  // Locking, drafting

  async toggleLock(kind: LetterSectionKind): Promise<void> {
    const { lock, text, heading } = this.sectionOf(kind);
    if (this.isFixed || (lock === 'open' && text === '' && !this.editOf(kind)?.isChanged)) return;
    this.choice.section = kind;
    await this.keep(kind);
    if (this.editOf(kind)) return;
    await this.#change((version) => this.#backend.lockLetterSection(this.letter, version, kind, lock === 'open' ? 'locked' : 'open'), `${heading} is ${lock === 'open' ? 'locked' : 'open'}.`);
  }

  /** An empty heading that is meant to be empty. */
  async leaveOut(kind: LetterSectionKind): Promise<void> {
    if (!this.isEditable(kind)) return;
    this.discard(kind);
    await this.#change((version) => this.#backend.writeLetterSection(this.letter, version, kind, ''), `${this.sectionOf(kind).heading} is left out.`);
  }

  async draftWhole(): Promise<void> {
    // What was being written is a person's once it is kept, and is left alone then.
    await this.keepAll();
    await this.#draft(this.toDraft);
  }

  /** Drafts a section, again or for the first time. Words of a person are not drafted over unless that was asked. */
  async redraft(kind: LetterSectionKind): Promise<void> {
    const { canBeDrafted, origin } = this.sectionOf(kind);
    if (!this.isEditable(kind) || !canBeDrafted || this.models.whyOff !== '') return;
    this.choice.section = kind;
    const isWritten = origin === 'edited' || origin === 'written' || this.editOf(kind)?.isChanged === true;
    if (isWritten && this.overwriting !== kind) {
      this.overwriting = kind;
      return;
    }
    this.overwriting = null;
    await this.#draft([kind]);
  }

  async #draft(sections: LetterSectionKind[]): Promise<void> {
    const { chosen, settings, whyOff } = this.models;
    const { temperature, seed } = settings;
    if (this.isFixed || sections.length === 0 || whyOff !== '' || !chosen || temperature === null || seed === null) return;
    this.problem = null;
    await this.keepAll();
    // What could not be kept is not drafted over.
    const free = sections.filter((kind) => this.editOf(kind) === null);
    if (free.length === 0 || this.isFixed) return;
    await this.drafting.draft({ letter: this.letter, version: this.view.row.version, model: chosen.id, sections: free, temperature, seed });
    if (this.#isOver) return;
    if (this.drafting.stage === 'failed' && this.drafting.problem?.code === 'alreadyRecorded') {
      await this.reload();
      this.isMet = true;
    }
    void this.versions.look();
  }

  /** Stops the model; what it had finished stays. */
  async stop(): Promise<void> {
    await this.drafting.stop();
    this.said = 'Stopped.';
    if (!this.#isOver) await this.reload();
  }

  // Settling, signing

  askReason(key: string | null): void {
    if (!this.isFixed) this.choice.askReason(key);
  }

  /** Answers for the chosen point; without a reason it does nothing. */
  async confirm(): Promise<void> {
    const { block, reason } = this.choice;
    if (!block || reason === null || reason.trim() === '' || this.isFixed) return;
    const at = this.view.blocks.indexOf(block);
    const isDone = await this.#change((version) => this.#backend.confirmLetterBlock(this.letter, version, block.key, reason.trim()), 'Confirmed.');
    if (!isDone) return;
    this.choice.askReason(null);
    this.choice.chooseAt(at);
  }

  async withdraw(block: LetterBlock): Promise<void> {
    if (!this.isFixed) await this.#change((version) => this.#backend.withdrawLetterConfirmation(this.letter, version, block.key), 'Taken back.');
  }

  askToSign(): boolean {
    if (this.isSigned || this.whySignIsOff !== '') return false;
    this.isSigning = true;
    return true;
  }

  async sign(): Promise<void> {
    this.isSigning = false;
    if (this.isSigned || this.whySignIsOff !== '') return;
    await this.#change((version) => this.#backend.signLetter(this.letter, version), 'Signed.');
    this.choice.letGo();
  }

  async reopen(): Promise<void> {
    this.isReopening = false;
    this.exporting.said = '';
    await this.#change((version) => this.#backend.reopenLetter(this.letter, version), 'The letter is open again.');
  }

  /** A signed letter, as a file. */
  async export(format: LetterExportFormat): Promise<void> {
    if (!this.isSigned) return;
    await this.exporting.send(async () => {
      const name = await this.#backend.exportLetter(this.letter, format);
      return name === null ? '' : `Written to ${name}. The file is not encrypted.`;
    });
  }

  async reload(): Promise<void> {
    this.problem = null;
    await this.#enqueue(async () => {
      try {
        this.#take(await this.#backend.letter(this.letter));
        this.isMet = false;
      } catch (reason) {
        this.problem = asErrorView(reason);
      }
    });
  }

  /** Lets go of every text. */
  end(): void {
    this.#isOver = true;
    this.drafting.end();
    this.edits = [];
  }

  /** Answers whether it was done. */
  async #change(act: (version: number) => Promise<LetterView>, said: string): Promise<boolean> {
    let isDone = false;
    this.problem = null;
    this.isMet = false;
    await this.#enqueue(async () => {
      this.isBusy = true;
      try {
        this.#take(await act(this.view.row.version));
        this.said = said;
        isDone = true;
      } catch (reason) {
        const error = asErrorView(reason);
        if (error.code === 'alreadyRecorded') await this.#readAgain();
        else this.problem = error;
      } finally {
        this.isBusy = false;
      }
    });
    return isDone;
  }

  async #readAgain(): Promise<void> {
    try {
      this.#take(await this.#backend.letter(this.letter));
      this.isMet = true;
    } catch (reason) {
      this.problem = asErrorView(reason);
    }
  }

  #enqueue(act: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(act);
    return this.#queue;
  }

  #take(view: LetterView): void {
    if (this.#isOver) return;
    this.view = view;
    this.choice.settle();
    this.#ports.changed(view);
    void this.versions.look();
  }
}
