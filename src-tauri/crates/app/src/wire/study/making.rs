//! The form of a new study: what may be chosen, and what was.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::Task;

/// All that the form needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyOptions {
    /// Models, those that cannot be used with their reason.
    pub models: Vec<StudyModelOption>,
    /// Frozen cohorts with held-out cases.
    pub cohorts: Vec<StudyCohort>,
    /// The usual study, without models and cases.
    pub usual: StudyRequest,
}

/// A base model with the adapters it may be tuned by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyModelOption {
    /// What a request names.
    pub id: String,
    /// For a person.
    pub name: String,
    /// `LLaMA` or `Mistral`.
    pub architecture: String,
    /// Whether it is one of the small bases shipped to demonstrate the application.
    pub is_demonstration: bool,
    /// Its adapters, task by task; the one that Suggest uses first.
    pub adapters: Vec<AdapterOption>,
    /// Why it cannot be used, if it cannot; one sentence.
    pub problem: Option<String>,
}

/// An adapter for one task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AdapterOption {
    /// What a request names: `shipped`, or `run-7`.
    pub id: String,
    /// The task.
    pub task: Task,
    /// For a person, e.g. `run 7, in use`.
    pub name: String,
}

/// A frozen cohort as the source of held-out cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyCohort {
    /// What a request names.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Held-out cases of the regimen task.
    pub regimen: u32,
    /// Held-out cases of the modality task.
    pub modality: u32,
    /// Held-out cases of the ICD-10 task.
    pub icd10: u32,
    /// SHA-256 of the case list, hexadecimal.
    pub sha256: String,
}

/// What a study shall be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyRequest {
    /// What people will call it.
    pub name: String,
    /// The cohort whose held-out cases are asked.
    pub cohort: String,
    /// The models, each with its base.
    pub models: Vec<StudyModelChoice>,
    /// The tasks, each with its longest answer.
    pub tasks: Vec<TaskLimit>,
    /// The scan.
    pub temperatures: Vec<f64>,
    /// Samples of a case at each temperature.
    pub samples_per_temperature: u32,
    /// Draw only among the likeliest tokens that hold this share; none draws among all.
    pub top_p: Option<f64>,
    /// Seed of every draw.
    pub seed: u32,
    /// Hypotheses of the search over the ICD-10 table.
    pub beams: u32,
}

/// A base, with the adapters of its tuned side; none asks the base alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyModelChoice {
    /// Id of the base.
    pub model: String,
    /// One adapter for each task of the study, or none.
    pub adapters: Vec<AdapterChoice>,
}

/// The adapter of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AdapterChoice {
    /// The task.
    pub task: Task,
    /// Id of the adapter.
    pub adapter: String,
}

/// A task of the study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TaskLimit {
    /// The task.
    pub task: Task,
    /// The longest answer, tokens.
    pub max_tokens: u32,
}
