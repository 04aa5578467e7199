//! The gated feed-forward part: down(silu(gate(x)) · up(x)).

use candle_core::Tensor;

use crate::decoder_layer::Call;
use crate::linear::Linear;
use crate::{Error, differentiable, fused};

/// The feed-forward block of a layer.
#[derive(Debug)]
pub(crate) struct Mlp {
    pub(crate) gate: Linear,
    pub(crate) up: Linear,
    pub(crate) down: Linear,
}

impl Mlp {
    /// `x`: (rows, hidden) to the same shape.
    pub(crate) fn forward(&self, x: &Tensor, call: &Call<'_>) -> Result<Tensor, Error> {
        let [gate, up] = Linear::forward_together([&self.gate, &self.up], x, call)?;
        let gated = if call.is_fused() { fused::swiglu(&gate, &up)? } else { differentiable::swiglu(&gate, &up)? };
        self.down.forward(&gated, call)
    }
}
