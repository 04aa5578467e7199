//! After a run: history, the full record, comparison of two runs, base against tuned.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{MemoryForecastView, QuantizeFormat, RunNumbers, RunPoint, Setting, ValidationPoint};
use crate::wire::{ErrorView, Task};

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RunState {
    /// Waits for the machine.
    Queued,
    /// Has the machine.
    Running,
    /// Paused by a person; a checkpoint is kept.
    Paused,
    /// The process ended in the middle of it; it goes on from its checkpoint, or from the start where there is none.
    Interrupted,
    /// All steps are done.
    Finished,
    /// Ended by itself before the last step, because it no longer got better; the best adapter is kept.
    StoppedEarly,
    /// Ended by a person before the last step; the best adapter so far is kept.
    Kept,
    /// Thrown away by a person: no adapter, no checkpoint.
    Cancelled,
    /// Failed; `failure` says why.
    Failed,
}

/// Why the process of a run ended in the middle of it, as far as the system tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Interruption {
    /// The machine was started anew in the meantime.
    MachineRestarted,
    /// The system has ended programs for lack of memory since the run began; most likely this one.
    LackOfMemory,
    /// Nothing is known: a kill, a fault of the program, power where the system does not tell.
    WithoutTrace,
}

/// One measured value with what it is called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// For a person, e.g. `ROUGE-1 recall`.
    pub name: String,
    /// The value; none where it is undefined.
    pub value: Option<f64>,
    /// Lower end of the 95 % interval, where there is one.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval, where there is one.
    pub high: Option<f64>,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunRow {
    /// Its number.
    pub run: u32,
    /// Id of the base model.
    pub model: String,
    /// Name of the base model.
    pub model_name: String,
    /// `LLaMA` or `Mistral`.
    pub architecture: String,
    /// The task; none for a data file.
    pub task: Option<Task>,
    /// Name of the data set.
    pub data_set: String,
    /// Rank of the adapter.
    pub rank: u32,
    /// How the base was held.
    pub quantize: QuantizeFormat,
    /// Best validation loss so far, nats a token.
    pub validation_loss: Option<f64>,
    /// The task's headline figure on the held-out cases, once it was evaluated.
    pub held_out: Option<Figure>,
    /// Steps done.
    pub steps_done: u32,
    /// Steps of the whole run; 0 until they are known.
    pub steps: u32,
    /// Time in training over all sittings, s.
    pub seconds: f64,
    /// When it was started, local time.
    pub started: String,
    /// When it came to rest, local time; empty while it has not.
    pub ended: String,
    /// Where it stands.
    pub state: RunState,
    /// Why it failed, or why it waits to be resumed where that is no person's doing; its code tells `notEnoughMemory` from `diskFull`.
    pub failure: Option<ErrorView>,
    /// Why it was interrupted, where it was and has not gone on since.
    pub interruption: Option<Interruption>,
    /// Whether Suggest uses its adapter now.
    pub is_released: bool,
    /// Whether there is a checkpoint to go on from, and everything the run needs is where it was.
    pub can_resume: bool,
    /// Whether it has an adapter, to be evaluated, released and exported.
    pub has_adapter: bool,
    /// The run whose settings and seed it repeats, if it repeats one.
    pub repeats: Option<u32>,
}

/// One hash with what it is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HashRow {
    /// Of what, e.g. `base model`, `data`, `configuration`, `adapter`, `prompt`.
    pub of: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// Whether a repeated run gave the same numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RepeatOutcome {
    /// The run that was repeated.
    pub run: u32,
    /// Steps that both have.
    pub steps_compared: u32,
    /// The first step whose loss is not the same to the last bit; none if all are.
    pub first_difference: Option<u32>,
}

/// Figures of one side: the base, or the base with the adapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ArmFigures {
    /// The task's headline figure.
    pub headline: Figure,
    /// Further figures.
    pub further: Vec<Figure>,
    /// SHA-256 of the base that answered, hexadecimal.
    pub base_sha256: String,
    /// SHA-256 of the adapter that answered; none on the base's side.
    pub adapter_sha256: Option<String>,
}

/// Proof that the adapter does something and that the base is the base: logits after the same prompts, asked three times.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LogitProbe {
    /// Prompts asked.
    pub prompts: u32,
    /// Largest difference of a logit between tuned and base.
    pub tuned_against_base: f64,
    /// Largest difference of a logit between the base before the adapter answered and the base after it; 0 proves that it is untouched.
    pub base_against_base: f64,
}

/// Base against tuned on held-out cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunEvaluation {
    /// The task.
    pub task: Task,
    /// Held-out cases asked.
    pub cases: u32,
    /// Held-out cases there are.
    pub of: u32,
    /// With the adapter.
    pub tuned: ArmFigures,
    /// Without it.
    pub base: ArmFigures,
    /// Always the most frequent training answer; nothing in measurements of earlier versions.
    #[serde(default)]
    pub majority: Option<Figure>,
    /// The headline figure for parts of the cases; empty in measurements of earlier versions.
    #[serde(default)]
    pub subgroups: Vec<SubgroupFigure>,
    /// The proof.
    pub probe: LogitProbe,
    /// When, local time.
    pub made: String,
}

/// The headline figure for a part of the held-out cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SubgroupFigure {
    /// What the cases are divided by: site, modality, sex, age, intent.
    pub by: String,
    /// The part.
    pub name: String,
    /// Cases.
    pub cases: u32,
    /// With the adapter.
    pub tuned: Figure,
    /// Always the most frequent training answer.
    pub majority: Figure,
}

/// What a running evaluation tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EvaluationEvent {
    /// It waits for the machine.
    Waiting,
    /// The model is being read.
    Reading,
    /// Cases are answered.
    Answered {
        /// Answers so far, both sides together.
        done: u32,
        /// Answers in all.
        of: u32,
    },
    /// The result; the last event.
    Done {
        /// The figures.
        evaluation: Box<RunEvaluation>,
    },
    /// A person stopped it; nothing is kept.
    Cancelled,
}

/// A run with every number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunDetail {
    /// As the history shows it.
    pub row: RunRow,
    /// Who started it.
    pub started_by: String,
    /// Every setting as effective, in the order of the form.
    pub settings: Vec<Setting>,
    /// Cases left out by decision.
    pub left_out: Vec<String>,
    /// Its sizes, once they were known.
    pub numbers: Option<RunNumbers>,
    /// The curve; a long one is thinned.
    pub points: Vec<RunPoint>,
    /// Every validation loss.
    pub validations: Vec<ValidationPoint>,
    /// What it depends on and what it made.
    pub hashes: Vec<HashRow>,
    /// Version of Isocenter that ran it.
    pub version: String,
    /// Device and threads, e.g. `CPU, 2 threads`.
    pub device: String,
    /// What was forecast.
    pub forecast: Option<MemoryForecastView>,
    /// The most memory this process had while it ran, GB.
    pub measured_peak_gb: Option<f64>,
    /// Base against tuned, once it was evaluated.
    pub evaluation: Option<RunEvaluation>,
    /// How it compares with the run it repeats.
    pub repeat: Option<RepeatOutcome>,
    /// What happened, oldest first: local time and words.
    pub log: Vec<String>,
}

/// The curve of one run, for an overlay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunCurve {
    /// The run.
    pub row: RunRow,
    /// The curve; a long one is thinned.
    pub points: Vec<RunPoint>,
    /// Every validation loss.
    pub validations: Vec<ValidationPoint>,
    /// Steps of one pass.
    pub steps_per_pass: u32,
}

/// A setting or a hash in which two runs differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingDifference {
    /// For a person, e.g. `Rank`, `Data set`.
    pub label: String,
    /// Of the first run.
    pub one: String,
    /// Of the second.
    pub other: String,
}

/// Two runs side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunComparison {
    /// The first.
    pub one: RunCurve,
    /// The second.
    pub other: RunCurve,
    /// In what they differ.
    pub differences: Vec<SettingDifference>,
    /// Steps that both have.
    pub steps_compared: u32,
    /// The first step at which their losses differ; none if all that both have are the same to the last bit.
    pub first_difference: Option<u32>,
}
