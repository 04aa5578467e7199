//! Accuracy and its baseline. Both are undefined, not zero, without a case.

use std::collections::HashMap;
use std::hash::Hash;

/// References and predictions are not of the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{references} references stand against {predictions} predictions")]
pub struct LengthMismatch {
    /// Number of references.
    pub references: usize,
    /// Number of predictions.
    pub predictions: usize,
}

/// Share of cases where the prediction equals the reference; nothing without a case.
///
/// # Errors
/// [`LengthMismatch`] when the two are not of the same length.
pub fn accuracy<T: PartialEq>(references: &[T], predictions: &[T]) -> Result<Option<f64>, LengthMismatch> {
    if references.len() != predictions.len() {
        return Err(LengthMismatch { references: references.len(), predictions: predictions.len() });
    }
    let hits = references.iter().zip(predictions).filter(|(reference, prediction)| reference == prediction).count();
    Ok(share(hits, references.len()))
}

/// Share of the most frequent label: what always answering it would reach; nothing without a case.
#[must_use]
pub fn majority_share<T: Eq + Hash>(labels: &[T]) -> Option<f64> {
    let mut counts: HashMap<&T, usize> = HashMap::new();
    for label in labels {
        *counts.entry(label).or_default() += 1;
    }
    share(counts.into_values().max().unwrap_or(0), labels.len())
}

#[expect(clippy::cast_precision_loss, reason = "case counts are far below 2^52")]
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
