//! The stages of a model for the three tasks: a base on prose, an adapter on pairs; and the one that measures and describes.

use std::path::Path;

use isocenter_domain::Task;
use isocenter_lm::CancelToken;

use super::recipe::DemonstrationRecipe;
use super::training::{self, BaseToTrain};
use super::{BuildEvent, evaluate, model_card, training_text};
use crate::error::Error;
use crate::files;

/// Prose → tokenizer → base.
pub(super) fn build_base(
    recipe: &DemonstrationRecipe,
    folder: &Path,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<(), Error> {
    let documents = training_text::prose(recipe)?;
    let vocabulary = training_text::tokenizer_texts(recipe, &documents)?;
    let base = BaseToTrain {
        architecture: recipe.architecture(),
        tokenizer: &recipe.tokenizer,
        shape: &recipe.shape,
        pretraining: &recipe.pretraining,
    };
    training::train_base(&base, documents, &vocabulary, folder, cancel, observe)?;
    training::mark(&recipe.name, folder)
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
    training::train_adapter(folder, &out, examples, recipe.adapter(task)?, cancel, observe)
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
    training::mark(&recipe.name, folder)
}
