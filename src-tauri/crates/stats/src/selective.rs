//! Answering only where one is sure enough: coverage against accuracy, and the threshold that separates right from wrong best.

use crate::error::{Error, all_in_unit_range, same_length};
use crate::interval::Proportion;

/// What answering only from one confidence up gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoveragePoint {
    /// Least confidence that is answered.
    pub threshold: f64,
    /// Cases that are answered, of all.
    pub answered: Proportion,
    /// Right answers, of those answered.
    pub correct: Proportion,
}

/// Coverage against accuracy (El-Yaniv & Wiener 2010, with accuracy for one minus risk): a point for each confidence that occurs, the
/// highest first; the last point answers every case. No point without a case.
///
/// # Errors
/// [`Error::LengthMismatch`]; [`Error::NotInUnitRange`] for a confidence that is none, NaN included.
pub fn coverage_accuracy(confidences: &[f64], correct: &[bool]) -> Result<Vec<CoveragePoint>, Error> {
    same_length(confidences, correct)?;
    all_in_unit_range(confidences)?;
    let mut cases: Vec<(f64, bool)> = confidences.iter().copied().zip(correct.iter().copied()).collect();
    cases.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut points = Vec::new();
    let mut right = 0;
    for (place, (threshold, is_correct)) in cases.iter().enumerate() {
        right += usize::from(*is_correct);
        if cases.get(place + 1).is_none_or(|next| next.0 < *threshold) {
            points.push(CoveragePoint {
                threshold: *threshold,
                answered: Proportion { successes: place + 1, n: cases.len() },
                correct: Proportion { successes: right, n: place + 1 },
            });
        }
    }
    Ok(points)
}

/// The point whose threshold separates right from wrong answers best: the greatest share of right answers that are given minus share of
/// wrong answers that are given (Youden 1950). Of equal ones the one that answers more. Nothing where all answers are right, or all wrong.
#[must_use]
pub fn youden_point(points: &[CoveragePoint]) -> Option<CoveragePoint> {
    let all = points.last()?;
    let (right, wrong) = (all.correct.successes, all.correct.n - all.correct.successes);
    if right == 0 || wrong == 0 {
        return None;
    }
    // In whole numbers: two thresholds that separate equally well must not differ by a rounding.
    let gain = |point: &CoveragePoint| {
        let given_wrong = point.correct.n - point.correct.successes;
        (point.correct.successes * wrong) as i128 - (given_wrong * right) as i128
    };
    points.iter().copied().max_by_key(|point| (gain(point), point.answered.successes))
}
