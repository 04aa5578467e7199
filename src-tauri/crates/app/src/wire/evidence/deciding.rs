//! What somebody decides about a suggestion. Nothing can be copied before.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::CheckView;
use crate::wire::{Arm, PhaseView};

/// The decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DecisionKind {
    /// As it was suggested.
    Accepted,
    /// With changes.
    Edited,
    /// Not at all.
    Rejected,
}

/// A stop-level finding that somebody has weighed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckAcknowledgement {
    /// Id of the rule.
    pub rule: String,
    /// Why it does not stand in the way.
    pub reason: String,
}

/// A plan to be checked as if it had been suggested.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanCheckRequest {
    /// The suggestion.
    pub suggestion: String,
    /// Whose answer is edited.
    pub arm: Arm,
    /// The edited plan.
    pub plan: String,
}

/// An edited plan as it is read and checked.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckedPlan {
    /// The phases; none means that no plan could be read.
    pub phases: Vec<PhaseView>,
    /// What the rules found.
    pub checks: Vec<CheckView>,
}

/// What somebody decides.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DecisionRequest {
    /// The suggestion.
    pub suggestion: String,
    /// Whose answer is decided on.
    pub arm: Arm,
    /// The decision.
    pub kind: DecisionKind,
    /// Why; must not be empty for a rejection.
    pub reason: String,
    /// The plan as edited; nothing unless edited.
    pub plan: Option<String>,
    /// Every stop-level finding of the plan that is accepted or edited, with why it does not stand in the way.
    pub acknowledged: Vec<CheckAcknowledgement>,
    /// The α/β of the doses that are copied, Gy; nothing where none is shown.
    pub alpha_beta_gy: Option<f64>,
}

/// A decision that stands.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DecisionView {
    /// The suggestion.
    pub suggestion: String,
    /// Whose answer.
    pub arm: Arm,
    /// The decision.
    pub kind: DecisionKind,
    /// Why.
    pub reason: String,
    /// The plan that was accepted or edited; nothing when it was rejected.
    pub plan: Option<String>,
    /// What may be copied; nothing when it was rejected.
    pub copy_text: Option<String>,
    /// Whether it was kept in the vault; without a vault it lasts until the program ends.
    pub is_kept: bool,
}

/// A suggestion of the past.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EarlierSuggestion {
    /// Its id.
    pub suggestion: String,
    /// When, in milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// The diagnosis.
    pub diagnosis: String,
    /// The model.
    pub model: String,
    /// The plan that was suggested, as far as one could be read.
    pub plan: String,
    /// The latest decision.
    pub decision: Option<DecisionKind>,
}

impl std::fmt::Debug for DecisionView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DecisionView")
            .field("suggestion", &self.suggestion)
            .field("arm", &self.arm)
            .field("kind", &self.kind)
            .field("is_kept", &self.is_kept)
            .finish_non_exhaustive()
    }
}
