//! The use-cases, one file each: check, call one or two capabilities, convert.

mod biological_dose;
mod cohort;
pub mod demonstration;
mod doctor;
mod finetune;
mod generate;
mod input_lines;
mod machine;
mod models;
mod score;
mod suggest;

pub use biological_dose::biological_dose;
pub use cohort::{CohortCounts, CohortRequest, synthesise_cohort};
pub use doctor::{DeviceReport, DoctorReport, Fit, FoundModel, doctor};
pub use finetune::{FinetuneReport, FinetuneRequest, FinetuneStep, TrainingEvent, finetune};
pub use generate::{GenerateRequest, GeneratedLine, PromptSource, generate};
pub use machine::machine;
pub use models::list_models;
pub use score::{ScoreRequest, ScoredLine, score};
pub use suggest::{ModelChoice, SuggestionJob, SuggestionReport, cancel_suggestion, suggest, suggest_with};
