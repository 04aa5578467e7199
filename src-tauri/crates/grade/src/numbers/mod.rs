//! Every number of a study of grades, from its protocol and what was recorded. What a definition leaves open says why; nothing undefined
//! becomes 0. Intervals hold 95 %: Wilson's of shares, else a percentile bootstrap over cases with a fixed seed.
//!
//! Only who grades at the end counts: somebody taken out by an amendment keeps their entries and has no number.

mod agreement;
mod distribution;
mod pace;
mod panel_numbers;
mod share;
mod standing;
mod statistic;

use serde::Serialize;

use crate::{ArmId, Assignment, CheckedRecord, Error, GraderId, Letter};

pub use agreement::{Agreement, agreement};
pub use distribution::{Acceptance, Distribution};
pub use pace::{HASTY_MS, Pace};
pub use panel_numbers::PanelNumbers;
pub use share::Share;
pub use statistic::{Statistic, Undefined};

use standing::{Standing, When};

/// All numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Numbers {
    /// By arm, in the order of the protocol.
    pub arms: Vec<ArmNumbers>,
    /// Of both graders over all arms, before the panel.
    pub agreement: Agreement,
    /// Of each grader with themselves, A first.
    pub repeats: Vec<RepeatNumbers>,
    /// Time and drift of each grader, A first.
    pub pace: Vec<Pace>,
    /// What the panel did.
    pub panel: PanelNumbers,
}

/// The numbers of an arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmNumbers {
    /// Which.
    pub arm: ArmId,
    /// Its name for people.
    pub label: String,
    /// Grades of each grader before the panel, A first.
    pub before: Vec<Distribution>,
    /// The same with the grades that the panel adjusted.
    pub after: Vec<Distribution>,
    /// Means over the graders before the panel.
    pub acceptance_before: Acceptance,
    /// Means over the graders after the panel.
    pub acceptance_after: Acceptance,
    /// Of both graders on this arm, before the panel.
    pub agreement: Agreement,
}

/// A grader's second looks against the first ones; in the agreement the first look stands first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RepeatNumbers {
    /// Whose.
    pub grader: GraderId,
    /// Their name.
    pub name: String,
    /// A or B.
    pub letter: Letter,
    /// Of the two looks.
    pub agreement: Agreement,
}

impl Numbers {
    /// Computes them all. A decision of the panel that is not on the grades as they stand, which a change of graders can cause, adjusts
    /// nothing and is counted as such.
    ///
    /// # Errors
    /// [`Error::Statistics`] for a broken invariant.
    pub fn of(record: &CheckedRecord<'_>) -> Result<Self, Error> {
        let CheckedRecord { protocol, ledger, settled } = record;
        let standing = Standing::of(protocol, ledger, settled);
        let mut arms = Vec::with_capacity(protocol.arms.len());
        for arm in &protocol.arms {
            let items = || standing.items.iter().filter(|item| item.arm == &arm.id);
            arms.push(ArmNumbers {
                arm: arm.id.clone(),
                label: arm.label.clone(),
                before: distribution::distributions(&standing, items(), When::Before),
                after: distribution::distributions(&standing, items(), When::After),
                acceptance_before: distribution::acceptance(&standing, items(), When::Before),
                acceptance_after: distribution::acceptance(&standing, items(), When::After),
                agreement: agreement::of_items(&standing, items())?,
            });
        }
        let mut repeats = Vec::new();
        let mut pace = Vec::new();
        for grader in protocol.active_graders() {
            let order = Assignment::of(protocol, grader.id)?;
            repeats.push(RepeatNumbers {
                grader: grader.id,
                name: grader.name.clone(),
                letter: grader.letter,
                agreement: agreement::of_repeats(protocol, ledger, &order)?,
            });
            pace.push(Pace::of(grader, ledger, &order)?);
        }
        let agreement = agreement::of_items(&standing, standing.items.iter())?;
        let panel = PanelNumbers::of(&standing, settled);
        Ok(Self { arms, agreement, repeats, pace, panel })
    }
}
