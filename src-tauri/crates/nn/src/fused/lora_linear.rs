//! y = x Wᵀ + scale · (d(x) Aᵀ) Bᵀ with a frozen W, where d drops inputs in training: one operation, three gradients.

use std::sync::OnceLock;

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};

use super::frozen_matrix::with_matrix;
use super::matrix_product::{Matrix, Threads, Write, multiply};
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
    fn apply(self, x: &[f32]) -> Vec<f32> {
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

struct LoraLinear {
    weight: BaseMatrix,
    scale: f32,
    dropout: Option<DropoutMask>,
    input_learns: bool,
    pair_learns: bool,
    /// d(x) Aᵀ of the forward, small, kept for the gradient of B.
    low_rank: OnceLock<Vec<f32>>,
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
        let kept = self.dropout.map(|mask| mask.apply(x));
        let mut low = vec![0f32; rows * rank];
        let a = Matrix::new(numbers(a, a_at)?, rank, in_width).transposed();
        multiply(
            &mut low,
            Write::Replace,
            1.0,
            Matrix::new(kept.as_deref().unwrap_or(x), rows, in_width),
            a,
            Threads::All,
        );
        let mut y = vec![0f32; rows * out_width];
        with_matrix(&self.weight, |weight| {
            weight.product(&mut y, Matrix::new(x, rows, in_width));
            Ok(())
        })?;
        let b = Matrix::new(numbers(b, b_at)?, out_width, rank).transposed();
        multiply(&mut y, Write::Add, self.scale, Matrix::new(&low, rows, rank), b, Threads::All);
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
            let grad = Matrix::new(grad, rows, out_width);
            let mut grad_low = vec![0f32; rows * rank];
            with_numbers(b, |b| {
                multiply(
                    &mut grad_low,
                    Write::Replace,
                    self.scale,
                    grad,
                    Matrix::new(b, out_width, rank),
                    Threads::All,
                );
                Ok(())
            })?;
            let grad_low = Matrix::new(&grad_low, rows, rank);

            let dx = if self.input_learns { Some(self.input_gradient(grad, grad_low, a, in_width)?) } else { None };
            if !self.pair_learns {
                return Ok((dx, None, None));
            }
            let mut da = vec![0f32; rank * in_width];
            with_numbers(x, |x| {
                let kept = self.dropout.map(|mask| mask.apply(x));
                let kept = Matrix::new(kept.as_deref().unwrap_or(x), rows, in_width);
                multiply(&mut da, Write::Replace, 1.0, grad_low.transposed(), kept, Threads::All);
                Ok(())
            })?;
            let mut db = vec![0f32; out_width * rank];
            let low = self.low_rank.get().map_or(&[][..], Vec::as_slice);
            multiply(
                &mut db,
                Write::Replace,
                self.scale,
                grad.transposed(),
                Matrix::new(low, rows, rank),
                Threads::All,
            );
            Ok((dx, Some(tensor(da, (rank, in_width))?), Some(tensor(db, (out_width, rank))?)))
        })
    }
}

impl LoraLinear {
    /// dx = dy W + d'(dl A), where dl is the gradient of the low-rank values.
    fn input_gradient(&self, grad: Matrix<'_>, grad_low: Matrix<'_>, a: &Tensor, in_width: usize) -> Result<Tensor> {
        let (rows, rank) = grad_low.size();
        let mut dx = vec![0f32; rows * in_width];
        with_matrix(&self.weight, |weight| {
            weight.input_gradient(&mut dx, grad);
            Ok(())
        })?;
        with_numbers(a, |a| {
            let a = Matrix::new(a, rank, in_width);
            let Some(mask) = self.dropout else {
                multiply(&mut dx, Write::Add, 1.0, grad_low, a, Threads::All);
                return Ok(());
            };
            let mut through = vec![0f32; rows * in_width];
            multiply(&mut through, Write::Replace, 1.0, grad_low, a, Threads::All);
            for_rows(&mut dx, 1, |first, dx| {
                for (offset, dx) in dx.iter_mut().enumerate() {
                    *dx += through[first + offset] * mask.factor(first + offset);
                }
            });
            Ok(())
        })?;
        tensor(dx, (rows, in_width))
    }
}
