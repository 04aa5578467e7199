//! What the demonstration models are trained with, whatever they are for: a tokenizer and a base from texts, an adapter from examples.

use std::path::Path;

use isocenter_lm::{Architecture, CancelToken, DeviceChoice, TextTokenizer};
use isocenter_train::{
    Example, FinetuneJob, Outcome, PretrainConfig, PretrainJob, RecipeConfig, Resume, ValidationSet, checkpoint_path,
    train_tokenizer,
};

use super::BuildEvent;
use super::recipe::{Shape, TokenizerRecipe};
use crate::commands::finetune::{Forwarding, TrainingEvent};
use crate::error::Error;
use crate::model_catalogue::MARK_FILE;
use crate::{failure, files};

/// The numbers of a base.
pub(super) struct BaseToTrain<'a> {
    pub(super) architecture: Architecture,
    pub(super) tokenizer: &'a TokenizerRecipe,
    pub(super) shape: &'a Shape,
    pub(super) pretraining: &'a PretrainConfig,
}

/// A tokenizer of `vocabulary`, then a base of `documents`.
pub(super) fn train_base(
    base: &BaseToTrain<'_>,
    documents: Vec<String>,
    vocabulary: &[String],
    folder: &Path,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<(), Error> {
    let parent = folder.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(|source| files::cannot_write(parent, &source))?;
    let tokenizer_folder = tempfile::Builder::new()
        .prefix(".isocenter-tokenizer-")
        .tempdir_in(parent)
        .map_err(|source| files::cannot_write(parent, &source))?;
    train_tokenizer(vocabulary, base.tokenizer.kind(), base.tokenizer.vocabulary, tokenizer_folder.path())
        .map_err(failure::train)?;
    let tokenizer = TextTokenizer::open(tokenizer_folder.path()).map_err(failure::lm)?;
    let job = PretrainJob {
        folder: tokenizer_folder.path(),
        architecture: base.architecture,
        decoder: base.shape.decoder(tokenizer.vocab_size()),
        documents,
        out: folder,
        config: base.pretraining.clone(),
        resume: resume_for(folder),
        device: DeviceChoice::Auto,
    };
    let mut forward = |event: TrainingEvent| observe(BuildEvent::Training(event));
    isocenter_train::pretrain(job, &mut Forwarding(&mut forward), cancel).map(drop).map_err(failure::train)
}

/// One adapter.
pub(super) fn train_adapter(
    base: &Path,
    out: &Path,
    examples: Vec<Example>,
    config: &RecipeConfig,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<(), Error> {
    let job = FinetuneJob {
        base,
        examples,
        validation: ValidationSet::Fraction,
        out,
        config: config.clone(),
        init: None,
        resume: resume_for(out),
        device: DeviceChoice::Auto,
    };
    let mut forward = |event: TrainingEvent| observe(BuildEvent::Training(event));
    match isocenter_train::finetune(job, &mut Forwarding(&mut forward), cancel).map_err(failure::train)? {
        Outcome::Paused { step, checkpoint } => Err(failure::paused(step, &checkpoint)),
        Outcome::Cancelled { .. } => Err(failure::cancelled()),
        Outcome::Finished(_) | Outcome::Kept(_) | Outcome::StoppedEarly { .. } => Ok(()),
    }
}

/// Says what a model folder is.
pub(super) fn mark(name: &str, folder: &Path) -> Result<(), Error> {
    let mark = serde_json::json!({ "name": name, "demonstration": true });
    files::write_whole(&folder.join(MARK_FILE), &files::to_json(&mark)?)
}

fn resume_for(out: &Path) -> Resume {
    match checkpoint_path(out).is_file() {
        true => Resume::FromCheckpoint,
        false => Resume::Fresh,
    }
}
