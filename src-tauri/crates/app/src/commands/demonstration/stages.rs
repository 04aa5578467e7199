//! The stages that train: a base on prose, an adapter on pairs; and the one that measures and describes.

use std::path::Path;

use isocenter_domain::Task;
use isocenter_lm::{CancelToken, DeviceChoice, TextTokenizer};
use isocenter_train::{FinetuneJob, Outcome, PretrainJob, Resume, ValidationSet, checkpoint_path, train_tokenizer};

use super::recipe::DemonstrationRecipe;
use super::{BuildEvent, evaluate, model_card, training_text};
use crate::commands::finetune::{Forwarding, TrainingEvent};
use crate::error::Error;
use crate::model_catalogue::MARK_FILE;
use crate::{failure, files};

/// Prose → tokenizer → base.
pub(super) fn build_base(
    recipe: &DemonstrationRecipe,
    folder: &Path,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<(), Error> {
    let documents = training_text::prose(recipe)?;
    let parent = folder.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(|source| files::cannot_write(parent, &source))?;
    let tokenizer_folder = tempfile::Builder::new()
        .prefix(".isocenter-tokenizer-")
        .tempdir_in(parent)
        .map_err(|source| files::cannot_write(parent, &source))?;
    let vocabulary = training_text::tokenizer_texts(recipe, &documents)?;
    train_tokenizer(&vocabulary, recipe.tokenizer_kind(), recipe.tokenizer.vocabulary, tokenizer_folder.path())
        .map_err(failure::train)?;
    let tokenizer = TextTokenizer::open(tokenizer_folder.path()).map_err(failure::lm)?;
    let job = PretrainJob {
        folder: tokenizer_folder.path(),
        architecture: recipe.architecture(),
        decoder: recipe.decoder(tokenizer.vocab_size()),
        documents,
        out: folder,
        config: recipe.pretraining.clone(),
        resume: resume_for(folder),
        device: DeviceChoice::Auto,
    };
    let mut forward = |event: TrainingEvent| observe(BuildEvent::Training(event));
    isocenter_train::pretrain(job, &mut Forwarding(&mut forward), cancel).map_err(failure::train)?;
    mark(recipe, folder)
}

/// One fine-tune on the training split.
pub(super) fn build_adapter(
    recipe: &DemonstrationRecipe,
    task: Task,
    folder: &Path,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<(), Error> {
    let split = training_text::split(recipe, task)?;
    let examples = split.train.iter().map(|case| training_text::example(task, case)).collect::<Result<Vec<_>, _>>()?;
    let out = folder.join("adapters").join(task.name());
    let job = FinetuneJob {
        base: folder,
        examples,
        validation: ValidationSet::Fraction,
        out: &out,
        config: recipe.adapter(task)?.clone(),
        init: None,
        resume: resume_for(&out),
        device: DeviceChoice::Auto,
    };
    let mut forward = |event: TrainingEvent| observe(BuildEvent::Training(event));
    match isocenter_train::finetune(job, &mut Forwarding(&mut forward), cancel).map_err(failure::train)? {
        Outcome::Paused { step, checkpoint } => Err(failure::paused(step, &checkpoint)),
        Outcome::Cancelled { .. } => Err(failure::cancelled()),
        Outcome::Finished(_) | Outcome::Kept(_) | Outcome::StoppedEarly { .. } => Ok(()),
    }
}

/// Held-out results, then the model card that states them.
pub(super) fn evaluate_and_describe(
    recipe: &DemonstrationRecipe,
    folder: &Path,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<(), Error> {
    let evaluation = evaluate::evaluate(recipe, folder, cancel, observe)?;
    files::write_whole(&folder.join("evaluation.json"), &files::to_json(&evaluation)?)?;
    files::write_whole(&folder.join("README.md"), model_card::model_card(recipe, folder, &evaluation)?.as_bytes())?;
    mark(recipe, folder)
}

fn mark(recipe: &DemonstrationRecipe, folder: &Path) -> Result<(), Error> {
    let mark = serde_json::json!({ "name": recipe.name, "demonstration": true });
    files::write_whole(&folder.join(MARK_FILE), &files::to_json(&mark)?)
}

fn resume_for(out: &Path) -> Resume {
    match checkpoint_path(out).is_file() {
        true => Resume::FromCheckpoint,
        false => Resume::Fresh,
    }
}
