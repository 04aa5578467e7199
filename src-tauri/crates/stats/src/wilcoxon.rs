//! Wilcoxon's signed-rank test of paired values (Wilcoxon 1945): exact, with ties, or by the normal approximation.
//!
//! The unit is the pair. The exact p is conditional on the ranks that are there, so it holds with ties and with zeros; it equals
//! SciPy's `exact` without ties and zeros and SciPy's full permutation with them. SciPy's `asymptotic` is `Asymptotic` here.

use crate::error::Error;
use crate::normal::upper_tail;
use crate::ranks::doubled_ranks;
use crate::wilcoxon_exact::lower_tail;

/// Most differing pairs for which `Auto` and `Exact` compute the exact distribution: 2⁻¹⁰⁰⁰ is still a normal number.
pub const MOST_EXACT_PAIRS: usize = 1000;

/// What the test is to show of the differences x − y.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alternative {
    /// x tends to be greater than y.
    Greater,
    /// x tends to be less than y.
    Less,
    /// Either.
    TwoSided,
}

/// What becomes of pairs without a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zeros {
    /// Dropped before ranking (Wilcoxon 1945; SciPy's default).
    #[default]
    Dropped,
    /// Ranked with the others, then their ranks dropped (Pratt 1959); the approximation follows Cureton 1967.
    RankedThenDropped,
}

/// Which distribution is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Distribution {
    /// Exact up to [`MOST_EXACT_PAIRS`] differing pairs, normal beyond.
    #[default]
    Auto,
    /// Exact, or an error beyond [`MOST_EXACT_PAIRS`].
    Exact,
    /// Normal, with the variance corrected for ties.
    Asymptotic,
}

/// Whether the normal approximation moves the statistic half a rank towards its mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Continuity {
    /// It does not (SciPy's default).
    #[default]
    Uncorrected,
    /// It does.
    Corrected,
}

/// How differences are taken before they are compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rounding {
    /// As floating point subtracts, as SciPy does: 0.3 − 0.2 and 0.4 − 0.3 are then two different differences.
    #[default]
    AsSubtracted,
    /// Rounded to so many decimals, so that equal differences of decimal values are ties.
    Decimals(u8),
}

/// How the test is done. The default beside the alternative is SciPy's, but for the exact distribution with ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WilcoxonSettings {
    /// What is to be shown.
    pub alternative: Alternative,
    /// Which distribution is wanted.
    pub distribution: Distribution,
    /// What becomes of pairs without a difference.
    pub zeros: Zeros,
    /// Continuity correction of the normal approximation.
    pub continuity: Continuity,
    /// How differences are taken.
    pub rounding: Rounding,
}

impl WilcoxonSettings {
    /// The defaults of every part, for one alternative.
    #[must_use]
    pub fn new(alternative: Alternative) -> Self {
        Self {
            alternative,
            distribution: Distribution::default(),
            zeros: Zeros::default(),
            continuity: Continuity::default(),
            rounding: Rounding::default(),
        }
    }
}

/// Which distribution was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WilcoxonMethod {
    /// The exact conditional distribution.
    Exact,
    /// The normal approximation.
    Asymptotic,
}

/// The test with all that a reader needs to judge it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wilcoxon {
    /// The sum of positive ranks for a one-sided test, the smaller of the two sums for a two-sided one (as SciPy prints it).
    pub statistic: f64,
    /// The p-value.
    pub p: f64,
    /// The smallest p that these ranks allow under the same settings: that of all differences pointing the alternative's way.
    /// Exact: 2⁻ᵐ one-sided and 2¹⁻ᵐ two-sided for m differing pairs.
    pub p_floor: f64,
    /// Pairs given, those without a difference included.
    pub n: usize,
    /// Pairs without a difference.
    pub zeros: usize,
    /// Differing pairs whose absolute difference another differing pair has too.
    pub ties: usize,
    /// Which distribution was used.
    pub method: WilcoxonMethod,
    /// Sum of the ranks of positive differences.
    pub positive_ranks: f64,
    /// Sum of the ranks of negative differences.
    pub negative_ranks: f64,
    /// Matched-pairs rank-biserial correlation, (W⁺ − W⁻) / (W⁺ + W⁻), from −1 to 1 (Kerby 2014).
    pub rank_biserial: f64,
    /// Median of all differences x − y, those of zero included.
    pub median_difference: f64,
}

/// Why there is no test.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum WilcoxonError {
    /// No pair was given.
    #[error("no pair was given")]
    NoPairs,
    /// No pair differs: there is nothing to test.
    #[error("none of {n} pairs differs")]
    NoNonZeroDifferences {
        /// Pairs given.
        n: usize,
    },
    /// The exact distribution was asked for, with more differing pairs than it is computed for.
    #[error("{differing} differing pairs are too many for the exact distribution")]
    TooManyForExact {
        /// Pairs that differ.
        differing: usize,
    },
    /// The two columns are no pairs of finite numbers.
    #[error(transparent)]
    Input(#[from] Error),
}

/// Tests x against y, pair by pair.
///
/// ```
/// use isocenter_stats::{Alternative, WilcoxonError, WilcoxonSettings, wilcoxon};
///
/// let (tuned, base) = ([0.51, 0.49, 0.53, 0.48], [0.07, 0.06, 0.08, 0.05]);
/// let settings = WilcoxonSettings::new(Alternative::Greater);
/// let test = wilcoxon(&tuned, &base, settings)?;
/// assert_eq!((test.p, test.p_floor), (1.0 / 16.0, 1.0 / 16.0)); // four pairs cannot show more
/// assert_eq!(wilcoxon(&base, &base, settings), Err(WilcoxonError::NoNonZeroDifferences { n: 4 }));
/// # Ok::<(), WilcoxonError>(())
/// ```
///
/// # Errors
/// [`WilcoxonError::NoPairs`] and [`WilcoxonError::NoNonZeroDifferences`] where the test does not apply (SciPy answers NaN, or 1
/// for few pairs); [`WilcoxonError::TooManyForExact`]; [`WilcoxonError::Input`] for columns of two lengths, NaN and infinity.
pub fn wilcoxon(x: &[f64], y: &[f64], settings: WilcoxonSettings) -> Result<Wilcoxon, WilcoxonError> {
    let n = crate::error::same_length(x, y)?;
    crate::error::all_finite(x)?;
    crate::error::all_finite(y)?;
    if n == 0 {
        return Err(WilcoxonError::NoPairs);
    }
    let differences: Vec<f64> = x.iter().zip(y).map(|(x, y)| settings.rounding.of(x - y)).collect();
    crate::error::all_finite(&differences)?;
    let ranked = Ranked::new(&differences, settings.zeros);
    let differing = n - ranked.zeros;
    if differing == 0 {
        return Err(WilcoxonError::NoNonZeroDifferences { n });
    }
    let method = match settings.distribution {
        Distribution::Asymptotic => WilcoxonMethod::Asymptotic,
        _ if differing <= MOST_EXACT_PAIRS => WilcoxonMethod::Exact,
        Distribution::Auto => WilcoxonMethod::Asymptotic,
        Distribution::Exact => return Err(WilcoxonError::TooManyForExact { differing }),
    };
    let p_of = |doubled_positive: u64| match method {
        WilcoxonMethod::Exact => ranked.exact_p(doubled_positive, settings.alternative),
        WilcoxonMethod::Asymptotic => ranked.asymptotic_p(doubled_positive, settings.alternative, settings.continuity),
    };
    let extreme = if settings.alternative == Alternative::Less { 0 } else { ranked.total() };
    let (positive, negative) = (halved(ranked.positive), halved(ranked.total() - ranked.positive));
    Ok(Wilcoxon {
        statistic: if settings.alternative == Alternative::TwoSided { positive.min(negative) } else { positive },
        p: p_of(ranked.positive),
        p_floor: p_of(extreme),
        n,
        zeros: ranked.zeros,
        ties: ranked.groups.iter().filter(|size| **size > 1).sum(),
        method,
        positive_ranks: positive,
        negative_ranks: negative,
        rank_biserial: (positive - negative) / (positive + negative),
        median_difference: crate::quantile::median_of_finite(differences),
    })
}

impl Rounding {
    fn of(self, difference: f64) -> f64 {
        match self {
            Self::AsSubtracted => difference,
            Self::Decimals(decimals) => {
                let scale = 10_f64.powi(i32::from(decimals));
                (difference * scale).round() / scale
            }
        }
    }
}

/// The differing pairs, ranked. Sums of ranks are doubled.
struct Ranked {
    ranks: Vec<u64>,
    positive: u64,
    /// Sizes of groups of equal absolute differences, zeros left out.
    groups: Vec<usize>,
    zeros: usize,
    /// Zeros that took part in the ranking.
    ranked_zeros: usize,
}

impl Ranked {
    fn new(differences: &[f64], zeros: Zeros) -> Self {
        let zero_count = differences.iter().filter(|difference| **difference == 0.0).count();
        let ranked: Vec<f64> =
            differences.iter().copied().filter(|d| zeros == Zeros::RankedThenDropped || *d != 0.0).collect();
        let all = doubled_ranks(&ranked.iter().map(|d| d.abs()).collect::<Vec<_>>());
        let ranked_zeros = if zeros == Zeros::RankedThenDropped { zero_count } else { 0 };
        let of = |wanted: fn(f64) -> bool| {
            ranked.iter().zip(&all.doubled).filter(move |(d, _)| wanted(**d)).map(|(_, rank)| *rank)
        };
        Self {
            ranks: of(|d| d != 0.0).collect(),
            positive: of(|d| d > 0.0).sum(),
            // The zeros are the smallest, so they are the first group.
            groups: all.groups.into_iter().skip(usize::from(ranked_zeros > 0)).collect(),
            zeros: zero_count,
            ranked_zeros,
        }
    }

    fn total(&self) -> u64 {
        self.ranks.iter().sum()
    }

    fn exact_p(&self, positive: u64, alternative: Alternative) -> f64 {
        // The distribution is symmetric: P(S ≥ s) = P(S ≤ total − s).
        let less = || lower_tail(&self.ranks, positive);
        let greater = || lower_tail(&self.ranks, self.total() - positive);
        match alternative {
            Alternative::Less => less(),
            Alternative::Greater => greater(),
            Alternative::TwoSided => (2.0 * lower_tail(&self.ranks, positive.min(self.total() - positive))).min(1.0),
        }
    }

    /// Mean and variance as SciPy has them: n (n + 1) / 4 and n (n + 1) (2n + 1) / 24, less the same of ranked zeros, and the
    /// variance less Σ (t³ − t) / 48 over the groups of t ties.
    fn asymptotic_p(&self, positive: u64, alternative: Alternative, continuity: Continuity) -> f64 {
        let n = (self.ranks.len() + self.ranked_zeros) as f64;
        let zeros = self.ranked_zeros as f64;
        let mean = (n * (n + 1.0) - zeros * (zeros + 1.0)) / 4.0;
        let tied: f64 = self.groups.iter().map(|size| *size as f64).map(|t| t * t * t - t).sum();
        let cubes = n * (n + 1.0) * (2.0 * n + 1.0) - zeros * (zeros + 1.0) * (2.0 * zeros + 1.0);
        let deviation = ((cubes - tied / 2.0) / 24.0).sqrt();
        let distance = halved(positive) - mean;
        let towards_mean = match (continuity, alternative) {
            (Continuity::Uncorrected, _) => 0.0,
            (Continuity::Corrected, Alternative::Greater) => 0.5,
            (Continuity::Corrected, Alternative::Less) => -0.5,
            (Continuity::Corrected, Alternative::TwoSided) if distance == 0.0 => 0.0,
            (Continuity::Corrected, Alternative::TwoSided) => 0.5_f64.copysign(distance),
        };
        let z = (distance - towards_mean) / deviation;
        match alternative {
            Alternative::Greater => upper_tail(z),
            Alternative::Less => upper_tail(-z),
            Alternative::TwoSided => 2.0 * upper_tail(z.abs()),
        }
    }
}

fn halved(doubled: u64) -> f64 {
    doubled as f64 / 2.0
}
