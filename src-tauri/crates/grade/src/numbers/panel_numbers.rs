//! What the panel had to do and did.

use std::collections::BTreeMap;

use serde::Serialize;

use super::standing::{Standing, is_on};
use crate::{DecisionRecord, ItemNumber, is_discrepancy};

/// What the panel did, over all arms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct PanelNumbers {
    /// Regimens with grades more than one apart.
    pub flagged: usize,
    /// Settled.
    pub settled: usize,
    /// Grades of A and of B that moved.
    pub moved: usize,
    /// Settled with a dissent.
    pub dissents: usize,
    /// Records on grades that do not stand any more, as after a change of graders; they adjust nothing.
    pub outdated: usize,
}

impl PanelNumbers {
    pub(super) fn of(standing: &Standing<'_>, decisions: &BTreeMap<ItemNumber, &DecisionRecord>) -> Self {
        let mut numbers = Self::default();
        for item in &standing.items {
            let pair = item.pair();
            numbers.flagged += usize::from(pair.is_some_and(|pair| is_discrepancy(pair.first, pair.second)));
            let Some(record) = decisions.get(&item.number) else { continue };
            if pair.is_some_and(|pair| is_on(record, pair)) {
                numbers.settled += 1;
                numbers.moved += record.decision.moved();
                numbers.dissents += usize::from(!record.decision.dissent.reveal().trim().is_empty());
            } else {
                numbers.outdated += 1;
            }
        }
        numbers
    }
}
