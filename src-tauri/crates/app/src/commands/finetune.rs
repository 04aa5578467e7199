//! Fine-tuning an adapter on lines of prompt and answer.

use std::path::{Path, PathBuf};

use isocenter_lm::{CancelToken, DeviceChoice};
use isocenter_train::{
    FinetuneJob, LogLine, Observer, Outcome, Plan, RecipeConfig, Resume, ValidationSet, read_examples,
};
use serde::Serialize;

use crate::application::Application;
use crate::error::Error;
use crate::files::Existing;
use crate::finetuning::adapter_proof;
use crate::wire::ErrorCode;
use crate::{failure, files};

/// Either of them makes a folder an adapter's.
const ADAPTER_FILES: [&str; 2] = ["adapter_config.json", "adapter_model.safetensors"];

/// What to fine-tune, as the command line states it.
#[derive(Debug, Clone)]
pub struct FinetuneRequest {
    /// The base model's folder.
    pub model: PathBuf,
    /// Lines `{"prompt", "answer"}`.
    pub data: PathBuf,
    /// The adapter's folder, absent until the run has finished.
    pub out: PathBuf,
    /// A TOML file of settings; the defaults if none.
    pub config: Option<PathBuf>,
    /// Settings `key=value`, applied after the file.
    pub assignments: Vec<String>,
    /// An adapter to go on from.
    pub init: Option<PathBuf>,
    /// Whether to go on from the checkpoint.
    pub resume: bool,
    /// What becomes of a finished adapter in `out`.
    pub existing: Existing,
    /// Where to compute.
    pub device: DeviceChoice,
}

/// One step of a training, in the words of `log.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FinetuneStep {
    /// Step, from 1.
    pub step: usize,
    /// Mean negative log-likelihood of the answer tokens, nats.
    pub loss: f64,
    /// Global norm of the gradient before clipping.
    pub grad_norm: f64,
    /// Learning rate of this step.
    pub lr: f64,
    /// Tokens read per second.
    pub tokens_per_s: f64,
    /// Mean loss of the held-out examples, where this step measured it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_loss: Option<f64>,
}

impl From<&LogLine> for FinetuneStep {
    fn from(line: &LogLine) -> Self {
        Self {
            step: line.step,
            loss: line.loss,
            grad_norm: line.grad_norm,
            lr: line.lr,
            tokens_per_s: line.tokens_per_s,
            validation_loss: line.validation_loss,
        }
    }
}

/// What a running training reports.
#[derive(Debug, Clone, PartialEq)]
pub enum TrainingEvent {
    /// Told once, before the first step.
    Started {
        /// Steps of the whole run.
        steps: usize,
        /// Steps done by the run that is resumed.
        steps_done: usize,
        /// Numbers being trained.
        trainable_parameters: usize,
    },
    /// One step is done.
    Stepped(FinetuneStep),
}

/// A finished fine-tune.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FinetuneReport {
    /// The last step.
    #[serde(flatten)]
    pub last: FinetuneStep,
    /// The adapter's folder.
    pub adapter: PathBuf,
    /// Steps of the whole run.
    pub steps: usize,
    /// Time in steps, s.
    pub seconds: f64,
    /// Numbers trained.
    pub trainable_parameters: usize,
    /// The step whose numbers were written: the best by validation, or the last.
    pub written_step: usize,
    /// The lowest validation loss, if any was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_validation_loss: Option<f64>,
    /// The most memory this process held, bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_resident_bytes: Option<u64>,
}

/// Hands the trainer's events on as [`TrainingEvent`]s.
pub(crate) struct Forwarding<'a>(pub(crate) &'a mut dyn FnMut(TrainingEvent));

impl Observer for Forwarding<'_> {
    fn started(&mut self, plan: &Plan) {
        (self.0)(TrainingEvent::Started {
            steps: plan.steps,
            steps_done: plan.steps_done,
            trainable_parameters: plan.trainable_parameters,
        });
    }

    fn stepped(&mut self, line: &LogLine) {
        (self.0)(TrainingEvent::Stepped(line.into()));
    }
}

/// The adapter is written beside its place first; the user knows only the place.
fn name_output(error: Error, out: &Path) -> Error {
    match error.code() {
        ErrorCode::DiskFull => files::disk_full(out),
        _ => error,
    }
}

/// Fine-tunes an adapter and writes it as PEFT does, with `log.jsonl` and `run.json` beside it.
///
/// # Errors
/// A finished adapter in the way; settings, data or a model that cannot be used, a full disk, `busy`; the adapter's folder appears whole or not at all.
pub fn finetune(
    application: &Application,
    request: &FinetuneRequest,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(TrainingEvent),
) -> Result<FinetuneReport, Error> {
    if !request.resume {
        files::refuse_finished(&request.out, &ADAPTER_FILES, "a finished adapter", request.existing)?;
    }
    let mut config = match &request.config {
        Some(path) => RecipeConfig::from_toml(&files::read_text(path)?).map_err(failure::train)?,
        None => RecipeConfig::default(),
    };
    for assignment in &request.assignments {
        config.set(assignment).map_err(failure::train)?;
    }
    config.validate().map_err(failure::train)?;
    let examples = read_examples(&request.data).map_err(failure::train)?;
    let permit = application.begin_job(cancel.clone())?;
    let job = FinetuneJob {
        base: &request.model,
        examples,
        validation: ValidationSet::Fraction,
        out: &request.out,
        config,
        init: request.init.as_deref(),
        resume: if request.resume { Resume::FromCheckpoint } else { Resume::Fresh },
        device: request.device,
    };
    let outcome = isocenter_train::finetune(job, &mut Forwarding(observe), &permit.cancel)
        .map_err(|error| name_output(failure::train(error), &request.out))?;
    let summary = match outcome {
        Outcome::Finished(summary) | Outcome::Kept(summary) | Outcome::StoppedEarly { summary, .. } => summary,
        Outcome::Paused { step, checkpoint } => return Err(failure::paused(step, &checkpoint)),
        Outcome::Cancelled { .. } => return Err(failure::cancelled()),
    };
    // The prompts were given whole, so no template is bound.
    adapter_proof::bind(&summary.adapter, &request.model, None, None)?;
    Ok(FinetuneReport {
        last: (&summary.last).into(),
        adapter: summary.adapter,
        steps: summary.steps,
        seconds: summary.seconds,
        trainable_parameters: summary.trainable_parameters,
        written_step: summary.written_step,
        best_validation_loss: summary.best.map(|best| best.loss),
        peak_resident_bytes: summary.peak_resident_bytes,
    })
}
