//! Agreement of two gradings of the same cases: of two graders, or of one grader at two times (test–retest). It is for the grades
//! before adjudication; a case that either left ungraded is no pair, and the caller counts it.

use std::ops::RangeInclusive;

use crate::error::{Error, same_length};
use crate::interval::Proportion;

/// S1's scale of grades.
pub const FIVE_POINT: RangeInclusive<u8> = 1..=5;

/// How much a disagreement weighs, for grades i and j on a scale of q.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisagreementWeight {
    /// All alike (Cohen 1960; Gwet's AC1).
    Unweighted,
    /// By |i − j|.
    Linear,
    /// By (i − j)² (Cohen 1968; Gwet's AC2 as reported here).
    Quadratic,
}

impl DisagreementWeight {
    fn of(self, i: usize, j: usize) -> u64 {
        let apart = i.abs_diff(j) as u64;
        match self {
            Self::Unweighted => u64::from(apart > 0),
            Self::Linear => apart,
            Self::Quadratic => apart * apart,
        }
    }
}

/// Why a coefficient has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undefined {
    /// There is no pair.
    #[error("no pair of grades")]
    NoPairs,
    /// Both gradings gave one and the same grade throughout: agreement by chance is complete, and 0 / 0 remains.
    #[error("no variation")]
    NoVariation,
}

/// Two gradings of the same cases as a table over a scale that is fixed, whichever grades were used.
///
/// ```
/// use isocenter_stats::{DisagreementWeight, FIVE_POINT, PairedGrades, Undefined};
///
/// let pairs = PairedGrades::new(&[1, 2, 2, 5], &[1, 2, 3, 4], FIVE_POINT)?;
/// assert_eq!(pairs.within_one().share(), Some(1.0));
/// assert_eq!(pairs.kappa(DisagreementWeight::Unweighted), Ok(1.0 - 2.0 / 3.25));
///
/// let unvaried = PairedGrades::new(&[5, 5], &[5, 5], FIVE_POINT)?;
/// assert_eq!(unvaried.kappa(DisagreementWeight::Quadratic), Err(Undefined::NoVariation));
/// # Ok::<(), isocenter_stats::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairedGrades {
    grades: usize,
    /// Row after row: first grading down, second across.
    counts: Vec<u64>,
}

impl PairedGrades {
    /// Pairs up two columns of grades on a scale ([`FIVE_POINT`] for S1).
    ///
    /// # Errors
    /// [`Error::LengthMismatch`]; [`Error::UnknownClass`] for a grade off the scale; [`Error::ScaleTooShort`].
    pub fn new(first: &[u8], second: &[u8], scale: RangeInclusive<u8>) -> Result<Self, Error> {
        same_length(first, second)?;
        let grades = scale.clone().count();
        if grades < 2 {
            return Err(Error::ScaleTooShort);
        }
        let mut counts = vec![0; grades * grades];
        for (position, (a, b)) in first.iter().zip(second).enumerate() {
            if !scale.contains(a) || !scale.contains(b) {
                return Err(Error::UnknownClass { position });
            }
            counts[usize::from(a - scale.start()) * grades + usize::from(b - scale.start())] += 1;
        }
        Ok(Self { grades, counts })
    }

    /// The pairs that a table has already counted: first grading down, second across, from the lowest grade.
    ///
    /// # Errors
    /// [`Error::ScaleTooShort`].
    pub fn of_table<const GRADES: usize>(table: &[[u64; GRADES]; GRADES]) -> Result<Self, Error> {
        if GRADES < 2 {
            return Err(Error::ScaleTooShort);
        }
        Ok(Self { grades: GRADES, counts: table.as_flattened().to_vec() })
    }

    /// Pairs.
    #[must_use]
    pub fn n(&self) -> usize {
        self.counts.iter().sum::<u64>() as usize
    }

    /// The table, a row for each grade of the first grading, from the lowest.
    pub fn rows(&self) -> impl Iterator<Item = &[u64]> {
        self.counts.chunks(self.grades)
    }

    /// Pairs of equal grades.
    #[must_use]
    pub fn exact(&self) -> Proportion {
        self.within(0)
    }

    /// Pairs at most one grade apart.
    #[must_use]
    pub fn within_one(&self) -> Proportion {
        self.within(1)
    }

    /// Mean of first less second grade: how much higher the first grading is. Undefined without a pair.
    #[must_use]
    pub fn bias(&self) -> Option<f64> {
        let sum: f64 = self.cells().map(|(i, j, count)| (i as f64 - j as f64) * count as f64).sum();
        (self.n() > 0).then(|| sum / self.n() as f64)
    }

    /// Cohen's kappa, 1 − (weighted disagreement seen) / (weighted disagreement by chance) (Cohen 1960, 1968), from −1 to 1.
    /// It is 0 when only one of the two gradings is constant.
    ///
    /// # Errors
    /// [`Undefined`] without a pair, and when both gradings are constant at the same grade.
    pub fn kappa(&self, weight: DisagreementWeight) -> Result<f64, Undefined> {
        if self.n() == 0 {
            return Err(Undefined::NoPairs);
        }
        let (first, second) = self.margins();
        // In whole numbers, so that "no variation" is seen exactly.
        let (mut seen, mut by_chance) = (0_u128, 0_u128);
        for (i, j, count) in self.cells() {
            let weight = u128::from(weight.of(i, j));
            seen += weight * u128::from(count) * self.n() as u128;
            by_chance += weight * u128::from(first[i]) * u128::from(second[j]);
        }
        match by_chance {
            0 => Err(Undefined::NoVariation),
            _ => Ok(1.0 - seen as f64 / by_chance as f64),
        }
    }

    /// Gwet's agreement coefficient: AC1 unweighted (Gwet 2008), AC2 with weights (Gwet 2014, ch. 3). With weights of agreement
    /// w = 1 − disagreement / largest disagreement, π the mean share of each of q grades and T the sum of all w, chance agreement is
    /// T Σ π (1 − π) / (q (q − 1)). It stays defined, and is 1, when everybody gives the same grade.
    ///
    /// # Errors
    /// [`Undefined::NoPairs`] without a pair.
    pub fn gwet(&self, weight: DisagreementWeight) -> Result<f64, Undefined> {
        if self.n() == 0 {
            return Err(Undefined::NoPairs);
        }
        let (n, q) = (self.n() as f64, self.grades as f64);
        let largest = weight.of(0, self.grades - 1) as f64;
        let agreement = |i: usize, j: usize| 1.0 - weight.of(i, j) as f64 / largest;
        let seen: f64 = self.cells().map(|(i, j, count)| agreement(i, j) * count as f64 / n).sum();
        let all_weights: f64 = self.cells().map(|(i, j, _)| agreement(i, j)).sum();
        let (first, second) = self.margins();
        let spread: f64 =
            first.iter().zip(&second).map(|(a, b)| (a + b) as f64 / (2.0 * n)).map(|p| p * (1.0 - p)).sum();
        let by_chance = all_weights * spread / (q * (q - 1.0));
        Ok((seen - by_chance) / (1.0 - by_chance))
    }

    fn within(&self, apart: usize) -> Proportion {
        let successes = self.cells().filter(|(i, j, _)| i.abs_diff(*j) <= apart).map(|(.., count)| count).sum::<u64>();
        Proportion { successes: successes as usize, n: self.n() }
    }

    fn cells(&self) -> impl Iterator<Item = (usize, usize, u64)> {
        self.counts.iter().enumerate().map(|(at, count)| (at / self.grades, at % self.grades, *count))
    }

    fn margins(&self) -> (Vec<u64>, Vec<u64>) {
        let (mut first, mut second) = (vec![0; self.grades], vec![0; self.grades]);
        for (i, j, count) in self.cells() {
            first[i] += count;
            second[j] += count;
        }
        (first, second)
    }
}
