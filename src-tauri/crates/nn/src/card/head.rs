//! The output head and the loss on the card: -log p summed over labelled rows, and the gradient of the hidden states.

use candle_core::{DType, Result, Tensor};

use super::operations::{few_rows_or_product, pull_rms_norm, rms_norm};

/// The sum of -log p(target), a scalar still on the card, and the gradient of `factor` times it for the rows `x` before
/// the final norm. `x`: (labels, hidden); `head`: (vocab, hidden); `targets`: one id a row.
pub(crate) fn loss_and_gradient(
    x: &Tensor,
    (norm_weight, epsilon): (&Tensor, f64),
    head: &Tensor,
    targets: &[u32],
    factor: f64,
) -> Result<(Tensor, Tensor)> {
    let normed = rms_norm(x, norm_weight, epsilon)?;
    let logits = few_rows_or_product(&normed, head)?.to_dtype(DType::F32)?;
    let ids = Tensor::new(targets, x.device())?.unsqueeze(1)?;
    let shifted = logits.broadcast_sub(&logits.max_keepdim(1)?)?;
    let powers = shifted.exp()?;
    let sums = powers.sum_keepdim(1)?;
    let loss = (sums.log()? - shifted.gather(&ids, 1)?)?.sum_all()?;
    let chances = powers.broadcast_div(&sums)?;
    let minus_one = Tensor::full(-1f32, ids.shape(), x.device())?;
    let d_logits = (chances.scatter_add(&ids, &minus_one, 1)? * factor)?.to_dtype(x.dtype())?;
    let gradient = pull_rms_norm(x, norm_weight, epsilon, &d_logits.matmul(head)?, None)?;
    Ok((loss, gradient))
}
