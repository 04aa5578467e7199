//! Where studies stand, and what a running one tells. No text of a patient is in it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::{ErrorView, Task};

/// Where a study stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StudyState {
    /// Made, never started.
    Ready,
    /// Has the machine, or waits for it.
    Running,
    /// Paused by a person.
    Paused,
    /// Paused because the vault was locked: answers are stored in an open vault only.
    PausedByLock,
    /// The program ended in the middle of it.
    Interrupted,
    /// Every answer is stored.
    Finished,
    /// Failed; `failure` says why.
    Failed,
}

/// A study in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyRow {
    /// Its number.
    pub study: u32,
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub state: StudyState,
    /// Whether its results must be marked as a demonstration.
    pub is_demonstration: bool,
    /// Name of the cohort.
    pub cohort: String,
    /// Labels of its models, each once.
    pub models: Vec<String>,
    /// Its tasks.
    pub tasks: Vec<Task>,
    /// The scan.
    pub temperatures: Vec<f64>,
    /// Seed of every draw.
    #[ts(type = "number")]
    pub seed: u64,
    /// Answers stored.
    pub stored: u32,
    /// Answers planned.
    pub planned: u32,
    /// Time spent so far, s.
    pub elapsed_s: f64,
    /// SHA-256 of what determines its numbers, hexadecimal.
    pub sha256: String,
    /// When it was made, local time.
    pub made: String,
    /// By whom; empty in the demonstration.
    pub made_by: String,
    /// When its state changed last, local time.
    pub changed: String,
    /// Why it failed, in one sentence.
    pub failure: Option<String>,
}

/// What a running study is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StudyPhase {
    /// Waiting for the machine.
    Waiting,
    /// Reading a model.
    Reading,
    /// Asking.
    Answering,
    /// A pause was asked for; it stops at the next whole answers.
    Stopping,
}

/// A running study as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyProgress {
    /// Its number.
    pub study: u32,
    /// Its name.
    pub name: String,
    /// What it is doing.
    pub phase: StudyPhase,
    /// What is asked now, e.g. `LLaMA demo, fine-tuned: regimen`; empty before the first.
    pub asking: String,
    /// Answers there are.
    pub done: u32,
    /// Answers planned.
    pub total: u32,
    /// Answers a second, in this sitting; none before a few.
    pub samples_per_s: Option<f64>,
    /// Time left, s, at that pace.
    pub left_s: Option<f64>,
    /// Time spent over all sittings, s.
    pub elapsed_s: f64,
}

/// What whoever watches is told. `snapshot` comes first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum StudyEvent {
    /// The study that runs, as it stands; none when none runs.
    Snapshot {
        /// As it stands.
        progress: Option<StudyProgress>,
    },
    /// It has come to rest.
    Ended {
        /// Its number.
        study: u32,
        /// Where it stands now.
        state: StudyState,
        /// Why it failed.
        failure: Option<ErrorView>,
    },
}
