//! The cases behind a number, a bar or a cell. The texts are patients': only [`StudyCaseView`] holds them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::Task;

/// What cases are wanted of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CaseAddress {
    /// A number: the mean of a metric.
    Number {
        /// Id of the model in the study.
        model: String,
        /// The task.
        task: Task,
        /// Name of the metric in files.
        metric: String,
        /// At which temperature; none for the whole scan, and for what knows none.
        temperature: Option<f64>,
        /// By what cases are divided, when a part of them is meant; with `level`.
        division: Option<String>,
        /// Which part.
        level: Option<String>,
    },
    /// A cell of a confusion matrix.
    Cell {
        /// Id of the model in the study.
        model: String,
        /// How answers are put into classes.
        scheme: String,
        /// At which temperature.
        temperature: f64,
        /// The true class.
        truth: String,
        /// The answered class.
        prediction: String,
    },
    /// The answers that could not be read.
    Unreadable {
        /// Id of the model in the study.
        model: String,
        /// The task.
        task: Task,
    },
}

/// Which cases come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CaseOrder {
    /// Those with the highest values.
    BestFirst,
    /// Those with the lowest.
    WorstFirst,
}

/// Cases behind something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseListView {
    /// What they stand behind, in words.
    pub title: String,
    /// Id of the model whose answers are meant.
    pub model: String,
    /// The task.
    pub task: Task,
    /// What the value is; empty where there is none.
    pub value_name: String,
    /// In the order wanted.
    pub rows: Vec<CaseRow>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseRow {
    /// Pseudonym of the case.
    pub case: String,
    /// Its value; none where cases are only counted.
    pub value: Option<f64>,
    /// What is said beside it, e.g. at which temperatures the answer could not be read.
    pub note: String,
}

/// A case with what a model answered.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyCaseView {
    /// Pseudonym of the case.
    pub case: String,
    /// What the model read.
    pub diagnosis: String,
    /// The true answer.
    pub reference: String,
    /// Label of the model.
    pub model: String,
    /// By temperature and sample.
    pub answers: Vec<StudyAnswer>,
}

/// An answer as given and as read.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyAnswer {
    /// At which temperature it was drawn.
    pub temperature: f64,
    /// Number of the sample at it, from 1.
    pub sample: u32,
    /// As given.
    pub text: String,
    /// As read; none when it could not be.
    pub read: Option<String>,
}
