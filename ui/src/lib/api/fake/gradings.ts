// Studies of grades of the fake backend, for whoever keeps them.

import type { GradingCommands } from '../backend';
import type { AmendmentView, ErrorView, GradeScale, GradingAmendment, GradingOptions, GradingProtocolView, GradingRequest, GradingRow, PacketExported, PacketMerge } from '../generated';
import { AMENDMENT, GRADING_OPTIONS, gradingRow, GRADINGS, MERGE, PACKET, progressOf, protocolOf } from './grading-data';
import { ABSENT, FakePanel } from './panel';

const FROZEN: ErrorView = { code: 'badInput', message: 'the scale is frozen since 2026-03-03 08:05 — amend it with a reason', detail: null };
const WRONG: ErrorView = { code: 'wrongPassword', message: 'The password does not open the vault.', detail: null };

export class FakeGradings extends FakePanel implements GradingCommands {
  gradingList: GradingRow[] = GRADINGS;
  gradingOptionsView: GradingOptions = GRADING_OPTIONS;
  scales = new Map<number, GradeScale>();
  amendmentsOf = new Map<number, AmendmentView[]>();
  exportedPacket: PacketExported | null = PACKET;
  packetMerge: PacketMerge | null = MERGE;
  exportedGrading: string | null = 'regimen-study-1';

  async gradingOptions(): Promise<GradingOptions> {
    await this.note('gradingOptions');
    return this.gradingOptionsView;
  }

  async gradings(): Promise<GradingRow[]> {
    await this.note('gradings');
    return this.gradingList;
  }

  async makeGrading(request: GradingRequest): Promise<GradingRow> {
    await this.note('makeGrading', request);
    const grading = Math.max(0, ...this.gradingList.map((row) => row.grading)) + 1;
    const total = request.cases * request.models.length;
    const made = gradingRow(grading, { name: request.name, study: request.study, cases: request.cases, arms: request.models.length, examples: request.examples, graders: request.graders.map((account, index) => progressOf(account, index === 0 ? 'A' : 'B', 0, total)) });
    this.gradingList = [made, ...this.gradingList];
    this.scales.set(grading, request.scale);
    return made;
  }

  async gradingProtocol(grading: number): Promise<GradingProtocolView> {
    await this.note('gradingProtocol', grading);
    return this.#protocol(grading);
  }

  async setGradingScale(grading: number, scale: GradeScale): Promise<GradingProtocolView> {
    await this.note('setGradingScale', grading, scale);
    if (this.#row(grading).state !== 'draft') throw FROZEN;
    this.scales.set(grading, scale);
    return this.#protocol(grading);
  }

  async openGrading(grading: number): Promise<GradingRow> {
    await this.note('openGrading', grading);
    return this.setGrading(grading, { state: 'open', opened: '2026-03-10 09:15', protocolSha256: AMENDMENT.protocolSha256 });
  }

  async amendGrading(grading: number, amendment: GradingAmendment, reason: string): Promise<GradingProtocolView> {
    await this.note('amendGrading', grading, amendment, reason);
    const row = this.#row(grading);
    const change = { removeGrader: 'A grader was taken out.', replaceGrader: 'A grader was replaced.', clarifyGrade: 'A definition was worded more clearly.' }[amendment.kind];
    const before = this.#protocol(grading).amendments;
    this.amendmentsOf.set(grading, [...before, { ...AMENDMENT, number: before.length + 1, change, reason }]);
    const graders = amendment.kind === 'removeGrader' ? row.graders.map((grader) => ({ ...grader, isRemoved: grader.isRemoved || grader.account === amendment.account })) : row.graders;
    this.setGrading(grading, { amendments: before.length + 1, graders });
    return this.#protocol(grading);
  }

  async removeGrading(grading: number): Promise<GradingRow[]> {
    await this.note('removeGrading', grading);
    this.gradingList = this.gradingList.filter((row) => row.grading !== grading);
    return this.gradingList;
  }

  async lockGrading(grading: number, password: string): Promise<GradingRow> {
    await this.note('lockGrading', grading, password);
    if (password !== this.password) throw WRONG;
    return this.setGrading(grading, { state: 'locked', locked: '2026-03-14 16:30' });
  }

  async exportPacket(grading: number, account: string): Promise<PacketExported | null> {
    await this.note('exportPacket', grading, account);
    if (this.exportedPacket) this.setGrading(grading, { graders: this.#row(grading).graders.map((grader) => (grader.account === account ? { ...grader, hasPacket: true } : grader)) });
    return this.exportedPacket;
  }

  async mergePacket(): Promise<PacketMerge | null> {
    await this.note('mergePacket');
    return this.packetMerge;
  }

  async exportGrading(grading: number): Promise<string | null> {
    await this.note('exportGrading', grading);
    return this.exportedGrading;
  }

  /** Changes a study of grades as the program would. */
  setGrading(grading: number, changes: Partial<GradingRow>): GradingRow {
    this.gradingList = this.gradingList.map((row) => (row.grading === grading ? { ...row, ...changes } : row));
    return this.#row(grading);
  }

  #protocol(grading: number): GradingProtocolView {
    const view = protocolOf(this.#row(grading));
    return { ...view, scale: this.scales.get(grading) ?? view.scale, amendments: this.amendmentsOf.get(grading) ?? view.amendments };
  }

  #row(grading: number): GradingRow {
    const row = this.gradingList.find((known) => known.grading === grading);
    if (!row) throw ABSENT;
    return row;
  }
}
