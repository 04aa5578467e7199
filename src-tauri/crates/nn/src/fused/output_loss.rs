//! The output head and the loss in one: logits exist for some rows at a time only, and the gradients of the hidden
//! states and of the head (if it learns) are made on the way, while those logits are at hand.

use std::sync::OnceLock;

use candle_core::{CpuStorage, CustomOp1, CustomOp2, Layout, Result, Shape, Tensor};

use super::exponential::{exp, vectorised};
use super::frozen_matrix::{FrozenMatrix, with_matrix};
use super::matrix_product::{Matrix, Threads, Write, multiply};
use super::reduction::{largest, sum};
use super::slices::{numbers, output, rows_per_task, tensor};
use crate::{BaseMatrix, Error};
use rayon::prelude::*;

/// Logits held at once.
const LOGITS_AT_ONCE: usize = 2 * 1024 * 1024;

/// Σ -log p(target) for `hidden`: (rows, width) under `head`: (vocab, width), one checked target per row.
pub(crate) fn output_loss_sum(
    hidden: &Tensor,
    head: &BaseMatrix,
    targets: &[u32],
) -> std::result::Result<Tensor, Error> {
    let hidden = hidden.contiguous()?;
    let learning = match head {
        BaseMatrix::Dense(head) if head.is_variable() => Some(head),
        _ => None,
    };
    let parts = OutputLoss {
        targets: targets.to_vec(),
        input_learns: hidden.track_op(),
        head_learns: learning.is_some(),
        gradients: OnceLock::new(),
    };
    match learning {
        Some(head) => Ok(hidden.apply_op2(head, parts)?),
        None => Ok(hidden.apply_op1(FrozenHead { head: head.clone(), parts })?),
    }
}

vectorised! {
    /// Turns a row of logits into p - 1 at the target; gives back -log p(target).
    fn loss_and_gradient<'a>(row: &'a mut [f32], target: usize) -> f32 {
        let peak = largest(row);
        let wanted = row[target] - peak;
        for value in row.iter_mut() {
            *value = exp(*value - peak);
        }
        let total = sum(row);
        let inverse = 1.0 / total;
        for value in row.iter_mut() {
            *value *= inverse;
        }
        row[target] -= 1.0;
        total.ln() - wanted
    }
}

/// Gradients of the loss, unscaled.
#[derive(Default)]
struct Gradients {
    hidden: Vec<f32>,
    head: Vec<f32>,
}

struct OutputLoss {
    targets: Vec<u32>,
    input_learns: bool,
    head_learns: bool,
    gradients: OnceLock<Gradients>,
}

impl OutputLoss {
    fn forward(&self, hidden: &[f32], head: FrozenMatrix<'_>) -> Result<(CpuStorage, Shape)> {
        let (rows, (vocab, width)) = (self.targets.len(), head.size());
        let mut gradients = Gradients {
            hidden: if self.input_learns { vec![0f32; hidden.len()] } else { Vec::new() },
            head: if self.head_learns { vec![0f32; vocab * width] } else { Vec::new() },
        };
        let at_once = (LOGITS_AT_ONCE / vocab).clamp(16, rows.max(16));
        let mut logits = vec![0f32; at_once.min(rows) * vocab];
        let mut loss = 0f64;
        for first in (0..rows).step_by(at_once) {
            let count = at_once.min(rows - first);
            let logits = &mut logits[..count * vocab];
            let span = first * width..(first + count) * width;
            let part = Matrix::new(&hidden[span.clone()], count, width);
            head.product(logits, part, None);
            let losses: Vec<f32> = logits
                .par_chunks_mut(vocab)
                .with_min_len(rows_per_task(count, vocab))
                .zip(&self.targets[first..first + count])
                .map(|(row, target)| loss_and_gradient(row, *target as usize))
                .collect();
            loss += losses.into_iter().map(f64::from).sum::<f64>();
            let slopes = Matrix::new(logits, count, vocab);
            if self.input_learns {
                head.input_gradient(&mut gradients.hidden[span], Write::Replace, slopes, None);
            }
            if self.head_learns {
                multiply(&mut gradients.head, Write::Add, 1.0, slopes.transposed(), part, Threads::All);
            }
        }
        let _ = self.gradients.set(gradients);
        output(vec![loss as f32], ())
    }

    /// A kept gradient times the gradient of the loss.
    fn scaled(&self, pick: impl Fn(&Gradients) -> &Vec<f32>, shape: &Shape, grad: &Tensor) -> Result<Option<Tensor>> {
        let factor = grad.to_scalar::<f32>()?;
        match self.gradients.get().map(pick) {
            Some(kept) if !kept.is_empty() => {
                tensor(kept.iter().map(|value| value * factor).collect(), shape.clone()).map(Some)
            }
            _ => Ok(None),
        }
    }
}

impl CustomOp2 for OutputLoss {
    fn name(&self) -> &'static str {
        "learning-output-loss"
    }

    fn cpu_fwd(
        &self,
        hidden: &CpuStorage,
        hidden_at: &Layout,
        head: &CpuStorage,
        head_at: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (vocab, width) = head_at.shape().dims2()?;
        let head = Matrix::new(numbers(head, head_at)?, vocab, width);
        self.forward(numbers(hidden, hidden_at)?, FrozenMatrix::dense(head))
    }

    fn bwd(
        &self,
        hidden: &Tensor,
        head: &Tensor,
        _loss: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        Ok((
            self.scaled(|kept| &kept.hidden, hidden.shape(), grad)?,
            self.scaled(|kept| &kept.head, head.shape(), grad)?,
        ))
    }
}

struct FrozenHead {
    head: BaseMatrix,
    parts: OutputLoss,
}

impl CustomOp1 for FrozenHead {
    fn name(&self) -> &'static str {
        "frozen-output-loss"
    }

    fn cpu_fwd(&self, hidden: &CpuStorage, hidden_at: &Layout) -> Result<(CpuStorage, Shape)> {
        with_matrix(&self.head, |head| self.parts.forward(numbers(hidden, hidden_at)?, head))
    }

    fn bwd(&self, hidden: &Tensor, _loss: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        self.parts.scaled(|kept| &kept.hidden, hidden.shape(), grad)
    }
}
