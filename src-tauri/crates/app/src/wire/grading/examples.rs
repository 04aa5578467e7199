//! The senior oncologist's reference examples.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::{GradeScale, PlanComparison, PlanView};

/// The examples of a study of grades. A grader gets them after their own calibration round.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReferenceExamples {
    /// Number of the study of grades.
    pub grading: u32,
    /// Its name.
    pub name: String,
    /// The scale.
    pub scale: GradeScale,
    /// Whether this person may grade them now: a senior oncologist, before the freeze.
    pub is_editable: bool,
    /// Why there is nothing to see, in one sentence; empty when there is.
    pub hidden_because: String,
    /// In the order of their numbers.
    pub examples: Vec<ReferenceExample>,
}

/// One example.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReferenceExample {
    /// Counted from 1.
    pub number: u32,
    /// How the case is named.
    pub case: String,
    /// What the model read.
    pub diagnosis: String,
    /// The reference plan.
    pub delivered: PlanView,
    /// The generated plan.
    pub generated: PlanView,
    /// Where they differ.
    pub comparison: PlanComparison,
    /// 1 to 5; none yet.
    pub grade: Option<u8>,
    /// Why.
    pub note: String,
    /// Who gave it; empty before.
    pub by: String,
}

/// The senior oncologist's grade of an example.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExampleGradeRequest {
    /// Number of the study of grades.
    pub grading: u32,
    /// Number of the example, from 1.
    pub number: u32,
    /// 1 to 5.
    pub grade: u8,
    /// Why, in one sentence.
    pub note: String,
}
