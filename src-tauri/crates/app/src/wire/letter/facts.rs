//! The structured facts of a patient, as a list under headings.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a group of facts is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterFactGroupKind {
    /// Patient, addressee, author, date.
    Letter,
    /// A diagnosis.
    Diagnosis,
    /// Surgery or a systemic treatment.
    Treatment,
    /// A phase of a course of radiotherapy, given or planned.
    Radiotherapy,
    /// Recommendations.
    Recommendations,
    /// What is planned.
    Schedule,
    /// Other things that may be said.
    Remarks,
}

/// Facts that belong together.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterFactGroup {
    /// What they are of.
    pub kind: LetterFactGroupKind,
    /// Heading, e.g. `Radiotherapy, given`.
    pub title: String,
    /// In their order.
    pub facts: Vec<LetterFact>,
}

/// One fact.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterFact {
    /// Its name, e.g. `courses.1.phases.2.dose`: claims point to it.
    pub id: String,
    /// What it says, e.g. `Dose`.
    pub label: String,
    /// The value with its unit.
    pub value: String,
}
