//! Past cases like this one, and the schedules of the library for its site.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::{Modality, PhaseView};

/// What similarity was measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SimilarityBasis {
    /// By their words.
    Words,
    /// By their words and by the model's own hidden states.
    WordsAndModel,
}

/// A training case like this one.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SimilarCase {
    /// 0 to 1.
    pub similarity: f64,
    /// Its diagnosis, without identifiers.
    pub diagnosis: String,
    /// The plan that was delivered.
    pub delivered: Vec<PhaseView>,
    /// Its text.
    pub delivered_text: String,
    /// Its code, where it has one.
    pub code: Option<String>,
    /// Whether the delivered plan equals the suggested one: modality, dose and fractions of every phase.
    pub equals_suggestion: bool,
}

/// The nearest training cases.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SimilarCases {
    /// Nearest first; each plan given to one patient counts once.
    pub cases: Vec<SimilarCase>,
    /// How many of them had the suggested plan.
    pub equal: u32,
    /// Cases that were searched.
    pub searched: u32,
    /// Which cases these are.
    pub origin: String,
    /// What similarity was measured by.
    pub basis: SimilarityBasis,
    /// Why there are none, or what is missing.
    pub remark: Option<String>,
}

/// Whether somebody has seen the figure in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LibraryVerification {
    /// The figure was seen in a public page.
    Page,
    /// A trial or guideline is named; a radiation oncologist must review it.
    Named,
}

/// A schedule of the library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryRow {
    /// Its id, such as `R001`.
    pub id: String,
    /// What it is given for.
    pub condition: String,
    /// The radiation.
    pub modality: Modality,
    /// The technique as the library writes it.
    pub technique: String,
    /// Total dose, Gy.
    pub dose_gy: f64,
    /// Fractions.
    pub fractions: u32,
    /// Dose per fraction, Gy.
    pub dose_per_fraction_gy: f64,
    /// How it is given.
    pub schedule: String,
    /// What it is given for, in one word: curative, palliative, benign.
    pub intent: String,
    /// The trial or guideline.
    pub source: String,
    /// Whether somebody has seen the figure.
    pub verification: LibraryVerification,
    /// Whether it equals a phase of the suggested plan.
    pub equals_suggestion: bool,
}

/// The library's schedules for the suggested code's category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryRows {
    /// The site, as the library names it; empty where it has none.
    pub site: String,
    /// The schedules, those equal to the suggestion first.
    pub rows: Vec<LibraryRow>,
}

impl std::fmt::Debug for SimilarCases {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimilarCases")
            .field("cases", &self.cases.len())
            .field("searched", &self.searched)
            .field("basis", &self.basis)
            .finish_non_exhaustive()
    }
}
