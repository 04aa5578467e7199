// Discrepancies and the panel of the fake backend.

import type { PanelCommands } from '../backend';
import type { Adjudication, DiscrepancyView, DiscussionRow, ErrorView, FigureTheme, GradingResults, PanelDecisionRequest } from '../generated';
import { FakeDesk } from './desk';

const ABSENT: ErrorView = { code: 'badInput', message: 'there is no such study of grades — choose one of the list', detail: null };

export class FakePanel extends FakeDesk implements PanelCommands {
  async discussions(): Promise<DiscussionRow[]> {
    await this.note('discussions');
    return [];
  }

  async adjudication(grading: number): Promise<Adjudication> {
    await this.note('adjudication', grading);
    throw ABSENT;
  }

  async discrepancy(grading: number, item: number): Promise<DiscrepancyView> {
    await this.note('discrepancy', grading, item);
    throw ABSENT;
  }

  async joinPanel(grading: number, account: string, password: string): Promise<Adjudication> {
    await this.note('joinPanel', grading, account, password);
    throw ABSENT;
  }

  async leavePanel(grading: number, account: string): Promise<Adjudication> {
    await this.note('leavePanel', grading, account);
    throw ABSENT;
  }

  async castPanelVote(grading: number, item: number, grade: number): Promise<DiscrepancyView> {
    await this.note('castPanelVote', grading, item, grade);
    throw ABSENT;
  }

  async settleDiscrepancy(request: PanelDecisionRequest): Promise<DiscrepancyView> {
    await this.note('settleDiscrepancy', request);
    throw ABSENT;
  }

  async signPanel(grading: number, account: string, password: string): Promise<Adjudication> {
    await this.note('signPanel', grading, account, password);
    throw ABSENT;
  }

  async gradingResults(grading: number, theme: FigureTheme): Promise<GradingResults> {
    await this.note('gradingResults', grading, theme);
    throw ABSENT;
  }

  async gradingsOfStudy(study: number): Promise<number[]> {
    await this.note('gradingsOfStudy', study);
    return [];
  }
}
