//! A projection: the base weight, and the LoRA pair if the adapter has one for this place.

use candle_core::Tensor;

use crate::decoder_layer::Call;
use crate::fused::DropoutMask;
use crate::weights::Weight;
use crate::{AdapterKey, Error, LoraWeights, differentiable, fused, seeded_random};

/// One of the seven linear maps of a layer.
#[derive(Debug)]
pub(crate) struct Linear {
    /// (out, in).
    pub(crate) weight: Weight,
    /// Where it is.
    pub(crate) place: AdapterKey,
}

impl Linear {
    /// `x`: (rows, in) to (rows, out).
    pub(crate) fn forward(&self, x: &Tensor, call: &Call<'_>) -> Result<Tensor, Error> {
        let weight = self.weight.at(call.pass);
        let Some(lora) = call.adapter.and_then(|adapter| adapter.get(self.place)) else {
            return base(x, weight, call);
        };
        let dropout = call.adapter.and_then(|adapter| adapter.dropout()).filter(|dropout| dropout.probability > 0.0);
        let mask = dropout.map(|dropout| DropoutMask {
            probability: dropout.probability,
            seed: seeded_random::bits(dropout.seed, (self.place.layer * 8 + self.place.projection as usize) as u64),
        });
        if call.is_fused() && !weight.is_variable() {
            return fused::lora_linear(x, weight, lora, mask);
        }
        Ok((base(x, weight, call)? + low_rank(x, lora, mask)?)?)
    }
}

/// x Wᵀ, with a gradient of W only if W learns.
pub(crate) fn base(x: &Tensor, weight: &Tensor, call: &Call<'_>) -> Result<Tensor, Error> {
    match (weight.is_variable(), call.is_fused()) {
        (false, _) => fused::frozen_linear(x, weight),
        (true, true) => fused::trainable_linear(x, weight),
        (true, false) => Ok(x.matmul(&weight.t()?)?),
    }
}

fn low_rank(x: &Tensor, lora: &LoraWeights, mask: Option<DropoutMask>) -> Result<Tensor, Error> {
    let Some(mask) = mask else { return differentiable::low_rank(x, lora) };
    let factors: Vec<f32> = (0..x.elem_count()).map(|index| mask.factor(index)).collect();
    let factors = Tensor::from_vec(factors, x.shape(), x.device())?.to_dtype(x.dtype())?;
    differentiable::low_rank(&(x * factors)?, lora)
}
