//! What can go wrong in training. Errors name lines, keys, paths and tensors; never the text of a case.

use crate::EarlyStop;
use std::path::PathBuf;

/// A failure of fine-tuning, of training from scratch, or of what they read and write.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder cannot be read.
    #[error("{} cannot be read", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file or folder cannot be written; nothing half-written is left.
    #[error("{} cannot be written", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The data holds no example at all.
    #[error("the data is empty: at least one example with a prompt and an answer is needed")]
    NoExamples,
    /// A data line is not a JSON object with text fields.
    #[error("line {line} of the data is not a JSON object with the texts \"prompt\" and \"answer\"")]
    ExampleNotJson {
        /// Line number, from 1.
        line: usize,
    },
    /// A data line has no such field.
    #[error("line {line} of the data has no \"{field}\"")]
    ExampleLacks {
        /// Line number, from 1.
        line: usize,
        /// `prompt` or `answer`.
        field: &'static str,
    },
    /// A data line has an empty field, so there would be nothing to learn from.
    #[error("line {line} of the data has an empty \"{field}\"")]
    ExampleEmpty {
        /// Line number, from 1.
        line: usize,
        /// `prompt` or `answer`.
        field: &'static str,
    },
    /// An example is longer than allowed. It is never cut silently.
    #[error(
        "line {line} of the data has {tokens} tokens with its answer, more than max_length = {max_length}: shorten it or raise max_length"
    )]
    ExampleTooLong {
        /// Line number, from 1.
        line: usize,
        /// Tokens of prompt, answer and end token.
        tokens: usize,
        /// The limit of the configuration.
        max_length: usize,
    },
    /// The configuration is not TOML.
    #[error("the configuration is not valid TOML: {reason}")]
    ConfigSyntax {
        /// What the TOML reader said.
        reason: String,
    },
    /// A `--set` that is not `key=value`.
    #[error("\"{given}\" is not of the form key=value")]
    NotAnAssignment {
        /// What was given.
        given: String,
    },
    /// The configuration has a key this program does not know.
    #[error("the configuration key \"{key}\" is unknown; known are {known}")]
    UnknownKey {
        /// The key.
        key: String,
        /// All known keys.
        known: String,
    },
    /// A configuration value is of the wrong kind or out of range.
    #[error("the configuration key \"{key}\" {reason}")]
    BadValue {
        /// The key.
        key: String,
        /// What it must be.
        reason: String,
    },
    /// The model folder or an adapter cannot be used.
    #[error(transparent)]
    Model(#[from] isocenter_lm::Error),
    /// The decoder refused its input.
    #[error(transparent)]
    Decoder(#[from] isocenter_nn::Error),
    /// A tensor operation failed, most often for want of memory.
    #[error("a tensor operation failed")]
    Tensor(#[from] candle_core::Error),
    /// The training went wrong before anything worth keeping was learnt.
    #[error("{reason}, and there is no earlier state to keep: lower lr, or look for a damaged base model")]
    WentWrong {
        /// What happened.
        reason: EarlyStop,
    },
    /// The threads to compute with could not be started.
    #[error("the threads to compute with cannot be started")]
    Threads {
        /// What the thread library said.
        #[source]
        source: rayon::ThreadPoolBuildError,
    },
    /// A trainable tensor got no gradient, so it would never learn.
    #[error("the trainable tensor {name} has no gradient")]
    NoGradient {
        /// The tensor.
        name: String,
    },
    /// There is nothing to resume from.
    #[error("there is no checkpoint to resume from at {}: start without resuming", path.display())]
    NoCheckpoint {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The checkpoint is damaged.
    #[error("the checkpoint {} is damaged: delete it and start again", path.display())]
    CheckpointDamaged {
        /// Which file.
        path: PathBuf,
    },
    /// The checkpoint belongs to another run.
    #[error("the checkpoint {} was made with another {difference}: resume with the same one, or start without resuming", path.display())]
    CheckpointOfAnotherRun {
        /// Which file.
        path: PathBuf,
        /// `configuration`, `data`, `base model`, `starting adapter`, `tokenizer` or `shape`.
        difference: &'static str,
    },
    /// The output folder holds something else.
    #[error("{} exists and is not an earlier output of this command: choose another folder", path.display())]
    OutputOccupied {
        /// The folder.
        path: PathBuf,
    },
    /// Another run writes to the same output.
    #[error("another run is writing to {}: wait for it, or choose another folder", path.display())]
    OutputInUse {
        /// The folder.
        path: PathBuf,
    },
    /// The groups of the validation set do not belong to the data.
    #[error("{groups} groups were given for {examples} examples")]
    GroupsMismatch {
        /// Examples of the data.
        examples: usize,
        /// Groups given.
        groups: usize,
    },
    /// An example given for validation cannot be used; its line is counted within the validation set.
    #[error("in the validation set, {source}")]
    InValidationSet {
        /// What is wrong.
        #[source]
        source: Box<Error>,
    },
    /// It was asked to keep what was learnt, and nothing was learnt yet.
    #[error("stopped before the first step: there is nothing to keep")]
    NothingToKeep,
    /// The shape to train has no room for the tokenizer.
    #[error("the vocabulary of the model ({model}) is smaller than that of the tokenizer ({tokenizer})")]
    VocabularyTooSmall {
        /// Rows of the embedding.
        model: usize,
        /// Tokens of the tokenizer.
        tokenizer: usize,
    },
    /// Too little text to train on.
    #[error("the documents hold {tokens} tokens, fewer than one window of {window}")]
    TooLittleText {
        /// Tokens in all documents.
        tokens: usize,
        /// Tokens one window needs.
        window: usize,
    },
    /// The tokenizer could not be trained.
    #[error("the tokenizer cannot be trained: {reason}")]
    TokenizerTraining {
        /// What the tokenizer library said.
        reason: String,
    },
    /// The person asked a training from scratch to stop. The checkpoint holds everything needed to go on.
    #[error("stopped after step {step}; resume from {}", checkpoint.display())]
    Cancelled {
        /// Finished steps.
        step: usize,
        /// The checkpoint file.
        checkpoint: PathBuf,
    },
}

impl Error {
    /// For `map_err` on reading `path`.
    pub(crate) fn reading(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Read { path, source }
    }

    /// For `map_err` on writing `path`.
    pub(crate) fn writing(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Write { path, source }
    }

    /// A value of the configuration that cannot be.
    pub(crate) fn bad_value(key: &str, reason: impl Into<String>) -> Self {
        Self::BadValue { key: key.to_owned(), reason: reason.into() }
    }
}
