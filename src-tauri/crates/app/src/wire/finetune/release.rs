//! Release of a tuned model to the clinic, the way back, and export of a run's adapter.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::Task;

/// The adapter that Suggest uses for one task of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseView {
    /// Id of the base model.
    pub model: String,
    /// Name of the base model.
    pub model_name: String,
    /// The task.
    pub task: Task,
    /// The run whose adapter is used; none when it is the one that came with the model.
    pub run: Option<u32>,
    /// SHA-256 of the adapter, hexadecimal; empty for the one that came with the model.
    pub adapter_sha256: String,
    /// Since when, local time; empty for the one that came with the model.
    pub since: String,
    /// Who released it; empty for the one that came with the model.
    pub released_by: String,
    /// The run that would be used after a withdrawal; none when it would be the model's own adapter, or none at all.
    pub before: Option<u32>,
    /// Why it is not used although it was released, e.g. that its file changed; one sentence.
    pub problem: Option<String>,
}

/// One entry of the history of releases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseRow {
    /// Name of the base model.
    pub model_name: String,
    /// The task.
    pub task: Task,
    /// The run.
    pub run: u32,
    /// Whether it was released; else withdrawn.
    pub is_release: bool,
    /// When, local time.
    pub at: String,
    /// By whom.
    pub by: String,
}

/// What an export writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RunExportFormat {
    /// The adapter alone, as PEFT writes it.
    Peft,
    /// Base and adapter in one, as a Hugging Face folder.
    Safetensors,
    /// Base and adapter in one GGUF file, Q8_0.
    Gguf,
}

/// What was exported, and how it was proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportReport {
    /// Name of the folder or file, without its place.
    pub name: String,
    /// Size, bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// SHA-256 of what was written, hexadecimal.
    pub sha256: String,
    /// Greedy answers compared after reading it again; all were equal to those of the same weights in memory, or nothing was written.
    pub answers_compared: u32,
    /// Answers that the rounding to fewer bits changed against base and adapter; 0 but for GGUF.
    pub answers_changed_by_rounding: u32,
}
