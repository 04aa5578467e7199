//! The use-cases: what the window and the command line can do, written once against a narrow [`Host`].
//!
//! [`Application`] holds the loaded model and the one accelerator job; `commands` are plain functions over it; `wire`
//! is what crosses to the window. No window, no terminal. Patient text never enters an [`Error`].

mod application;
mod assets;
mod cohort_facts;
pub mod commands;
mod count;
mod diagnosis_text;
mod error;
mod exports;
mod failure;
mod files;
mod finetuning;
mod funnel_words;
mod grading;
mod held_out;
mod host;
mod identifiers;
mod letter_studies;
mod letters;
mod model_catalogue;
mod pending_import;
mod people;
pub mod permission;
mod positions;
mod rows;
mod session;
mod study;
mod suggestion;
mod suggestion_model;
mod vault_study;
pub mod wire;

pub use application::Application;
pub use error::Error;
pub use exports::ImportProgress;
pub use host::{Host, KeyCost, OperatingSystemHost};
pub use isocenter_curate::DateTreatment;
pub use isocenter_domain::Task;
pub use isocenter_eval::{ClassAverages, GradeAgreement, PredictionMetrics, Rates};
pub use isocenter_letter::{Distance, SectionKind, Verdict};
pub use isocenter_lm::{CancelToken, DeviceChoice, Quantize, StopRequest};
pub use isocenter_stats::Alternative;
pub use isocenter_store::Station;
pub use wire::ErrorCode;
