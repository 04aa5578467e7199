//! The one place where failures of the capabilities become a code and words for a person.

mod curation;
mod evidence;
mod grading;
mod letter;
mod model_file;
mod rating;
mod study;
mod vault;

use std::path::Path;

use crate::error::Error;
use crate::files;
use crate::wire::ErrorCode;

pub(crate) use curation::curation;
pub(crate) use evidence::{check, similar};
pub(crate) use grading::grade;
pub(crate) use letter::{document, document_file, letter, letter_draft, letter_pair};
pub(crate) use rating::rating;
pub(crate) use study::{chart, eval, table};
pub(crate) use vault::{damaged, vault};

const DOWNLOAD_AGAIN: &str = "copy the model folder again from where it came";
const BYTES_PER_GB: f64 = 1e9;

/// What happened and what to do, of a sentence that has both with a semicolon between.
fn two_parts(said: &str) -> (&str, Option<&str>) {
    said.split_once("; ").map_or((said, None), |(what, advice)| (what, Some(advice)))
}

/// A failure of model folders, adapters or generation.
pub(crate) fn lm(error: isocenter_lm::Error) -> Error {
    use isocenter_lm::Error as Lm;
    let made = |code, what: String, remedy: &str| Error::new(code, what, remedy).caused_by(&error);
    match &error {
        Lm::MissingFile { path } if !path.parent().is_some_and(Path::is_dir) => made(
            ErrorCode::ModelMissing,
            format!("there is no folder {}", folder_of(path)),
            "check the path of the model or adapter",
        ),
        Lm::MissingFile { path } if is_adapter_file(path) => made(
            ErrorCode::ModelIncomplete,
            format!("the adapter folder {} has no {}", folder_of(path), files::name_of(path)),
            "copy the adapter folder again, or name the right one",
        ),
        Lm::MissingFile { path } => made(
            ErrorCode::ModelIncomplete,
            format!("the model folder {} has no {}", folder_of(path), files::name_of(path)),
            DOWNLOAD_AGAIN,
        ),
        Lm::MissingTensor { file, tensor } => made(
            ErrorCode::ModelIncomplete,
            format!("{} lacks the tensor {tensor}", files::name_of(file)),
            DOWNLOAD_AGAIN,
        ),
        Lm::TruncatedWeights { file } => {
            made(ErrorCode::ModelCorrupt, format!("{} is cut short", files::name_of(file)), DOWNLOAD_AGAIN)
        }
        Lm::CorruptWeights { file, .. } => made(
            ErrorCode::ModelCorrupt,
            format!("{} is not a readable safetensors file", files::name_of(file)),
            DOWNLOAD_AGAIN,
        ),
        Lm::Json { path, .. } => {
            made(ErrorCode::ModelCorrupt, format!("{} cannot be understood", files::name_of(path)), DOWNLOAD_AGAIN)
        }
        Lm::Tokenizer { path, .. } => made(
            ErrorCode::ModelCorrupt,
            format!("{} is not a readable tokenizer", files::name_of(path)),
            DOWNLOAD_AGAIN,
        ),
        Lm::NonFiniteWeights { file, tensor } => made(
            ErrorCode::ModelCorrupt,
            format!("the tensor {tensor} in {} holds values that are not numbers", files::name_of(file)),
            "use another copy of the model; this one was damaged or its training failed",
        ),
        Lm::NonFiniteLogits => made(
            ErrorCode::ModelCorrupt,
            "the model gave values that are not numbers".into(),
            "use another copy of the model or adapter; this one is damaged",
        ),
        Lm::WrongShape { file, tensor, .. } => made(
            ErrorCode::ModelCorrupt,
            format!("the tensor {tensor} in {} has another shape than config.json says", files::name_of(file)),
            "use the config.json that belongs to these weights",
        ),
        Lm::InvalidConfig { key } => {
            made(ErrorCode::ModelCorrupt, format!("the model's config has no usable {key}"), DOWNLOAD_AGAIN)
        }
        Lm::VocabularyTooLarge { .. } | Lm::VocabularyMismatch { .. } => made(
            ErrorCode::ModelCorrupt,
            "the tokenizer belongs to another model".into(),
            "use the tokenizer files that came with these weights",
        ),
        Lm::WrongDtype { tensor, found, .. } => made(
            ErrorCode::ModelUnsupported,
            format!("the tensor {tensor} has the type {found:?}"),
            "use a copy of the model in F32, F16 or BF16",
        ),
        Lm::UnknownArchitecture { architecture } => made(
            ErrorCode::ModelUnsupported,
            format!("the architecture {architecture} is not one that Isocenter runs"),
            "choose a LLaMA or Mistral model",
        ),
        Lm::UnsupportedModel { key, value } => made(
            ErrorCode::ModelUnsupported,
            format!("the model asks for {key} = {value}, which Isocenter does not run"),
            "choose a plain LLaMA or Mistral model",
        ),
        Lm::UnsupportedAdapter { key, .. } => made(
            ErrorCode::ModelUnsupported,
            format!("the adapter uses {key}, which Isocenter does not run"),
            "choose a plain LoRA adapter",
        ),
        Lm::AdapterTensorUnplaced { tensor, .. } | Lm::AdapterShape { tensor, .. } => made(
            ErrorCode::AdapterMismatch,
            format!("the adapter was made for another base model: its tensor {tensor} does not fit"),
            "choose the base that the adapter was trained on, or another adapter",
        ),
        Lm::NotEnoughMemory { needed_bytes, available_bytes } => made(
            ErrorCode::NotEnoughMemory,
            format!(
                "the model needs {:.1} GB of memory and {:.1} GB are free",
                gb(*needed_bytes),
                gb(*available_bytes)
            ),
            "close other programs or choose a smaller model",
        ),
        Lm::ContextTooLong { tokens, limit } => made(
            ErrorCode::BadInput,
            format!("the text and its answer need {tokens} tokens, the model reads at most {limit}"),
            "shorten the text or ask for a shorter answer",
        ),
        Lm::EmptyPrompt { row } => {
            made(ErrorCode::BadInput, format!("prompt {} holds no text", row + 1), "give every prompt some text")
        }
        Lm::TokenOutsideVocabulary { id, vocab_size } => made(
            ErrorCode::BadInput,
            format!("the token id {id} is outside the model's vocabulary of {vocab_size}"),
            "use ids of this model's tokenizer",
        ),
        Lm::OptionOutOfRange { option, value } => {
            made(ErrorCode::BadInput, format!("{option} = {value} is outside its range"), "choose a usual value")
        }
        Lm::NoChatTemplate { .. } => made(
            ErrorCode::BadInput,
            "this model has no chat template".into(),
            "give \"prompt\" lines instead of \"messages\"",
        ),
        Lm::ChatTemplate { .. } => made(
            ErrorCode::BadInput,
            "the model's chat template refuses these messages".into(),
            "give messages in the order the template wants, or \"prompt\" lines",
        ),
        Lm::DeviceUnavailable { device, source: None } => made(
            ErrorCode::BadInput,
            format!("this build of Isocenter has no {device} support"),
            "choose the device cpu or auto, or use a build with it",
        ),
        Lm::DeviceUnavailable { device, source: Some(_) } => made(
            ErrorCode::BadInput,
            format!("this machine has no {device} device that can be used"),
            "check the driver, or choose the device cpu or auto",
        ),
        Lm::DiskFull { path } => files::disk_full(path).caused_by(&error),
        Lm::Read { path, source } => files::cannot_read(path, source),
        Lm::Write { path, source } => files::cannot_write(path, source),
        Lm::Cancelled => cancelled(),
        other => model_file::model_file(other).unwrap_or_else(|| internal(&error)),
    }
}

/// A failure of training.
pub(crate) fn train(error: isocenter_train::Error) -> Error {
    use isocenter_train::Error as Train;
    let bad = |what: String, remedy: &str| Error::new(ErrorCode::BadInput, what, remedy);
    match error {
        Train::Model(error) => lm(error),
        Train::Read { path, source } => files::cannot_read(&path, &source),
        Train::Write { path, source } => files::cannot_write(&path, &source),
        Train::NoExamples => bad("the data holds no line".into(), "give lines of {\"prompt\", \"answer\"}"),
        Train::ExampleNotJson { line } => bad(
            format!("line {line} of the data is not a JSON object with the texts \"prompt\" and \"answer\""),
            "correct that line",
        ),
        Train::ExampleLacks { line, field } => {
            bad(format!("line {line} of the data has no \"{field}\""), "add it, or leave the line out")
        }
        Train::ExampleEmpty { line, field } => {
            bad(format!("line {line} of the data has an empty \"{field}\""), "fill it, or leave the line out")
        }
        Train::ExampleTooLong { line, tokens, max_length } => bad(
            format!("line {line} of the data has {tokens} tokens with its answer, more than max_length = {max_length}"),
            "shorten that line or raise max_length; nothing is cut silently",
        ),
        Train::ConfigSyntax { reason } => {
            bad("the settings file is not valid TOML".into(), "correct the place named in the details")
                .with_detail(reason)
        }
        Train::NotAnAssignment { given } => bad(format!("\"{given}\" is not a setting"), "write --set key=value"),
        Train::UnknownKey { key, known } => {
            bad(format!("there is no setting \"{key}\""), &format!("use one of {known}"))
        }
        Train::BadValue { key, reason } => bad(format!("the setting \"{key}\" {reason}"), "choose another value"),
        Train::WentWrong { reason } => bad(
            format!("{reason}, and there is no earlier state to keep"),
            "lower lr, or look for a damaged base model",
        ),
        Train::OutputInUse { path } => bad(
            format!("another run is writing to {}", path.display()),
            "wait until it has finished, or choose another folder",
        ),
        Train::InValidationSet { source } => {
            let inner = train(*source);
            Error::new(inner.code(), format!("in the validation set, {}", inner.what()), inner.remedy())
        }
        Train::NothingToKeep => bad("stopped before the first step: nothing was learnt".into(), "run it again"),
        Train::NoCheckpoint { path } => bad(
            format!("there is no checkpoint {} to resume from", path.display()),
            "start it anew instead of resuming",
        ),
        Train::CheckpointDamaged { path } => {
            bad(format!("the checkpoint {} is damaged", path.display()), "delete it and start again")
        }
        Train::CheckpointOfAnotherRun { path, difference } => bad(
            format!("the checkpoint {} was made with another {difference}", path.display()),
            "put the same one back, or start it anew instead of resuming",
        ),
        Train::OutputOccupied { path } => bad(
            format!("{} exists and is not an earlier output of this command", path.display()),
            "choose another folder",
        ),
        Train::VocabularyTooSmall { .. } => Error::new(
            ErrorCode::ModelCorrupt,
            "the tokenizer belongs to another model",
            "use the tokenizer files that came with these weights",
        ),
        Train::TooLittleText { tokens, window } => bad(
            format!("the documents hold {tokens} tokens, fewer than one window of {window}"),
            "give more documents or shorten the window",
        ),
        Train::Cancelled { step, checkpoint } => paused(step, &checkpoint),
        other => internal(&other),
    }
}

/// A failure of the synthetic cohort.
pub(crate) fn synthetic(error: isocenter_synthetic::Error) -> Error {
    internal(&error)
}

/// The user stopped a training that can go on.
pub(crate) fn paused(step: usize, checkpoint: &Path) -> Error {
    Error::new(ErrorCode::BadInput, format!("stopped after step {step}"), "go on later with --resume")
        .with_detail(checkpoint.display().to_string())
}

/// The user stopped a job that has no half result.
pub(crate) fn cancelled() -> Error {
    Error::new(ErrorCode::BadInput, "stopped before it was finished", "run it again when you want the result")
}

/// A fault of ours.
pub(crate) fn internal(error: &dyn std::error::Error) -> Error {
    Error::new(ErrorCode::Internal, "something in Isocenter failed", "try again; if it fails again, report the details")
        .caused_by(error)
}

fn is_adapter_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("adapter_"))
}

fn folder_of(path: &Path) -> String {
    path.parent().unwrap_or(path).display().to_string()
}

fn gb(bytes: u64) -> f64 {
    bytes as f64 / BYTES_PER_GB
}
