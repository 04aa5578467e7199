//! How far two raters agree. A letter without a rating of both is no pair.

use isocenter_stats::{DisagreementWeight, PairedGrades};
use serde::Serialize;

use super::standing::Standing;
use super::statistic::{Statistic, Undefined};
use crate::{Error, Protocol, RaterNumber, Score};

/// Of two raters in one dimension, labels fixed at 1 to 4.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairAgreement {
    /// Who.
    pub raters: [RaterNumber; 2],
    /// Their names.
    pub names: [String; 2],
    /// Letters that both rated.
    pub n: usize,
    /// Share of equal scores.
    pub exact: Statistic,
    /// Share of scores at most one apart.
    pub within_one: Statistic,
    /// Cohen's κ with quadratic weights.
    pub kappa: Statistic,
    /// Gwet's AC2 with quadratic weights.
    pub ac2: Statistic,
}

/// A mean over pairs of raters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MeanOfPairs {
    /// The mean over the pairs that have a value; undefined where none has.
    #[serde(flatten)]
    pub mean: Statistic,
    /// Pairs that have a value.
    pub pairs: usize,
}

/// The agreement averaged over the pairs of raters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MeanAgreement {
    /// Pairs of raters.
    pub pairs: usize,
    /// Share of equal scores.
    pub exact: MeanOfPairs,
    /// Share of scores at most one apart.
    pub within_one: MeanOfPairs,
    /// Cohen's κ with quadratic weights.
    pub kappa: MeanOfPairs,
    /// Gwet's AC2 with quadratic weights.
    pub ac2: MeanOfPairs,
}

pub(super) fn pairs(
    protocol: &Protocol,
    standing: &Standing<'_>,
    dimension: usize,
) -> Result<Vec<PairAgreement>, Error> {
    let scores: Vec<Vec<Option<u8>>> = standing.items.iter().map(|item| item.scores(dimension).collect()).collect();
    let mut all = Vec::new();
    for (first, one) in protocol.raters.iter().enumerate() {
        for (second, two) in protocol.raters.iter().enumerate().skip(first + 1) {
            let both = scores.iter().filter_map(|scores| Some((scores[first]?, scores[second]?)));
            let (left, right): (Vec<u8>, Vec<u8>) = both.unzip();
            let paired = PairedGrades::new(&left, &right, Score::RANGE)?;
            all.push(PairAgreement {
                raters: [one.number, two.number],
                names: [one.name.clone(), two.name.clone()],
                n: paired.n(),
                exact: paired.exact().share().ok_or(Undefined::NoPairs).into(),
                within_one: paired.within_one().share().ok_or(Undefined::NoPairs).into(),
                kappa: paired.kappa(DisagreementWeight::Quadratic).into(),
                ac2: paired.gwet(DisagreementWeight::Quadratic).into(),
            });
        }
    }
    Ok(all)
}

impl MeanAgreement {
    pub(super) fn of(pairs: &[PairAgreement]) -> Self {
        let mean = |of: fn(&PairAgreement) -> Statistic| {
            let values: Vec<f64> = pairs.iter().filter_map(|pair| of(pair).value()).collect();
            let reasons = || pairs.iter().map(of);
            let mean = match (values.as_slice(), reasons().next()) {
                ([], None) => Statistic::Undefined(Undefined::OneRater),
                // Variation is what is missing where letters are not.
                ([], Some(first)) => {
                    reasons().find(|reason| *reason == Statistic::Undefined(Undefined::NoVariation)).unwrap_or(first)
                }
                (values, _) => Statistic::Value(values.iter().sum::<f64>() / values.len() as f64),
            };
            MeanOfPairs { mean, pairs: values.len() }
        };
        Self {
            pairs: pairs.len(),
            exact: mean(|pair| pair.exact),
            within_one: mean(|pair| pair.within_one),
            kappa: mean(|pair| pair.kappa),
            ac2: mean(|pair| pair.ac2),
        }
    }
}
