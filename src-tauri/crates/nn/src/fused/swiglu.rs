//! silu(gate) · up in one pass.

use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

use super::exponential::{sigmoid, vectorised};
use super::slices::{for_rows, numbers, output, rows_per_task, tensor, with_numbers};
use crate::Error;

/// silu(`gate`) · `up`, both (rows, width).
pub(crate) fn swiglu(gate: &Tensor, up: &Tensor) -> std::result::Result<Tensor, Error> {
    Ok(gate.apply_op2(up, SwiGlu)?)
}

vectorised! {
    fn forward<'a>(y: &'a mut [f32], gate: &'a [f32], up: &'a [f32]) {
        for ((y, gate), up) in y.iter_mut().zip(gate).zip(up) {
            *y = gate * sigmoid(*gate) * up;
        }
    }
}

vectorised! {
    fn backward<'a>(d_gate: &'a mut [f32], d_up: &'a mut [f32], gate: &'a [f32], up: &'a [f32], grad: &'a [f32]) {
        let inputs = gate.iter().zip(up).zip(grad);
        for ((d_gate, d_up), ((gate, up), grad)) in d_gate.iter_mut().zip(d_up).zip(inputs) {
            let share = sigmoid(*gate);
            *d_up = grad * gate * share;
            *d_gate = grad * up * share * (1.0 + gate * (1.0 - share));
        }
    }
}

vectorised! {
    /// As [`backward`], in the places of `gate` and `up`.
    fn backward_in_place<'a>(gate: &'a mut [f32], up: &'a mut [f32], grad: &'a [f32]) {
        for ((gate, up), grad) in gate.iter_mut().zip(up).zip(grad) {
            let share = sigmoid(*gate);
            let d_up = grad * *gate * share;
            *gate = grad * *up * share * (1.0 + *gate * (1.0 - share));
            *up = d_up;
        }
    }
}

/// `y` becomes silu(gate) · up.
pub(super) fn gate_up(y: &mut [f32], gate: &[f32], up: &[f32]) {
    for_rows(y, 1, |first, y| forward(y, &gate[first..][..y.len()], &up[first..][..y.len()]));
}

/// `gate` and `up` become their gradients when `grad` is that of silu(gate) · up.
pub(super) fn gate_up_gradient(gate: &mut [f32], up: &mut [f32], grad: &[f32]) {
    let take = rows_per_task(grad.len(), 1);
    let inputs = gate.par_chunks_mut(take).zip(up.par_chunks_mut(take)).zip(grad.par_chunks(take));
    inputs.for_each(|((gate, up), grad)| backward_in_place(gate, up, grad));
}

struct SwiGlu;

impl CustomOp2 for SwiGlu {
    fn name(&self) -> &'static str {
        "swiglu"
    }

    fn cpu_fwd(
        &self,
        gate: &CpuStorage,
        gate_at: &Layout,
        up: &CpuStorage,
        up_at: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (gate, up) = (numbers(gate, gate_at)?, numbers(up, up_at)?);
        let mut y = vec![0f32; gate.len()];
        gate_up(&mut y, gate, up);
        output(y, gate_at.shape().clone())
    }

    fn bwd(&self, gate: &Tensor, up: &Tensor, _y: &Tensor, grad: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let (d_gate, d_up) = with_numbers(gate, |gate| {
            with_numbers(up, |up| {
                with_numbers(grad, |grad| {
                    let (mut d_gate, mut d_up) = (vec![0f32; gate.len()], vec![0f32; gate.len()]);
                    let take = rows_per_task(gate.len(), 1);
                    if take >= gate.len() {
                        backward(&mut d_gate, &mut d_up, gate, up, grad);
                    } else {
                        let inputs = gate.par_chunks(take).zip(up.par_chunks(take)).zip(grad.par_chunks(take));
                        let outputs = d_gate.par_chunks_mut(take).zip(d_up.par_chunks_mut(take));
                        outputs
                            .zip(inputs)
                            .for_each(|((d_gate, d_up), ((gate, up), grad))| backward(d_gate, d_up, gate, up, grad));
                    }
                    Ok((d_gate, d_up))
                })
            })
        })?;
        Ok((Some(tensor(d_gate, gate.shape())?), Some(tensor(d_up, gate.shape())?)))
    }
}
