//! Whether probabilities mean what they say: Brier score, reliability bins, expected calibration error.

use crate::error::{Error, all_in_unit_range, same_length};
use crate::interval::Proportion;

/// How far the probabilities of a row may sum from one: room for numbers that were printed with few decimals.
const SUM_TOLERANCE: f64 = 1e-3;

/// Brier's score of several classes: the mean over cases of Σ (pₖ − oₖ)², where o is 1 for the true class (Brier 1950, eq. 2).
/// From 0 (sure and right) to 2 (sure and wrong). Undefined without a case. For two classes it is twice the score that
/// counts one class alone.
///
/// # Errors
/// [`Error::LengthMismatch`]; [`Error::NotADistribution`] for a row with NaN, a number off 0 to 1 or another sum than one;
/// [`Error::UnknownClass`] for a true class that the row has no probability for.
pub fn brier_score<P: AsRef<[f64]>>(probabilities: &[P], truth: &[usize]) -> Result<Option<f64>, Error> {
    let n = same_length(probabilities, truth)?;
    let mut sum = 0.0;
    for (position, (row, &class)) in probabilities.iter().zip(truth).enumerate() {
        let row = row.as_ref();
        if all_in_unit_range(row).is_err() || (row.iter().sum::<f64>() - 1.0).abs() > SUM_TOLERANCE {
            return Err(Error::NotADistribution { position });
        }
        if class >= row.len() {
            return Err(Error::UnknownClass { position });
        }
        sum += row.iter().enumerate().map(|(k, p)| (p - f64::from(u8::from(k == class))).powi(2)).sum::<f64>();
    }
    Ok((n > 0).then(|| sum / n as f64))
}

/// The cases whose confidence lies above `low` and up to `high`; the first bin holds 0 too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReliabilityBin {
    /// Lower edge.
    pub low: f64,
    /// Upper edge.
    pub high: f64,
    /// Cases in the bin, and those of them that were right.
    pub correct: Proportion,
    /// Mean confidence; undefined in an empty bin.
    pub mean_confidence: Option<f64>,
}

/// The reliability curve: bins of equal width from 0 to 1, empty ones included.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    /// The bins, from 0 to 1.
    pub bins: Vec<ReliabilityBin>,
}

/// Puts each answer's confidence into one of `bins` bins (DeGroot & Fienberg 1983; Guo et al. 2017, eq. 2).
///
/// # Errors
/// [`Error::LengthMismatch`]; [`Error::NotInUnitRange`] for a confidence that is none, NaN included; [`Error::NothingAskedFor`]
/// for no bin.
pub fn reliability(confidences: &[f64], correct: &[bool], bins: usize) -> Result<Reliability, Error> {
    same_length(confidences, correct)?;
    all_in_unit_range(confidences)?;
    if bins == 0 {
        return Err(Error::NothingAskedFor);
    }
    let upper: Vec<f64> = (1..=bins).map(|edge| edge as f64 / bins as f64).collect();
    let (mut sums, mut hits, mut counts) = (vec![0.0; bins], vec![0; bins], vec![0; bins]);
    for (confidence, correct) in confidences.iter().zip(correct) {
        let bin = upper.partition_point(|edge| edge < confidence);
        sums[bin] += confidence;
        counts[bin] += 1;
        hits[bin] += usize::from(*correct);
    }
    let bin = |at: usize| ReliabilityBin {
        low: if at == 0 { 0.0 } else { upper[at - 1] },
        high: upper[at],
        correct: Proportion { successes: hits[at], n: counts[at] },
        mean_confidence: (counts[at] > 0).then(|| sums[at] / counts[at] as f64),
    };
    Ok(Reliability { bins: (0..bins).map(bin).collect() })
}

impl Reliability {
    /// Expected calibration error: over the bins, the mean of |share right − mean confidence|, weighted by cases
    /// (Naeini et al. 2015; Guo et al. 2017, eq. 3). Undefined without a case.
    #[must_use]
    pub fn expected_calibration_error(&self) -> Option<f64> {
        let n: usize = self.bins.iter().map(|bin| bin.correct.n).sum();
        let gap = |bin: &ReliabilityBin| {
            let (share, confidence) = (bin.correct.share()?, bin.mean_confidence?);
            Some((share - confidence).abs() * bin.correct.n as f64)
        };
        (n > 0).then(|| self.bins.iter().filter_map(gap).sum::<f64>() / n as f64)
    }
}
