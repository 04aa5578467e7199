//! Base against tuned on the held-out cases of a run, with the proof that the adapter does something and that the base is the base.

use std::path::Path;

use isocenter_domain::Task;
use isocenter_lm::{CancelToken, DeviceChoice, Engine, LoadOptions};

use super::adapter_proof::adapter_sha256;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::held_out::agreement::{AskedSamples, measure as measure_agreement};
use crate::held_out::predictions::Asked;
use crate::held_out::subgroups::{CaseFigures, Subgroup, subgroups};
use crate::held_out::{ArmResult, AskSettings, Measured, Question, majority, measure};
use crate::suggestion::agreement_record::AgreementRecord;
use crate::suggestion_model::prompt_ids;
use crate::wire::{ArmFigures, EvaluationEvent, Figure, LogitProbe, RunEvaluation, SubgroupFigure};

/// The name under which the engine holds the adapter.
const TUNED: &str = "tuned";
/// Prompts whose logits are compared.
const PROBES: usize = 8;
/// Answers are drawn as in the demonstration's own evaluation: the likeliest token each time, so that a repetition gives the same figures.
const SETTINGS: AskSettings = AskSettings { temperature: 0.0, seed: 1, beams: 8 };

/// What is compared.
pub(crate) struct Comparison<'a> {
    pub(crate) task: Task,
    pub(crate) base: &'a Path,
    pub(crate) adapter: &'a Path,
    /// SHA-256 of the base as the run found it.
    pub(crate) base_sha256: &'a str,
    pub(crate) questions: &'a [Question],
    /// Answers that were learnt from.
    pub(crate) trained_on: &'a [&'a str],
    /// Cases that chose the best adapter; the threshold of agreement is chosen on them.
    pub(crate) validation: &'a [Question],
    /// Held-out cases there are.
    pub(crate) of: usize,
    /// Now, local time.
    pub(crate) made: String,
    pub(crate) cancel: &'a CancelToken,
}

/// Samples of a case whose agreement is measured, and their temperature: as the window asks by itself.
const AGREEMENT: (usize, f64) = (10, 0.5);

/// Measures how far the samples of the tuned model agree, on the validation cases and on the held-out ones; nothing for other tasks, or without
/// a validation case.
///
/// # Errors
/// A model or adapter that cannot be used; being cancelled.
pub(crate) fn agreement(what: &Comparison<'_>) -> Result<Option<AgreementRecord>, Error> {
    if what.task != Task::Regimen || what.validation.is_empty() {
        return Ok(None);
    }
    let mut engine = Engine::open(what.base, LoadOptions::from(DeviceChoice::Auto)).map_err(failure::lm)?;
    engine.add_adapter(TUNED, what.adapter).map_err(failure::lm)?;
    let (samples, temperature) = AGREEMENT;
    let on = |questions, origin: &str| {
        let (engine, seed, cancel) = (&engine, SETTINGS.seed, what.cancel);
        let asked = AskedSamples { engine, adapter: TUNED, questions, samples, temperature, seed, cancel };
        measure_agreement(&asked, origin.to_owned(), &mut |_| {})
    };
    Ok(Some(AgreementRecord {
        samples,
        temperature,
        seed: SETTINGS.seed,
        adapter_sha256: adapter_sha256(what.adapter)?,
        validation: on(what.validation, "validation cases of this run")?,
        held_out: Some(on(what.questions, "held-out cases of this run")?),
    }))
}

/// Asks both sides and measures them.
///
/// # Errors
/// A model or adapter that cannot be used; no question; being cancelled.
pub(crate) fn compare(what: &Comparison<'_>, tell: &mut dyn FnMut(EvaluationEvent)) -> Result<RunEvaluation, Error> {
    tell(EvaluationEvent::Reading);
    let adapter_sha256 = adapter_sha256(what.adapter)?;
    let mut engine = Engine::open(what.base, LoadOptions::from(DeviceChoice::Auto)).map_err(failure::lm)?;
    let probes = what.questions.iter().take(PROBES).map(|question| prompt_ids(&engine, &question.prompt));
    let probes = probes.collect::<Result<Vec<_>, Error>>()?;
    let untouched = logits(&engine, &probes, None)?;
    engine.add_adapter(TUNED, what.adapter).map_err(failure::lm)?;
    let mut answered = Answered { done: 0, of: 2 * passes(what.task) * what.questions.len(), last: 0, tell };
    let tuned = ask(&engine, what, Some(TUNED), &mut answered)?;
    let with_adapter = logits(&engine, &probes, Some(TUNED))?;
    let base = ask(&engine, what, None, &mut answered)?;
    let probe = LogitProbe {
        prompts: count(probes.len()),
        tuned_against_base: largest_difference(&with_adapter, &untouched),
        base_against_base: largest_difference(&logits(&engine, &probes, None)?, &untouched),
    };
    let by_majority = majority(what.task, what.trained_on.iter().copied(), what.questions)?;
    let of_cases =
        CaseFigures { task: what.task, questions: what.questions, tuned: &tuned.of_cases, majority: &by_majority };
    let parts = subgroups(&of_cases)?;
    let base_sha256 = what.base_sha256.to_owned();
    Ok(RunEvaluation {
        task: what.task.into(),
        cases: count(what.questions.len()),
        of: count(what.of),
        tuned: figures(what.task, tuned, base_sha256.clone(), Some(adapter_sha256)),
        base: figures(what.task, base, base_sha256, None),
        majority: Some(figure(headline_words(what.task), Measured::of_cases(what.task, &by_majority)?)),
        subgroups: parts.into_iter().map(|part| subgroup_figure(what.task, part)).collect(),
        probe,
        made: what.made.clone(),
    })
}

/// Times that every question is asked of one side.
const fn passes(task: Task) -> usize {
    match task {
        Task::Regimen => 1,
        Task::Modality | Task::Icd10 => 2,
    }
}

struct Answered<'a> {
    done: usize,
    of: usize,
    last: usize,
    tell: &'a mut dyn FnMut(EvaluationEvent),
}

impl Answered<'_> {
    /// A pass over the questions counts from 0 again.
    fn tick(&mut self, done: usize) {
        self.done += if done >= self.last { done - self.last } else { done };
        self.last = done;
        (self.tell)(EvaluationEvent::Answered { done: count(self.done), of: count(self.of) });
    }
}

fn ask(
    engine: &Engine,
    what: &Comparison<'_>,
    adapter: Option<&str>,
    answered: &mut Answered<'_>,
) -> Result<ArmResult, Error> {
    answered.last = 0;
    let asked =
        Asked { engine, task: what.task, adapter, questions: what.questions, settings: &SETTINGS, cancel: what.cancel };
    measure(&asked, &mut |done| answered.tick(done))
}

fn logits(engine: &Engine, prompts: &[Vec<u32>], adapter: Option<&str>) -> Result<Vec<Vec<f32>>, Error> {
    prompts.iter().map(|prompt| engine.next_logits(prompt, adapter).map_err(failure::lm)).collect()
}

fn largest_difference(one: &[Vec<f32>], other: &[Vec<f32>]) -> f64 {
    let pairs = one.iter().zip(other).flat_map(|(one, other)| one.iter().zip(other));
    pairs.map(|(one, other)| f64::from((one - other).abs())).fold(0.0, f64::max)
}

fn figures(task: Task, result: ArmResult, base_sha256: String, adapter_sha256: Option<String>) -> ArmFigures {
    let further = result.further.into_iter().map(|(name, measured)| figure(figure_words(name), measured));
    ArmFigures {
        headline: figure(headline_words(task), result.headline),
        further: further.collect(),
        base_sha256,
        adapter_sha256,
    }
}

fn subgroup_figure(task: Task, part: Subgroup) -> SubgroupFigure {
    SubgroupFigure {
        by: part.by.word().to_owned(),
        name: part.name,
        cases: count(part.n),
        tuned: figure(headline_words(task), part.tuned),
        majority: figure(headline_words(task), part.majority),
    }
}

fn figure(name: &str, measured: Measured) -> Figure {
    let shown = |value: f64| value.is_finite().then_some(value);
    Figure { name: name.to_owned(), value: shown(measured.value), low: shown(measured.low), high: shown(measured.high) }
}

/// What the headline figure of a task is called.
pub(crate) const fn headline_words(task: Task) -> &'static str {
    match task {
        Task::Regimen => "ROUGE-1 recall",
        Task::Modality => "accuracy",
        Task::Icd10 => "category accuracy",
    }
}

fn figure_words(name: &'static str) -> &'static str {
    match name {
        "rouge1_precision" => "ROUGE-1 precision",
        "rouge1_f1" => "ROUGE-1 F1",
        "same_phases" => "same dose, fractions and modality",
        "accuracy_scored_labels" => "accuracy of the likeliest label",
        "code_accuracy" => "full code accuracy",
        "category_accuracy_constrained" => "category accuracy, codes of the table only",
        "code_accuracy_constrained" => "full code accuracy, codes of the table only",
        other => other,
    }
}
