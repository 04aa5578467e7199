//! Discrepancies and what the panel settles. Opens when every grader has recorded every case; models stay unnamed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::{GradeScale, PlanComparison, PlanView, StatisticView};

/// What somebody is to the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PanelPart {
    /// The first grader.
    GraderA,
    /// The second grader.
    GraderB,
    /// The senior oncologist.
    Senior,
    /// A physicist.
    Physicist,
}

/// Somebody who may sit on the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PanelMember {
    /// Account.
    pub account: String,
    /// Name.
    pub name: String,
    /// What they are to it.
    pub part: PanelPart,
    /// Whether they have signed in to it; until the vault is locked.
    pub is_present: bool,
    /// What was settled in their presence, stands, and is not yet signed by them.
    pub unsigned: u32,
}

/// A study of grades in the list of the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiscussionRow {
    /// Its number.
    pub grading: u32,
    /// Its name.
    pub name: String,
    /// Whether the discussion has begun, or is over.
    pub is_open: bool,
    /// Discrepancies that are not settled yet; 0 before the discussion.
    pub unsettled: u32,
}

/// Two grades more than one apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiscrepancyRow {
    /// Names it within the study of grades.
    pub item: u32,
    /// How the case is named.
    pub case: String,
    /// The beginning of the diagnosis.
    pub title: String,
    /// Grade of A.
    pub first: u8,
    /// Grade of B.
    pub second: u8,
    /// What the panel agreed on; none while open.
    pub consensus: Option<u8>,
    /// Whether what it settled is signed by the senior oncologist.
    pub is_signed: bool,
}

/// The discussion of a study of grades.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Adjudication {
    /// Number of the study of grades.
    pub grading: u32,
    /// Its name.
    pub name: String,
    /// Why nothing can be seen yet, in one sentence; empty when it can.
    pub closed_because: String,
    /// Whether it is locked: nothing may be recorded any more.
    pub is_locked: bool,
    /// The scale.
    pub scale: GradeScale,
    /// Regimens that both graded.
    pub pairs: u32,
    /// Those that differ by more than one, as their case numbers stand.
    pub flagged: Vec<DiscrepancyRow>,
    /// Counts: A down, B across, grade 1 first; five rows of five.
    pub table: Vec<Vec<u32>>,
    /// The same grade.
    pub exact: u32,
    /// At most one apart.
    pub within_one: u32,
    /// Quadratic κ before the discussion.
    pub kappa_quadratic: StatisticView,
    /// Who may sit on the panel.
    pub panel: Vec<PanelMember>,
    /// Whether this person may record what is settled: the senior oncologist.
    pub may_record: bool,
    /// Whether this person may cast a private vote.
    pub may_vote: bool,
    /// What is recorded and not yet signed by whoever signed in to the vault.
    pub unsigned: u32,
}

/// A grader's first grade.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GraderOpinion {
    /// Name.
    pub name: String,
    /// `A` or `B`.
    pub letter: String,
    /// The grade before the discussion.
    pub grade: u8,
    /// The comment.
    pub comment: String,
    /// Time in view, s.
    pub focus_s: f64,
}

/// A member's private vote. Others' grades are there only once the case is settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PanelVoteView {
    /// Who.
    pub name: String,
    /// What they are to the panel.
    pub part: PanelPart,
    /// Their vote; none when it is not for this person yet.
    pub grade: Option<u8>,
}

/// Why a grade moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PanelReason {
    /// Dose.
    Dose,
    /// Fractionation intent.
    Fractionation,
    /// Modality.
    Modality,
    /// Target.
    Target,
    /// The text was unclear.
    UnclearText,
    /// The reference plan is unusual.
    UnusualReference,
}

/// A signature on what the panel settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignatureView {
    /// Who, as their account was named then.
    pub name: String,
    /// What they were to the panel.
    pub part: PanelPart,
    /// What the signature means, e.g. `I recorded what the panel settled`.
    pub meaning: String,
    /// When, local time.
    pub at: String,
    /// SHA-256 of exactly what was signed, hexadecimal.
    pub sha256: String,
    /// Void because what was signed has been changed since.
    pub is_void: bool,
}

/// What the panel settled.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PanelDecisionView {
    /// Names this record; a change says which it replaces.
    pub decision: String,
    /// A's adjusted grade.
    pub first: u8,
    /// B's adjusted grade.
    pub second: u8,
    /// The consensus.
    pub consensus: u8,
    /// Why.
    pub reasons: Vec<PanelReason>,
    /// Why, in words.
    pub words: String,
    /// Who dissents and why; empty when nobody does.
    pub dissent: String,
    /// Who was there.
    pub present: Vec<String>,
    /// When, local time.
    pub at: String,
    /// By whom.
    pub by: String,
    /// Why it replaced an earlier one; empty for a first one.
    pub change_reason: String,
    /// SHA-256 of what is signed.
    pub sha256: String,
    /// Signatures on it.
    pub signatures: Vec<SignatureView>,
}

/// A discrepancy with all that the panel looks at.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiscrepancyView {
    /// Names it within the study of grades.
    pub item: u32,
    /// How the case is named.
    pub case: String,
    /// The beginning of the diagnosis.
    pub title: String,
    /// What the model read.
    pub diagnosis: String,
    /// The reference plan.
    pub delivered: PlanView,
    /// The generated plan, its source hidden.
    pub generated: PlanView,
    /// Where they differ.
    pub comparison: PlanComparison,
    /// A, then B.
    pub opinions: Vec<GraderOpinion>,
    /// Who has voted.
    pub votes: Vec<PanelVoteView>,
    /// What stands; none while open.
    pub settled: Option<PanelDecisionView>,
    /// What stood before, newest first.
    pub earlier: Vec<PanelDecisionView>,
}

/// What the panel settles, by the senior oncologist with all present.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PanelDecisionRequest {
    /// Number of the study of grades.
    pub grading: u32,
    /// Which discrepancy.
    pub item: u32,
    /// A's adjusted grade.
    pub first: u8,
    /// B's adjusted grade.
    pub second: u8,
    /// The consensus.
    pub consensus: u8,
    /// Why; at least one, or words.
    pub reasons: Vec<PanelReason>,
    /// Why, in words.
    pub words: String,
    /// Who dissents and why.
    pub dissent: String,
    /// What it replaces; none for a first one.
    pub replaces: Option<String>,
    /// Why it replaces it.
    pub change_reason: String,
}
