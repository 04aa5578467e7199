//! A cohort under curation: the funnel, the review queue, one case, the split.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Modality;

/// One reason for which cases left at a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DropCount {
    /// The reason's code.
    pub reason: String,
    /// The reason in words.
    pub words: String,
    /// How many.
    pub cases: u32,
}

/// One step of the funnel; `kept` and the drops add up to what came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FunnelStep {
    /// The step's code.
    pub step: String,
    /// What those who are kept have in common, e.g. `single diagnosis, clear primary plan`.
    pub words: String,
    /// How many are kept.
    pub kept: u32,
    /// Why the others left, the largest first.
    pub drops: Vec<DropCount>,
}

/// A part of the split of one task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SplitView {
    /// The tasks it serves, in words.
    pub tasks: String,
    /// Training cases.
    pub train: u32,
    /// Held-out cases.
    pub test: u32,
    /// SHA-256 over the split's content, hexadecimal.
    pub hash: String,
    /// Pairs of cases with equal or nearly equal text on both sides.
    pub near_duplicates: Vec<NearDuplicate>,
}

/// Two cases that read alike, one on each side of the split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NearDuplicate {
    /// Training case.
    pub train: String,
    /// Held-out case.
    pub test: String,
    /// Share of shared word sequences, 0 to 1.
    pub similarity: f64,
}

/// A rule of the selection that may be switched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RuleView {
    /// Its code.
    pub id: String,
    /// What it does, for a person.
    pub words: String,
    /// Whether it is on.
    pub is_on: bool,
}

/// A cohort as the Curate screen shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CohortView {
    /// Id.
    pub cohort: String,
    /// Name.
    pub name: String,
    /// Where it is from and since when, one line.
    pub origin: String,
    /// Cases in the export.
    pub extracted: u32,
    /// The steps after it.
    pub funnel: Vec<FunnelStep>,
    /// The selection's rules.
    pub rules: Vec<RuleView>,
    /// Rows set aside.
    pub issues: u32,
    /// Cases that wait for review.
    pub waiting: u32,
    /// Cases reviewed.
    pub reviewed: u32,
    /// Plan text that a scan still finds in kept cases after the decisions so far.
    pub leaks_left: u32,
    /// The split, once frozen.
    pub splits: Vec<SplitView>,
    /// Whether it is frozen.
    pub is_frozen: bool,
}

/// Where a case stands in the review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReviewState {
    /// Nobody has decided.
    Waiting,
    /// Accepted, perhaps with other edges.
    Accepted,
    /// Dropped with a reason.
    Dropped,
}

/// One line of the review queue.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QueueRow {
    /// Case id.
    pub case: String,
    /// The beginning of the text the model will read.
    pub title: String,
    /// Why it is here, e.g. `one possible name`.
    pub why: String,
    /// Where it stands.
    pub state: ReviewState,
}

/// What a marked part of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MarkKind {
    /// The plan: the model must not read it.
    Plan,
    /// A certain identifier.
    Identifier,
    /// What may be an identifier; a person decides.
    PossibleIdentifier,
}

/// A marked part of the original text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    /// Number of the mark in its case.
    pub id: u32,
    /// What it is.
    pub kind: MarkKind,
    /// Beginning, UTF-16 units into the original.
    pub start: u32,
    /// End, UTF-16 units into the original.
    pub end: u32,
    /// What stands in its place, e.g. `name 1`, `record no.`; empty for a plan.
    pub label: String,
    /// The rule that found it, in words.
    pub rule: String,
    /// Whether it is taken out.
    pub is_applied: bool,
}

/// A statement about a case, as the right-hand pane lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseCheck {
    /// Whether it asks to be looked at.
    pub is_warning: bool,
    /// The statement.
    pub words: String,
    /// More, or empty.
    pub detail: String,
}

/// One case under review. Holds the patient's text: for the signed-in window only.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReviewCase {
    /// Case id.
    pub case: String,
    /// Where it stands.
    pub state: ReviewState,
    /// The text as exported.
    pub original: String,
    /// What is marked in it, in its order, without overlap.
    pub marks: Vec<Mark>,
    /// What the model will read.
    pub cleaned: String,
    /// What it should answer.
    pub answer: String,
    /// Course in words, e.g. `1 of 1, completed`.
    pub course: String,
    /// Modality; none waits for a person.
    pub modality: Option<Modality>,
    /// Total dose, Gy.
    pub dose_gy: Option<f64>,
    /// Number of fractions.
    pub fractions: Option<u32>,
    /// ICD-10 code, if there is one.
    pub icd10: Option<String>,
    /// Its official title.
    pub icd10_title: Option<String>,
    /// What was checked.
    pub checks: Vec<CaseCheck>,
    /// Who decided and when, one line; empty while waiting.
    pub decided: String,
}

/// Why a reviewer drops a case; the keys 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReviewDrop {
    /// More than one diagnosis.
    SeveralDiagnoses,
    /// No clear primary plan.
    NoClearPrimaryPlan,
    /// Dose or fractions missing.
    DoseOrFractionsMissing,
    /// The plan cannot be separated from the text.
    PlanNotSeparable,
    /// Anything else.
    Other,
}

/// An edge or a switch of one mark, as the reviewer set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MarkDecision {
    /// Number of the mark.
    pub id: u32,
    /// Beginning, UTF-16 units.
    pub start: u32,
    /// End, UTF-16 units.
    pub end: u32,
    /// Whether it is taken out.
    pub is_applied: bool,
}

/// What a reviewer decides about a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ReviewDecision {
    /// The text without its marks is right.
    Accept {
        /// Every mark as it stands.
        marks: Vec<MarkDecision>,
        /// The modality, where it waited for a person.
        modality: Option<Modality>,
    },
    /// The case leaves the cohort.
    Drop {
        /// Why.
        reason: ReviewDrop,
    },
    /// Back to waiting.
    Undo,
}

/// What a reviewer's marks would make of the text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CleanedPreview {
    /// What the model would read.
    pub cleaned: String,
}

/// How the split is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SplitRequest {
    /// Seed of the shuffle.
    #[ts(type = "number")]
    pub seed: u64,
    /// Held-out cases for regimen and modality.
    pub test_regimen: u32,
    /// Held-out cases for ICD-10.
    pub test_icd10: u32,
    /// Whether modalities and categories keep their shares on both sides.
    pub is_stratified: bool,
}

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum PictureKind {
    /// Vector graphics.
    Svg,
    /// Pixels.
    Png,
}
