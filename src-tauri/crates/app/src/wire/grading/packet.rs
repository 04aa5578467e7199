//! Packets: one grader's cases for another workstation, and their grades on the way back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A packet that was written.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PacketExported {
    /// Name of the file.
    pub file: String,
    /// Opens it, shown once: it goes to the grader by another way than the file.
    pub code: String,
}

/// A case that was graded here and in the packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PacketConflict {
    /// How the case is named.
    pub case: String,
    /// When it was recorded here, local time.
    pub here: String,
    /// When it was recorded in the packet.
    pub in_packet: String,
}

/// What merging a packet did. Of two grades the one recorded first counts; the other is kept in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PacketMerge {
    /// Name of the file.
    pub file: String,
    /// Whose grades.
    pub grader: String,
    /// Who signed it, and when.
    pub signed: String,
    /// Entries that were new here.
    pub merged: u32,
    /// Cases that were graded at both places.
    pub conflicts: Vec<PacketConflict>,
}
