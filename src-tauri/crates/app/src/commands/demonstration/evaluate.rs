//! Held-out results of a demonstration model: tuned, base and the majority answer, each with its interval.

use std::collections::BTreeMap;
use std::path::Path;

use isocenter_domain::Task;
use isocenter_lm::{CancelToken, DeviceChoice, Engine};
use serde::Serialize;

use super::recipe::DemonstrationRecipe;
use super::{BuildEvent, training_text};
use crate::error::Error;
use crate::failure;
use crate::held_out::predictions::Asked;
use crate::held_out::subgroups::{CaseFigures, Subgroup, subgroups};
use crate::held_out::{Measured, Question, majority, measure};
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
    /// The headline metric for parts of the cases.
    pub(super) subgroups: Vec<Subgroup>,
    /// Further metrics of the tuned arm.
    pub(super) tuned_further: BTreeMap<&'static str, Measured>,
    /// Further metrics of the base.
    pub(super) base_further: BTreeMap<&'static str, Measured>,
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
        let question = |case| Question::of(task, training_text::example(task, case)?);
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
        let by_majority = majority(task, split.train.iter().map(|case| case.answer.as_str()), &questions)?;
        let figures = CaseFigures { task, questions: &questions, tuned: &tuned.of_cases, majority: &by_majority };
        let subgroups = subgroups(&figures)?;
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
                majority: Measured::of_cases(task, &by_majority)?,
                subgroups,
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
