//! A rater's desk. Positions count in this rater's own order; nothing tells who wrote a letter, and nothing of another rater is here.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::making::LetterScale;
use crate::wire::{LetterFactGroup, LetterVerdict, TickState};

/// Where a study stands for one of its raters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MyLetterStudyState {
    /// Letters wait.
    Rating,
    /// All rated; ratings may still be corrected.
    Finished,
    /// Locked.
    Closed,
}

/// A study in the list of one of its raters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MyLetterStudy {
    /// Its number.
    pub study: u32,
    /// What people call it.
    pub name: String,
    /// Where it stands for this rater.
    pub state: MyLetterStudyState,
    /// Letters in all.
    pub total: u32,
    /// Rated.
    pub rated: u32,
    /// Flagged.
    pub flagged: u32,
}

/// All that the screen needs beside the letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterDesk {
    /// The study.
    pub row: MyLetterStudy,
    /// What is rated.
    pub scale: LetterScale,
    /// A tick for each position.
    pub ticks: Vec<TickState>,
    /// The first position that waits; none when all are rated.
    pub next: Option<u32>,
}

/// A place in a text that the facts do not support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterMark {
    /// First UTF-16 unit within the letter.
    pub start: u32,
    /// Behind its last.
    pub end: u32,
    /// Unsupported or contradicted.
    pub verdict: LetterVerdict,
}

/// A line of the checks beside a letter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterCheckLine {
    /// Whether it is fine.
    pub is_fine: bool,
    /// One sentence.
    pub message: String,
    /// What the letter says there; empty when fine.
    pub quote: String,
}

/// A letter to be rated.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterItemView {
    /// Number of the study.
    pub study: u32,
    /// From 0 in this rater's order.
    pub position: u32,
    /// The patient's facts.
    pub facts: Vec<LetterFactGroup>,
    /// What the facts say to the letter.
    pub checks: Vec<LetterCheckLine>,
    /// The whole letter.
    pub text: String,
    /// What in it has no source.
    pub marks: Vec<LetterMark>,
    /// Its words.
    pub words: u32,
    /// This rater's rating, if there is one.
    pub recorded: Option<RecordedLetterRating>,
}

/// A rating as it stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordedLetterRating {
    /// Names this entry at its position; a correction says which it replaces.
    pub entry: String,
    /// 1 to 4 for each dimension.
    pub scores: Vec<u8>,
    /// Comment.
    pub comment: String,
    /// Whether it is flagged.
    pub is_flagged: bool,
    /// When, local time.
    pub at: String,
    /// How many earlier entries there are.
    pub corrections: u32,
}

/// A rating to be recorded.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterRatingRequest {
    /// Number of the study.
    pub study: u32,
    /// From 0 in this rater's order.
    pub position: u32,
    /// 1 to 4 for each dimension, all of them.
    pub scores: Vec<u8>,
    /// Comment.
    pub comment: String,
    /// Whether it is flagged.
    pub is_flagged: bool,
    /// Time in view while the window had the focus, ms.
    pub focus_ms: u32,
    /// The entry that this corrects; none for a first one. Refused when another stands.
    pub replaces: Option<String>,
}

/// After recording: on disk, and where to go on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterRatingRecorded {
    /// As it stands.
    pub recorded: RecordedLetterRating,
    /// Tick of its position.
    pub tick: TickState,
    /// The next position that waits, after this one or from the start; none when all are rated.
    pub next: Option<u32>,
    /// The study.
    pub row: MyLetterStudy,
}
