// One grader’s desk and the reference examples of the fake backend. It keeps what is recorded, as the program does.

import type { DeskCommands } from '../backend';
import type {
  ErrorView,
  ExampleGradeRequest,
  GradeCase,
  GradeEntryRequest,
  GradeRecorded,
  GradeScale,
  GradingDesk,
  GradingStage,
  MyGrading,
  RecordedGrade,
  ReferenceExample,
  ReferenceExamples,
  TickState,
} from '../generated';
import { caseAt, EXAMPLES, MY_GRADING, ticksOf } from './desk-data';
import { GRADE_SCALE } from './plan-data';
import { FakeStudies } from './studies';

const ABSENT: ErrorView = { code: 'badInput', message: 'there is no such study of grades — choose one of the list', detail: null };
const ALREADY: ErrorView = { code: 'alreadyRecorded', message: 'another grade stands for this case', detail: null };
export const PACKET_CODE = 'N4QT-7KWD-2HXA';

export class FakeDesk extends FakeStudies implements DeskCommands {
  myGradingList: MyGrading[] = [MY_GRADING];
  gradeScale: GradeScale = GRADE_SCALE;
  /** The packet that the dialog would give; null: it was cancelled. */
  packet: MyGrading | null = { ...MY_GRADING, grading: 9, name: 'Thorax cases, from the university hospital', state: 'calibrating', total: 60, recorded: 0, calibrated: 0, skipped: 0, flagged: 0, isPacket: true };
  returnedAs: string | null = 'thorax-cases-j-halvorsen.isocenter-packet';
  exampleList: ReferenceExample[] = EXAMPLES;
  /** Whether the examples may be graded by whoever asks. */
  examplesAreEditable = false;
  #ticks = new Map<string, TickState[]>();
  #standing = new Map<string, RecordedGrade>();
  #entries = 1000;

  async myGradings(): Promise<MyGrading[]> {
    await this.note('myGradings');
    return this.myGradingList;
  }

  async gradingDesk(grading: number): Promise<GradingDesk> {
    await this.note('gradingDesk', grading);
    return this.#desk(grading);
  }

  async gradeCase(grading: number, stage: GradingStage, position: number): Promise<GradeCase> {
    await this.note('gradeCase', grading, stage, position);
    return this.#caseOf(grading, stage, position);
  }

  async recordGrade(request: GradeEntryRequest): Promise<GradeRecorded> {
    await this.note('recordGrade', request);
    const { grading, stage, position, grade, skipReason, comment, isFlagged, focusMs, replaces } = request;
    const before = this.#standingOf(grading, stage, position);
    if ((before?.entry ?? null) !== replaces) throw ALREADY;
    this.#entries += 1;
    const recorded: RecordedGrade = { entry: String(this.#entries), grade, skipReason, comment, isFlagged, at: '2026-02-03 14:22', focusS: focusMs / 1000, corrections: before ? before.corrections + 1 : 0 };
    this.#standing.set(keyOf(grading, stage, position), recorded);
    this.#setTick(grading, stage, position, isFlagged ? 'flagged' : grade === null ? 'skipped' : 'graded');
    const ticks = this.#ticksOf(grading, stage);
    const after = ticks.indexOf('toDo', position + 1);
    const first = after >= 0 ? after : ticks.indexOf('toDo');
    return { recorded, feedback: this.#feedbackOf(stage, position), tick: ticks[position] ?? 'toDo', next: first < 0 ? null : first, row: this.#count(grading) };
  }

  async withdrawGrade(grading: number, stage: GradingStage, position: number, entry: string): Promise<GradingDesk> {
    await this.note('withdrawGrade', grading, stage, position, entry);
    if (this.#standingOf(grading, stage, position)?.entry !== entry) throw ALREADY;
    this.#standing.delete(keyOf(grading, stage, position));
    this.#setTick(grading, stage, position, 'toDo');
    this.#count(grading);
    return this.#desk(grading);
  }

  async openPacket(code: string): Promise<MyGrading | null> {
    await this.note('openPacket', code);
    if (code !== PACKET_CODE) throw { code: 'badInput', message: 'this code does not open the packet — it stands on the sheet that came with it', detail: null } satisfies ErrorView;
    if (this.packet) this.myGradingList = [...this.myGradingList, this.packet];
    return this.packet;
  }

  async returnPacket(grading: number, password: string): Promise<string | null> {
    await this.note('returnPacket', grading, password);
    return this.returnedAs;
  }

  async referenceExamples(): Promise<ReferenceExamples[]> {
    await this.note('referenceExamples');
    return this.myGradingList.map((row) => this.#examplesOf(row));
  }

  async gradeExample(request: ExampleGradeRequest): Promise<ReferenceExamples> {
    await this.note('gradeExample', request);
    this.exampleList = this.exampleList.map((known) => (known.number === request.number ? { ...known, grade: request.grade, note: request.note, by: 'Prof. A. Lindqvist' } : known));
    return this.#examplesOf(this.#row(request.grading));
  }

  /** Somebody else, or another window, recorded a grade. */
  recordElsewhere(grading: number, stage: GradingStage, position: number, grade: number): void {
    this.#entries += 1;
    this.#standing.set(keyOf(grading, stage, position), { entry: String(this.#entries), grade, skipReason: '', comment: '', isFlagged: false, at: '2026-02-03 14:20', focusS: 9, corrections: 0 });
    this.#setTick(grading, stage, position, 'graded');
    this.#count(grading);
  }

  #row(grading: number): MyGrading {
    const row = this.myGradingList.find((known) => known.grading === grading);
    if (!row) throw ABSENT;
    return row;
  }

  #desk(grading: number): GradingDesk {
    const row = this.#row(grading);
    const stage = row.state === 'calibrating' ? 'calibration' : 'grading';
    const ticks = this.#ticksOf(grading, stage);
    const next = ticks.indexOf('toDo');
    return { row, scale: this.gradeScale, stage, ticks, next: next < 0 ? null : next };
  }

  #caseOf(grading: number, stage: GradingStage, position: number): GradeCase {
    const recorded = this.#standingOf(grading, stage, position);
    const example = stage === 'calibration' ? this.exampleList[position] : undefined;
    const { diagnosis, delivered, generated, comparison } = example ?? caseAt(position);
    const name = example?.case ?? `C-${String(position + 1).padStart(4, '0')}`;
    return { grading, stage, position, case: name, diagnosis, delivered, generated, comparison, recorded, feedback: recorded ? this.#feedbackOf(stage, position) : null };
  }

  #feedbackOf(stage: GradingStage, position: number): GradeCase['feedback'] {
    const example = stage === 'calibration' ? this.exampleList[position] : undefined;
    return example ? { grade: example.grade ?? 1, note: example.note } : null;
  }

  #standingOf(grading: number, stage: GradingStage, position: number): RecordedGrade | null {
    const known = this.#standing.get(keyOf(grading, stage, position));
    if (known) return known;
    const tick = this.#ticksOf(grading, stage)[position];
    if (tick === undefined || tick === 'toDo') return null;
    const isSkipped = tick === 'skipped';
    return { entry: String(position + 1), grade: isSkipped ? null : 2, skipReason: isSkipped ? 'the texts are of two patients' : '', comment: '', isFlagged: tick === 'flagged', at: '2026-02-03 11:05', focusS: 12.4, corrections: 0 };
  }

  #ticksOf(grading: number, stage: GradingStage): TickState[] {
    const key = `${grading}/${stage}`;
    const row = this.#row(grading);
    const made = this.#ticks.get(key) ?? (stage === 'calibration' ? ticksOf(row.examples, row.calibrated) : ticksOf(row.total, row.recorded));
    this.#ticks.set(key, made);
    return made;
  }

  #setTick(grading: number, stage: GradingStage, position: number, tick: TickState): void {
    this.#ticks.set(`${grading}/${stage}`, this.#ticksOf(grading, stage).with(position, tick));
  }

  #count(grading: number): MyGrading {
    const row = this.#row(grading);
    const [calibration, ticks] = [this.#ticksOf(grading, 'calibration'), this.#ticksOf(grading, 'grading')];
    const of = (state: TickState) => ticks.filter((tick) => tick === state).length;
    const calibrated = calibration.filter((tick) => tick !== 'toDo').length;
    const state = calibrated < row.examples ? 'calibrating' : of('toDo') > 0 ? 'grading' : 'finished';
    const counted: MyGrading = { ...row, calibrated, recorded: ticks.length - of('toDo'), skipped: of('skipped'), flagged: of('flagged'), state };
    this.myGradingList = this.myGradingList.map((known) => (known.grading === grading ? counted : known));
    return counted;
  }

  #examplesOf({ grading, name, state, calibrated, examples }: MyGrading): ReferenceExamples {
    const isHidden = !this.examplesAreEditable && state === 'calibrating';
    const hiddenBecause = isHidden ? `The examples are shown after your calibration: ${calibrated} of ${examples} are graded.` : '';
    return { grading, name, scale: this.gradeScale, isEditable: this.examplesAreEditable, hiddenBecause, examples: isHidden ? [] : this.exampleList };
  }
}

const keyOf = (grading: number, stage: GradingStage, position: number) => `${grading}/${stage}/${position}`;
