//! A delivered and a generated plan, each as text and as read, and where they differ. Read and computed here; the window only formats.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::{Modality, PhaseView};

/// A plan as text and as read.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanView {
    /// Exactly as given.
    pub text: String,
    /// The phases read from it; none means: not stated.
    pub phases: Vec<PhaseView>,
}

/// A number of both plans; a side without it has not stated it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NumberPair {
    /// Of the delivered plan.
    pub delivered: Option<f64>,
    /// Of the generated plan.
    pub generated: Option<f64>,
    /// Generated minus delivered, where both state it.
    pub difference: Option<f64>,
    /// Whether it must be marked.
    pub differs: bool,
}

/// A word of both plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WordPair {
    /// Of the delivered plan.
    pub delivered: Option<String>,
    /// Of the generated plan.
    pub generated: Option<String>,
    /// Whether it must be marked.
    pub differs: bool,
}

/// The radiation of both plans, each kind once in the order of the phases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModalityPair {
    /// Of the delivered plan.
    pub delivered: Vec<Modality>,
    /// Of the generated plan.
    pub generated: Vec<Modality>,
    /// Whether it must be marked.
    pub differs: bool,
}

/// Two plans side by side. Site and side are there only where the generated plan names them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanComparison {
    /// The words of the phases, e.g. `Primary, boost`.
    pub target: WordPair,
    /// The body site that the text names.
    pub site: Option<WordPair>,
    /// The side that the text names; the delivered column falls back on the diagnosis.
    pub side: Option<WordPair>,
    /// The radiation.
    pub modality: ModalityPair,
    /// Sum of the phases, Gy.
    pub dose_gy: NumberPair,
    /// Sum of the phases.
    pub fractions: NumberPair,
    /// Of the first phase, Gy.
    pub per_fraction_gy: NumberPair,
    /// Phases summed, Gy.
    pub bed_gy: NumberPair,
    /// Phases summed, Gy.
    pub eqd2_gy: NumberPair,
    /// The α/β of BED and EQD2, Gy.
    pub alpha_beta_gy: f64,
    /// Where that value comes from.
    pub alpha_beta_source: String,
}
