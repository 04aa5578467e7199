//! y = x Wᵀ + scale · (d(x) Aᵀ) Bᵀ with a frozen W, where d drops inputs in training: one operation, three gradients.

use std::sync::OnceLock;

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};

use super::frozen_matrix::{FrozenMatrix, with_matrix};
use super::matrix_product::{Matrix, Threads, Write, multiply};
use super::panels::Term;
use super::slices::{for_rows, numbers, output, tensor, with_numbers};
use crate::{BaseMatrix, Error, LoraWeights};

/// Which inputs of one low-rank path are dropped: a function of the seed and the place, so nothing is stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DropoutMask {
    /// Share of inputs dropped, at least 0 and below 1.
    pub(crate) probability: f64,
    /// Of this path in this step.
    pub(crate) seed: u64,
}

impl DropoutMask {
    /// What the input at `index` is multiplied with: 0, or 1 / (1 - probability).
    #[inline(always)]
    pub(crate) fn factor(self, index: usize) -> f32 {
        let drawn = crate::seeded_random::uniform(self.seed, index as u64);
        if drawn < self.probability { 0.0 } else { (1.0 / (1.0 - self.probability)) as f32 }
    }

    /// The inputs with some dropped.
    pub(super) fn apply(self, x: &[f32]) -> Vec<f32> {
        let mut kept = vec![0f32; x.len()];
        for_rows(&mut kept, 1, |first, kept| {
            for (offset, kept) in kept.iter_mut().enumerate() {
                *kept = x[first + offset] * self.factor(first + offset);
            }
        });
        kept
    }
}

/// The LoRA linear map of `x`: (rows, in) with frozen `weight`: (out, in).
pub(crate) fn lora_linear(
    x: &Tensor,
    weight: &BaseMatrix,
    lora: &LoraWeights,
    dropout: Option<DropoutMask>,
) -> std::result::Result<Tensor, Error> {
    let op = LoraLinear {
        weight: weight.clone(),
        scale: lora.scale as f32,
        dropout,
        input_learns: x.track_op(),
        pair_learns: lora.a.track_op() || lora.b.track_op(),
        low_rank: OnceLock::new(),
    };
    let (a, b) = (lora.a.contiguous()?, lora.b.contiguous()?);
    Ok(x.apply_op3(&a, &b, op)?)
}

/// A low-rank pair on plain numbers: (d(x) Aᵀ) Bᵀ.
#[derive(Clone, Copy)]
pub(super) struct LowRank<'a> {
    /// (rank, in).
    pub(super) a: Matrix<'a>,
    /// (out, rank).
    pub(super) b: Matrix<'a>,
    pub(super) scale: f32,
    pub(super) dropout: Option<DropoutMask>,
}

impl LowRank<'_> {
    fn rank(&self) -> usize {
        self.a.size().0
    }

    /// The pair's share of y for `low` (rows, rank), the low-rank values.
    pub(super) fn share<'b>(&'b self, low: &'b [f32]) -> Term<'b> {
        let low = Matrix::new(low, low.len() / self.rank(), self.rank());
        Term { factor: self.scale, left: low, right: self.b.transposed() }
    }

    /// `low` (rows, rank) becomes d(x) Aᵀ.
    pub(super) fn low_values(&self, low: &mut [f32], x: &[f32]) {
        let (_, in_width) = self.a.size();
        let kept = self.dropout.map(|mask| mask.apply(x));
        let kept = Matrix::new(kept.as_deref().unwrap_or(x), x.len() / in_width, in_width);
        multiply(low, Write::Replace, 1.0, kept, self.a.transposed(), Threads::All);
    }

    /// The gradient of `low` when `grad` (rows, out) is that of y.
    pub(super) fn low_gradient(&self, grad: Matrix<'_>) -> Vec<f32> {
        let mut grad_low = vec![0f32; grad.size().0 * self.rank()];
        multiply(&mut grad_low, Write::Replace, self.scale, grad, self.b, Threads::All);
        grad_low
    }

    /// `da` (rank, in) and `db` (out, rank) become or gain their gradients.
    pub(super) fn pair_gradient(
        &self,
        (da, db, write): (&mut [f32], &mut [f32], Write),
        x: &[f32],
        low: &[f32],
        grad_low: &[f32],
        grad: Matrix<'_>,
    ) {
        let (rank, in_width) = self.a.size();
        let (rows, _) = grad.size();
        let kept = self.dropout.map(|mask| mask.apply(x));
        let kept = Matrix::new(kept.as_deref().unwrap_or(x), rows, in_width);
        multiply(da, write, 1.0, Matrix::new(grad_low, rows, rank).transposed(), kept, Threads::All);
        multiply(db, write, self.scale, grad.transposed(), Matrix::new(low, rows, rank), Threads::All);
    }

    /// `dx` (rows, in) becomes or gains dy W + d'(dl A), where dl is the gradient of the low-rank values.
    pub(super) fn input_gradient(
        &self,
        weight: FrozenMatrix<'_>,
        (dx, write): (&mut [f32], Write),
        grad: Matrix<'_>,
        grad_low: &[f32],
    ) {
        let rank = self.rank();
        let share = Term { factor: 1.0, left: Matrix::new(grad_low, grad_low.len() / rank, rank), right: self.a };
        let Some(mask) = self.dropout else { return weight.input_gradient(dx, write, grad, Some(share)) };
        weight.input_gradient(dx, write, grad, None);
        let mut through = vec![0f32; dx.len()];
        multiply(&mut through, Write::Replace, 1.0, share.left, share.right, Threads::All);
        for_rows(dx, 1, |first, dx| {
            for (offset, dx) in dx.iter_mut().enumerate() {
                *dx += through[first + offset] * mask.factor(first + offset);
            }
        });
    }
}

struct LoraLinear {
    weight: BaseMatrix,
    scale: f32,
    dropout: Option<DropoutMask>,
    input_learns: bool,
    pair_learns: bool,
    /// d(x) Aᵀ of the forward, small, kept for the gradient of B.
    low_rank: OnceLock<Vec<f32>>,
}

impl LoraLinear {
    fn low_rank<'a>(&self, a: &'a [f32], b: &'a [f32], rank: usize) -> LowRank<'a> {
        let (a, b) = (Matrix::new(a, rank, a.len() / rank), Matrix::new(b, b.len() / rank, rank));
        LowRank { a, b, scale: self.scale, dropout: self.dropout }
    }
}

impl CustomOp3 for LoraLinear {
    fn name(&self) -> &'static str {
        "lora-linear"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_at: &Layout,
        a: &CpuStorage,
        a_at: &Layout,
        b: &CpuStorage,
        b_at: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (rows, in_width) = x_at.shape().dims2()?;
        let (out_width, rank) = b_at.shape().dims2()?;
        let x = numbers(x, x_at)?;
        let pair = self.low_rank(numbers(a, a_at)?, numbers(b, b_at)?, rank);
        let mut low = vec![0f32; rows * rank];
        pair.low_values(&mut low, x);
        let mut y = vec![0f32; rows * out_width];
        with_matrix(&self.weight, |weight| {
            weight.product(&mut y, Matrix::new(x, rows, in_width), Some(pair.share(&low)));
            Ok(())
        })?;
        if self.pair_learns {
            // A second forward through the same operation cannot happen: each call makes its own.
            let _ = self.low_rank.set(low);
        }
        output(y, (rows, out_width))
    }

    fn bwd(
        &self,
        x: &Tensor,
        a: &Tensor,
        b: &Tensor,
        _y: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let (rows, in_width) = x.dims2()?;
        let (out_width, rank) = b.dims2()?;
        with_numbers(grad, |grad| {
            with_numbers(a, |a| {
                with_numbers(b, |b| {
                    let (pair, grad) = (self.low_rank(a, b, rank), Matrix::new(grad, rows, out_width));
                    let grad_low = pair.low_gradient(grad);
                    let mut dx = None;
                    if self.input_learns {
                        let mut numbers = vec![0f32; rows * in_width];
                        with_matrix(&self.weight, |weight| {
                            pair.input_gradient(weight, (&mut numbers, Write::Replace), grad, &grad_low);
                            Ok(())
                        })?;
                        dx = Some(tensor(numbers, (rows, in_width))?);
                    }
                    if !self.pair_learns {
                        return Ok((dx, None, None));
                    }
                    let (mut da, mut db) = (vec![0f32; rank * in_width], vec![0f32; out_width * rank]);
                    let low = self.low_rank.get().map_or(&[][..], Vec::as_slice);
                    let into = (&mut da[..], &mut db[..], Write::Replace);
                    with_numbers(x, |x| {
                        pair.pair_gradient(into, x, low, &grad_low, grad);
                        Ok(())
                    })?;
                    Ok((dx, Some(tensor(da, (rank, in_width))?), Some(tensor(db, (out_width, rank))?)))
                })
            })
        })
    }
}
