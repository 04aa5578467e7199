// Generated from the wire types of isocenter-app; see tests/tests/wire_types.rs.
export type { Arm } from "./Arm";
export type { ArmChoice } from "./ArmChoice";
export type { BiologicalDose } from "./BiologicalDose";
export type { CodeCandidate } from "./CodeCandidate";
export type { ErrorCode } from "./ErrorCode";
export type { ErrorView } from "./ErrorView";
export type { FinishReason } from "./FinishReason";
export type { MachineView } from "./MachineView";
export type { Modality } from "./Modality";
export type { ModalityProbability } from "./ModalityProbability";
export type { ModelSummary } from "./ModelSummary";
export type { NoticeCode } from "./NoticeCode";
export type { PhaseRole } from "./PhaseRole";
export type { PhaseView } from "./PhaseView";
export type { SuggestEvent } from "./SuggestEvent";
export type { SuggestRequest } from "./SuggestRequest";
export type { Task } from "./Task";
