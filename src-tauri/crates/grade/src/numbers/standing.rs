//! First grades of those who grade, regimen by regimen, before and after the panel: what most numbers are made of.

use std::collections::{BTreeMap, HashMap};

use crate::{
    Act, ArmId, CaseId, DecisionRecord, Grade, Grader, ItemNumber, Ledger, Letter, Pair, Place, Protocol, Round,
    is_discrepancy,
};

/// Before or after the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Before,
    After,
}

/// What stands of one grader on one regimen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Graded { before: Grade, after: Grade },
    Skipped,
    Unrecorded,
}

impl Mark {
    pub(super) const fn grade(self, when: When) -> Option<Grade> {
        match (self, when) {
            (Self::Graded { before, .. }, When::Before) => Some(before),
            (Self::Graded { after, .. }, When::After) => Some(after),
            _ => None,
        }
    }
}

/// A regimen with a mark of each grader who grades, A first.
pub(super) struct StandingItem<'a> {
    pub(super) number: ItemNumber,
    pub(super) arm: &'a ArmId,
    /// Index of its case in the protocol.
    pub(super) case: usize,
    pub(super) marks: Vec<Mark>,
}

impl StandingItem<'_> {
    /// Both grades before the panel, when two grade and both have given one.
    pub(super) fn pair(&self) -> Option<Pair> {
        let [first, second] = self.marks[..] else { return None };
        Some(Pair { item: self.number, first: first.grade(When::Before)?, second: second.grade(When::Before)? })
    }
}

/// All regimens.
pub(super) struct Standing<'a> {
    /// Who grades, A first.
    pub(super) graders: Vec<&'a Grader>,
    pub(super) items: Vec<StandingItem<'a>>,
}

impl<'a> Standing<'a> {
    pub(super) fn of(
        protocol: &'a Protocol,
        ledger: &Ledger,
        decisions: &BTreeMap<ItemNumber, &DecisionRecord>,
    ) -> Self {
        let graders: Vec<&Grader> = protocol.active_graders().collect();
        let cases = case_indices(protocol);
        let items = protocol.items.iter().map(|item| {
            let mark = |grader: &&Grader| match ledger.current(Place {
                grader: grader.id,
                round: Round::First,
                item: item.number,
            }) {
                None => Mark::Unrecorded,
                Some(entry) => match &entry.act {
                    Act::Graded(grade) => Mark::Graded { before: *grade, after: *grade },
                    Act::Skipped(_) => Mark::Skipped,
                    Act::Withdrawn => Mark::Unrecorded,
                },
            };
            let marks = graders.iter().map(mark).collect();
            // OK because `Protocol::check` refuses an item without its case; one would stand alone.
            let case = cases.get(&item.case).copied().unwrap_or(usize::MAX);
            let mut standing = StandingItem { number: item.number, arm: &item.arm, case, marks };
            if let Some(record) = decisions.get(&item.number) {
                adjust(&mut standing, record, &graders);
            }
            standing
        });
        let items = items.collect();
        Self { graders, items }
    }
}

/// Index of each case in the protocol.
pub(super) fn case_indices(protocol: &Protocol) -> HashMap<&CaseId, usize> {
    protocol.cases.iter().enumerate().map(|(index, case)| (&case.id, index)).collect()
}

/// Whether a record of the panel is on these grades.
pub(super) fn is_on(record: &DecisionRecord, pair: Pair) -> bool {
    let decision = &record.decision;
    (decision.first_before, decision.second_before) == (pair.first, pair.second)
        && is_discrepancy(pair.first, pair.second)
}

fn adjust(item: &mut StandingItem<'_>, record: &DecisionRecord, graders: &[&Grader]) {
    if !item.pair().is_some_and(|pair| is_on(record, pair)) {
        return;
    }
    for (mark, grader) in item.marks.iter_mut().zip(graders) {
        if let Mark::Graded { after, .. } = mark {
            *after = match grader.letter {
                Letter::A => record.decision.first,
                Letter::B => record.decision.second,
            };
        }
    }
}
