//! Versions of a letter; none is ever changed or removed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What made a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterAct {
    /// A section was drafted for the first time.
    Drafted,
    /// A section was drafted again.
    Redrafted,
    /// A person changed a section.
    Edited,
    /// A section was locked.
    Locked,
    /// A section was opened.
    Unlocked,
    /// A physician confirmed a statement, or took that back.
    Confirmed,
    /// A physician signed.
    Signed,
    /// The signed letter was opened for a change.
    Reopened,
}

/// A version in the list, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterVersionRow {
    /// From 1.
    pub version: u32,
    /// What made it.
    pub act: LetterAct,
    /// Who; empty where nobody is signed in by name.
    pub by: String,
    /// When, local time.
    pub at: String,
    /// The model that drafted; empty otherwise.
    pub model: String,
}

/// The text of a version.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterVersionView {
    /// Its line.
    pub row: LetterVersionRow,
    /// The whole letter.
    pub text: String,
}
