//! The rules of the checks, as a physicist reads and changes them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a rule does when it fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CheckSeverity {
    /// Copying stays off until it is acknowledged.
    Stop,
    /// It is shown to be looked at.
    Look,
    /// The rule is not applied.
    Off,
}

/// A limit of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckLimit {
    /// Its key, which never changes.
    pub key: String,
    /// In words.
    pub words: String,
    /// Its unit; empty for a plain number.
    pub unit: String,
    /// Its value.
    pub value: f64,
    /// The value this program came with.
    pub usual: f64,
}

/// How often a rule fires on delivered plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlarmRate {
    /// On how many it fired.
    pub fired: u32,
    /// To how many it could be applied.
    pub checked: u32,
    /// Of how many in all.
    pub of: u32,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckRule {
    /// Its id, which never changes.
    pub id: String,
    /// Its name.
    pub title: String,
    /// In plain words.
    pub explanation: String,
    /// Where it comes from.
    pub source: String,
    /// What it does.
    pub severity: CheckSeverity,
    /// What it did when this program came.
    pub usual_severity: CheckSeverity,
    /// Its limits.
    pub limits: Vec<CheckLimit>,
    /// How often it fires on the delivered plans of held-out cases; nothing where there are none.
    pub alarm: Option<AlarmRate>,
    /// Whether it fires on so many delivered plans that it needs review.
    pub needs_review: bool,
}

/// Every rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckRules {
    /// Number of the version; 0 is what this program came with.
    pub version: u32,
    /// Who changed it last, and when; empty for version 0.
    pub changed: String,
    /// Why.
    pub reason: String,
    /// The rules in the order in which they are applied.
    pub rules: Vec<CheckRule>,
    /// Which cases the alarm rates were measured on; why there are none.
    pub measured_on: String,
    /// Whether whoever reads may change them.
    pub may_change: bool,
}

/// A change of one rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckRuleChange {
    /// The rule.
    pub rule: String,
    /// What it does from now on.
    pub severity: CheckSeverity,
    /// Its limits: key and value.
    pub limits: Vec<(String, f64)>,
}

/// Changes, kept together as a new version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckRulesChange {
    /// The version that they change.
    pub version: u32,
    /// The changes.
    pub rules: Vec<CheckRuleChange>,
    /// Why; must not be empty.
    pub reason: String,
}
