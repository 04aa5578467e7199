//! What came of files with facts and past letters.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One patient's files.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterImportRow {
    /// Names of the files, facts first.
    pub files: Vec<String>,
    /// How the letter is called now; none when it was refused.
    pub label: Option<String>,
    /// Why it was refused, with what to do; none when it was taken.
    pub refusal: Option<String>,
    /// Remarks that stop nothing: contradictions within the facts, a missing side, tracked changes, masked identifiers.
    pub remarks: Vec<String>,
}

/// What came of an import.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterImportReport {
    /// Letters taken.
    pub taken: u32,
    /// Those with the physician's own letter.
    pub with_reference: u32,
    /// Patients refused.
    pub refused: u32,
    /// Names, numbers and dates that were masked in past letters.
    pub masked: u32,
    /// By file, those with something to say first.
    pub rows: Vec<LetterImportRow>,
}

/// What was written for a fine-tune.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterPairsReport {
    /// Name of the folder.
    pub folder: String,
    /// Lines to learn from.
    pub train: u32,
    /// Lines for validation.
    pub validation: u32,
    /// Lines kept aside.
    pub held_out: u32,
}
