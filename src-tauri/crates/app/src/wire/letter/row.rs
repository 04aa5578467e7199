//! A letter in the list.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Language of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterLanguage {
    /// English.
    English,
    /// German.
    German,
}

/// What a letter's patient is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterPart {
    /// A letter has to be written; nothing is learned from it.
    Work,
    /// A model may learn from the past letter.
    Train,
    /// The past letter says when a fine-tune should stop.
    Validation,
    /// Kept aside: drafts are measured and rated against the past letter.
    HeldOut,
}

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterState {
    /// No draft yet.
    NotStarted,
    /// A draft that nobody has signed.
    Draft,
    /// Signed.
    Signed,
}

/// A letter in the list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterRow {
    /// Its number.
    pub letter: u32,
    /// How it is called, e.g. `L-0007`.
    pub label: String,
    /// The name that stands for the patient's.
    pub pseudonym: String,
    /// The first diagnosis in words.
    pub diagnosis: String,
    /// Language of the letter.
    pub language: LetterLanguage,
    /// What its patient is used for.
    pub part: LetterPart,
    /// Where it stands.
    pub state: LetterState,
    /// Whether the physician's own letter is there.
    pub has_reference: bool,
    /// Whether the patient is invented.
    pub is_synthetic: bool,
    /// Number of the latest version; 0 before the first.
    pub version: u32,
    /// When that was made, local time; empty before the first.
    pub changed_at: String,
    /// Who made it; empty before the first, and where nobody is signed in by name.
    pub changed_by: String,
}
