//! y = x / √(mean x² + ε) · w over the last axis (Zhang and Sennrich 2019), with a weight that is frozen or learns.

use candle_core::{CpuStorage, CustomOp1, CustomOp2, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

use super::exponential::vectorised;
use super::reduction::{dot, triple_dot};
use super::slices::{for_rows, numbers, output, rows_per_task, tensor, with_numbers};
use crate::Error;

/// RMSNorm of `x`: (rows, width) with `weight`: (width).
pub(crate) fn rms_norm(x: &Tensor, weight: &Tensor, epsilon: f64) -> std::result::Result<Tensor, Error> {
    let epsilon = epsilon as f32;
    if weight.is_variable() {
        return Ok(x.apply_op2(weight, LearningNorm { epsilon, input_learns: x.track_op() })?);
    }
    Ok(x.apply_op1(FrozenNorm { weight: weight.clone(), epsilon })?)
}

vectorised! {
    fn forward_rows<'a>(y: &'a mut [f32], x: &'a [f32], weight: &'a [f32], epsilon: f32) {
        let width = weight.len();
        for (y, x) in y.chunks_exact_mut(width).zip(x.chunks_exact(width)) {
            let inverse = 1.0 / (dot(x, x) / width as f32 + epsilon).sqrt();
            for ((y, x), weight) in y.iter_mut().zip(x).zip(weight) {
                *y = x * inverse * weight;
            }
        }
    }
}

vectorised! {
    /// dx = w·dy / rms - x · Σ(x·dy·w) / (n rms³)
    fn backward_rows<'a>(dx: &'a mut [f32], x: &'a [f32], grad: &'a [f32], weight: &'a [f32], epsilon: f32) {
        let width = weight.len();
        for ((dx, x), grad) in dx.chunks_exact_mut(width).zip(x.chunks_exact(width)).zip(grad.chunks_exact(width)) {
            let inverse = 1.0 / (dot(x, x) / width as f32 + epsilon).sqrt();
            let pull = triple_dot(x, grad, weight) * inverse * inverse * inverse / width as f32;
            for (((dx, x), grad), weight) in dx.iter_mut().zip(x).zip(grad).zip(weight) {
                *dx = grad * weight * inverse - x * pull;
            }
        }
    }
}

vectorised! {
    /// As [`backward_rows`], added to what stands in `dx`.
    fn add_backward_rows<'a>(dx: &'a mut [f32], x: &'a [f32], grad: &'a [f32], weight: &'a [f32], epsilon: f32) {
        let width = weight.len();
        for ((dx, x), grad) in dx.chunks_exact_mut(width).zip(x.chunks_exact(width)).zip(grad.chunks_exact(width)) {
            let inverse = 1.0 / (dot(x, x) / width as f32 + epsilon).sqrt();
            let pull = triple_dot(x, grad, weight) * inverse * inverse * inverse / width as f32;
            for (((dx, x), grad), weight) in dx.iter_mut().zip(x).zip(grad).zip(weight) {
                *dx += grad * weight * inverse - x * pull;
            }
        }
    }
}

vectorised! {
    /// dw gains Σ over rows of x·dy / rms.
    fn weight_gradient_rows<'a>(dw: &'a mut [f32], x: &'a [f32], grad: &'a [f32], epsilon: f32) {
        let width = dw.len();
        for (x, grad) in x.chunks_exact(width).zip(grad.chunks_exact(width)) {
            let inverse = 1.0 / (dot(x, x) / width as f32 + epsilon).sqrt();
            for ((dw, x), grad) in dw.iter_mut().zip(x).zip(grad) {
                *dw += x * grad * inverse;
            }
        }
    }
}

/// `y` becomes the norm of the rows of `x`.
pub(super) fn normalise(y: &mut [f32], x: &[f32], weight: &[f32], epsilon: f32) {
    let width = weight.len();
    for_rows(y, width, |first, y| forward_rows(y, &x[first * width..][..y.len()], weight, epsilon));
}

/// `dx` gains the gradient of `x` when `grad` is that of its norm.
pub(super) fn add_input_gradient(dx: &mut [f32], x: &[f32], grad: &[f32], weight: &[f32], epsilon: f32) {
    let width = weight.len();
    for_rows(dx, width, |first, dx| {
        let part = first * width..first * width + dx.len();
        add_backward_rows(dx, &x[part.clone()], &grad[part], weight, epsilon);
    });
}

fn forward(x: &[f32], weight: &[f32], epsilon: f32, shape: &Shape) -> Result<(CpuStorage, Shape)> {
    let mut y = vec![0f32; x.len()];
    normalise(&mut y, x, weight, epsilon);
    output(y, shape.clone())
}

fn input_gradient(x: &Tensor, weight: &Tensor, grad: &Tensor, epsilon: f32) -> Result<Tensor> {
    let dx = with_numbers(x, |x| {
        with_numbers(grad, |grad| {
            with_numbers(weight, |weight| {
                let width = weight.len();
                let mut dx = vec![0f32; x.len()];
                for_rows(&mut dx, width, |first, dx| {
                    let part = first * width..first * width + dx.len();
                    backward_rows(dx, &x[part.clone()], &grad[part], weight, epsilon);
                });
                Ok(dx)
            })
        })
    })?;
    tensor(dx, x.shape())
}

struct FrozenNorm {
    weight: Tensor,
    epsilon: f32,
}

impl CustomOp1 for FrozenNorm {
    fn name(&self) -> &'static str {
        "frozen-rms-norm"
    }

    fn cpu_fwd(&self, x: &CpuStorage, x_at: &Layout) -> Result<(CpuStorage, Shape)> {
        with_numbers(&self.weight, |weight| forward(numbers(x, x_at)?, weight, self.epsilon, x_at.shape()))
    }

    fn bwd(&self, x: &Tensor, _y: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        input_gradient(x, &self.weight, grad, self.epsilon).map(Some)
    }
}

struct LearningNorm {
    epsilon: f32,
    input_learns: bool,
}

impl CustomOp2 for LearningNorm {
    fn name(&self) -> &'static str {
        "learning-rms-norm"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_at: &Layout,
        weight: &CpuStorage,
        weight_at: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        forward(numbers(x, x_at)?, numbers(weight, weight_at)?, self.epsilon, x_at.shape())
    }

    fn bwd(&self, x: &Tensor, weight: &Tensor, _y: &Tensor, grad: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let dx = if self.input_learns { Some(input_gradient(x, weight, grad, self.epsilon)?) } else { None };
        let width = weight.elem_count();
        let dw = with_numbers(x, |x| {
            with_numbers(grad, |grad| {
                let take = rows_per_task(x.len() / width, width) * width;
                // Summed task by task in order, so that the result does not depend on which thread was first.
                let parts: Vec<Vec<f32>> = x
                    .par_chunks(take)
                    .zip(grad.par_chunks(take))
                    .map(|(x, grad)| {
                        let mut dw = vec![0f32; width];
                        weight_gradient_rows(&mut dw, x, grad, self.epsilon);
                        dw
                    })
                    .collect();
                let mut dw = vec![0f32; width];
                for part in parts {
                    dw.iter_mut().zip(part).for_each(|(dw, part)| *dw += part);
                }
                Ok(dw)
            })
        })?;
        Ok((dx, Some(tensor(dw, weight.shape())?)))
    }
}
