//! The audit log as the window shows it; it holds no patient text.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditRow {
    /// Number in the chain, from 1.
    #[ts(type = "number")]
    pub number: u64,
    /// Local time with its offset.
    pub at: String,
    /// Who.
    pub person: String,
    /// In which role.
    pub role: String,
    /// What was done, in words.
    pub action: String,
    /// To what, e.g. `case C-09127`.
    pub subject: String,
    /// What changed, e.g. `waiting → accepted`; empty if nothing.
    pub change: String,
    /// Whether the clock had moved back before it.
    pub clock_moved: bool,
}

/// What a check of the whole chain found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditCheck {
    /// Entries checked.
    #[ts(type = "number")]
    pub entries: u64,
    /// Whether nothing was found.
    pub is_whole: bool,
    /// What was found, one sentence each.
    pub findings: Vec<String>,
    /// Short form of the chain's head, for paper.
    pub checkpoint: String,
}
