//! The stages of a model for the three tasks: a base on prose, an adapter on pairs; and the one that measures and describes.

use std::path::Path;

use isocenter_domain::Task;
use isocenter_lm::{CancelToken, DeviceChoice, Engine};

use super::recipe::DemonstrationRecipe;
use super::training::{self, BaseToTrain};
use super::{BuildEvent, evaluate, model_card, training_text};
use crate::error::Error;
use crate::finetuning::adapter_proof::adapter_sha256;
use crate::held_out::Question;
use crate::held_out::agreement::{AskedSamples, measure};
use crate::suggestion::agreement_record::AgreementRecord;
use crate::suggestion::past_cases::index_of_demonstration;
use crate::suggestion_model::adapter_folder;
use crate::{failure, files};

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

/// The training cases as the base reads them.
pub(super) fn index_cases(
    recipe: &DemonstrationRecipe,
    folder: &Path,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<(), Error> {
    let part = "training cases read";
    let [learnt, _] = training_text::truth_rows(recipe)?;
    index_of_demonstration(learnt, folder, cancel, &mut |done, total| {
        observe(BuildEvent::Evaluated { part, done, total });
    })
}

/// How far samples agree, against the delivered plans: on a cohort of its own, where the threshold is chosen, and on the held-out cases.
pub(super) fn measure_agreement(
    recipe: &DemonstrationRecipe,
    folder: &Path,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<(), Error> {
    let adapter = adapter_folder(folder, Task::Regimen);
    let mut engine = Engine::open(folder, DeviceChoice::Auto).map_err(failure::lm)?;
    engine.add_adapter(Task::Regimen.name(), &adapter).map_err(failure::lm)?;
    let settings = recipe.agreement;
    let mut on = |part: &str, origin: String, cases: Vec<isocenter_synthetic::PairedCase>| {
        let question = |case| Question::of(Task::Regimen, training_text::example(Task::Regimen, case)?);
        let questions = cases.iter().map(question).collect::<Result<Vec<_>, Error>>()?;
        let asked = AskedSamples {
            engine: &engine,
            adapter: Task::Regimen.name(),
            questions: &questions,
            samples: settings.samples,
            temperature: settings.temperature,
            seed: settings.seed,
            cancel,
        };
        let total = questions.len() * settings.samples;
        measure(&asked, origin, &mut |done| observe(BuildEvent::Evaluated { part, done, total }))
    };
    let other = training_text::cases_of_another_cohort(recipe, settings.cohort_seed)?;
    let validation = on(
        "agreement, validation",
        format!("synthetic cohort of seed {}, of which nothing was learnt", settings.cohort_seed),
        other,
    )?;
    let held_out = training_text::split(recipe, Task::Regimen)?.held_out;
    let held_out = on("agreement, held out", "held-out synthetic cases".to_owned(), held_out)?;
    let record = AgreementRecord {
        samples: settings.samples,
        temperature: settings.temperature,
        seed: settings.seed,
        adapter_sha256: adapter_sha256(&adapter)?,
        validation,
        held_out: Some(held_out),
    };
    record.write_beside(&adapter)
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
