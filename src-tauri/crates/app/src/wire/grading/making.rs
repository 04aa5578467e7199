//! Studies of grades for those who set them up. Nothing here goes to one of the graders: it tells how far the other is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::{GradeScale, PersonView};

/// Where a study of grades stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GradingState {
    /// The protocol may still change; the senior oncologist gives the examples.
    Draft,
    /// The protocol is frozen; the graders grade.
    Open,
    /// Every grader has recorded every case: the panel may meet.
    Discussion,
    /// Nothing may change any more; models are named and results may be read.
    Locked,
}

/// Where its cases came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GradingOrigin {
    /// A study of this vault.
    Here,
    /// A packet of another workstation.
    Packet,
}

/// What the form of a new study of grades offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradingOptions {
    /// Finished studies with regimens, newest first.
    pub studies: Vec<GradingStudyOption>,
    /// Who may grade: residents and oncologists.
    pub graders: Vec<PersonView>,
    /// Senior oncologists; one gives the examples and records what the panel settles.
    pub seniors: Vec<PersonView>,
    /// Usual scale: the wording of Wang et al.
    pub scale: GradeScale,
    /// Usual number of examples.
    pub examples: u32,
    /// Usual share of cases that a grader sees twice, percent.
    pub repeat_percent: u32,
}

/// A finished study whose regimens may be graded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradingStudyOption {
    /// Its number.
    pub study: u32,
    /// Its name.
    pub name: String,
    /// Cases with a regimen.
    pub cases: u32,
    /// Its models.
    pub models: Vec<GradingModelOption>,
    /// Its temperatures.
    pub temperatures: Vec<f64>,
    /// Whether its results must be marked as a demonstration.
    pub is_demonstration: bool,
}

/// A model whose regimens may be graded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradingModelOption {
    /// Id of the model in the study.
    pub model: String,
    /// Its name for people, with `base` or `fine-tuned`.
    pub label: String,
    /// Whether it is a fine-tuned one; the form chooses these.
    pub is_tuned: bool,
}

/// A new study of grades.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradingRequest {
    /// What people call it.
    pub name: String,
    /// The study whose regimens are graded.
    pub study: u32,
    /// Its arms: ids of models in the study.
    pub models: Vec<String>,
    /// Which answers: those of this temperature, first sample.
    pub temperature: f64,
    /// How many cases are graded, drawn by the seed.
    pub cases: u32,
    /// How many further cases the senior oncologist grades as examples.
    pub examples: u32,
    /// Share of the cases that each grader sees twice, unannounced, percent.
    pub repeat_percent: u32,
    /// Draws cases, examples, repeats and orders.
    pub seed: u32,
    /// Accounts of the two graders; the first is A.
    pub graders: Vec<String>,
    /// The scale.
    pub scale: GradeScale,
    /// What will be reported, in the words of the protocol; may be empty.
    pub analysis: String,
}

/// How far a grader is. Nothing of what was graded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GraderProgress {
    /// Account.
    pub account: String,
    /// Name.
    pub name: String,
    /// `A` or `B`.
    pub letter: String,
    /// Examples graded in the calibration round.
    pub calibrated: u32,
    /// Examples there are.
    pub examples: u32,
    /// Cases recorded, hidden repeats and skipped ones included.
    pub recorded: u32,
    /// Cases there are, hidden repeats included.
    pub total: u32,
    /// Whether they were taken out by an amendment.
    pub is_removed: bool,
    /// Whether a packet for them is out.
    pub has_packet: bool,
}

/// A study of grades in the list of those who set it up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradingRow {
    /// Its number.
    pub grading: u32,
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub state: GradingState,
    /// Where its cases came from.
    pub origin: GradingOrigin,
    /// The study whose regimens are graded; none in a packet.
    pub study: Option<u32>,
    /// Its name.
    pub study_name: String,
    /// Whether its results must be marked as a demonstration.
    pub is_demonstration: bool,
    /// Cases.
    pub cases: u32,
    /// Arms.
    pub arms: u32,
    /// Examples wanted, and given by the senior oncologist.
    pub examples: u32,
    /// Examples that have a grade.
    pub examples_given: u32,
    /// How far each grader is.
    pub graders: Vec<GraderProgress>,
    /// Regimens on which the graders differ by more than one; none before the discussion.
    pub flagged: Option<u32>,
    /// Those that the panel has settled.
    pub settled: Option<u32>,
    /// SHA-256 of the protocol as it stands, hexadecimal; empty in a draft.
    pub protocol_sha256: String,
    /// Amendments since it was frozen.
    pub amendments: u32,
    /// When it was made, local time.
    pub made: String,
    /// By whom.
    pub made_by: String,
    /// When it was frozen.
    pub opened: Option<String>,
    /// When it was locked.
    pub locked: Option<String>,
}

/// A line of the protocol, as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProtocolLine {
    /// What.
    pub name: String,
    /// How.
    pub value: String,
}

/// A change after the freeze.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum GradingAmendment {
    /// A grader grades no more; what they recorded stays. The study is then of one grader.
    RemoveGrader {
        /// Their account.
        account: String,
    },
    /// Somebody grades in place of a grader, from the first case; what was recorded stays and is not counted.
    ReplaceGrader {
        /// Account of who goes.
        account: String,
        /// Account of who comes.
        by: String,
    },
    /// A definition is worded more clearly; numbers and groups stay.
    ClarifyGrade {
        /// 1 to 5.
        grade: u8,
        /// In two words.
        name: String,
        /// In one sentence.
        definition: String,
    },
}

/// An amendment as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AmendmentView {
    /// Counted from 1.
    pub number: u32,
    /// What changed, in one sentence.
    pub change: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When, local time.
    pub at: String,
    /// SHA-256 of the protocol after it.
    pub protocol_sha256: String,
}

/// The protocol of a study of grades.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradingProtocolView {
    /// Number of the study of grades.
    pub grading: u32,
    /// What it fixes, in the order in which it is read.
    pub lines: Vec<ProtocolLine>,
    /// The scale as it stands.
    pub scale: GradeScale,
    /// What will be reported.
    pub analysis: String,
    /// Changes since the freeze.
    pub amendments: Vec<AmendmentView>,
    /// SHA-256 as it stands; empty in a draft.
    pub protocol_sha256: String,
    /// What stands between now and the freeze, each in one sentence; empty when it may be opened.
    pub missing: Vec<String>,
    /// What stands between now and the lock, each in one sentence; empty when it may be locked.
    pub open_before_lock: Vec<String>,
}
