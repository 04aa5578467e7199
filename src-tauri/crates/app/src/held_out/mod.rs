//! Held-out questions put to one arm of a model, and what the answers reach: the figures of model cards and of fine-tunes alike.

pub(crate) mod agreement;
pub(crate) mod predictions;
pub(crate) mod subgroups;

use std::collections::BTreeMap;

use isocenter_domain::{Icd10Code, Modality, Regimen, Task};
use isocenter_stats::{rouge1, wilson_interval};
use isocenter_train::Example;
use serde::{Deserialize, Serialize};

use crate::assets;
use crate::error::Error;
use crate::wire::ErrorCode;
use isocenter_eval::{Answer, ParserVersion};
use predictions::Asked;

/// Two-sided 95 %.
const Z_95: f64 = 1.959_963_984_540_054;

/// A question with its true answer; no `Debug`, for both may be a patient's.
#[derive(Clone)]
pub(crate) struct Question {
    /// The diagnosis alone.
    pub(crate) diagnosis: String,
    /// What is asked, as training asked it.
    pub(crate) prompt: String,
    /// The true answer.
    pub(crate) answer: String,
}

impl Question {
    /// A question of training; the diagnosis is what the task's template leaves of it.
    pub(crate) fn of(task: Task, example: Example) -> Result<Self, Error> {
        let [before, behind] = assets::prompt_template(task)?.around();
        let diagnosis = example.prompt.strip_prefix(before).and_then(|rest| rest.strip_suffix(behind));
        let diagnosis = diagnosis.unwrap_or(&example.prompt).to_owned();
        Ok(Self { diagnosis, prompt: example.prompt, answer: example.answer })
    }
}

/// How questions are asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct AskSettings {
    /// 0 takes the likeliest token each time.
    pub(crate) temperature: f64,
    /// The same seed gives the same answers.
    pub(crate) seed: u64,
    /// Hypotheses of the search over the ICD-10-CM table.
    pub(crate) beams: usize,
}

/// A value with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Measured {
    /// A share of cases with Wilson's interval.
    pub(crate) fn share(hits: impl Iterator<Item = bool>) -> Result<Self, Error> {
        let (mut successes, mut n) = (0, 0);
        for hit in hits {
            successes += usize::from(hit);
            n += 1;
        }
        let interval = wilson_interval(successes, n, Z_95).ok_or_else(no_cases)?;
        Ok(Self { value: successes as f64 / n as f64, low: interval.low, high: interval.high })
    }

    /// The headline figure of a task from what each case reached: a mean of ROUGE-1 recall, or the share of right answers.
    pub(crate) fn of_cases(task: Task, values: &[f64]) -> Result<Self, Error> {
        match task {
            Task::Regimen => Self::mean(values),
            Task::Modality | Task::Icd10 => Self::share(values.iter().map(|value| *value > 0.5)),
        }
    }

    /// A mean of numbers from 0 to 1 with the normal interval of its standard error, cut at 0 and 1.
    pub(crate) fn mean(values: &[f64]) -> Result<Self, Error> {
        if values.is_empty() {
            return Err(no_cases());
        }
        let n = values.len() as f64;
        let value = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - value).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
        let half = Z_95 * (variance / n).sqrt();
        Ok(Self { value, low: (value - half).max(0.0), high: (value + half).min(1.0) })
    }
}

fn no_cases() -> Error {
    Error::new(ErrorCode::BadInput, "there is no held-out case to measure on", "hold some cases out")
}

/// What one arm reaches.
pub(crate) struct ArmResult {
    /// ROUGE-1 recall, accuracy, or accuracy of the ICD-10 category.
    pub(crate) headline: Measured,
    /// What each case reached of it, in the order of the questions.
    pub(crate) of_cases: Vec<f64>,
    /// Further figures by name.
    pub(crate) further: BTreeMap<&'static str, Measured>,
}

/// Asks every question and measures the answers; `tick` hears how many are answered. Each pass over the questions counts from 0.
///
/// # Errors
/// A failing model; no question at all; being cancelled.
pub(crate) fn measure(asked: &Asked<'_>, tick: &mut dyn FnMut(usize)) -> Result<ArmResult, Error> {
    let answers = asked.generated(tick)?;
    let pairs = || asked.questions.iter().zip(&answers);
    match asked.task {
        Task::Regimen => {
            let scores: Vec<_> = pairs().map(|(case, answer)| rouge1(&case.answer, answer)).collect();
            let of =
                |pick: fn(&isocenter_stats::Rouge) -> f64| Measured::mean(&scores.iter().map(pick).collect::<Vec<_>>());
            let further = BTreeMap::from([
                ("rouge1_precision", of(|score| score.precision)?),
                ("rouge1_f1", of(|score| score.f1)?),
                (
                    "same_phases",
                    Measured::share(pairs().map(|(case, answer)| {
                        Regimen::read(&case.answer).is_clinically_equal(&Regimen::read(answer))
                    }))?,
                ),
            ]);
            let of_cases: Vec<f64> = scores.iter().map(|score| score.recall).collect();
            Ok(ArmResult { headline: Measured::of_cases(asked.task, &of_cases)?, of_cases, further })
        }
        Task::Modality => {
            let of_cases: Vec<f64> =
                pairs().map(|(case, answer)| one_if(is_modality(case, read_modality(answer)))).collect();
            let headline = Measured::of_cases(asked.task, &of_cases)?;
            let scored = asked.scored_modalities(tick)?;
            let hits = asked.questions.iter().zip(scored).map(|(case, label)| is_modality(case, Some(label)));
            let further = BTreeMap::from([("accuracy_scored_labels", Measured::share(hits)?)]);
            Ok(ArmResult { headline, of_cases, further })
        }
        Task::Icd10 => {
            let truth: Vec<Option<Icd10Code>> =
                asked.questions.iter().map(|case| Icd10Code::parse(&case.answer).ok()).collect();
            let category = |code: &Option<Icd10Code>| code.as_ref().map(Icd10Code::category);
            let is_right = |(truth, answer): (&Option<Icd10Code>, &String)| {
                one_if(truth.is_some() && category(truth) == category(&read_code(answer)))
            };
            let of_cases: Vec<f64> = truth.iter().zip(&answers).map(is_right).collect();
            let headline = Measured::of_cases(asked.task, &of_cases)?;
            let full = Measured::share(
                truth.iter().zip(&answers).map(|(truth, answer)| truth.is_some() && *truth == read_code(answer)),
            )?;
            let constrained = asked.constrained_codes(tick)?;
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
            Ok(ArmResult { headline, of_cases, further })
        }
    }
}

/// What each case would reach if every answer were the most frequent one of the training cases; for codes, their most frequent category.
///
/// # Errors
/// No training answer.
pub(crate) fn majority<'a>(
    task: Task,
    trained_on: impl Iterator<Item = &'a str>,
    questions: &[Question],
) -> Result<Vec<f64>, Error> {
    let key = |answer: &str| match task {
        Task::Icd10 => read_code(answer).map_or_else(String::new, |code| code.category().to_string()),
        Task::Regimen | Task::Modality => answer.to_owned(),
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for answer in trained_on {
        *counts.entry(key(answer)).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(answer, _)| answer).ok_or_else(no_cases)?;
    let reached = |question: &Question| match task {
        Task::Regimen => rouge1(&question.answer, &most).recall,
        Task::Modality | Task::Icd10 => one_if(key(&question.answer) == most),
    };
    Ok(questions.iter().map(reached).collect())
}

fn one_if(is_right: bool) -> f64 {
    f64::from(u8::from(is_right))
}

/// The modality that a free answer names, by the rules that studies read by.
fn read_modality(answer: &str) -> Option<Modality> {
    match ParserVersion::default().read(Task::Modality, answer) {
        Answer::Modality(modality) => modality,
        Answer::Regimen(_) | Answer::Icd10(_) => None,
    }
}

/// The code that a free answer gives, by the same rules.
pub(crate) fn read_code(answer: &str) -> Option<Icd10Code> {
    match ParserVersion::default().read(Task::Icd10, answer) {
        Answer::Icd10(code) => code,
        Answer::Regimen(_) | Answer::Modality(_) => None,
    }
}

fn is_modality(case: &Question, label: Option<Modality>) -> bool {
    label.is_some() && label == Modality::from_term(&case.answer)
}
