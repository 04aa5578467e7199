//! The results of a study as the screen shows them. An undefined number is none, never 0.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CaseAddress, StudyRow};
use crate::wire::Task;

/// Base or tuned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StudyModelRole {
    /// Without an adapter.
    Base,
    /// With its adapter.
    Tuned,
}

/// A model of the study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyModelView {
    /// Names it in addresses.
    pub id: String,
    /// For a person; base and tuned share it.
    pub label: String,
    /// `llama` or `mistral`.
    pub family: String,
    /// Base or tuned.
    pub role: StudyModelRole,
}

/// All numbers of a study that the screen shows, without figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyResults {
    /// The study.
    pub row: StudyRow,
    /// Its models, in their order.
    pub models: Vec<StudyModelView>,
    /// Table 1 of Wang et al., a row for each tuned model.
    pub scores: Vec<ScoreRow>,
    /// What is found, in the order of the report.
    pub findings: Vec<Finding>,
    /// Tests of tuned against base, case by case.
    pub by_case: Vec<HeldOutTest>,
    /// Precision, recall and F1 of each tuned model where its headline is highest.
    pub classes: Vec<ClassTableView>,
    /// What the most frequent true answer reaches.
    pub baselines: Vec<Baseline>,
    /// Scored labels and constrained codes, which know no temperature.
    pub beside: Vec<MeasuredView>,
    /// The headline in parts of the cases.
    pub subgroups: Vec<SubgroupLine>,
    /// Calibration of the modality probabilities.
    pub calibrations: Vec<CalibrationView>,
    /// Free answers that could not be read.
    pub unreadable: Vec<UnreadableCount>,
}

/// A row of Table 1: a tuned model against its base in one task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScoreRow {
    /// The models' label.
    pub label: String,
    /// `llama` or `mistral`.
    pub family: String,
    /// The task.
    pub task: Task,
    /// What is measured, in words.
    pub metric: String,
    /// Of the base.
    pub base: ScoreCell,
    /// Of the tuned model.
    pub tuned: ScoreCell,
    /// Tuned above base over the temperatures, one-sided.
    pub test: TestState,
    /// Its p by Holm over the tasks.
    pub p_holm: Option<f64>,
    /// Test cases.
    pub cases: u32,
}

/// "Highest (median)".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScoreCell {
    /// The highest value over the scan.
    pub highest: Option<f64>,
    /// The median over the scan.
    pub median: Option<f64>,
    /// The cases behind the highest value.
    pub behind: Option<CaseAddress>,
}

/// What came out of a signed-rank test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TestState {
    /// It was done.
    Tested {
        /// The p-value.
        p: f64,
        /// The smallest p that so many pairs allow.
        p_floor: f64,
        /// Pairs, those without a difference included.
        n: u32,
        /// Pairs without a difference; they are dropped.
        zeros: u32,
        /// Differing pairs that share their absolute difference with another one.
        ties: u32,
        /// `exact` or `asymptotic`.
        method: String,
        /// Matched-pairs rank-biserial correlation.
        rank_biserial: f64,
        /// Median of the differences.
        median_difference: f64,
    },
    /// No pair differs: there is nothing to test.
    NoDifference {
        /// Pairs.
        n: u32,
    },
    /// There is no pair, or a value is undefined.
    Undefined,
}

/// Tuned against base on the same cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HeldOutTest {
    /// The models' label.
    pub label: String,
    /// The task.
    pub task: Task,
    /// What is measured, in words.
    pub metric: String,
    /// Mean difference over the whole scan.
    pub difference: Option<f64>,
    /// Lower end of its 95 % interval, by bootstrap over cases.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Cases.
    pub cases: u32,
    /// The test.
    pub test: TestState,
}

/// A stated finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The figure it stands above.
    pub figure: StudyFigureKind,
    /// Its task; none for a figure of all tasks.
    pub task: Option<Task>,
    /// The sentence.
    pub text: String,
    /// What stands behind it.
    pub details: Vec<String>,
}

/// What a figure of a study shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StudyFigureKind {
    /// A metric over the temperatures.
    TemperatureScan,
    /// Tuned beside base with intervals.
    Comparison,
    /// Which fields of the regimen agree.
    FieldAgreement,
    /// Coverage against accuracy of the regimen.
    Coverage,
    /// Precision, recall and F1 of classes.
    ClassScores,
    /// A confusion matrix.
    Confusion,
    /// Family against family.
    Families,
    /// Parts of the cases.
    Subgroups,
    /// Reliability of the modality probabilities.
    Reliability,
    /// Grades of the physicians.
    Grades,
    /// What came before the study.
    Origin,
}

/// In which colours figures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FigureTheme {
    /// Dark ink on white.
    Light,
    /// Light ink on dark.
    Dark,
}

/// A drawn figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyFigure {
    /// Names it within the study.
    pub id: String,
    /// What it shows.
    pub kind: StudyFigureKind,
    /// Its task; none for one of all tasks.
    pub task: Option<Task>,
    /// Id of the model, where it is of one.
    pub model: Option<String>,
    /// What stands behind its marks, of how many cases.
    pub caption: String,
    /// SVG without a ground.
    pub svg: String,
    /// Width, units of `hits`.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// The places that tell a value, in the order of drawing.
    pub hits: Vec<HitPlace>,
}

/// A place of a figure that tells a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HitPlace {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Whose value.
    pub series: String,
    /// Which of them.
    pub label: String,
    /// The value in words.
    pub value: String,
    /// The cases behind it, where there are some.
    pub behind: Option<CaseAddress>,
}

/// Classes of a tuned model at the temperature where its headline is highest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClassTableView {
    /// Id of the model.
    pub model: String,
    /// Its label.
    pub label: String,
    /// The task.
    pub task: Task,
    /// How answers are put into classes, in words.
    pub scheme: String,
    /// At which temperature.
    pub temperature: f64,
    /// Samples behind it.
    pub samples: u32,
    /// A line for each class, then the averages.
    pub lines: Vec<ClassLine>,
}

/// A class, or an average over classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClassLine {
    /// The class, or `macro`, `weighted`, `micro`.
    pub name: String,
    /// Precision.
    pub precision: Option<f64>,
    /// Recall.
    pub recall: Option<f64>,
    /// F1.
    pub f1: Option<f64>,
    /// Samples that are of it; for an average, all.
    pub n: u32,
    /// Whether it is an average.
    pub is_average: bool,
}

/// What always giving the most frequent true answer reaches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Baseline {
    /// The task.
    pub task: Task,
    /// What is measured, in words.
    pub metric: String,
    /// The class answered; none for a regimen, whose text may be a patient's.
    pub class: Option<String>,
    /// What it reaches.
    pub value: Option<f64>,
    /// Lower end of Wilson's interval of a share.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Cases.
    pub cases: u32,
}

/// A mean with its interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MeasuredView {
    /// Id of the model.
    pub model: String,
    /// Its label.
    pub label: String,
    /// Its role.
    pub role: StudyModelRole,
    /// The task.
    pub task: Task,
    /// What is measured, in words.
    pub metric: String,
    /// The mean.
    pub value: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Cases.
    pub cases: u32,
    /// The cases behind it.
    pub behind: CaseAddress,
}

/// The headline of a task in a part of the cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SubgroupLine {
    /// The task.
    pub task: Task,
    /// By what cases are divided, in words.
    pub division: String,
    /// Which part.
    pub level: String,
    /// Its cases.
    pub cases: u32,
    /// Whether it has too few cases to say much.
    pub is_small: bool,
    /// Each model over the whole scan.
    pub measured: Vec<MeasuredView>,
}

/// Calibration of one model's modality probabilities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CalibrationView {
    /// Label of the model.
    pub label: String,
    /// Its role.
    pub role: StudyModelRole,
    /// Brier's score over the four labels.
    pub brier: Option<f64>,
    /// Expected calibration error of the likeliest label.
    pub expected_calibration_error: Option<f64>,
    /// Cases.
    pub cases: u32,
}

/// Free answers of a model that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnreadableCount {
    /// Id of the model.
    pub model: String,
    /// Its label.
    pub label: String,
    /// Its role.
    pub role: StudyModelRole,
    /// The task.
    pub task: Task,
    /// Answers that could not be read; they count as wrong.
    pub answers: u32,
    /// Of so many.
    pub of: u32,
}

/// Two studies side by side: what differs in how they were made, and their rows of Table 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudyComparison {
    /// The one.
    pub one: StudyRow,
    /// The other.
    pub other: StudyRow,
    /// Settings that differ, and hashes.
    pub differences: Vec<crate::wire::SettingDifference>,
    /// Table 1 of the one.
    pub scores_of_one: Vec<ScoreRow>,
    /// Table 1 of the other.
    pub scores_of_other: Vec<ScoreRow>,
}
