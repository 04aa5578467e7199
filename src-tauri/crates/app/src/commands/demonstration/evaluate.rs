//! Held-out results of a demonstration model: tuned, base and the majority answer, each with its interval.

use std::collections::BTreeMap;
use std::path::Path;

use isocenter_domain::Task;
use isocenter_lm::{CancelToken, DeviceChoice, Engine};
use isocenter_stats::rouge1;
use isocenter_synthetic::Split;
use serde::Serialize;

use super::recipe::DemonstrationRecipe;
use super::{BuildEvent, training_text};
use crate::error::Error;
use crate::failure;
use crate::held_out::predictions::Asked;
use crate::held_out::{Measured, Question, measure, read_code};
use crate::wire::Arm;

/// The whole result.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Evaluation {
    pub(super) model: String,
    /// Whose cases: always synthetic here.
    pub(super) cohort: &'static str,
    pub(super) temperature: f64,
    pub(super) seed: u64,
    pub(super) tasks: BTreeMap<&'static str, TaskResult>,
}

/// One task: the headline metric of three predictors, and what else was measured.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TaskResult {
    pub(super) trained_on: usize,
    pub(super) n: usize,
    pub(super) metric: &'static str,
    /// The better model's best in Wang et al., on other cases.
    pub(super) published_best: f64,
    pub(super) tuned: Measured,
    pub(super) base: Measured,
    pub(super) majority: Measured,
    /// Further metrics of the tuned arm.
    pub(super) tuned_further: BTreeMap<&'static str, Measured>,
    /// Further metrics of the base.
    pub(super) base_further: BTreeMap<&'static str, Measured>,
}

fn no_cases() -> Error {
    Error::new(
        crate::ErrorCode::BadInput,
        "the recipe leaves no held-out case",
        "raise the number of cases in [cohort]",
    )
}

/// Measures every task of both arms and the majority answer.
pub(super) fn evaluate(
    recipe: &DemonstrationRecipe,
    folder: &Path,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<Evaluation, Error> {
    let mut engine = Engine::open(folder, DeviceChoice::Auto).map_err(failure::lm)?;
    for task in Task::ALL {
        engine.add_adapter(task.name(), &folder.join("adapters").join(task.name())).map_err(failure::lm)?;
    }
    let mut tasks = BTreeMap::new();
    for task in Task::ALL {
        let split = training_text::split(recipe, task)?;
        let question = |case| Ok(Question::from(training_text::example(task, case)?));
        let questions = split.held_out.iter().map(question).collect::<Result<Vec<_>, Error>>()?;
        let settings = recipe.evaluation.settings();
        let mut of_arm = |arm: Arm| {
            let adapter = (arm == Arm::Tuned).then_some(task.name());
            let asked = Asked { engine: &engine, task, adapter, questions: &questions, settings: &settings, cancel };
            let part = format!("{task}, {}", if arm == Arm::Tuned { "tuned" } else { "base" });
            let total = questions.len();
            measure(&asked, &mut |done| observe(BuildEvent::Evaluated { part: &part, done, total }))
        };
        let tuned = of_arm(Arm::Tuned)?;
        let base = of_arm(Arm::Base)?;
        let (metric, published_best) = headline(task);
        tasks.insert(
            task.name(),
            TaskResult {
                trained_on: split.train.len(),
                n: split.held_out.len(),
                metric,
                published_best,
                tuned: tuned.headline,
                base: base.headline,
                majority: majority(task, &split)?,
                tuned_further: tuned.further,
                base_further: base.further,
            },
        );
    }
    Ok(Evaluation {
        model: recipe.id.clone(),
        cohort: "synthetic",
        temperature: recipe.evaluation.temperature,
        seed: recipe.evaluation.seed,
        tasks,
    })
}

/// The headline metric and the best value of Wang et al. (arXiv 2501.17286).
fn headline(task: Task) -> (&'static str, f64) {
    match task {
        Task::Regimen => ("rouge1_recall", 0.545),
        Task::Modality => ("accuracy", 0.722),
        Task::Icd10 => ("category_accuracy", 0.737),
    }
}

/// What always giving the most frequent training answer (for codes: category) reaches on the held-out cases.
fn majority(task: Task, split: &Split) -> Result<Measured, Error> {
    let key = |answer: &str| match task {
        Task::Icd10 => read_code(answer).map_or_else(String::new, |code| code.category().to_string()),
        Task::Regimen | Task::Modality => answer.to_owned(),
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for case in &split.train {
        *counts.entry(key(&case.answer)).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(answer, _)| answer).ok_or_else(no_cases)?;
    match task {
        Task::Regimen => {
            Measured::mean(&split.held_out.iter().map(|case| rouge1(&case.answer, &most).recall).collect::<Vec<_>>())
        }
        Task::Modality | Task::Icd10 => Measured::share(split.held_out.iter().map(|case| key(&case.answer) == most)),
    }
}
