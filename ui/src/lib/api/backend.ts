// What the window may ask of the program behind it, one interface for each group of commands. Two implementations: the real
// one (program.ts) and fake.ts. Every call rejects with an ErrorView.

import type {
  AuditCheck,
  AuditRow,
  BiologicalDose,
  CleanedPreview,
  CohortView,
  Correction,
  CreateVault,
  ImportEvent,
  ImportInspection,
  LockReason,
  MachineView,
  MappingChange,
  MarkDecision,
  ModelSummary,
  NewAccount,
  PersonView,
  PhaseView,
  Place,
  QueueRow,
  RecoveryCode,
  ReviewCase,
  ReviewDecision,
  SessionView,
  SplitRequest,
  SuggestEvent,
  SuggestRequest,
} from './generated';

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

export interface Backend extends SuggestCommands, SessionCommands, ImportCommands, CurationCommands, AuditCommands {}
