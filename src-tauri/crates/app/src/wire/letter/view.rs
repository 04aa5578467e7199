//! One letter as its screen shows it. Every change names the version it was made on and gets the whole view back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::check::{LetterBlock, LetterClaimView, LetterConfirmation, LetterMissingFact};
use super::facts::LetterFactGroup;
use super::row::LetterRow;

/// A section of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterSectionKind {
    /// Salutation, with what introduces the patient.
    Salutation,
    /// Diagnoses.
    Diagnoses,
    /// Treatment history.
    TreatmentHistory,
    /// Summary and assessment.
    SummaryAndAssessment,
    /// Recommendations.
    Recommendations,
    /// Planned schedule.
    PlannedSchedule,
    /// Closing.
    Closing,
}

/// Who wrote a section's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterSectionOrigin {
    /// Nobody yet: it is empty.
    Empty,
    /// The model, untouched.
    Drafted,
    /// The model, then a person.
    Edited,
    /// A person alone.
    Written,
}

/// Whether a section may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterSectionLock {
    /// It may.
    Open,
    /// Neither drafted again nor edited until it is opened.
    Locked,
}

/// A section with what the facts say to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterSectionView {
    /// Which.
    pub kind: LetterSectionKind,
    /// Its heading in the letter's language.
    pub heading: String,
    /// Its text.
    pub text: String,
    /// Who wrote it.
    pub origin: LetterSectionOrigin,
    /// Whether it may be changed.
    pub lock: LetterSectionLock,
    /// Whether there are facts to draft it from.
    pub can_be_drafted: bool,
    /// Claims in its text, in order.
    pub claims: Vec<LetterClaimView>,
}

/// How far the letter is from what the model drafted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterRevision {
    /// Words put in, taken out or replaced; the bound where there are more.
    pub edits: u32,
    /// Words of the draft.
    pub draft_words: u32,
    /// Words of the letter.
    pub letter_words: u32,
    /// Share of words kept; undefined for two empty texts and beyond the bound.
    pub share_kept: Option<f64>,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterSignatureView {
    /// Who signed; empty in the demonstration.
    pub by: String,
    /// When, local time.
    pub at: String,
    /// Which version.
    pub version: u32,
    /// SHA-256 of the text that was signed.
    pub sha256: String,
}

/// One letter.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterView {
    /// Its line in the list.
    pub row: LetterRow,
    /// The patient's facts.
    pub facts: Vec<LetterFactGroup>,
    /// All seven sections, in the order of the letter.
    pub sections: Vec<LetterSectionView>,
    /// What blocks signing, in the order of the letter.
    pub blocks: Vec<LetterBlock>,
    /// What a physician answered for.
    pub confirmations: Vec<LetterConfirmation>,
    /// Facts that the letter leaves out.
    pub missing: Vec<LetterMissingFact>,
    /// Claims that were traced to a fact.
    pub traced_claims: u32,
    /// Words of the whole letter.
    pub words: u32,
    /// Against the draft; none before a draft.
    pub revision: Option<LetterRevision>,
    /// Which model drafted it last; empty before a draft.
    pub model: String,
    /// The signature, while it stands.
    pub signature: Option<LetterSignatureView>,
    /// Whether whoever is signed in may sign.
    pub may_sign: bool,
}

/// A kind of file that a signed letter is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterExportFormat {
    /// Word document.
    Docx,
    /// PDF.
    Pdf,
    /// Plain text.
    Text,
}
