// Studies of grades for whoever keeps them: protocol, progress, packets, lock, results.

import type { Backend } from '../../api/backend';
import type { ErrorView, FigureTheme, GradingOptions, GradingProtocolView, GradingResults, GradingRow, PacketExported, PacketMerge } from '../../api/generated';
import { asErrorView } from '../../errors/classification';
import { Sending } from '../settings-screen.svelte';
import { AmendmentForm } from './amendment-form.svelte';
import { GradingForm } from './grading-form.svelte';
import { ScaleForm } from './scale-form.svelte';

type Stage = 'loading' | 'loaded' | 'failed';
/** What is asked before it is done. */
export type Asked = 'open' | 'lock' | 'remove' | 'amend' | 'none';

export class GradingsScreen {
  readonly form = new GradingForm();
  readonly scale = new ScaleForm();

  stage = $state<Stage>('loading');
  rows = $state.raw<GradingRow[]>([]);
  problem = $state.raw<ErrorView | null>(null);
  chosen = $state<number | null>(null);
  /** Whether the form of a new one stands in place of the chosen one. */
  isMaking = $state(false);
  asked = $state<Asked>('none');

  pageStage = $state<Stage>('loading');
  pageProblem = $state.raw<ErrorView | null>(null);
  protocol = $state.raw<GradingProtocolView | null>(null);
  results = $state.raw<GradingResults | null>(null);
  theme = $state<FigureTheme>('light');
  figureForm = $state<'figure' | 'table'>('figure');
  amendment = $state.raw<AmendmentForm | null>(null);
  /** People of the form; the amendment asks who may grade, the draft for the usual wording. */
  options = $state.raw<GradingOptions | null>(null);

  /** Shown once: the code of the packet that was written. */
  packet = $state.raw<{ written: PacketExported; name: string } | null>(null);
  merge = $state.raw<PacketMerge | null>(null);

  readonly making = new Sending();
  readonly acting = new Sending();
  readonly wording = new Sending();
  readonly locking = new Sending();
  readonly amending = new Sending();
  readonly packing = new Sending();
  readonly exporting = new Sending();

  row: GradingRow | null = $derived(this.rows.find(({ grading }) => grading === this.chosen) ?? null);
  isLocked = $derived(this.row?.state === 'locked' && !this.isMaking);

  readonly #backend: Backend;
  #asked = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async open(): Promise<void> {
    this.problem = null;
    try {
      this.rows = await this.#backend.gradings();
      this.stage = 'loaded';
      if (!this.isMaking) await this.choose(this.row?.grading ?? this.rows[0]?.grading ?? null);
    } catch (reason) {
      this.problem = asErrorView(reason);
      this.stage = 'failed';
    }
  }

  /** Shows one: its protocol, and once it is locked its results. */
  async choose(grading: number | null): Promise<void> {
    const asked = ++this.#asked;
    if (grading !== this.chosen || this.isMaking) this.#forgetPage();
    this.isMaking = false;
    this.chosen = grading;
    const row = this.row;
    if (!row) return;
    this.pageStage = this.protocol ? 'loaded' : 'loading';
    this.pageProblem = null;
    try {
      const [protocol, results] = await Promise.all([this.#backend.gradingProtocol(row.grading), row.state === 'locked' ? this.#backend.gradingResults(row.grading, this.theme) : null]);
      if (asked !== this.#asked) return;
      this.#takeProtocol(protocol);
      this.results = results;
      this.pageStage = 'loaded';
      // Whether the wording is the usual one can be told only beside it.
      if (row.state === 'draft') await this.#readOptions();
    } catch (reason) {
      if (asked !== this.#asked) return;
      this.pageProblem = asErrorView(reason);
      this.pageStage = 'failed';
    }
  }

  /** Draws the figures for the theme that is shown. */
  async dress(theme: FigureTheme): Promise<void> {
    if (theme === this.theme) return;
    this.theme = theme;
    if (this.results) await this.choose(this.chosen);
  }

  toggleFigureForm(): void {
    this.figureForm = this.figureForm === 'figure' ? 'table' : 'figure';
  }

  async beginMaking(): Promise<void> {
    this.isMaking = true;
    this.form.options = null;
    await this.making.send(async () => {
      this.form.fill(await this.#backend.gradingOptions());
      return '';
    });
  }

  async make(): Promise<void> {
    const { request } = this.form;
    if (!request) return;
    await this.making.send(async () => {
      const made = await this.#backend.makeGrading(request);
      this.rows = [made, ...this.rows];
      await this.choose(made.grading);
      return '';
    });
  }

  async stopMaking(): Promise<void> {
    await this.choose(this.chosen ?? this.rows[0]?.grading ?? null);
  }

  /** Opens a dialog. */
  ask(what: Asked): void {
    this.acting.problem = null;
    this.locking.problem = null;
    this.asked = what;
  }

  /** Opens the amendment of a frozen protocol. */
  async beginAmending(): Promise<void> {
    const { protocol, row } = this;
    if (!protocol || !row) return;
    this.amending.problem = null;
    this.amendment = new AmendmentForm(protocol.scale, row.graders.find(({ isRemoved }) => !isRemoved)?.account ?? '');
    this.asked = 'amend';
    await this.#readOptions();
  }

  async amend(): Promise<void> {
    const { amendment, row } = this;
    if (!amendment?.amendment || !row) return;
    const change = amendment.amendment;
    const isDone = await this.amending.send(async () => {
      this.#takeProtocol(await this.#backend.amendGrading(row.grading, change, amendment.reason.trim()));
      return '';
    });
    if (!isDone) return;
    this.asked = 'none';
    await this.open();
  }

  /** Before the freeze. After it the program refuses, and says so. */
  async keepScale(): Promise<void> {
    const { row } = this;
    if (!row || this.scale.fault !== null) return;
    await this.wording.send(async () => {
      this.#takeProtocol(await this.#backend.setGradingScale(row.grading, this.scale.scale));
      return 'The wording is kept.';
    });
  }

  /** The wording of Wang et al. in the form; it is kept by its button. */
  async resetScale(): Promise<void> {
    await this.#readOptions();
    if (this.options) this.scale.word(this.options.scale);
  }

  async freeze(): Promise<void> {
    await this.#act((grading) => this.#backend.openGrading(grading));
  }

  async remove(): Promise<void> {
    const { row } = this;
    if (!row) return;
    this.asked = 'none';
    await this.acting.send(async () => {
      this.rows = await this.#backend.removeGrading(row.grading);
      await this.choose(this.rows[0]?.grading ?? null);
      return '';
    });
  }

  /** Answers whether the password was taken. */
  async lock(password: string): Promise<boolean> {
    const { row } = this;
    if (!row) return false;
    const isDone = await this.locking.send(async () => {
      this.#replace(await this.#backend.lockGrading(row.grading, password));
      return '';
    });
    if (!isDone) return false;
    this.asked = 'none';
    await this.choose(row.grading);
    return true;
  }

  async exportPacket(account: string, name: string): Promise<void> {
    const { row } = this;
    if (!row) return;
    await this.packing.send(async () => {
      const written = await this.#backend.exportPacket(row.grading, account);
      if (written) this.packet = { written, name };
      await this.open();
      return '';
    });
  }

  async mergePacket(): Promise<void> {
    await this.packing.send(async () => {
      this.merge = await this.#backend.mergePacket();
      if (this.merge) await this.open();
      return '';
    });
  }

  /** The code was kept: it is not shown again. */
  forgetPacket(): void {
    this.packet = null;
  }

  async export(): Promise<void> {
    const { row } = this;
    if (!row || row.state !== 'locked') return;
    await this.exporting.send(async () => {
      const name = await this.#backend.exportGrading(row.grading);
      return name === null ? '' : `Grades, history, numbers and the report are in ${name}. The tables hold texts of patients.`;
    });
  }

  /** Lets go of what is shown. */
  clear(): void {
    this.#asked += 1;
    this.#forgetPage();
    this.rows = [];
    this.stage = 'loading';
    this.chosen = null;
    this.isMaking = false;
  }

  async #act(act: (grading: number) => Promise<GradingRow>): Promise<void> {
    const { row } = this;
    if (!row) return;
    this.asked = 'none';
    const isDone = await this.acting.send(async () => {
      this.#replace(await act(row.grading));
      return '';
    });
    if (isDone) await this.choose(row.grading);
  }

  async #readOptions(): Promise<void> {
    this.options ??= await this.#backend.gradingOptions().catch(() => null);
  }

  #replace(row: GradingRow): void {
    this.rows = this.rows.map((known) => (known.grading === row.grading ? row : known));
  }

  #takeProtocol(protocol: GradingProtocolView): void {
    // What is being worded stays when the page is only read again.
    const isWording = this.protocol?.grading === protocol.grading && this.scale.isChanged && !this.wording.isBusy;
    this.protocol = protocol;
    if (!isWording) this.scale.fill(protocol.scale);
  }

  #forgetPage(): void {
    this.protocol = null;
    this.results = null;
    this.amendment = null;
    this.packet = null;
    this.merge = null;
    this.asked = 'none';
    this.acting.problem = null;
    this.packing.problem = null;
    this.wording.problem = null;
    this.wording.said = '';
    this.exporting.problem = null;
    this.exporting.said = '';
  }
}
