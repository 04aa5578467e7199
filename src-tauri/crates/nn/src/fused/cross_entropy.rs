//! Σ -log p(target) over rows of logits, with the gradient p - 1 at the target.

use std::sync::OnceLock;

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

use super::exponential::{exp, vectorised};
use super::reduction::{largest, sum};
use super::slices::{for_rows, numbers, output, rows_per_task, tensor, with_numbers};
use crate::Error;

/// The loss of `logits`: (rows, vocab), one checked target per row.
pub(crate) fn cross_entropy_sum(logits: &Tensor, targets: &[u32]) -> std::result::Result<Tensor, Error> {
    Ok(logits.contiguous()?.apply_op1(CrossEntropy { targets: targets.to_vec(), log_sums: OnceLock::new() })?)
}

vectorised! {
    /// log Σ e^x of one row.
    pub(super) fn log_sum_exp<'a>(row: &'a [f32]) -> f32 {
        let peak = largest(row);
        let mut total = 0f32;
        let mut part = [0f32; 256];
        for block in row.chunks(part.len()) {
            let part = &mut part[..block.len()];
            for (part, value) in part.iter_mut().zip(block) {
                *part = exp(value - peak);
            }
            total += sum(part);
        }
        total.ln() + peak
    }
}

vectorised! {
    /// to = factor · e^(from - log_sum).
    fn scaled_chances<'a>(to: &'a mut [f32], from: &'a [f32], log_sum: f32, factor: f32) {
        for (to, from) in to.iter_mut().zip(from) {
            *to = factor * exp(from - log_sum);
        }
    }
}

struct CrossEntropy {
    targets: Vec<u32>,
    /// log Σ e^x of each row, from the forward.
    log_sums: OnceLock<Vec<f32>>,
}

impl CustomOp1 for CrossEntropy {
    fn name(&self) -> &'static str {
        "cross-entropy"
    }

    fn cpu_fwd(&self, logits: &CpuStorage, logits_at: &Layout) -> Result<(CpuStorage, Shape)> {
        let (rows, vocab) = logits_at.shape().dims2()?;
        let logits = numbers(logits, logits_at)?;
        let log_sums: Vec<f32> =
            logits.par_chunks(vocab).with_min_len(rows_per_task(rows, vocab)).map(log_sum_exp).collect();
        let losses = logits.chunks_exact(vocab).zip(&self.targets).zip(&log_sums);
        let loss: f64 = losses.map(|((row, target), log_sum)| f64::from(log_sum - row[*target as usize])).sum();
        let _ = self.log_sums.set(log_sums);
        output(vec![loss as f32], ())
    }

    fn bwd(&self, logits: &Tensor, _loss: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let factor = grad.to_scalar::<f32>()?;
        let vocab = logits.dim(1)?;
        let log_sums = self.log_sums.get().map_or(&[][..], Vec::as_slice);
        let gradient = with_numbers(logits, |logits| {
            let mut gradient = vec![0f32; logits.len()];
            for_rows(&mut gradient, vocab, |first, gradient| {
                for (offset, row) in gradient.chunks_exact_mut(vocab).enumerate() {
                    let index = first + offset;
                    scaled_chances(row, &logits[index * vocab..(index + 1) * vocab], log_sums[index], factor);
                    row[self.targets[index] as usize] -= factor;
                }
            });
            Ok(gradient)
        })?;
        tensor(gradient, logits.shape()).map(Some)
    }
}
