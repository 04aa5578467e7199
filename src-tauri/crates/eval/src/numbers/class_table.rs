//! Confusion matrix and precision, recall, F1 of each class, at one temperature. Averages as scikit-learn's default: over the classes that
//! truth or answers have, unreadable answers included; a rate without a case counts 0 there and is written as undefined in its row.

use isocenter_stats::{Average, Averages, Averaging, ClassCounts, ConfusionMatrix, UndefinedAs, average};
use serde::Serialize;

use crate::evaluation::Block;
use crate::{Class, ClassScheme, Error, Evaluation, ModelId, Temperature};

/// The classes of one model, task and temperature.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassTable {
    /// The model.
    pub model: ModelId,
    /// How answers are put into classes.
    pub scheme: ClassScheme,
    /// At which temperature.
    pub temperature: Temperature,
    /// Cases.
    pub cases: usize,
    /// Samples: what the matrix counts.
    pub samples: usize,
    /// The matrix and its rates.
    #[serde(flatten)]
    pub rates: ClassRates,
}

/// A confusion matrix with its rates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassRates {
    /// The classes in the order of rows and columns.
    pub classes: Vec<ClassRow>,
    /// Every class counts the same.
    #[serde(rename = "macro")]
    pub macro_average: ClassAverages,
    /// Every class counts by its cases.
    pub weighted: ClassAverages,
    /// Counts are added first; equals the accuracy.
    pub micro: ClassAverages,
    /// The cells that are not 0, row after row.
    pub cells: Vec<ConfusionCell>,
}

/// One class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassRow {
    /// Its label.
    pub class: Class,
    /// Samples of cases that are of it.
    pub truth: usize,
    /// Samples that were answered with it.
    pub predicted: usize,
    /// Samples that are and were.
    pub correct: usize,
    /// Undefined when it was never answered.
    pub precision: Option<f64>,
    /// Undefined when no case is of it.
    pub recall: Option<f64>,
    /// Undefined when neither.
    pub f1: Option<f64>,
}

/// Averages of the three rates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassAverages {
    /// Of precision.
    pub precision: ClassAverage,
    /// Of recall.
    pub recall: ClassAverage,
    /// Of F1.
    pub f1: ClassAverage,
}

/// An average with what went into it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClassAverage {
    /// The average.
    pub value: Option<f64>,
    /// Classes averaged.
    pub classes: usize,
    /// Those of them whose rate is undefined and counted as 0.
    pub undefined: usize,
}

/// A cell of the confusion matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfusionCell {
    /// Place of the true class in [`ClassRates::classes`].
    pub truth: usize,
    /// Place of the answered class.
    pub prediction: usize,
    /// Samples.
    pub samples: usize,
}

impl ClassRates {
    /// The whole matrix, a row for each true class.
    #[must_use]
    pub fn matrix(&self) -> Vec<Vec<usize>> {
        let mut rows = vec![vec![0; self.classes.len()]; self.classes.len()];
        for cell in &self.cells {
            rows[cell.truth][cell.prediction] = cell.samples;
        }
        rows
    }
}

impl From<Average> for ClassAverage {
    fn from(Average { value, classes, undefined }: Average) -> Self {
        Self { value, classes, undefined }
    }
}

impl From<Averages> for ClassAverages {
    fn from(of: Averages) -> Self {
        Self { precision: of.precision.into(), recall: of.recall.into(), f1: of.f1.into() }
    }
}

impl ClassRates {
    /// Counts predictions against truths, row against row.
    pub(crate) fn new(scheme: ClassScheme, truths: &[Class], predictions: &[Class]) -> Result<Self, Error> {
        let observed = truths.iter().chain(predictions).cloned();
        let mut labels: Vec<Class> = scheme.fixed().into_iter().chain(observed).collect();
        labels.sort();
        labels.dedup();
        labels.sort_by_cached_key(|class| scheme.rank(class));
        let matrix = ConfusionMatrix::with_labels(labels, truths, predictions)?;
        let counts = matrix.classes();
        let occurring: Vec<ClassCounts> =
            counts.iter().copied().filter(|class| class.support + class.predicted > 0).collect();
        let averages = |averaging| average(&occurring, averaging, UndefinedAs::Zero).into();
        let row = |(class, counts): (&Class, &ClassCounts)| ClassRow {
            class: class.clone(),
            truth: counts.support,
            predicted: counts.predicted,
            correct: counts.true_positives,
            precision: counts.precision(),
            recall: counts.recall(),
            f1: counts.f1(),
        };
        let cells = matrix.rows().enumerate().flat_map(|(truth, row)| {
            let filled = row.iter().enumerate().filter(|(_, samples)| **samples > 0);
            filled.map(move |(prediction, samples)| ConfusionCell { truth, prediction, samples: *samples })
        });
        Ok(Self {
            classes: matrix.labels().iter().zip(&counts).map(row).collect(),
            macro_average: averages(Averaging::Macro),
            weighted: averages(Averaging::Weighted),
            micro: averages(Averaging::Micro),
            cells: cells.collect(),
        })
    }
}

impl Evaluation<'_> {
    pub(crate) fn class_table(&self, block: &Block, scheme: ClassScheme, at: usize) -> Result<ClassTable, Error> {
        let (mut truths, mut predictions) = (Vec::new(), Vec::new());
        for scored in block.at(at) {
            // OK because a case that serves the task has a true class.
            let Some(truth) = scheme.truth(&self.cases.cases()[block.cases[scored.case]]) else { continue };
            truths.push(truth);
            predictions.push(scheme.prediction(&scored.answer));
        }
        Ok(ClassTable {
            model: self.study.models[block.model].id.clone(),
            scheme,
            temperature: self.study.sampling.temperatures[at],
            cases: block.cases.len(),
            samples: truths.len(),
            rates: ClassRates::new(scheme, &truths, &predictions)?,
        })
    }

    pub(crate) fn class_tables(&self) -> Result<Vec<ClassTable>, Error> {
        let mut tables = Vec::new();
        for block in &self.blocks {
            for scheme in ClassScheme::of(block.task) {
                for at in 0..self.study.sampling.temperatures.len() {
                    tables.push(self.class_table(block, *scheme, at)?);
                }
            }
        }
        Ok(tables)
    }
}
