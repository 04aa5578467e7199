//! What each rule does; what it says it is, how severe and with which numbers, stands in the rulebook.

mod arithmetic;
mod code;
mod code_detail;
mod dose_per_fraction;
mod eqd2;
mod fractions;
mod modality;
mod prior_radiotherapy;
mod schedules;
mod side;
mod site;
mod stage;
mod summary;
mod technique_kind;
mod total_dose;
mod unit;
mod unlike_training;

use crate::facts::Facts;
use crate::{Place, RuleId, Rulebook};

/// What a rule came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Beyond what can be: a stop whatever the severity of the rule.
    Implausible,
    /// The rule fires with its severity.
    Fires,
    /// To be looked at, never a stop.
    Doubtful,
    Passes,
    NotChecked,
}

/// A verdict with its words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outcome {
    pub verdict: Verdict,
    pub statement: String,
    pub weigh: Option<String>,
    pub places: Vec<Place>,
}

impl Outcome {
    pub(crate) fn not_checked(statement: impl Into<String>) -> Self {
        Self { verdict: Verdict::NotChecked, statement: statement.into(), weigh: None, places: Vec::new() }
    }

    pub(crate) fn passes(statement: impl Into<String>) -> Self {
        Self { verdict: Verdict::Passes, statement: statement.into(), weigh: None, places: Vec::new() }
    }

    pub(crate) fn fires(statement: impl Into<String>, weigh: impl Into<String>) -> Self {
        Self { verdict: Verdict::Fires, statement: statement.into(), weigh: Some(weigh.into()), places: Vec::new() }
    }

    pub(crate) fn doubtful(statement: impl Into<String>, weigh: impl Into<String>) -> Self {
        Self { verdict: Verdict::Doubtful, ..Self::fires(statement, weigh) }
    }

    pub(crate) fn implausible(statement: impl Into<String>, weigh: impl Into<String>) -> Self {
        Self { verdict: Verdict::Implausible, ..Self::fires(statement, weigh) }
    }

    pub(crate) fn at(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        for place in places {
            if !self.places.contains(&place) {
                self.places.push(place);
            }
        }
        self
    }
}

/// Applies one rule.
pub(crate) fn outcome(id: RuleId, facts: &Facts<'_>, book: &Rulebook) -> Outcome {
    match id {
        RuleId::PlanUnread => summary::plan_unread(facts),
        RuleId::DoseArithmetic => arithmetic::outcome(facts, book),
        RuleId::DoseUnit => unit::outcome(facts, book),
        RuleId::SummaryDelivered => summary::outcome(facts, book),
        RuleId::DosePerFraction => dose_per_fraction::outcome(facts, book),
        RuleId::TotalDose => total_dose::outcome(facts, book),
        RuleId::Fractions => fractions::outcome(facts, book),
        RuleId::Eqd2 => eqd2::outcome(facts, book),
        RuleId::Side => side::outcome(facts),
        RuleId::Site => site::outcome(facts),
        RuleId::RemovedSite => site::removed(facts),
        RuleId::Stage => stage::outcome(facts),
        RuleId::Modality => modality::outcome(facts),
        RuleId::CodeExists => code::exists(facts),
        RuleId::CodeSex => code::sex(facts),
        RuleId::CodeSide => code::side(facts),
        RuleId::CodeSite => code::site(facts),
        RuleId::CodeDetail => code_detail::outcome(facts),
        RuleId::PriorRadiotherapy => prior_radiotherapy::outcome(facts),
        RuleId::UnlikeTraining => unlike_training::outcome(facts, book),
    }
}
