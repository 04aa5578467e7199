// Discrepancies and the panel of the fake backend: it keeps who is present, what is settled and what is signed.

import type { PanelCommands } from '../backend';
import type { Adjudication, DiscrepancyView, DiscussionRow, ErrorView, FigureTheme, GradingResults, PanelDecisionRequest, PanelDecisionView, PanelMember } from '../generated';
import { FakeDesk } from './desk';
import { GRADING_RESULTS, resultsIn } from './grading-results-data';
import { ADJUDICATION, CLOSED, DISCUSSIONS, discrepancyOf, signature } from './panel-data';

export const ABSENT: ErrorView = { code: 'badInput', message: 'there is no such study of grades — choose one of the list', detail: null };
const WRONG: ErrorView = { code: 'wrongPassword', message: 'The password does not open the vault.', detail: null };

export class FakePanel extends FakeDesk implements PanelCommands {
  discussionList: DiscussionRow[] = DISCUSSIONS;
  adjudications = new Map<number, Adjudication>([[2, ADJUDICATION], [3, CLOSED]]);
  discrepancies = new Map<number, DiscrepancyView>(ADJUDICATION.flagged.map((row) => [row.item, discrepancyOf(row)]));
  present = new Set<string>();
  gradingResultsView: GradingResults = GRADING_RESULTS;
  /** The locked studies of grades of the study of each number. */
  gradingsOf = new Map<number, number[]>();

  async discussions(): Promise<DiscussionRow[]> {
    await this.note('discussions');
    return this.discussionList.map((row) => (row.isOpen ? { ...row, unsettled: this.adjudications.get(row.grading)?.flagged.filter(({ consensus }) => consensus === null).length ?? 0 } : row));
  }

  async adjudication(grading: number): Promise<Adjudication> {
    await this.note('adjudication', grading);
    return this.#adjudication(grading);
  }

  async discrepancy(grading: number, item: number): Promise<DiscrepancyView> {
    await this.note('discrepancy', grading, item);
    return this.#seen(this.#discrepancy(item));
  }

  async joinPanel(grading: number, account: string, password: string): Promise<Adjudication> {
    await this.note('joinPanel', grading, account, password);
    if (password !== this.password) throw WRONG;
    this.present.add(account);
    return this.#adjudication(grading);
  }

  async leavePanel(grading: number, account: string): Promise<Adjudication> {
    await this.note('leavePanel', grading, account);
    this.present.delete(account);
    return this.#adjudication(grading);
  }

  async castPanelVote(grading: number, item: number, grade: number): Promise<DiscrepancyView> {
    await this.note('castPanelVote', grading, item, grade);
    const view = this.#discrepancy(item);
    const me = this.#member(grading);
    if (!me) return this.#seen(view);
    return this.#seen(this.#keep({ ...view, votes: [...view.votes.filter(({ name }) => name !== me.name), { name: me.name, part: me.part, grade }] }));
  }

  async settleDiscrepancy(request: PanelDecisionRequest): Promise<DiscrepancyView> {
    await this.note('settleDiscrepancy', request);
    const view = this.#discrepancy(request.item);
    const { grading, item, replaces, ...given } = request;
    const before = view.settled && { ...view.settled, signatures: view.settled.signatures.map((signed) => ({ ...signed, isVoid: true })) };
    if ((before?.decision ?? null) !== replaces) throw { code: 'alreadyRecorded', message: 'this case was settled meanwhile', detail: null } satisfies ErrorView;
    const present = this.#adjudication(grading).panel.filter(({ isPresent }) => isPresent).map(({ name }) => name);
    const settled: PanelDecisionView = { ...given, decision: `d-${item}-${view.earlier.length + 2}`, present, at: '2026-03-12 15:04', by: this.#member(grading)?.name ?? '', sha256: signature('', 'senior', '', item + view.earlier.length).sha256, signatures: [] };
    const adjudication = this.adjudications.get(grading);
    if (adjudication) this.adjudications.set(grading, { ...adjudication, flagged: adjudication.flagged.map((row) => (row.item === item ? { ...row, consensus: request.consensus, isSigned: false } : row)) });
    return this.#seen(this.#keep({ ...view, settled, earlier: before ? [before, ...view.earlier] : view.earlier }));
  }

  async signPanel(grading: number, account: string, password: string): Promise<Adjudication> {
    await this.note('signPanel', grading, account, password);
    if (password !== this.password) throw WRONG;
    const adjudication = this.#adjudication(grading);
    const member = adjudication.panel.find((one) => one.account === account);
    if (!member) throw ABSENT;
    for (const view of this.discrepancies.values()) {
      if (view.settled && !isSignedBy(view.settled, member)) this.#keep({ ...view, settled: { ...view.settled, signatures: [...view.settled.signatures, { ...signature(member.name, member.part, '2026-03-12 15:10', view.item), sha256: view.settled.sha256 }] } });
    }
    if (member.part === 'senior') this.adjudications.set(grading, { ...adjudication, flagged: adjudication.flagged.map((row) => ({ ...row, isSigned: row.consensus !== null })) });
    return this.#adjudication(grading);
  }

  async gradingResults(grading: number, theme: FigureTheme): Promise<GradingResults> {
    await this.note('gradingResults', grading, theme);
    return resultsIn({ ...this.gradingResultsView, grading }, theme);
  }

  async gradingsOfStudy(study: number): Promise<number[]> {
    await this.note('gradingsOfStudy', study);
    return this.gradingsOf.get(study) ?? [];
  }

  #adjudication(grading: number): Adjudication {
    const view = this.adjudications.get(grading);
    if (!view) throw ABSENT;
    const person = this.view.kind === 'open' ? this.view.person : null;
    if (view.closedBecause !== '') return view;
    const settled = [...this.discrepancies.values()].flatMap(({ item, settled }) => (settled && view.flagged.some((row) => row.item === item) ? [settled] : []));
    const unsignedBy = (member: PanelMember) => settled.filter((decision) => decision.present.includes(member.name) && !isSignedBy(decision, member)).length;
    const panel = view.panel.map((member) => ({ ...member, isPresent: this.present.has(member.account) || member.account === person?.account, unsigned: unsignedBy(member) }));
    const me = panel.find(({ account }) => account === person?.account);
    const unsigned = me?.unsigned ?? 0;
    return { ...view, panel, mayRecord: person?.role === 'seniorOncologist' && !view.isLocked, mayVote: me !== undefined && !view.isLocked, unsigned };
  }

  #discrepancy(item: number): DiscrepancyView {
    const view = this.discrepancies.get(item);
    if (!view) throw ABSENT;
    return view;
  }

  #member(grading: number): PanelMember | undefined {
    const account = this.view.kind === 'open' ? this.view.person?.account : undefined;
    return this.#adjudication(grading).panel.find((member) => member.account === account);
  }

  /** Others' votes stay hidden while the case is open. */
  #seen(view: DiscrepancyView): DiscrepancyView {
    const me = this.view.kind === 'open' ? this.view.person?.name : undefined;
    return { ...view, votes: view.votes.map((vote) => (view.settled || vote.name === me ? vote : { ...vote, grade: null })) };
  }

  #keep(view: DiscrepancyView): DiscrepancyView {
    this.discrepancies.set(view.item, view);
    return view;
  }
}

const isSignedBy = (decision: PanelDecisionView, member: PanelMember) => decision.signatures.some(({ name, isVoid }) => name === member.name && !isVoid);
