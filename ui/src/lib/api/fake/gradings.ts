// Studies of grades of the fake backend, for whoever keeps them.

import type { GradingCommands } from '../backend';
import type { ErrorView, GradeScale, GradingAmendment, GradingOptions, GradingProtocolView, GradingRequest, GradingRow, PacketExported, PacketMerge } from '../generated';
import { FakePanel } from './panel';

const ABSENT: ErrorView = { code: 'badInput', message: 'there is no such study of grades — choose one of the list', detail: null };

export class FakeGradings extends FakePanel implements GradingCommands {
  async gradingOptions(): Promise<GradingOptions> {
    await this.note('gradingOptions');
    throw ABSENT;
  }

  async gradings(): Promise<GradingRow[]> {
    await this.note('gradings');
    return [];
  }

  async makeGrading(request: GradingRequest): Promise<GradingRow> {
    await this.note('makeGrading', request);
    throw ABSENT;
  }

  async gradingProtocol(grading: number): Promise<GradingProtocolView> {
    await this.note('gradingProtocol', grading);
    throw ABSENT;
  }

  async setGradingScale(grading: number, scale: GradeScale): Promise<GradingProtocolView> {
    await this.note('setGradingScale', grading, scale);
    throw ABSENT;
  }

  async openGrading(grading: number): Promise<GradingRow> {
    await this.note('openGrading', grading);
    throw ABSENT;
  }

  async amendGrading(grading: number, amendment: GradingAmendment, reason: string): Promise<GradingProtocolView> {
    await this.note('amendGrading', grading, amendment, reason);
    throw ABSENT;
  }

  async removeGrading(grading: number): Promise<GradingRow[]> {
    await this.note('removeGrading', grading);
    throw ABSENT;
  }

  async lockGrading(grading: number, password: string): Promise<GradingRow> {
    await this.note('lockGrading', grading, password);
    throw ABSENT;
  }

  async exportPacket(grading: number, account: string): Promise<PacketExported | null> {
    await this.note('exportPacket', grading, account);
    return null;
  }

  async mergePacket(): Promise<PacketMerge | null> {
    await this.note('mergePacket');
    return null;
  }

  async exportGrading(grading: number): Promise<string | null> {
    await this.note('exportGrading', grading);
    return null;
  }
}
