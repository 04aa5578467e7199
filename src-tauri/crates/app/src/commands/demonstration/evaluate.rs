//! Held-out results of a demonstration model: tuned, base and the majority answer, each with its interval.

use std::collections::BTreeMap;
use std::path::Path;

use isocenter_domain::{Icd10Code, Modality, Regimen, Task};
use isocenter_lm::{CancelToken, DeviceChoice, Engine};
use isocenter_stats::{rouge1, wilson_interval};
use isocenter_synthetic::{PairedCase, Split};
use serde::Serialize;

use super::predictions::{Asked, read_category, read_code, read_modality};
use super::recipe::DemonstrationRecipe;
use super::{BuildEvent, training_text};
use crate::error::Error;
use crate::failure;
use crate::wire::Arm;

/// Two-sided 95 %.
const Z_95: f64 = 1.959_963_984_540_054;

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

/// A value with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Measured {
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Measured {
    /// A share of cases with Wilson's interval.
    fn share(hits: impl Iterator<Item = bool>) -> Result<Self, Error> {
        let (mut successes, mut n) = (0, 0);
        for hit in hits {
            successes += usize::from(hit);
            n += 1;
        }
        let interval = wilson_interval(successes, n, Z_95).ok_or_else(no_cases)?;
        Ok(Self { value: successes as f64 / n as f64, low: interval.low, high: interval.high })
    }

    /// A mean with the normal interval of its standard error.
    fn mean(values: &[f64]) -> Result<Self, Error> {
        if values.is_empty() {
            return Err(no_cases());
        }
        let n = values.len() as f64;
        let value = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - value).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
        let half = Z_95 * (variance / n).sqrt();
        Ok(Self { value, low: value - half, high: value + half })
    }
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
        let mut of_arm = |arm: Arm| {
            let adapter = (arm == Arm::Tuned).then_some(task.name());
            let asked =
                Asked { engine: &engine, task, adapter, cases: &split.held_out, settings: &recipe.evaluation, cancel };
            measure(&asked, arm, observe)
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

struct ArmResult {
    headline: Measured,
    further: BTreeMap<&'static str, Measured>,
}

fn measure(asked: &Asked<'_>, arm: Arm, observe: &mut dyn FnMut(BuildEvent<'_>)) -> Result<ArmResult, Error> {
    let name = match arm {
        Arm::Tuned => "tuned",
        Arm::Base => "base",
    };
    let total = asked.cases.len();
    let part = format!("{}, {name}", asked.task);
    let mut tick = |done: usize| observe(BuildEvent::Evaluated { part: &part, done, total });
    let answers = asked.generated(&mut tick)?;
    let pairs = || asked.cases.iter().zip(&answers);
    match asked.task {
        Task::Regimen => {
            let scores: Vec<_> = pairs().map(|(case, answer)| rouge1(&case.answer, answer)).collect();
            let of =
                |pick: fn(&isocenter_stats::Rouge) -> f64| Measured::mean(&scores.iter().map(pick).collect::<Vec<_>>());
            let further = BTreeMap::from([
                ("rouge1_precision", of(|score| score.precision)?),
                ("rouge1_f1", of(|score| score.f1)?),
                ("same_phases", Measured::share(pairs().map(|(case, answer)| has_same_phases(&case.answer, answer)))?),
            ]);
            Ok(ArmResult { headline: of(|score| score.recall)?, further })
        }
        Task::Modality => {
            let headline = Measured::share(pairs().map(|(case, answer)| is_modality(case, read_modality(answer))))?;
            let scored = asked.scored_modalities(&mut tick)?;
            let hits = asked.cases.iter().zip(scored).map(|(case, label)| is_modality(case, label));
            Ok(ArmResult { headline, further: BTreeMap::from([("accuracy_scored_labels", Measured::share(hits)?)]) })
        }
        Task::Icd10 => {
            let truth: Vec<Option<Icd10Code>> =
                asked.cases.iter().map(|case| Icd10Code::parse(&case.answer).ok()).collect();
            let category = |code: &Option<Icd10Code>| code.as_ref().map(Icd10Code::category);
            let headline = Measured::share(
                truth
                    .iter()
                    .zip(&answers)
                    .map(|(truth, answer)| truth.is_some() && category(truth) == read_category(answer)),
            )?;
            let full = Measured::share(
                truth.iter().zip(&answers).map(|(truth, answer)| truth.is_some() && *truth == read_code(answer)),
            )?;
            let constrained = asked.constrained_codes(&mut tick)?;
            let pairs = || truth.iter().zip(&constrained);
            let further = BTreeMap::from([
                ("code_accuracy", full),
                (
                    "category_accuracy_constrained",
                    Measured::share(
                        pairs().map(|(truth, found)| truth.is_some() && category(truth) == category(found)),
                    )?,
                ),
                (
                    "code_accuracy_constrained",
                    Measured::share(pairs().map(|(truth, found)| truth.is_some() && truth == found))?,
                ),
            ]);
            Ok(ArmResult { headline, further })
        }
    }
}

fn is_modality(case: &PairedCase, label: Option<Modality>) -> bool {
    label.is_some() && label == Modality::from_term(&case.answer)
}

/// Whether both state the same modality, dose and fractions in every phase.
fn has_same_phases(reference: &str, answer: &str) -> bool {
    let (reference, answer) = (Regimen::read(reference).phases, Regimen::read(answer).phases);
    let facts = |phase: &isocenter_domain::Phase| (phase.modality, phase.dose, phase.fractions);
    !reference.is_empty() && reference.iter().map(facts).eq(answer.iter().map(facts))
}

/// What always giving the most frequent training answer (for codes: category) reaches on the held-out cases.
fn majority(task: Task, split: &Split) -> Result<Measured, Error> {
    let key = |answer: &str| match task {
        Task::Icd10 => read_category(answer).map_or_else(String::new, |category| category.to_string()),
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
