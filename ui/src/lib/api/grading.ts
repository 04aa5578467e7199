// The commands of studies of grades: their protocol, one grader's desk, the panel.

import type { DeskCommands, GradingCommands, PanelCommands } from './backend';
import type {
  Adjudication,
  DiscrepancyView,
  DiscussionRow,
  GradeCase,
  GradeRecorded,
  GradingDesk,
  GradingOptions,
  GradingProtocolView,
  GradingResults,
  GradingRow,
  MyGrading,
  PacketExported,
  PacketMerge,
  ReferenceExamples,
} from './generated';
import { call } from './invoke';

export const gradingCommands: GradingCommands = {
  gradingOptions: () => call<GradingOptions>('grading_options'),
  gradings: () => call<GradingRow[]>('gradings'),
  makeGrading: (request) => call<GradingRow>('make_grading', { request }),
  gradingProtocol: (grading) => call<GradingProtocolView>('grading_protocol', { grading }),
  setGradingScale: (grading, scale) => call<GradingProtocolView>('set_grading_scale', { grading, scale }),
  openGrading: (grading) => call<GradingRow>('open_grading', { grading }),
  amendGrading: (grading, amendment, reason) => call<GradingProtocolView>('amend_grading', { grading, amendment, reason }),
  removeGrading: (grading) => call<GradingRow[]>('remove_grading', { grading }),
  lockGrading: (grading, password) => call<GradingRow>('lock_grading', { grading, password }),
  exportPacket: (grading, account) => call<PacketExported | null>('export_packet', { grading, account }),
  mergePacket: () => call<PacketMerge | null>('merge_packet'),
  exportGrading: (grading) => call<string | null>('export_grading', { grading }),
};

export const deskCommands: DeskCommands = {
  myGradings: () => call<MyGrading[]>('my_gradings'),
  gradingDesk: (grading) => call<GradingDesk>('grading_desk', { grading }),
  gradeCase: (grading, stage, position) => call<GradeCase>('grade_case', { grading, stage, position }),
  recordGrade: (request) => call<GradeRecorded>('record_grade', { request }),
  withdrawGrade: (grading, stage, position, entry) => call<GradingDesk>('withdraw_grade', { grading, stage, position, entry }),
  openPacket: (code) => call<MyGrading | null>('open_packet', { code }),
  returnPacket: (grading, password) => call<string | null>('return_packet', { grading, password }),
  referenceExamples: () => call<ReferenceExamples[]>('reference_examples'),
  gradeExample: (request) => call<ReferenceExamples>('grade_example', { request }),
};

export const panelCommands: PanelCommands = {
  discussions: () => call<DiscussionRow[]>('discussions'),
  adjudication: (grading) => call<Adjudication>('adjudication', { grading }),
  discrepancy: (grading, item) => call<DiscrepancyView>('discrepancy', { grading, item }),
  joinPanel: (grading, account, password) => call<Adjudication>('join_panel', { grading, account, password }),
  leavePanel: (grading, account) => call<Adjudication>('leave_panel', { grading, account }),
  castPanelVote: (grading, item, grade) => call<DiscrepancyView>('cast_panel_vote', { grading, item, grade }),
  settleDiscrepancy: (request) => call<DiscrepancyView>('settle_discrepancy', { request }),
  signPanel: (grading, account, password) => call<Adjudication>('sign_panel', { grading, account, password }),
  gradingResults: (grading, theme) => call<GradingResults>('grading_results', { grading, theme }),
  gradingsOfStudy: (study) => call<number[]>('gradings_of_study', { study }),
};
