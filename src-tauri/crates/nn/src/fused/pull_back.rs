//! A backward pass that begins with a given gradient instead of a loss.

use candle_core::backprop::GradStore;
use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};

use super::slices::output;
use crate::Error;

/// The gradients of everything that `y` comes from, when `gradient` is that of `y`.
pub(crate) fn pull_back(y: &Tensor, gradient: &Tensor) -> std::result::Result<GradStore, Error> {
    let scalar = match y.device().is_cpu() {
        true => y.apply_op1(Beginning { gradient: gradient.clone() })?,
        false => (y * gradient)?.sum_all()?,
    };
    Ok(scalar.backward()?)
}

/// A number without meaning whose gradient at its argument is the given one.
struct Beginning {
    gradient: Tensor,
}

impl CustomOp1 for Beginning {
    fn name(&self) -> &'static str {
        "beginning-of-a-backward-pass"
    }

    fn cpu_fwd(&self, _storage: &CpuStorage, _layout: &Layout) -> Result<(CpuStorage, Shape)> {
        output(vec![0.0], ())
    }

    fn bwd(&self, _y: &Tensor, _scalar: &Tensor, _grad: &Tensor) -> Result<Option<Tensor>> {
        Ok(Some(self.gradient.clone()))
    }
}
