//! A new letter study, its drafts, and where it stands.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::PersonView;

/// Who wrote a letter of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterArm {
    /// The model without its adapter.
    Base,
    /// The model with its adapter.
    Tuned,
    /// The physician who wrote the past letter.
    Physician,
}

/// What is rated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterDimension {
    /// One or two words.
    pub label: String,
    /// What it asks.
    pub question: String,
}

/// Dimensions and the words of the four points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterScale {
    /// One to eight.
    pub dimensions: Vec<LetterDimension>,
    /// Four words, from 1 to 4.
    pub points: Vec<String>,
    /// Whether the words are this application's own; a published scale is not known.
    pub is_default: bool,
}

/// A model that a study may ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterModelOption {
    /// What a request names.
    pub id: String,
    /// What a person reads.
    pub name: String,
    /// Whether it has an adapter for letters.
    pub has_adapter: bool,
}

/// What the form of a new study offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterStudyOptions {
    /// Models.
    pub models: Vec<LetterModelOption>,
    /// Physicians who may rate.
    pub raters: Vec<PersonView>,
    /// Held-out patients with the physician's own letter.
    pub letters: u32,
    /// The scale to begin with.
    pub scale: LetterScale,
}

/// A new study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterStudyRequest {
    /// What people call it.
    pub name: String,
    /// Ids of models; each drafts once for each arm that it has.
    pub models: Vec<String>,
    /// Which arms.
    pub arms: Vec<LetterArm>,
    /// How many held-out patients.
    pub letters: u32,
    /// Accounts of the raters.
    pub raters: Vec<String>,
    /// What is rated.
    pub scale: LetterScale,
    /// Sampling temperature of the drafts.
    pub temperature: f64,
    /// Seed of the drafts and of the raters' orders.
    #[ts(type = "number")]
    pub seed: u64,
}

/// Where a study stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterStudyState {
    /// Made; its letters are not all drafted.
    Drafting,
    /// Its letters are there; raters rate.
    Open,
    /// Closed; the numbers are open.
    Locked,
}

/// How far a rater is; how many, never what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterRaterProgress {
    /// Who.
    pub name: String,
    /// Letters rated.
    pub rated: u32,
}

/// A study in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterStudyRow {
    /// Its number.
    pub study: u32,
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub state: LetterStudyState,
    /// Letters that are there.
    pub drafted: u32,
    /// Letters in all.
    pub total: u32,
    /// Raters.
    pub raters: Vec<LetterRaterProgress>,
    /// When it was made, local time.
    pub made_at: String,
    /// Hash of its protocol.
    pub protocol_sha256: String,
}

/// What the drafting of a study's letters reports. Each letter is stored when it is complete; the same command goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum LetterStudyEvent {
    /// So many letters are there.
    Drafted {
        /// Letters that are there.
        done: u32,
        /// Letters in all.
        total: u32,
        /// Which model drafts.
        model: String,
    },
    /// All are there, and the study is open.
    Finished,
    /// The user stopped it.
    Cancelled,
}
