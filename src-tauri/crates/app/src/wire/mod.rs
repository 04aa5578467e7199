//! The wire contract: every type that crosses to the window, declared once. camelCase in JSON; the TypeScript in
//! `ui/src/lib/api/generated/` is made from these by `tests/tests/wire_types.rs`. Inner types never serialise.

mod audit;
mod curation;
mod dose;
mod error;
mod evidence;
mod finetune;
mod grading;
mod import;
mod letter;
mod letter_study;
mod machine;
mod model;
mod model_card;
mod session;
mod study;
mod suggest;
mod task;
mod typescript;

pub use audit::{AuditCheck, AuditRow};
pub use curation::{
    CaseCheck, CleanedPreview, CohortView, DropCount, FunnelStep, Mark, MarkDecision, MarkKind, NearDuplicate,
    PictureKind, QueueRow, ReviewCase, ReviewDecision, ReviewDrop, ReviewState, RuleView, SplitRequest, SplitView,
};
pub use dose::BiologicalDose;
pub use error::{ErrorCode, ErrorView};
pub use evidence::{
    AgreementStanding, AgreementThreshold, AlarmRate, CheckAcknowledgement, CheckLevel, CheckLimit, CheckPlace,
    CheckRule, CheckRuleChange, CheckRules, CheckRulesChange, CheckSeverity, CheckText, CheckView, CheckedPlan,
    DecisionKind, DecisionRequest, DecisionView, EarlierSuggestion, FactGroup, FactStanding, LibraryRow, LibraryRows,
    LibraryVerification, PlanCheckRequest, ReadDiagnosis, ReadFact, SampleAgreement, SampleGroup, SimilarCase,
    SimilarCases, SimilarityBasis,
};
pub use finetune::{
    ArmFigures, BaseModelKind, BaseModelView, CasePart, DataSetKind, DataSetView, EvaluationEvent, ExamplePreview,
    ExportReport, Figure, FormatNeed, HashRow, Interruption, LengthBin, LengthHistogram, LicenceNote, LogitProbe,
    MemoryForecastView, MemoryPart, MemoryPartKind, PreparationProblem, PreviewChoice, PreviewSpan, ProblemKind,
    QuantizeFormat, RecipeDescription, RecipePreset, ReleaseRow, ReleaseView, Remedy, RepeatOutcome, RunComparison,
    RunCurve, RunDetail, RunEvaluation, RunEvent, RunExportFormat, RunNumbers, RunPhase, RunPoint, RunPreparation,
    RunProgress, RunRequest, RunRow, RunState, Setting, SettingChoice, SettingDifference, SettingField, SettingGroup,
    SettingKind, SubgroupFigure, TimeEstimate, ValidationPoint,
};
pub use grading::{
    AcceptanceView, Adjudication, AgreementView, AmendmentView, ArmGrades, DiscrepancyRow, DiscrepancyView,
    DiscussionRow, ExampleFeedback, ExampleGradeRequest, GradeCase, GradeDefinition, GradeEntryRequest, GradeGroup,
    GradeRecorded, GradeScale, GraderDistribution, GraderOpinion, GraderPace, GraderProgress, GradingAmendment,
    GradingDesk, GradingModelOption, GradingOptions, GradingOrigin, GradingProtocolView, GradingRequest,
    GradingResults, GradingRow, GradingStage, GradingState, GradingStudyOption, ModalityPair, MyGrading,
    MyGradingState, NumberPair, PacketConflict, PacketExported, PacketMerge, PanelDecisionRequest, PanelDecisionView,
    PanelMember, PanelNumbers, PanelPart, PanelReason, PanelVoteView, PlanComparison, PlanView, Proportion,
    ProtocolLine, RecordedGrade, ReferenceExample, ReferenceExamples, RepeatAgreement, SignatureView, StatisticView,
    TickState, WordPair,
};
pub use import::{
    ChangedCase, ColumnChoice, Correction, DecisionOption, ExportDifference, ExportKind, FileDecision, FileInspection,
    ImportEvent, ImportInspection, MappingChange,
};
pub use letter::{
    LetterAct, LetterBlock, LetterBlockKind, LetterClaimView, LetterConfirmation, LetterDraftRequest, LetterEvent,
    LetterExportFormat, LetterFact, LetterFactGroup, LetterFactGroupKind, LetterImportReport, LetterImportRow,
    LetterLanguage, LetterMissingFact, LetterPairsReport, LetterPart, LetterRevision, LetterRow, LetterSectionKind,
    LetterSectionLock, LetterSectionOrigin, LetterSectionView, LetterSignatureView, LetterState, LetterVerdict,
    LetterVersionRow, LetterVersionView, LetterView,
};
pub use letter_study::{
    LetterArm, LetterArmMeasures, LetterArmRatings, LetterCheckLine, LetterDesk, LetterDimension,
    LetterDimensionResults, LetterItemView, LetterMark, LetterModelOption, LetterRaterAgreement, LetterRaterProgress,
    LetterRatingRecorded, LetterRatingRequest, LetterScale, LetterStudyEvent, LetterStudyOptions, LetterStudyRequest,
    LetterStudyResults, LetterStudyRow, LetterStudyState, MyLetterStudy, MyLetterStudyState, RecordedLetterRating,
};
pub use machine::MachineView;
pub use model::{ModelSummary, ReleasedRun};
pub use model_card::{CardFact, CardResult, CardSubgroup, CardValue, CoveragePoint, ModelCard};
pub use session::{
    CreateVault, LockReason, NewAccount, PersonView, Place, RecoveryCode, Role, SessionView, WaitingCount,
};
pub use study::{
    AdapterChoice, AdapterOption, Baseline, CalibrationView, CaseAddress, CaseListView, CaseOrder, CaseRow, ClassLine,
    ClassTableView, FigureTheme, Finding, HeldOutTest, HitPlace, MeasuredView, ScoreCell, ScoreRow, StudyAnswer,
    StudyCaseView, StudyCohort, StudyComparison, StudyEvent, StudyFigure, StudyFigureKind, StudyModelChoice,
    StudyModelOption, StudyModelRole, StudyModelView, StudyOptions, StudyPhase, StudyProgress, StudyRequest,
    StudyResults, StudyRow, StudyState, SubgroupLine, TaskLimit, TestState, UnreadableCount,
};
pub use suggest::{
    CodeCandidate, FinishReason, ModalityProbability, NoticeCode, PhaseRole, PhaseView, SuggestEvent, SuggestRequest,
};
pub use task::{Arm, ArmChoice, Modality, Task};
pub use typescript::{TypescriptFile, typescript_files};
