//! A model as a list shows it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AgreementThreshold, ErrorView, Task};

/// A model folder that was found, whole or broken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModelSummary {
    /// What a request names: the folder's name.
    pub id: String,
    /// What a person reads.
    pub name: String,
    /// `LLaMA` or `Mistral`, or what the configuration says where it is unknown.
    pub architecture: String,
    /// Number of parameters of the base.
    #[ts(type = "number")]
    pub parameters: u64,
    /// Whether this is one of the small bases shipped to demonstrate the application.
    pub is_demonstration: bool,
    /// Tasks that have an adapter, in the order in which they run.
    pub tasks: Vec<Task>,
    /// Tasks for which a released run answers instead of the adapter that came with the model.
    pub released: Vec<ReleasedRun>,
    /// From which share of agreeing samples on a plan is suggested, with the samples and the temperature it was chosen at; nothing where that was not measured.
    pub agreement: Option<AgreementThreshold>,
    /// Whether it has an adapter that drafts physician letters.
    pub drafts_letters: bool,
    /// Weights of the base on disk, MB.
    pub weights_mb: f64,
    /// Why it cannot be used, if it cannot.
    pub problem: Option<ErrorView>,
}

impl ModelSummary {
    /// Whether letters are all that it is for: it answers none of the tasks.
    #[must_use]
    pub(crate) fn only_drafts_letters(&self) -> bool {
        self.drafts_letters && self.tasks.is_empty()
    }
}

/// The run whose adapter answers for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReleasedRun {
    /// The task.
    pub task: Task,
    /// Number of the run.
    pub run: u32,
}
