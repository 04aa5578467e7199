//! What is known of a model: where it comes from, how good it is and for whom, what it cannot do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Task;

/// A share or mean with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardValue {
    /// The value.
    pub value: f64,
    /// Lower end; nothing where no interval is known.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// One result on cases that the model never saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardResult {
    /// The task.
    pub task: Task,
    /// The metric in words.
    pub metric: String,
    /// Cases.
    pub cases: u32,
    /// Fine-tuned.
    pub tuned: Option<CardValue>,
    /// Base.
    pub base: Option<CardValue>,
    /// Always the most frequent training answer.
    pub majority: Option<CardValue>,
}

/// Results of a part of the cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardSubgroup {
    /// What the cases are divided by: site, modality, sex, age, intent.
    pub by: String,
    /// The part.
    pub name: String,
    /// The task.
    pub task: Task,
    /// The metric in words.
    pub metric: String,
    /// Cases.
    pub cases: u32,
    /// Fine-tuned.
    pub tuned: CardValue,
    /// Always the most frequent training answer.
    pub majority: Option<CardValue>,
}

/// A line of facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardFact {
    /// What it is.
    pub name: String,
    /// The value.
    pub value: String,
}

/// Agreement of samples against accuracy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CoveragePoint {
    /// Least share of agreeing samples.
    pub share: f64,
    /// Share of the cases that are answered then.
    pub coverage: f64,
    /// Of those, the share whose plan equals the delivered one; nothing when none is answered.
    pub accuracy: Option<f64>,
}

/// The card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModelCard {
    /// Id of the model.
    pub model: String,
    /// Its name.
    pub name: String,
    /// Whether it is a demonstration.
    pub is_demonstration: bool,
    /// What it is, in one sentence.
    pub summary: String,
    /// Base, data, adapters.
    pub facts: Vec<CardFact>,
    /// Results on held-out cases; empty where nothing was measured.
    pub results: Vec<CardResult>,
    /// The same for parts of the cases.
    pub subgroups: Vec<CardSubgroup>,
    /// Coverage against accuracy of agreeing samples, on held-out cases.
    pub coverage: Vec<CoveragePoint>,
    /// What it cannot do and what is not known.
    pub limits: Vec<String>,
}
