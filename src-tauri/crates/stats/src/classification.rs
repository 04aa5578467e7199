//! Accuracy and its baseline, as proportions: undefined, not zero, without a case.

use std::collections::HashMap;
use std::hash::Hash;

use crate::error::{Error, same_length};
use crate::interval::Proportion;

/// Cases whose prediction equals the reference.
///
/// # Errors
/// [`Error::LengthMismatch`] when the two are not of the same length.
pub fn accuracy<T: PartialEq>(references: &[T], predictions: &[T]) -> Result<Proportion, Error> {
    let n = same_length(references, predictions)?;
    let successes =
        references.iter().zip(predictions).filter(|(reference, prediction)| reference == prediction).count();
    Ok(Proportion { successes, n })
}

/// Cases of the most frequent label: what always answering it would reach.
#[must_use]
pub fn majority_share<T: Eq + Hash>(labels: &[T]) -> Proportion {
    let mut counts: HashMap<&T, usize> = HashMap::new();
    for label in labels {
        *counts.entry(label).or_default() += 1;
    }
    Proportion { successes: counts.into_values().max().unwrap_or(0), n: labels.len() }
}
