//! Metrics of any predictions, by the rules that studies are measured by.

use std::io::Read;

use isocenter_domain::Task;
use isocenter_stats::{Rouge, RougeScores, Stemming, Z_95, mean, rouge, wilson_interval};
use serde::Serialize;

use super::{check_ids, rows};
use crate::{Class, ClassAverages, ClassRates, ClassScheme, Error, Interval, ParserVersion};

/// Metrics of predictions.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum PredictionMetrics {
    /// Of regimens.
    Regimen(RegimenMetrics),
    /// Of modalities or codes.
    Classes(ClassMetrics),
}

/// Means over cases; undefined without a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegimenMetrics {
    /// Cases.
    pub n: usize,
    /// Of single tokens.
    pub rouge1: Rates,
    /// Of neighbouring tokens.
    pub rouge2: Rates,
    /// Of the longest common subsequence.
    #[serde(rename = "rougeL")]
    pub rouge_l: Rates,
}

/// Precision, recall and F1; `None` is undefined.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rates {
    /// Precision.
    pub precision: Option<f64>,
    /// Recall.
    pub recall: Option<f64>,
    /// F1.
    pub f1: Option<f64>,
}

/// Metrics of classes. For codes a class is the main category, and the full code stands beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassMetrics {
    /// Cases.
    pub n: usize,
    /// Share of cases that are right.
    pub accuracy: Option<f64>,
    /// Its 95 % interval (Wilson).
    pub interval: Option<Interval>,
    /// Share of cases whose full code is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_accuracy: Option<f64>,
    /// What always answering the commonest truth reaches.
    pub majority: Option<f64>,
    /// Predictions that cannot be read: a class of their own, and wrong.
    pub unreadable: usize,
    /// Every class counts the same.
    #[serde(rename = "macro")]
    pub macro_average: Rates,
    /// Every class counts by its cases.
    pub weighted: Rates,
    /// Counts are added first.
    pub micro: Rates,
    /// How often which class was predicted for which.
    pub confusion: Confusion,
    /// The rates of each class.
    pub classes: Vec<crate::ClassRow>,
}

/// A whole confusion matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// Labels of rows (truth) and columns (prediction).
    pub labels: Vec<Class>,
    /// Counts, a row for each truth.
    pub matrix: Vec<Vec<usize>>,
}

/// Reads columns `case_id`, `reference`, `prediction` and measures them.
///
/// # Errors
/// [`Error::Table`], [`Error::ColumnsMissing`], [`Error::ColumnTwice`], [`Error::CaseTwice`]; [`Error::Field`] for a reference that is no class.
pub fn metrics_of_csv(task: Task, from: impl Read) -> Result<PredictionMetrics, Error> {
    let rows = rows(["case_id", "reference", "prediction"], from)?;
    check_ids(&rows)?;
    let texts = rows.iter().map(|row| (row.line, row.fields[1].as_str(), row.fields[2].as_str()));
    match task {
        Task::Regimen => {
            let scores: Vec<RougeScores> =
                texts.map(|(_, reference, prediction)| rouge(reference, prediction, Stemming::None)).collect();
            let of = |kind: fn(&RougeScores) -> Rouge| {
                let scores: Vec<Rouge> = scores.iter().map(kind).collect();
                let of = |rate: fn(&Rouge) -> f64| mean(&scores.iter().map(rate).collect::<Vec<_>>());
                Ok::<_, Error>(Rates {
                    precision: of(|score| score.precision)?,
                    recall: of(|score| score.recall)?,
                    f1: of(|score| score.f1)?,
                })
            };
            Ok(PredictionMetrics::Regimen(RegimenMetrics {
                n: scores.len(),
                rouge1: of(|scores| scores.rouge1)?,
                rouge2: of(|scores| scores.rouge2)?,
                rouge_l: of(|scores| scores.rouge_l)?,
            }))
        }
        Task::Modality => class_metrics(task, ClassScheme::Modality, texts).map(PredictionMetrics::Classes),
        Task::Icd10 => {
            let codes = class_metrics(task, ClassScheme::Icd10Code, texts.clone())?;
            let mut metrics = class_metrics(task, ClassScheme::Icd10Category, texts)?;
            metrics.code_accuracy = codes.accuracy;
            Ok(PredictionMetrics::Classes(metrics))
        }
    }
}

fn class_metrics<'a>(
    task: Task,
    scheme: ClassScheme,
    texts: impl Iterator<Item = (u64, &'a str, &'a str)>,
) -> Result<ClassMetrics, Error> {
    let parser = ParserVersion::default();
    let (mut truths, mut predictions) = (Vec::new(), Vec::new());
    for (line, reference, prediction) in texts {
        match scheme.prediction(&parser.read(task, reference)) {
            Class::Unreadable => return Err(Error::Field { line, column: "reference" }),
            truth @ Class::Named(_) => truths.push(truth),
        }
        predictions.push(scheme.prediction(&parser.read(task, prediction)));
    }
    let n = truths.len();
    let right = truths.iter().zip(&predictions).filter(|(truth, prediction)| truth == prediction).count();
    let rates = ClassRates::new(scheme, &truths, &predictions)?;
    Ok(ClassMetrics {
        n,
        accuracy: (n > 0).then(|| right as f64 / n as f64),
        interval: wilson_interval(right, n, Z_95).map(Into::into),
        code_accuracy: None,
        majority: isocenter_stats::majority_share(&truths).share(),
        unreadable: predictions.iter().filter(|class| **class == Class::Unreadable).count(),
        macro_average: Rates::from(&rates.macro_average),
        weighted: Rates::from(&rates.weighted),
        micro: Rates::from(&rates.micro),
        confusion: Confusion {
            labels: rates.classes.iter().map(|row| row.class.clone()).collect(),
            matrix: rates.matrix(),
        },
        classes: rates.classes,
    })
}

impl From<&ClassAverages> for Rates {
    fn from(averages: &ClassAverages) -> Self {
        Self { precision: averages.precision.value, recall: averages.recall.value, f1: averages.f1.value }
    }
}
