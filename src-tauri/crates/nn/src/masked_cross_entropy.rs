//! The loss: the sum of -log p over chosen rows. Which rows count is decided by who gathers them.

use candle_core::Tensor;

use crate::{Error, differentiable, fused};

/// Sum over rows of -log p(target), a differentiable f32 scalar.
/// `logits`: (rows, vocab); one target id per row.
///
/// # Errors
/// [`Error::Input`] when there is not one target per row, [`Error::TokenOutOfVocabulary`].
pub fn cross_entropy_sum(logits: &Tensor, targets: &[u32]) -> Result<Tensor, Error> {
    let (rows, vocab_size) = logits.dims2()?;
    check_targets(rows, vocab_size, targets)?;
    if fused::serves(logits) {
        fused::cross_entropy_sum(logits, targets)
    } else {
        differentiable::cross_entropy_sum(logits, targets)
    }
}

/// One target in the vocabulary for each row.
pub(crate) fn check_targets(rows: usize, vocab_size: usize, targets: &[u32]) -> Result<(), Error> {
    if targets.len() != rows {
        return Err(Error::Input { what: "targets", expected: rows, found: targets.len() });
    }
    match targets.iter().find(|id| **id as usize >= vocab_size) {
        Some(id) => Err(Error::TokenOutOfVocabulary { id: *id, vocab_size }),
        None => Ok(()),
    }
}
