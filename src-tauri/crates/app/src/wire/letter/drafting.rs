//! The request for a draft and the events that answer it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::view::{LetterSectionKind, LetterView};

/// Sections of a letter to be drafted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterDraftRequest {
    /// Number of the letter.
    pub letter: u32,
    /// The version it is made on; 0 before the first.
    pub version: u32,
    /// The `id` of a model that drafts letters.
    pub model: String,
    /// Which sections; locked ones are refused.
    pub sections: Vec<LetterSectionKind>,
    /// Sampling temperature; 0 takes the likeliest token each time.
    pub temperature: f64,
    /// Seed of the sampling.
    #[ts(type = "number")]
    pub seed: u64,
}

/// What a running draft reports: started, loading (if the model is not in memory), then for each section its text (growing) and its
/// end; at the end finished or stopped. A section is stored when it is complete, so a stop loses at most the one in work.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum LetterEvent {
    /// The run has the machine.
    Started,
    /// The model is being read into memory.
    Loading {
        /// The model's name for people.
        model: String,
        /// Weights to read, MB.
        megabytes: f64,
    },
    /// A section so far.
    SectionText {
        /// Which.
        section: LetterSectionKind,
        /// The whole text so far.
        text: String,
    },
    /// A section is complete and stored; the letter with its check.
    SectionDone {
        /// Which.
        section: LetterSectionKind,
        /// The letter as it stands now.
        letter: Box<LetterView>,
    },
    /// All sections are drafted.
    Finished {
        /// How long it took.
        #[ts(type = "number")]
        elapsed_ms: u64,
    },
    /// The user stopped it.
    Cancelled,
}
