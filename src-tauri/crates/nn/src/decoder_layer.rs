//! One layer of the decoder, and what every layer of one forward pass shares.

use std::cell::OnceCell;

use candle_core::{DType, Device, Tensor};

use crate::attention::{Attention, AttentionShape, Visibility};
use crate::kv_tensors::PaddedRows;
use crate::linear::Linear;
use crate::mlp::Mlp;
use crate::rms_norm::RmsNorm;
use crate::rotary::Rotation;
use crate::weights::Pass;
use crate::{Adapter, Arithmetic, Error, fused};

/// What the layers of one forward pass share.
pub(crate) struct Call<'a> {
    pub(crate) adapter: Option<&'a Adapter>,
    pub(crate) pass: Pass,
    pub(crate) arithmetic: Arithmetic,
    pub(crate) shape: AttentionShape,
    pub(crate) rotation: Rotation,
    pub(crate) visibility: Visibility,
    pub(crate) device: &'a Device,
    pub(crate) dtype: DType,
    /// The additive mask of the plain form, made once, or given by a cache.
    pub(crate) mask: OnceCell<Tensor>,
}

impl Call<'_> {
    pub(crate) fn is_fused(&self) -> bool {
        self.arithmetic == Arithmetic::Fused
    }

    /// The first layer with an adapter; the number of layers and more when there is none.
    pub(crate) fn lowest_adapted_layer(&self) -> usize {
        self.adapter.and_then(|adapter| adapter.iter().map(|(key, _)| key.layer).min()).unwrap_or(usize::MAX)
    }

    /// The stream with a block's output added.
    fn add(&self, stream: &Tensor, change: &Tensor) -> Result<Tensor, Error> {
        if self.is_fused() { fused::add_to_stream(stream, change) } else { Ok((stream + change)?) }
    }

    /// 0 where a key is seen, a very negative number elsewhere: (batch, 1, tokens, keys).
    pub(crate) fn mask(&self) -> Result<Tensor, Error> {
        if let Some(mask) = self.mask.get() {
            return Ok(mask.clone());
        }
        let AttentionShape { batch, tokens, .. } = self.shape;
        let mut mask = vec![f32::MIN / 2.0; batch * tokens * tokens];
        for (index, row) in mask.chunks_exact_mut(tokens).enumerate() {
            let seen = self.visibility.keys(index / tokens, index % tokens);
            if !seen.is_empty() {
                row[seen].fill(0.0);
            }
        }
        let mask = Tensor::from_vec(mask, (batch, 1, tokens, tokens), self.device)?.to_dtype(self.dtype)?;
        Ok(self.mask.get_or_init(|| mask).clone())
    }
}

/// Attention and feed-forward, each behind its norm and added to the stream.
#[derive(Debug, Clone)]
pub(crate) struct DecoderLayer {
    pub(crate) index: usize,
    pub(crate) input_norm: RmsNorm,
    pub(crate) attention: Attention,
    pub(crate) feed_forward_norm: RmsNorm,
    pub(crate) mlp: Mlp,
}

impl DecoderLayer {
    /// The seven projections.
    pub(crate) fn linears(&self) -> [&Linear; 7] {
        let (attention, mlp) = (&self.attention, &self.mlp);
        let Attention { queries, keys, values, output } = attention;
        [queries, keys, values, output, &mlp.gate, &mlp.up, &mlp.down]
    }

    /// `x`: (batch · tokens, hidden) to the same shape.
    pub(crate) fn forward(&self, x: &Tensor, call: &Call<'_>, cache: Option<&mut PaddedRows>) -> Result<Tensor, Error> {
        let attended = self.attention.forward(&self.input_norm.forward(x, call)?, call, self.index, cache)?;
        let x = call.add(x, &attended)?;
        let fed = self.mlp.forward(&self.feed_forward_norm.forward(&x, call)?, call)?;
        call.add(&x, &fed)
    }
}
