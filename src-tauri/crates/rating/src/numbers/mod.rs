//! Every number of a letter study, from its protocol and what was recorded. What a definition leaves open says why; nothing undefined becomes
//! 0. Intervals hold 95 %: a percentile bootstrap over cases with a fixed seed, a case with all of its ratings.

mod agreement;
mod comparison;
mod measures;
mod scores;
mod standing;
mod statistic;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Arm, Dimension, Error, ItemNumber, Ledger, Order, Protocol, RaterNumber};

pub use agreement::{MeanAgreement, MeanOfPairs, PairAgreement};
pub use comparison::{Comparison, SignedRank, SignedRankTest};
pub use measures::{ArmMeasures, ItemMeasures};
pub use scores::ArmScores;
pub use statistic::{Bounds, Statistic, Undefined};

use standing::Standing;

/// All numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Numbers {
    /// How far each rater came.
    pub raters: Vec<RaterNumbers>,
    /// By dimension, in the order of the protocol.
    pub dimensions: Vec<DimensionNumbers>,
    /// What was measured without a rater, by arm; empty where nothing was measured.
    pub measures: Vec<ArmMeasures>,
}

/// How far a rater came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RaterNumbers {
    /// Who.
    pub rater: RaterNumber,
    /// Their name.
    pub name: String,
    /// Letters rated.
    pub rated: usize,
    /// Letters there are.
    pub total: usize,
    /// Letters flagged.
    pub flagged: usize,
    /// Entries that do not stand any more.
    pub corrected: usize,
}

/// The numbers of one dimension.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DimensionNumbers {
    /// Which.
    pub dimension: Dimension,
    /// By arm, the physician's last.
    pub arms: Vec<ArmScores>,
    /// Of each two raters over all letters, whoever wrote them.
    pub pairs: Vec<PairAgreement>,
    /// Averaged over the pairs of raters.
    pub mean_agreement: MeanAgreement,
    /// Fine-tuned against base, of each model that has letters of both.
    pub comparisons: Vec<Comparison>,
}

impl Numbers {
    /// Computes them all. `measures` holds what was measured of letters without a rater, as far as it was.
    ///
    /// # Errors
    /// [`Error::UnknownItem`] for measures of no letter, [`Error::Statistics`] for a measure that is NaN or infinite.
    pub fn of(
        protocol: &Protocol,
        ledger: &Ledger,
        measures: &BTreeMap<ItemNumber, ItemMeasures>,
    ) -> Result<Self, Error> {
        let standing = Standing::of(protocol, ledger);
        let mut dimensions = Vec::with_capacity(protocol.dimensions.len());
        for (place, dimension) in protocol.dimensions.iter().enumerate() {
            let pairs = agreement::pairs(protocol, &standing, place)?;
            dimensions.push(DimensionNumbers {
                dimension: dimension.clone(),
                arms: scores::by_arm(&standing, place)?,
                mean_agreement: MeanAgreement::of(&pairs),
                pairs,
                comparisons: comparison::by_model(&standing, place)?,
            });
        }
        let mut raters = Vec::with_capacity(protocol.raters.len());
        for rater in &protocol.raters {
            let progress = ledger.progress(&Order::of(protocol, rater.number)?);
            raters.push(RaterNumbers {
                rater: rater.number,
                name: rater.name.clone(),
                rated: progress.rated,
                total: progress.total,
                flagged: progress.flagged,
                corrected: protocol.items.iter().map(|item| ledger.earlier(rater.number, item.number)).sum(),
            });
        }
        Ok(Self { raters, dimensions, measures: measures::by_arm(protocol, measures)? })
    }
}

/// An arm as the numbers name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArmName {
    /// Its name for people.
    pub label: String,
    /// Who wrote.
    pub author: crate::Author,
    /// The model's name; empty for a physician.
    pub model: String,
}

impl From<&Arm> for ArmName {
    fn from(arm: &Arm) -> Self {
        Self { label: arm.label(), author: arm.author, model: arm.model.clone() }
    }
}
