// One grader’s desk and the reference examples of the fake backend.

import type { DeskCommands } from '../backend';
import type { ErrorView, ExampleGradeRequest, GradeCase, GradeEntryRequest, GradeRecorded, GradingDesk, GradingStage, MyGrading, ReferenceExamples } from '../generated';
import { FakeStudies } from './studies';

const ABSENT: ErrorView = { code: 'badInput', message: 'there is no such study of grades — choose one of the list', detail: null };

export class FakeDesk extends FakeStudies implements DeskCommands {
  async myGradings(): Promise<MyGrading[]> {
    await this.note('myGradings');
    return [];
  }

  async gradingDesk(grading: number): Promise<GradingDesk> {
    await this.note('gradingDesk', grading);
    throw ABSENT;
  }

  async gradeCase(grading: number, stage: GradingStage, position: number): Promise<GradeCase> {
    await this.note('gradeCase', grading, stage, position);
    throw ABSENT;
  }

  async recordGrade(request: GradeEntryRequest): Promise<GradeRecorded> {
    await this.note('recordGrade', request);
    throw ABSENT;
  }

  async withdrawGrade(grading: number, stage: GradingStage, position: number, entry: string): Promise<GradingDesk> {
    await this.note('withdrawGrade', grading, stage, position, entry);
    throw ABSENT;
  }

  async openPacket(code: string): Promise<MyGrading | null> {
    await this.note('openPacket', code);
    return null;
  }

  async returnPacket(grading: number, password: string): Promise<string | null> {
    await this.note('returnPacket', grading, password);
    return null;
  }

  async referenceExamples(): Promise<ReferenceExamples[]> {
    await this.note('referenceExamples');
    return [];
  }

  async gradeExample(request: ExampleGradeRequest): Promise<ReferenceExamples> {
    await this.note('gradeExample', request);
    throw ABSENT;
  }
}
