//! What the rules found.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How serious a finding is; the most serious first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CheckLevel {
    /// Copying stays off until it is acknowledged with a reason.
    Stop,
    /// To be looked at.
    Look,
    /// Nothing found.
    Pass,
    /// Could not be applied.
    NotChecked,
}

/// Which text a place is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CheckText {
    /// The diagnosis.
    Diagnosis,
    /// The plan.
    Plan,
}

/// Words that a finding stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckPlace {
    /// Of which text.
    pub text: CheckText,
    /// First character, in UTF-16 units.
    pub start: u32,
    /// Behind the last.
    pub end: u32,
}

/// One rule applied.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// Id of the rule, which never changes.
    pub rule: String,
    /// Name of the rule.
    pub title: String,
    /// How serious.
    pub level: CheckLevel,
    /// What was found, as a statement.
    pub statement: String,
    /// What to weigh, or to do.
    pub weigh: Option<String>,
    /// The rule in plain words.
    pub explanation: String,
    /// Where the rule and its limits come from.
    pub source: String,
    /// The words it stands on.
    pub places: Vec<CheckPlace>,
}

impl std::fmt::Debug for CheckView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckView").field("rule", &self.rule).field("level", &self.level).finish_non_exhaustive()
    }
}
