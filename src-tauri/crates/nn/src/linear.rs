//! A projection: the base weight, and the LoRA pair if the adapter has one for this place.

use candle_core::Tensor;

use crate::decoder_layer::Call;
use crate::fused::DropoutMask;
use crate::weights::MatrixWeight;
use crate::{AdapterKey, Arithmetic, BaseMatrix, Error, LoraWeights, differentiable, fused, seeded_random};

/// One of the seven linear maps of a layer.
#[derive(Debug, Clone)]
pub(crate) struct Linear {
    /// (out, in).
    pub(crate) weight: MatrixWeight,
    /// Where it is.
    pub(crate) place: AdapterKey,
}

impl Linear {
    /// `x`: (rows, in) to (rows, out).
    pub(crate) fn forward(&self, x: &Tensor, call: &Call<'_>) -> Result<Tensor, Error> {
        let weight = self.weight.at(call.pass)?;
        let Some(lora) = call.adapter.and_then(|adapter| adapter.get(self.place)) else {
            return product(x, &weight, call.arithmetic);
        };
        let mask = self.dropout_mask(call);
        if call.is_fused() && !weight.is_variable() {
            return fused::lora_linear(x, &weight, lora, mask);
        }
        Ok((product(x, &weight, call.arithmetic)? + low_rank(x, lora, mask)?)?)
    }

    /// Which inputs of the low-rank path are dropped in this pass.
    pub(crate) fn dropout_mask(&self, call: &Call<'_>) -> Option<DropoutMask> {
        let dropout = call.adapter.and_then(|adapter| adapter.dropout()).filter(|dropout| dropout.probability > 0.0);
        dropout.map(|dropout| DropoutMask {
            probability: dropout.probability,
            seed: seeded_random::bits(dropout.seed, (self.place.layer * 8 + self.place.projection as usize) as u64),
        })
    }
}

/// x Wᵀ, with a gradient of W only if W learns.
pub(crate) fn product(x: &Tensor, weight: &BaseMatrix, arithmetic: Arithmetic) -> Result<Tensor, Error> {
    match weight {
        BaseMatrix::Dense(weight) if weight.is_variable() => match arithmetic {
            Arithmetic::Fused => fused::trainable_linear(x, weight),
            Arithmetic::Card | Arithmetic::Differentiable => Ok(x.matmul(&weight.t()?)?),
        },
        weight => fused::frozen_linear(x, weight),
    }
}

fn low_rank(x: &Tensor, lora: &LoraWeights, mask: Option<DropoutMask>) -> Result<Tensor, Error> {
    let Some(mask) = mask else { return differentiable::low_rank(x, lora) };
    let factors: Vec<f32> = (0..x.elem_count()).map(|index| mask.factor(index)).collect();
    let factors = Tensor::from_vec(factors, x.shape(), x.device())?.to_dtype(x.dtype())?;
    differentiable::low_rank(&(x * factors)?, lora)
}
