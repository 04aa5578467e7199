//! The five grades and what they mean.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a grade says of clinical use; the gaps between the tiles fall where it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GradeGroup {
    /// Grades 1 and 2.
    Acceptable,
    /// Grade 3.
    PotentiallyUnsafe,
    /// Grades 4 and 5.
    Unacceptable,
}

/// One grade in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradeDefinition {
    /// 1 to 5.
    pub grade: u8,
    /// In two words, e.g. `Minor deviation`.
    pub name: String,
    /// In one sentence.
    pub definition: String,
    /// What it says of clinical use.
    pub group: GradeGroup,
}

/// Five grades, 1 first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradeScale {
    /// In the order of their numbers.
    pub grades: Vec<GradeDefinition>,
}
