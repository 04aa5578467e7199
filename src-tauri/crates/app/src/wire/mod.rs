//! The wire contract: every type that crosses to the window, declared once. camelCase in JSON; the TypeScript in
//! `ui/src/lib/api/generated/` is made from these by `tests/tests/wire_types.rs`. Inner types never serialise.

mod dose;
mod error;
mod machine;
mod model;
mod suggest;
mod task;
mod typescript;

pub use dose::BiologicalDose;
pub use error::{ErrorCode, ErrorView};
pub use machine::MachineView;
pub use model::ModelSummary;
pub use suggest::{
    CodeCandidate, FinishReason, ModalityProbability, NoticeCode, PhaseRole, PhaseView, SuggestEvent, SuggestRequest,
};
pub use task::{Arm, ArmChoice, Modality, Task};
pub use typescript::{TypescriptFile, typescript_files};
