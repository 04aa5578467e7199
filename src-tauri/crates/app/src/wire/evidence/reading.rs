//! What was read from a diagnosis, with the words it was read from.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a fact is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FactGroup {
    /// Age and sex.
    Patient,
    /// Site and subsite.
    Site,
    /// Left, right, both.
    Laterality,
    /// Histology.
    Histology,
    /// TNM and stage group.
    Stage,
    /// Grade, Gleason, WHO.
    Grade,
    /// Receptors, PSA, mutations.
    Biomarkers,
    /// Surgery and margins.
    Surgery,
    /// Earlier radiotherapy.
    Radiotherapy,
    /// Curative, palliative, benign.
    Intent,
}

/// How a fact stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FactStanding {
    /// It is so.
    Present,
    /// It is said not to be so.
    Negated,
    /// It was so.
    History,
    /// The organ was removed.
    Removed,
    /// It may be so.
    Possible,
}

/// One fact.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadFact {
    /// Where it is listed.
    pub group: FactGroup,
    /// In a few words.
    pub words: String,
    /// How it stands in the text.
    pub standing: FactStanding,
    /// First character of its words in the text, in UTF-16 units.
    pub start: u32,
    /// Behind their last character.
    pub end: u32,
}

/// A diagnosis as the program reads it.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadDiagnosis {
    /// The facts in the order of the text.
    pub facts: Vec<ReadFact>,
}
