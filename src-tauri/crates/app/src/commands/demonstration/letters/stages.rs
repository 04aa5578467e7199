//! The stages of the letter model: base, adapter, and the one that measures and describes.

use std::path::Path;

use isocenter_lm::CancelToken;

use super::super::BuildEvent;
use super::super::training::{self, BaseToTrain};
use super::recipe::LetterRecipe;
use super::{evaluate, model_card, training_text};
use crate::error::Error;
use crate::files;
use crate::letters::adapter::{LetterAdapter, letter_adapter_folder};

/// Prose → tokenizer → base.
pub(crate) fn build_base(
    recipe: &LetterRecipe,
    folder: &Path,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<(), Error> {
    let documents = training_text::prose(recipe)?;
    let vocabulary = training_text::tokenizer_texts(&documents, &training_text::past_letters(recipe)?);
    let base = BaseToTrain {
        architecture: recipe.architecture.architecture(),
        tokenizer: &recipe.tokenizer,
        shape: &recipe.shape,
        pretraining: &recipe.pretraining,
    };
    training::train_base(&base, documents, &vocabulary, folder, cancel, observe)?;
    training::mark(&recipe.name, folder)
}

/// The fine-tune on sections of training letters.
pub(crate) fn build_adapter(
    recipe: &LetterRecipe,
    folder: &Path,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<(), Error> {
    let examples = training_text::examples(&training_text::past_letters(recipe)?);
    let out = letter_adapter_folder(folder);
    training::train_adapter(folder, &out, examples, &recipe.adapter, cancel, observe)?;
    LetterAdapter::current(training_text::FORM).write(&out)
}

/// Held-out results, then the model card that states them.
pub(crate) fn evaluate_and_describe(
    recipe: &LetterRecipe,
    folder: &Path,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<(), Error> {
    let evaluation = evaluate::evaluate(recipe, folder, cancel, observe)?;
    files::write_whole(&folder.join("evaluation.json"), &files::to_json(&evaluation)?)?;
    files::write_whole(&folder.join("README.md"), model_card::model_card(recipe, folder, &evaluation)?.as_bytes())?;
    training::mark(&recipe.name, folder)
}
