//! The desk of one grader: the list, one case, what was recorded. Positions count in this grader's own order, so they tell nothing of the
//! arm; nothing of another grader is here.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::{GradeScale, PlanComparison, PlanView};

/// Which round a position is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GradingStage {
    /// The examples, with feedback; not counted.
    Calibration,
    /// The cases.
    Grading,
}

/// Where a study of grades stands for one of its graders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MyGradingState {
    /// The examples wait to be graded.
    Calibrating,
    /// Cases wait.
    Grading,
    /// All recorded; grades may still be corrected until the discussion begins.
    Finished,
    /// In discussion or locked: grades may not change any more.
    Closed,
    /// This grader's packet is out: grading happens at the other workstation.
    Elsewhere,
}

/// A study of grades in the list of one of its graders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MyGrading {
    /// Its number.
    pub grading: u32,
    /// What people call it.
    pub name: String,
    /// Where it stands for this grader.
    pub state: MyGradingState,
    /// Examples of the calibration round.
    pub examples: u32,
    /// Those that this grader has graded.
    pub calibrated: u32,
    /// Cases in this grader's list.
    pub total: u32,
    /// Recorded, skipped ones included.
    pub recorded: u32,
    /// Skipped.
    pub skipped: u32,
    /// Flagged.
    pub flagged: u32,
    /// Whether it came as a packet and goes back as one.
    pub is_packet: bool,
}

/// A position of the ruler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TickState {
    /// Waits.
    ToDo,
    /// Graded.
    Graded,
    /// Graded or skipped, and flagged.
    Flagged,
    /// Skipped.
    Skipped,
}

/// All that the screen needs beside the case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradingDesk {
    /// The study of grades.
    pub row: MyGrading,
    /// The scale.
    pub scale: GradeScale,
    /// What this grader works on now.
    pub stage: GradingStage,
    /// A tick for each position of that stage.
    pub ticks: Vec<TickState>,
    /// The first position that waits; none when all is recorded.
    pub next: Option<u32>,
}

/// A case to be graded.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradeCase {
    /// Number of the study of grades.
    pub grading: u32,
    /// Its round.
    pub stage: GradingStage,
    /// From 0 in this grader's order.
    pub position: u32,
    /// How the case is named, e.g. `C-0143`.
    pub case: String,
    /// What the model read.
    pub diagnosis: String,
    /// The reference plan.
    pub delivered: PlanView,
    /// The generated plan, its source hidden.
    pub generated: PlanView,
    /// Where they differ.
    pub comparison: PlanComparison,
    /// This grader's grade, if there is one.
    pub recorded: Option<RecordedGrade>,
    /// In the calibration round, once this grader has recorded.
    pub feedback: Option<ExampleFeedback>,
}

/// A grade as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordedGrade {
    /// Names this entry at its position; a correction says which it replaces.
    pub entry: String,
    /// 1 to 5; none when skipped.
    pub grade: Option<u8>,
    /// Why it was skipped.
    pub skip_reason: String,
    /// Comment.
    pub comment: String,
    /// Whether it is flagged.
    pub is_flagged: bool,
    /// When, local time.
    pub at: String,
    /// Time in view while the window had the focus, s.
    pub focus_s: f64,
    /// How many earlier entries there are.
    pub corrections: u32,
}

/// A grade to be recorded: a grade or a reason to skip, never both.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradeEntryRequest {
    /// Number of the study of grades.
    pub grading: u32,
    /// Its round.
    pub stage: GradingStage,
    /// From 0 in this grader's order.
    pub position: u32,
    /// 1 to 5.
    pub grade: Option<u8>,
    /// Why it is skipped.
    pub skip_reason: String,
    /// Comment.
    pub comment: String,
    /// Whether it is flagged.
    pub is_flagged: bool,
    /// Time in view while the window had the focus, ms.
    pub focus_ms: u32,
    /// The entry that this corrects; none for a first one. Refused when another stands.
    pub replaces: Option<String>,
}

/// What the senior oncologist gave an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExampleFeedback {
    /// The grade.
    pub grade: u8,
    /// Why.
    pub note: String,
}

/// After recording: on disk, and where to go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GradeRecorded {
    /// As it stands.
    pub recorded: RecordedGrade,
    /// In the calibration round.
    pub feedback: Option<ExampleFeedback>,
    /// Tick of its position.
    pub tick: TickState,
    /// The next position that waits, after this one or from the start; none when all is recorded.
    pub next: Option<u32>,
    /// The study of grades.
    pub row: MyGrading,
}
