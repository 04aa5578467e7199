//! What the facts say to a letter's claims, and what stands between it and a signature.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::view::LetterSectionKind;

/// What the facts say to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterVerdict {
    /// A fact says so.
    Traced,
    /// No fact says so.
    Unsupported,
    /// A fact says otherwise.
    Contradicted,
}

/// A claim in the text of a section.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterClaimView {
    /// First UTF-16 unit within the section's text.
    pub start: u32,
    /// Behind its last.
    pub end: u32,
    /// What kind of thing, e.g. `dose`.
    pub kind: String,
    /// What the facts say.
    pub verdict: LetterVerdict,
    /// Names of the facts that say so, or otherwise.
    pub facts: Vec<String>,
    /// What a confirmation names; none for a traced claim.
    pub block: Option<String>,
    /// Whether a physician confirmed it.
    pub is_confirmed: bool,
}

/// Why a letter may not be signed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LetterBlockKind {
    /// A statement without a source.
    Unsupported,
    /// A statement against the facts.
    Contradicted,
    /// The facts contradict each other.
    Facts,
    /// A heading without text; cannot be confirmed.
    EmptySection,
    /// No text at all; cannot be confirmed.
    NoText,
}

/// One thing that blocks signing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterBlock {
    /// What a confirmation names.
    pub key: String,
    /// Why.
    pub kind: LetterBlockKind,
    /// In which section, if in one.
    pub section: Option<LetterSectionKind>,
    /// What the letter says there; empty where it is not about a text.
    pub quote: String,
    /// One sentence for a person.
    pub message: String,
    /// Names of the facts it is about.
    pub facts: Vec<String>,
}

/// A block that a physician answered for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterConfirmation {
    /// What it would be blocked by.
    pub block: LetterBlock,
    /// Why it is right all the same.
    pub reason: String,
}

/// A fact that the letter does not state; it blocks nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterMissingFact {
    /// Its name.
    pub fact: String,
    /// What it says, e.g. `Dose`.
    pub label: String,
    /// The value with its unit.
    pub value: String,
}
