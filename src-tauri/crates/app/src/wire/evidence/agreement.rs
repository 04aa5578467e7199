//! How far the samples of one regimen agree.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::PhaseView;

/// What the agreement means for the suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AgreementStanding {
    /// Samples are still being drawn.
    Drawing,
    /// As many agree as the threshold asks for.
    Agrees,
    /// Fewer agree: no plan is suggested.
    Abstains,
    /// No threshold was chosen for this model, so the count is shown and nothing follows from it.
    NoThreshold,
    /// Most samples state no plan.
    NoPlan,
}

/// Samples that are clinically equal: modality, dose and fractions of every phase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SampleGroup {
    /// Their phases.
    pub phases: Vec<PhaseView>,
    /// How many.
    pub count: u32,
    /// Text of the first of them.
    pub text: String,
    /// Number of the first of them, from 0.
    pub first: u32,
}

/// A share of agreeing samples below which no plan is suggested, and what it was chosen on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AgreementThreshold {
    /// Least share of all samples, 0 to 1.
    pub share: f64,
    /// Validation cases it was chosen on.
    pub validation_cases: u32,
    /// Samples of each.
    pub samples: u32,
    /// Their temperature.
    pub temperature: f64,
    /// Share of the validation cases that it answers.
    pub coverage: f64,
    /// Of those, the share whose most frequent plan equals the delivered one.
    pub accuracy: f64,
    /// The same over all validation cases.
    pub accuracy_of_all: f64,
}

/// Agreement of the samples of one arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SampleAgreement {
    /// Samples asked for.
    pub asked: u32,
    /// Samples drawn so far.
    pub drawn: u32,
    /// Of these, how many state no plan that could be read.
    pub unread: u32,
    /// The largest group first; of equal ones the one that came first.
    pub groups: Vec<SampleGroup>,
    /// For each sample in the order of their numbers the place of its group; nothing where it states no plan or is not drawn yet.
    pub group_of: Vec<Option<u32>>,
    /// What follows.
    pub standing: AgreementStanding,
    /// The threshold, where one was chosen for this model.
    pub threshold: Option<AgreementThreshold>,
}
