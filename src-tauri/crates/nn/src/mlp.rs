//! The gated feed-forward part: down(silu(gate(x)) · up(x)).

use candle_core::Tensor;

use crate::decoder_layer::Call;
use crate::linear::Linear;
use crate::{Error, differentiable, fused};

/// The feed-forward block of a layer.
#[derive(Debug, Clone)]
pub(crate) struct Mlp {
    pub(crate) gate: Linear,
    pub(crate) up: Linear,
    pub(crate) down: Linear,
}

impl Mlp {
    /// `x`: (rows, hidden) to the same shape.
    pub(crate) fn forward(&self, x: &Tensor, call: &Call<'_>) -> Result<Tensor, Error> {
        let (gate, up) = (self.gate.forward(x, call)?, self.up.forward(x, call)?);
        let gated = if call.is_fused() { fused::swiglu(&gate, &up)? } else { differentiable::swiglu(&gate, &up)? };
        self.down.forward(&gated, call)
    }
}
