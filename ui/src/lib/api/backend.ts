// What the window may ask of the program behind it, one interface for each group of commands. Two implementations: the real
// one (program.ts) and fake.ts. Every call rejects with an ErrorView.

import type {
  Adjudication,
  AuditCheck,
  AuditRow,
  BaseModelKind,
  BaseModelView,
  BiologicalDose,
  CaseAddress,
  CaseListView,
  CaseOrder,
  CleanedPreview,
  CohortView,
  Correction,
  CreateVault,
  DataSetView,
  DiscrepancyView,
  DiscussionRow,
  EvaluationEvent,
  ExampleGradeRequest,
  ExamplePreview,
  ExportReport,
  FigureTheme,
  GradeCase,
  GradeEntryRequest,
  GradeRecorded,
  GradeScale,
  GradingAmendment,
  GradingDesk,
  GradingOptions,
  GradingProtocolView,
  GradingRequest,
  GradingResults,
  GradingRow,
  GradingStage,
  ImportEvent,
  ImportInspection,
  LockReason,
  MachineView,
  MappingChange,
  MarkDecision,
  ModelSummary,
  MyGrading,
  NewAccount,
  PacketExported,
  PacketMerge,
  PanelDecisionRequest,
  PersonView,
  PhaseView,
  Place,
  PreviewChoice,
  QueueRow,
  RecipeDescription,
  RecoveryCode,
  ReferenceExamples,
  ReleaseRow,
  ReleaseView,
  ReviewCase,
  ReviewDecision,
  RunComparison,
  RunDetail,
  RunEvent,
  RunExportFormat,
  RunPreparation,
  RunRequest,
  RunRow,
  SessionView,
  SplitRequest,
  StudyCaseView,
  StudyComparison,
  StudyEvent,
  StudyFigure,
  StudyOptions,
  StudyRequest,
  StudyResults,
  StudyRow,
  SuggestEvent,
  SuggestRequest,
  Task,
} from './generated';
import type { EvidenceCommands } from './backend-evidence';
import type { LetterDeskCommands, LetterStudyCommands } from './backend-letter-studies';
import type { LettersCommands } from './backend-letters';
import type { ModelCardCommands, RulesCommands } from './backend-rules';

export interface SuggestCommands {
  listModels(): Promise<ModelSummary[]>;
  machine(): Promise<MachineView>;
  /** Resolves when the run has ended, also when it was cancelled. */
  suggest(request: SuggestRequest, onEvent: (event: SuggestEvent) => void): Promise<void>;
  cancelSuggestion(): Promise<void>;
  /** BED and EQD2 of all phases together. */
  biologicalDose(phases: PhaseView[], alphaBetaGy: number): Promise<BiologicalDose>;
  /** Says that the window can be used; for the start-up time. */
  noteReady(): Promise<void>;
}

export interface SessionCommands {
  session(): Promise<SessionView>;
  createVault(request: CreateVault): Promise<RecoveryCode>;
  signIn(account: string, password: string): Promise<SessionView>;
  signInWithRecovery(code: string, account: string, newPassword: string): Promise<SessionView>;
  /** Locks the vault, or leaves the demonstration. */
  lock(reason: LockReason): Promise<SessionView>;
  openDemonstration(): Promise<SessionView>;
  people(): Promise<PersonView[]>;
  addAccount(account: NewAccount): Promise<PersonView[]>;
  removeAccount(account: string): Promise<PersonView[]>;
  changePassword(oldPassword: string, newPassword: string): Promise<void>;
  setIdleMinutes(minutes: number): Promise<SessionView>;
  /** Keeps unfinished work, encrypted, for whoever is signed in; empty content forgets it. */
  keepDraft(place: Place, content: string): Promise<void>;
  draft(place: Place): Promise<string | null>;
}

export interface ImportCommands {
  /** Opens the system's file dialog; null when it was cancelled. Paths never reach the page. */
  chooseExports(): Promise<ImportInspection | null>;
  changeMapping(change: MappingChange): Promise<ImportInspection>;
  saveMapping(): Promise<void>;
  /** Resolves when the import has ended, also when it was cancelled. Corrected exports change nothing while `correction` is null. */
  importExports(correction: Correction | null, onEvent: (event: ImportEvent) => void): Promise<void>;
  cancelImport(): Promise<void>;
  forgetImport(): Promise<void>;
}

export type FigureFormat = 'svg' | 'png';

export interface CurationCommands {
  cohorts(): Promise<CohortView[]>;
  cohort(cohort: string): Promise<CohortView>;
  switchRule(cohort: string, rule: string, isOn: boolean): Promise<CohortView>;
  reviewQueue(cohort: string): Promise<QueueRow[]>;
  casesDroppedFor(cohort: string, step: string, reason: string): Promise<QueueRow[]>;
  reviewCase(cohort: string, caseId: string): Promise<ReviewCase>;
  previewMarks(cohort: string, caseId: string, marks: MarkDecision[]): Promise<CleanedPreview>;
  decide(cohort: string, caseId: string, decision: ReviewDecision): Promise<ReviewCase>;
  freeze(cohort: string, request: SplitRequest): Promise<CohortView>;
  /** The name of the file that was written; null when the dialog was cancelled. */
  exportFunnel(cohort: string, format: FigureFormat): Promise<string | null>;
  exportIssues(cohort: string): Promise<string | null>;
}

export interface AuditCommands {
  /** Newest first; `from` counts entries back from the newest, which is 0. */
  auditLog(from: number, count: number): Promise<AuditRow[]>;
  verifyAudit(): Promise<AuditCheck>;
  /** The name of the copy that was written. */
  backUp(): Promise<string>;
}

export interface FinetuneCommands {
  baseModels(): Promise<BaseModelView[]>;
  /** Opens the system's dialog for a folder or a GGUF file; null when it was cancelled. */
  addBaseModel(source: BaseModelKind): Promise<BaseModelView | null>;
  /** Takes a model off the list; its files stay. */
  removeBaseModel(model: string): Promise<BaseModelView[]>;
  /** Reads the whole model once. */
  hashBaseModel(model: string): Promise<BaseModelView>;
  dataSets(): Promise<DataSetView[]>;
  /** Opens the system's dialog; null when it was cancelled. */
  chooseDataFile(): Promise<DataSetView | null>;
  recipeDescription(): Promise<RecipeDescription>;
  prepareRun(request: RunRequest): Promise<RunPreparation>;
  previewExample(request: RunRequest, choice: PreviewChoice): Promise<ExamplePreview>;
  /** Starts it, or puts it behind the run that has the machine. */
  startRun(request: RunRequest): Promise<RunRow>;
  /** Tells of whichever run has the machine, beginning with how it stands. */
  watchRuns(onEvent: (event: RunEvent) => void): Promise<void>;
  pauseRun(run: number): Promise<void>;
  /** Ends it now; the best adapter so far is kept. */
  stopRun(run: number): Promise<void>;
  /** Ends it and throws away what it made. */
  cancelRun(run: number): Promise<void>;
  resumeRun(run: number): Promise<RunRow>;
  /** What a run was asked for; for another one like it. */
  runRequest(run: number): Promise<RunRequest>;
  /** Runs the same again, to compare its numbers. */
  repeatRun(run: number): Promise<RunRow>;
  /** Newest first. */
  listRuns(): Promise<RunRow[]>;
  runDetail(run: number): Promise<RunDetail>;
  compareRuns(one: number, other: number): Promise<RunComparison>;
  /** Base against tuned on so many held-out cases, or all of them. Resolves when it has ended, also when it was cancelled. */
  evaluateRun(run: number, cases: number | null, onEvent: (event: EvaluationEvent) => void): Promise<void>;
  cancelEvaluation(): Promise<void>;
  releases(): Promise<ReleaseView[]>;
  releaseHistory(): Promise<ReleaseRow[]>;
  releaseRun(run: number): Promise<ReleaseView[]>;
  withdrawRelease(model: string, task: Task): Promise<ReleaseView[]>;
  /** Null when the dialog was cancelled. */
  exportRun(run: number, format: RunExportFormat): Promise<ExportReport | null>;
}

export interface StudyCommands {
  /** Newest first. */
  studies(): Promise<StudyRow[]>;
  studyOptions(): Promise<StudyOptions>;
  makeStudy(request: StudyRequest): Promise<StudyRow>;
  /** Starts it, or goes on with one that rested. */
  startStudy(study: number): Promise<StudyRow>;
  /** It stops at the next whole answers. */
  pauseStudy(study: number): Promise<void>;
  /** Removes it with all its answers; one that runs is stopped first. */
  removeStudy(study: number): Promise<StudyRow[]>;
  /** Tells of the study that runs, beginning with how it stands. */
  watchStudies(onEvent: (event: StudyEvent) => void): Promise<void>;
  studyResults(study: number): Promise<StudyResults>;
  studyFigures(study: number, theme: FigureTheme): Promise<StudyFigure[]>;
  studyCases(study: number, address: CaseAddress, order: CaseOrder): Promise<CaseListView>;
  studyCase(study: number, model: string, task: Task, caseId: string): Promise<StudyCaseView>;
  compareStudies(one: number, other: number): Promise<StudyComparison>;
  /** The name of the folder that was written; null when the dialog was cancelled. */
  exportStudy(study: number): Promise<string | null>;
}

export interface GradingCommands {
  gradingOptions(): Promise<GradingOptions>;
  /** Newest first. */
  gradings(): Promise<GradingRow[]>;
  makeGrading(request: GradingRequest): Promise<GradingRow>;
  gradingProtocol(grading: number): Promise<GradingProtocolView>;
  /** Before the freeze only. */
  setGradingScale(grading: number, scale: GradeScale): Promise<GradingProtocolView>;
  /** Freezes the protocol; the graders may begin. */
  openGrading(grading: number): Promise<GradingRow>;
  amendGrading(grading: number, amendment: GradingAmendment, reason: string): Promise<GradingProtocolView>;
  /** A draft only. */
  removeGrading(grading: number): Promise<GradingRow[]>;
  /** Signed with the password of whoever is signed in; nothing changes any more. */
  lockGrading(grading: number, password: string): Promise<GradingRow>;
  /** Null when the dialog was cancelled. */
  exportPacket(grading: number, account: string): Promise<PacketExported | null>;
  mergePacket(): Promise<PacketMerge | null>;
  exportGrading(grading: number): Promise<string | null>;
}

export interface DeskCommands {
  myGradings(): Promise<MyGrading[]>;
  gradingDesk(grading: number): Promise<GradingDesk>;
  gradeCase(grading: number, stage: GradingStage, position: number): Promise<GradeCase>;
  /** Resolves when it is on disk. */
  recordGrade(request: GradeEntryRequest): Promise<GradeRecorded>;
  /** Takes a recorded grade back: the case is to do again, the entry stays in the history. */
  withdrawGrade(grading: number, stage: GradingStage, position: number, entry: string): Promise<GradingDesk>;
  /** Opens the system's dialog for a packet; null when it was cancelled. */
  openPacket(code: string): Promise<MyGrading | null>;
  /** The name of the file that goes back; null when the dialog was cancelled. */
  returnPacket(grading: number, password: string): Promise<string | null>;
  referenceExamples(): Promise<ReferenceExamples[]>;
  gradeExample(request: ExampleGradeRequest): Promise<ReferenceExamples>;
}

export interface PanelCommands {
  discussions(): Promise<DiscussionRow[]>;
  adjudication(grading: number): Promise<Adjudication>;
  discrepancy(grading: number, item: number): Promise<DiscrepancyView>;
  joinPanel(grading: number, account: string, password: string): Promise<Adjudication>;
  leavePanel(grading: number, account: string): Promise<Adjudication>;
  castPanelVote(grading: number, item: number, grade: number): Promise<DiscrepancyView>;
  settleDiscrepancy(request: PanelDecisionRequest): Promise<DiscrepancyView>;
  /** Signs what is recorded and not yet signed by this member. */
  signPanel(grading: number, account: string, password: string): Promise<Adjudication>;
  gradingResults(grading: number, theme: FigureTheme): Promise<GradingResults>;
  /** The locked studies of grades of a study, newest first. */
  gradingsOfStudy(study: number): Promise<number[]>;
}

export interface Backend
  extends SuggestCommands, EvidenceCommands, SessionCommands, ImportCommands, CurationCommands, AuditCommands, FinetuneCommands, StudyCommands, GradingCommands, DeskCommands, PanelCommands,
    LettersCommands, LetterStudyCommands, LetterDeskCommands, RulesCommands, ModelCardCommands {}
