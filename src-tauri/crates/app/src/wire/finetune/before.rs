//! Before a run: the data, what exactly will be learned, what stands in the way, what it will cost.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{QuantizeFormat, Setting};
use crate::wire::Task;

/// Where examples come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DataSetKind {
    /// A frozen split of a cohort in the vault.
    Split,
    /// Lines of prompt and answer in a file; no test part, and no adapter of it can be released for a task.
    File,
}

/// A data set to learn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DataSetView {
    /// What a request names.
    pub id: String,
    /// Where it comes from.
    pub kind: DataSetKind,
    /// For a person, e.g. `Cohort B, regimen`.
    pub name: String,
    /// The task it serves; none for a file.
    pub task: Option<Task>,
    /// All its cases.
    pub cases: u32,
    /// Cases to train on, with the default share for validation.
    pub train: u32,
    /// Cases to validate on, with the default share.
    pub validation: u32,
    /// Cases kept for the test.
    pub test: u32,
    /// SHA-256 of the split or of the file, hexadecimal.
    pub sha256: String,
}

/// What to run; the same request is checked, previewed and started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunRequest {
    /// Id of the base model.
    pub model: String,
    /// Id of the data set.
    pub data_set: String,
    /// Settings that differ from the defaults.
    pub settings: Vec<Setting>,
    /// Cases left out of training and validation by decision of a person, by case id.
    pub left_out: Vec<String>,
}

/// What a case is for in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CasePart {
    /// Trained on.
    Train,
    /// Validated on.
    Validation,
    /// Kept for the test.
    Test,
    /// Left out by decision.
    LeftOut,
}

/// Sizes of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunNumbers {
    /// Cases to train on.
    pub train: u32,
    /// Cases to validate on, apart by patient where patients are known.
    pub validation: u32,
    /// Cases kept for the test.
    pub test: u32,
    /// Cases left out by decision.
    pub left_out: u32,
    /// Optimiser steps of the whole run.
    pub steps: u32,
    /// Optimiser steps of one pass over the data.
    pub steps_per_pass: u32,
    /// Steps of warm-up.
    pub warmup_steps: u32,
    /// Cases read for one step.
    pub effective_batch: u32,
    /// Numbers being trained.
    #[ts(type = "number")]
    pub trainable_parameters: u64,
}

/// Cases of similar length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LengthBin {
    /// Shortest of the bin, tokens.
    pub from: u32,
    /// Longest of the bin, tokens, itself included.
    pub to: u32,
    /// Cases.
    pub cases: u32,
}

/// How long the cases are, prompt, answer and end together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LengthHistogram {
    /// The bins, ascending, without gaps.
    pub bins: Vec<LengthBin>,
    /// The longest a case may be, tokens: the setting `max_length` or what the model reads, whichever is less.
    pub limit: u32,
    /// Median, tokens.
    pub median: u32,
    /// The longest, tokens.
    pub longest: u32,
}

/// What stands in the way or asks to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ProblemKind {
    /// The answer would be cut.
    AnswerCut,
    /// Nothing of the case would be learned.
    NothingLearned,
    /// A prompt or an answer is empty.
    Empty,
    /// The same text twice among the training cases.
    Duplicate,
    /// The same text in training and in the test.
    LeakToTest,
    /// The same text in training and in validation.
    LeakToValidation,
    /// Too few cases to train on or to validate on.
    TooFewCases,
    /// A setting that cannot be; `key` names it.
    Setting,
    /// The model cannot be used.
    Model,
    /// The data set cannot be used.
    DataSet,
    /// It does not fit into this machine's memory.
    Memory,
}

/// One click that solves a problem: these settings and these cases left out, beside what the request has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Remedy {
    /// The button, e.g. `Leave these 3 cases out`.
    pub words: String,
    /// Settings to change.
    pub settings: Vec<Setting>,
    /// Cases to leave out as well.
    pub left_out: Vec<String>,
}

/// One problem with the cases it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreparationProblem {
    /// Which.
    pub kind: ProblemKind,
    /// Whether the run cannot start before it is solved.
    pub is_blocking: bool,
    /// One sentence; no patient text.
    pub words: String,
    /// The setting's key, for `setting`.
    pub key: Option<String>,
    /// The cases, by id; for leaks and duplicates the training case first, then the one it equals, pair after pair.
    pub cases: Vec<String>,
    /// Ways out.
    pub remedies: Vec<Remedy>,
}

/// What takes memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MemoryPartKind {
    /// The frozen base.
    Weights,
    /// The adapter and its gradient.
    Adapter,
    /// The moments of the optimiser.
    Optimiser,
    /// What the backward pass keeps.
    Activations,
    /// The logits of the labelled tokens.
    Logits,
    /// Buffers of the operations.
    Scratch,
    /// The program itself.
    Program,
}

/// One part of a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MemoryPart {
    /// Which.
    pub kind: MemoryPartKind,
    /// How much, GB.
    pub gb: f64,
}

/// What one way of holding the base would need, all else equal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormatNeed {
    /// The way.
    pub format: QuantizeFormat,
    /// The whole need, GB.
    pub total_gb: f64,
    /// Whether so much is free now; none where the system does not say.
    pub fits: Option<bool>,
}

/// What a run will take of this machine's memory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MemoryForecastView {
    /// The parts, in the order they are drawn.
    pub parts: Vec<MemoryPart>,
    /// Their sum, GB.
    pub total_gb: f64,
    /// Free now, with the model of Suggest put away, GB; 0 where the system does not say.
    pub available_gb: f64,
    /// Memory of the machine, GB; 0 where the system does not say.
    pub machine_gb: f64,
    /// Whether it fits now; none where the system does not say.
    pub fits: Option<bool>,
    /// The same run with each way of holding the base.
    pub formats: Vec<FormatNeed>,
    /// One click to a setting that fits, if it does not fit and one would.
    pub remedy: Option<Remedy>,
}

/// How long it may take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TimeEstimate {
    /// From start to end, s.
    pub seconds: f64,
    /// The run it rests on.
    pub run: u32,
}

/// Everything that can be said before a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunPreparation {
    /// Sizes; none while model, data or settings cannot be used.
    pub numbers: Option<RunNumbers>,
    /// Lengths; none while model or data cannot be used.
    pub lengths: Option<LengthHistogram>,
    /// What is wrong or remarkable, blocking ones first.
    pub problems: Vec<PreparationProblem>,
    /// Memory; none while model or settings cannot be used.
    pub memory: Option<MemoryForecastView>,
    /// Time, where an earlier run on this base tells it.
    pub time: Option<TimeEstimate>,
    /// The settings as effective, all of them, in the order of the form.
    pub settings: Vec<Setting>,
    /// Whether it may be started.
    pub can_start: bool,
    /// The run that has the machine: this one would wait for it.
    pub starts_after: Option<u32>,
}

/// Which case to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PreviewChoice {
    /// The case at a place of the data set, from 0.
    Place {
        /// The place.
        place: u32,
    },
    /// The case with an id.
    Case {
        /// The id, or the line number of a file as `line 7`.
        case: String,
    },
}

/// A stretch of text that is learned, or not. Holds a patient's text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreviewSpan {
    /// The text as the model reads it; a special token by its name, e.g. `</s>`.
    pub text: String,
    /// Whether the model learns to write it.
    pub is_learned: bool,
    /// Whether it is a special token.
    pub is_special: bool,
    /// Whether it lies beyond the limit and would be cut.
    pub is_cut: bool,
}

/// One case exactly as it will be learned. Holds a patient's text: for the signed-in window only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExamplePreview {
    /// Its id.
    pub case: String,
    /// Its place in the data set, from 0.
    pub place: u32,
    /// Cases of the data set.
    pub of: u32,
    /// What it is for.
    pub part: CasePart,
    /// The text in order; together it is everything the model reads.
    pub spans: Vec<PreviewSpan>,
    /// Tokens of it all.
    pub tokens: u32,
    /// Tokens that are learned.
    pub learned_tokens: u32,
}
