//! What crosses to the window of studies of grades: their protocol, the desk of one grader, the panel, packets, results. A grader's types
//! hold nothing of another grader, and nobody's hold the arm before the study of grades is locked.

mod desk;
mod examples;
mod making;
mod packet;
mod panel;
mod plans;
mod results;
mod scale;

pub use desk::{
    ExampleFeedback, GradeCase, GradeEntryRequest, GradeRecorded, GradingDesk, GradingStage, MyGrading, MyGradingState,
    RecordedGrade, TickState,
};
pub use examples::{ExampleGradeRequest, ReferenceExample, ReferenceExamples};
pub use making::{
    AmendmentView, GraderProgress, GradingAmendment, GradingModelOption, GradingOptions, GradingOrigin,
    GradingProtocolView, GradingRequest, GradingRow, GradingState, GradingStudyOption, ProtocolLine,
};
pub use packet::{PacketConflict, PacketExported, PacketMerge};
pub use panel::{
    Adjudication, DiscrepancyRow, DiscrepancyView, DiscussionRow, GraderOpinion, PanelDecisionRequest,
    PanelDecisionView, PanelMember, PanelPart, PanelReason, PanelVoteView, SignatureView,
};
pub use plans::{ModalityPair, NumberPair, PlanComparison, PlanView, WordPair};
pub use results::{
    AcceptanceView, AgreementView, ArmGrades, GraderDistribution, GraderPace, GradingResults, PanelNumbers, Proportion,
    RepeatAgreement, StatisticView,
};
pub use scale::{GradeDefinition, GradeGroup, GradeScale};
