//! Root-mean-square normalisation with a weight per channel.

use candle_core::Tensor;

use crate::decoder_layer::Call;
use crate::weights::Weight;
use crate::{Error, differentiable, fused};

/// RMSNorm over the last axis.
#[derive(Debug, Clone)]
pub(crate) struct RmsNorm {
    /// (width).
    pub(crate) weight: Weight,
    /// ε under the root.
    pub(crate) epsilon: f64,
}

impl RmsNorm {
    /// `x`: (rows, width) to the same shape.
    pub(crate) fn forward(&self, x: &Tensor, call: &Call<'_>) -> Result<Tensor, Error> {
        let weight = self.weight.at(call.pass);
        if call.is_fused() {
            fused::rms_norm(x, weight, self.epsilon)
        } else {
            differentiable::rms_norm(x, weight, self.epsilon)
        }
    }
}
