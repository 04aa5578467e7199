//! The numbers of a locked study of grades. A value without a definition says why instead of a number.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::{AmendmentView, ProtocolLine, StudyFigure};

/// A value with its interval, or why it is undefined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StatisticView {
    /// The value.
    pub value: Option<f64>,
    /// 95 % interval.
    pub low: Option<f64>,
    /// 95 % interval.
    pub high: Option<f64>,
    /// Why there is no value, e.g. `no variation`; empty when there is.
    pub undefined: String,
}

/// A share with its Wilson interval. The count is a mean over graders, so it may be a half.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Proportion {
    /// How many.
    pub count: f64,
    /// Of how many.
    pub n: u32,
    /// `count / n`; none of nothing.
    pub share: Option<f64>,
    /// 95 % Wilson interval.
    pub low: Option<f64>,
    /// 95 % Wilson interval.
    pub high: Option<f64>,
}

/// One grader's grades of one arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GraderDistribution {
    /// Name.
    pub name: String,
    /// `A` or `B`.
    pub letter: String,
    /// How many of grade 1 to 5.
    pub counts: Vec<u32>,
    /// Skipped.
    pub skipped: u32,
    /// Mean grade.
    pub mean: Option<f64>,
}

/// What S1 reports: the mean over the graders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AcceptanceView {
    /// Grade 1.
    pub grade_one: Proportion,
    /// Grades 1 and 2.
    pub acceptable: Proportion,
}

/// The grades of an arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ArmGrades {
    /// Id of the model in the study.
    pub model: String,
    /// Its name for people.
    pub label: String,
    /// By grader, before the discussion.
    pub before: Vec<GraderDistribution>,
    /// By grader, with adjusted grades.
    pub after: Vec<GraderDistribution>,
    /// Means over the graders, before.
    pub acceptance_before: AcceptanceView,
    /// Means over the graders, after.
    pub acceptance_after: AcceptanceView,
    /// Agreement on this arm, before.
    pub agreement: AgreementView,
}

/// Agreement of the two graders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AgreementView {
    /// Regimens that both graded.
    pub n: u32,
    /// Left out because one skipped it.
    pub missing: u32,
    /// The same grade.
    pub exact: Proportion,
    /// At most one apart.
    pub within_one: Proportion,
    /// Cohen's κ.
    pub kappa: StatisticView,
    /// Linear weights.
    pub kappa_linear: StatisticView,
    /// Quadratic weights.
    pub kappa_quadratic: StatisticView,
    /// Gwet's AC2, quadratic weights.
    pub ac2: StatisticView,
    /// Mean of A minus B.
    pub bias: StatisticView,
}

/// A grader against themselves on hidden repeats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RepeatAgreement {
    /// Name.
    pub name: String,
    /// Repeats graded twice.
    pub n: u32,
    /// The same grade.
    pub exact: Proportion,
    /// At most one apart.
    pub within_one: Proportion,
    /// Quadratic κ.
    pub kappa_quadratic: StatisticView,
}

/// Time and drift of a grader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GraderPace {
    /// Name.
    pub name: String,
    /// Median time a case, s.
    pub median_s: Option<f64>,
    /// Of the first third of the list, s.
    pub first_third_s: Option<f64>,
    /// Of the last third, s.
    pub last_third_s: Option<f64>,
    /// Mean grade of the last third minus that of the first.
    pub drift: StatisticView,
    /// Graded in less than 2 s.
    pub hasty: u32,
    /// Grades that were corrected.
    pub corrected: u32,
}

/// What the panel did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PanelNumbers {
    /// More than one apart.
    pub flagged: u32,
    /// Settled.
    pub settled: u32,
    /// Grades of A and of B that moved.
    pub moved: u32,
    /// With a dissent.
    pub dissents: u32,
}

/// The results of a locked study of grades.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradingResults {
    /// Its number.
    pub grading: u32,
    /// Its name.
    pub name: String,
    /// Whether it must be marked as a demonstration.
    pub is_demonstration: bool,
    /// What was found, in one sentence.
    pub finding: String,
    /// What can be said of the blinding, in one sentence.
    pub blinding: String,
    /// By arm.
    pub arms: Vec<ArmGrades>,
    /// All arms together, before the discussion.
    pub agreement: AgreementView,
    /// Hidden repeats, by grader.
    pub repeats: Vec<RepeatAgreement>,
    /// Time and drift, by grader.
    pub pace: Vec<GraderPace>,
    /// What the panel did.
    pub panel: PanelNumbers,
    /// What the protocol fixed.
    pub protocol: Vec<ProtocolLine>,
    /// SHA-256 of the protocol.
    pub protocol_sha256: String,
    /// Amendments.
    pub amendments: Vec<AmendmentView>,
    /// Figure 5a and b: grades before and after the discussion, agreement. Drawn for the theme asked for.
    pub figures: Vec<StudyFigure>,
    /// When it was locked, local time.
    pub locked: String,
}
