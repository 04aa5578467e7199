//! The numbers of a locked letter study. What is undefined is absent, never 0.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::making::{LetterArm, LetterScale, LetterStudyRow};

/// What the raters gave one arm in one dimension.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterArmRatings {
    /// Name of the arm, e.g. `Letters demo, fine-tuned`.
    pub label: String,
    /// Who wrote.
    pub arm: LetterArm,
    /// Ratings.
    pub n: u32,
    /// How often 1, 2, 3, 4.
    pub counts: Vec<u32>,
    /// Mean.
    pub mean: Option<f64>,
    /// Its 95 % bootstrap interval.
    pub low: Option<f64>,
    /// Its 95 % bootstrap interval.
    pub high: Option<f64>,
    /// Median.
    pub median: Option<f64>,
}

/// How far the raters agree in one dimension.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterRaterAgreement {
    /// Which two raters, or the mean of all pairs.
    pub raters: String,
    /// Letters both rated.
    pub n: u32,
    /// Share of equal ratings.
    pub exact: Option<f64>,
    /// Share at most one point apart.
    pub within_one: Option<f64>,
    /// Cohen's κ with quadratic weights.
    pub kappa: Option<f64>,
    /// Gwet's AC2 with quadratic weights.
    pub ac2: Option<f64>,
}

/// One dimension.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterDimensionResults {
    /// One or two words.
    pub label: String,
    /// What it asks.
    pub question: String,
    /// By arm.
    pub arms: Vec<LetterArmRatings>,
    /// Of all letters, whoever wrote them.
    pub agreement: Vec<LetterRaterAgreement>,
    /// What the signed-rank test of fine-tuned against base says, in one sentence with n, zeros and ties; empty where there is none.
    pub test: String,
}

/// What was measured without a rater.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterArmMeasures {
    /// Name of the arm.
    pub label: String,
    /// Who wrote.
    pub arm: LetterArm,
    /// Letters.
    pub letters: u32,
    /// Mean ROUGE-1 F1 against the physician's own letter.
    pub rouge1: Option<f64>,
    /// Mean ROUGE-2 F1.
    pub rouge2: Option<f64>,
    /// Mean ROUGE-L F1.
    pub rouge_l: Option<f64>,
    /// Claims without a source over all claims of the arm.
    pub unsupported_share: Option<f64>,
    /// Claims against the facts over all claims of the arm.
    pub contradicted_share: Option<f64>,
    /// Mean facts that a letter leaves out.
    pub missing: Option<f64>,
    /// Mean words between the letter and the physician's own.
    pub edits: Option<f64>,
}

/// The numbers of a study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterStudyResults {
    /// The study.
    pub row: LetterStudyRow,
    /// What was rated.
    pub scale: LetterScale,
    /// By dimension.
    pub dimensions: Vec<LetterDimensionResults>,
    /// By arm.
    pub measures: Vec<LetterArmMeasures>,
}
