//! Fine-tuned against base, case against case: what the same raters gave both letters of a case.

use isocenter_stats::{
    Alternative, Rounding, Wilcoxon, WilcoxonError, WilcoxonMethod, WilcoxonSettings, bootstrap_mean_difference, mean,
    wilcoxon,
};
use serde::Serialize;

use super::standing::{Standing, StandingItem};
use super::statistic::{BOOTSTRAP, Bounds, Undefined};
use crate::{Arm, Author, Error};

/// Means of whole scores over few raters differ by thirds and fifths: so many decimals tell equal differences.
const DECIMALS: u8 = 9;

/// Of one model in one dimension.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Which model.
    pub model: String,
    /// Cases with both letters, each rated by the same raters at least once.
    pub cases: usize,
    /// Cases with both letters that no rater rated both of.
    pub left_out: usize,
    /// Mean over the cases of fine-tuned minus base; above 0, fine-tuned is rated higher. None without a case.
    pub mean_difference: Option<f64>,
    /// Its interval.
    pub interval: Option<Bounds>,
    /// Wilcoxon's signed-rank test of the means by case.
    pub test: SignedRankTest,
}

/// A test, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum SignedRankTest {
    /// There is one.
    Done(SignedRank),
    /// There is none.
    Undefined {
        /// Why.
        undefined: Undefined,
    },
}

impl SignedRankTest {
    /// The test, if there is one.
    #[must_use]
    pub const fn done(&self) -> Option<&SignedRank> {
        match self {
            Self::Done(test) => Some(test),
            Self::Undefined { .. } => None,
        }
    }
}

/// Wilcoxon's signed-rank test with all that a reader needs to judge it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SignedRank {
    /// Cases.
    pub n: usize,
    /// Cases without a difference, dropped before ranking.
    pub zeros: usize,
    /// Differing cases whose difference another has too, whatever its sign.
    pub ties: usize,
    /// Sum of the ranks of cases in which fine-tuned is rated higher.
    pub positive_ranks: f64,
    /// Sum of the ranks of cases in which base is rated higher.
    pub negative_ranks: f64,
    /// One-sided: fine-tuned is rated higher.
    pub p_one_sided: f64,
    /// The smallest that so many differing cases allow.
    pub p_one_sided_floor: f64,
    /// Two-sided.
    pub p_two_sided: f64,
    /// The smallest that so many differing cases allow.
    pub p_two_sided_floor: f64,
    /// Whether the exact distribution was used, and not the normal approximation.
    pub is_exact: bool,
    /// Rank-biserial correlation, −1 to 1.
    pub rank_biserial: f64,
    /// Median of the differences.
    pub median_difference: f64,
}

pub(super) fn by_model(standing: &Standing<'_>, dimension: usize) -> Result<Vec<Comparison>, Error> {
    let place =
        |author, model: &str| standing.arms.iter().position(|arm| *arm == Arm { author, model: model.to_owned() });
    let tuned = standing.arms.iter().enumerate().filter(|(_, arm)| arm.author == Author::Tuned);
    let both = tuned.filter_map(|(tuned, arm)| Some((place(Author::Base, &arm.model)?, tuned, arm.model.as_str())));
    both.map(|(base, tuned, model)| compare(standing, dimension, base, tuned, model)).collect()
}

fn compare(
    standing: &Standing<'_>,
    dimension: usize,
    base: usize,
    tuned: usize,
    model: &str,
) -> Result<Comparison, Error> {
    let letters = |arm| {
        let mut of_case: Vec<Option<&StandingItem<'_>>> = vec![None; standing.cases.len()];
        standing.items.iter().filter(|item| item.arm == arm).for_each(|item| of_case[item.case] = Some(item));
        of_case
    };
    let (mut of_base, mut of_tuned, mut left_out) = (Vec::new(), Vec::new(), 0);
    for pair in letters(base).into_iter().zip(letters(tuned)) {
        let (Some(base), Some(tuned)) = pair else { continue };
        let scores = base.scores(dimension).zip(tuned.scores(dimension));
        let both: Vec<(f64, f64)> =
            scores.filter_map(|(base, tuned)| Some((f64::from(base?), f64::from(tuned?)))).collect();
        let n = both.len() as f64;
        if both.is_empty() {
            left_out += 1;
            continue;
        }
        of_base.push(both.iter().map(|(base, _)| base).sum::<f64>() / n);
        of_tuned.push(both.iter().map(|(_, tuned)| tuned).sum::<f64>() / n);
    }
    let differences: Vec<f64> = of_tuned.iter().zip(&of_base).map(|(tuned, base)| tuned - base).collect();
    let interval = bootstrap_mean_difference(&of_tuned, &of_base, BOOTSTRAP)?;
    Ok(Comparison {
        model: model.to_owned(),
        cases: differences.len(),
        left_out,
        mean_difference: mean(&differences)?,
        interval: interval.map(Bounds::from),
        test: test(&of_tuned, &of_base)?,
    })
}

fn test(tuned: &[f64], base: &[f64]) -> Result<SignedRankTest, Error> {
    let of = |alternative| {
        let settings =
            WilcoxonSettings { rounding: Rounding::Decimals(DECIMALS), ..WilcoxonSettings::new(alternative) };
        wilcoxon(tuned, base, settings)
    };
    let undefined = |undefined| Ok(SignedRankTest::Undefined { undefined });
    match (of(Alternative::Greater), of(Alternative::TwoSided)) {
        (Ok(one), Ok(two)) => Ok(SignedRankTest::Done(SignedRank::of(&one, &two))),
        (Err(WilcoxonError::NoPairs), _) => undefined(Undefined::NoCases),
        (Err(WilcoxonError::Input(source)), _) | (_, Err(WilcoxonError::Input(source))) => Err(source.into()),
        _ => undefined(Undefined::NoDifference),
    }
}

impl SignedRank {
    fn of(one: &Wilcoxon, two: &Wilcoxon) -> Self {
        Self {
            n: one.n,
            zeros: one.zeros,
            ties: one.ties,
            positive_ranks: one.positive_ranks,
            negative_ranks: one.negative_ranks,
            p_one_sided: one.p,
            p_one_sided_floor: one.p_floor,
            p_two_sided: two.p,
            p_two_sided_floor: two.p_floor,
            is_exact: one.method == WilcoxonMethod::Exact,
            rank_biserial: one.rank_biserial,
            median_difference: one.median_difference,
        }
    }
}
