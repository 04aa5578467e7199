//! The ratings that stand, by letter.

use crate::{Arm, CaseLabel, Ledger, Protocol, Rating};

/// A letter with the rating of each rater, in the order of the protocol.
pub(super) struct StandingItem<'a> {
    /// Place of its case among the cases.
    pub(super) case: usize,
    /// Place of its arm among the arms.
    pub(super) arm: usize,
    ratings: Vec<Option<&'a Rating>>,
}

impl StandingItem<'_> {
    /// What each rater gave it in one dimension.
    pub(super) fn scores(&self, dimension: usize) -> impl Iterator<Item = Option<u8>> {
        self.ratings.iter().map(move |rating| rating.map(|rating| rating.scores()[dimension].number()))
    }
}

/// All letters.
pub(super) struct Standing<'a> {
    pub(super) arms: Vec<Arm>,
    pub(super) cases: Vec<CaseLabel>,
    pub(super) items: Vec<StandingItem<'a>>,
}

impl<'a> Standing<'a> {
    pub(super) fn of(protocol: &Protocol, ledger: &'a Ledger) -> Self {
        let (arms, cases) = (protocol.arms(), protocol.cases());
        let item = |item: &crate::Item| StandingItem {
            // OK because both lists are made of the same letters.
            case: cases.binary_search(&item.case).unwrap_or_default(),
            arm: arms.binary_search(&item.arm()).unwrap_or_default(),
            ratings: protocol.raters.iter().map(|rater| ledger.rating(rater.number, item.number)).collect(),
        };
        let items = protocol.items.iter().map(item).collect();
        Self { arms, cases, items }
    }
}
