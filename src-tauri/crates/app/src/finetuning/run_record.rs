//! What is kept of a run, in its folder and in the vault: what was asked, what it depends on, how it went. No text of a patient.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::machine_trace::MachineTrace;
use crate::wire::{
    ErrorView, HashRow, Interruption, MemoryForecastView, QuantizeFormat, RunNumbers, RunRequest, RunRow, RunState,
    Setting, Task, ValidationPoint,
};

/// The base of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RunBase {
    /// Id in the list of models.
    pub(crate) id: String,
    /// Name for people.
    pub(crate) name: String,
    /// `LLaMA` or `Mistral`.
    pub(crate) architecture: String,
    /// Folder or file.
    pub(crate) place: PathBuf,
}

/// The data of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RunData {
    /// Name for people.
    pub(crate) name: String,
    /// The task; none for a file.
    pub(crate) task: Option<Task>,
    /// Row number of the split; none for a file.
    pub(crate) split: Option<i64>,
    /// Where the file lies; none for a split.
    pub(crate) file: Option<PathBuf>,
    /// SHA-256 of split or file.
    pub(crate) sha256: String,
    /// SHA-256 of the question's template; none for a file, whose lines hold their own.
    pub(crate) prompt_sha256: Option<String>,
}

/// Everything that is kept of a run but its curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RunRecord {
    /// Its number.
    pub(crate) number: u32,
    /// What was asked.
    pub(crate) request: RunRequest,
    /// The run it repeats.
    pub(crate) repeats: Option<u32>,
    /// The base.
    pub(crate) base: RunBase,
    /// The data.
    pub(crate) data: RunData,
    /// Every setting as effective.
    pub(crate) settings: Vec<Setting>,
    /// Rank of the adapter.
    pub(crate) rank: u32,
    /// How the base is held.
    pub(crate) quantize: QuantizeFormat,
    /// Its sizes.
    pub(crate) numbers: RunNumbers,
    /// What was forecast.
    pub(crate) forecast: Option<MemoryForecastView>,
    /// Name of whoever started it; staff, never a patient.
    pub(crate) started_by: String,
    /// When it was started, local time.
    pub(crate) started: String,
    /// When it came to rest, local time.
    pub(crate) ended: String,
    /// Where it stands.
    pub(crate) state: RunState,
    /// Why it failed.
    pub(crate) failure: Option<ErrorView>,
    /// How the machine stood when its last sitting began.
    #[serde(default)]
    pub(crate) began_on: Option<MachineTrace>,
    /// Why it was interrupted.
    #[serde(default)]
    pub(crate) interruption: Option<Interruption>,
    /// Steps done.
    pub(crate) steps_done: u32,
    /// Time in training over all sittings, s.
    pub(crate) seconds: f64,
    /// Step of the last checkpoint.
    pub(crate) checkpoint_step: Option<u32>,
    /// The best validation so far.
    pub(crate) best: Option<ValidationPoint>,
    /// The step whose parameters were written.
    pub(crate) written_step: Option<u32>,
    /// Tokens read a second, the median of the last sitting's steps.
    pub(crate) tokens_per_s: Option<f64>,
    /// The most memory this process had, bytes.
    pub(crate) peak_bytes: Option<u64>,
    /// What it depends on and what it made.
    pub(crate) hashes: Vec<HashRow>,
    /// Version of Isocenter.
    pub(crate) version: String,
    /// Device and threads.
    pub(crate) device: String,
    /// What happened: local time and words.
    pub(crate) log: Vec<String>,
}

/// What each hash of a run is called.
pub(crate) mod hash_name {
    pub(crate) const BASE: &str = "base model";
    pub(crate) const DATA: &str = "data";
    pub(crate) const DATA_SET: &str = "data set";
    pub(crate) const ADAPTER: &str = "adapter";
    pub(crate) const PROMPT: &str = "prompt";
    pub(crate) const CONFIGURATION: &str = "configuration";
    pub(crate) const TOKENIZER: &str = "tokenizer";
}

impl RunRecord {
    /// A hash by its name.
    pub(crate) fn hash(&self, of: &str) -> Option<&str> {
        self.hashes.iter().find(|row| row.of == of).map(|row| row.sha256.as_str())
    }

    /// Keeps a hash, in place of an earlier one.
    pub(crate) fn set_hash(&mut self, of: &str, sha256: String) {
        match self.hashes.iter_mut().find(|row| row.of == of) {
            Some(row) => row.sha256 = sha256,
            None => self.hashes.push(HashRow { of: of.to_owned(), sha256 }),
        }
    }

    /// Adds a line to what happened.
    pub(crate) fn note(&mut self, now: &str, words: impl AsRef<str>) {
        self.log.push(format!("{now}  {}", words.as_ref()));
    }

    /// Whether its adapter is one that was kept.
    pub(crate) const fn ended_with_adapter(&self) -> bool {
        matches!(self.state, RunState::Finished | RunState::StoppedEarly | RunState::Kept)
    }

    /// Whether it may go on, as far as its state says.
    pub(crate) const fn may_resume(&self) -> bool {
        matches!(self.state, RunState::Paused | RunState::Interrupted | RunState::Failed)
    }

    /// The line of the history, without what only the vault knows.
    pub(crate) fn row(&self) -> RunRow {
        RunRow {
            run: self.number,
            model: self.base.id.clone(),
            model_name: self.base.name.clone(),
            architecture: self.base.architecture.clone(),
            task: self.data.task,
            data_set: self.data.name.clone(),
            rank: self.rank,
            quantize: self.quantize,
            validation_loss: self.best.map(|best| best.loss),
            held_out: None,
            steps_done: self.steps_done,
            steps: self.numbers.steps,
            seconds: self.seconds,
            started: self.started.clone(),
            ended: self.ended.clone(),
            state: self.state,
            failure: self.failure.clone(),
            interruption: self.interruption,
            is_released: false,
            can_resume: false,
            has_adapter: false,
            repeats: self.repeats,
        }
    }
}
