//! Grouped-query attention with rotary positions, causal, with left padding and an optional sliding window.

use std::ops::Range;
use std::sync::Arc;

use candle_core::Tensor;

use crate::decoder_layer::Call;
use crate::kv_tensors::PaddedRows;
use crate::linear::Linear;
use crate::{Error, differentiable, fused};

/// Sizes of one attention.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AttentionShape {
    /// Sequences.
    pub(crate) batch: usize,
    /// New tokens of each.
    pub(crate) tokens: usize,
    /// Query heads.
    pub(crate) heads: usize,
    /// Key and value heads.
    pub(crate) kv_heads: usize,
    /// Width of a head.
    pub(crate) head_dim: usize,
}

/// Which keys a query sees.
#[derive(Debug, Clone)]
pub(crate) struct Visibility {
    /// Pad tokens in front of each row.
    pub(crate) left_padding: Arc<[usize]>,
    /// Keys this far back, or further, are not seen.
    pub(crate) window: Option<usize>,
    /// For packed rows, (batch · tokens): where in its row the text of each query begins. Nothing is held then.
    pub(crate) text_starts: Option<Arc<[u32]>>,
    /// New tokens of each row.
    pub(crate) tokens: usize,
}

impl Visibility {
    /// The keys that query `token` of row `batch` sees: not padding, not of another text, not later than itself, within
    /// the window. Empty for a query that is padding itself.
    #[inline(always)]
    pub(crate) fn keys(&self, batch: usize, token: usize) -> Range<usize> {
        let end = token + 1;
        let start = self.window.map_or(0, |window| end.saturating_sub(window));
        let first = match &self.text_starts {
            Some(starts) => starts[batch * self.tokens + token] as usize,
            None => self.left_padding[batch],
        };
        start.max(first)..end
    }

    /// The queries of row `batch`, cut where one text ends and the next begins.
    pub(crate) fn texts(&self, batch: usize) -> Vec<Range<usize>> {
        let Some(starts) = &self.text_starts else { return Vec::from([Range { start: 0, end: self.tokens }]) };
        let mut texts: Vec<Range<usize>> = Vec::new();
        for (token, start) in starts[batch * self.tokens..][..self.tokens].iter().enumerate() {
            match texts.last_mut() {
                Some(text) if text.start == *start as usize => text.end = token + 1,
                _ => texts.push(token..token + 1),
            }
        }
        texts
    }
}

/// The attention block of a layer.
#[derive(Debug, Clone)]
pub(crate) struct Attention {
    pub(crate) queries: Linear,
    pub(crate) keys: Linear,
    pub(crate) values: Linear,
    pub(crate) output: Linear,
}

impl Attention {
    /// `x`: (batch · tokens, hidden) to the same shape. Only the plain form takes a cache.
    pub(crate) fn forward(
        &self,
        x: &Tensor,
        call: &Call<'_>,
        layer: usize,
        cache: Option<&mut PaddedRows>,
    ) -> Result<Tensor, Error> {
        let queries = self.queries.forward(x, call)?;
        let keys = self.keys.forward(x, call)?;
        let values = self.values.forward(x, call)?;
        let attended = if call.is_fused() {
            fused::self_attention(&queries, &keys, &values, call.shape, &call.rotation, &call.visibility)?
        } else {
            plain(&queries, &keys, &values, call, layer, cache)?
        };
        self.output.forward(&attended, call)
    }
}

/// The same in plain tensor operations.
fn plain(
    queries: &Tensor,
    keys: &Tensor,
    values: &Tensor,
    call: &Call<'_>,
    layer: usize,
    cache: Option<&mut PaddedRows>,
) -> Result<Tensor, Error> {
    let AttentionShape { batch, tokens, heads, kv_heads, head_dim } = call.shape;
    let (cos, sin) = call.rotation.tensors(batch, tokens, queries.device())?;
    let (cos, sin) = (cos.to_dtype(queries.dtype())?, sin.to_dtype(queries.dtype())?);
    let split = |x: &Tensor, heads: usize| -> Result<Tensor, Error> {
        Ok(x.reshape((batch, tokens, heads, head_dim))?.transpose(1, 2)?.contiguous()?)
    };
    let queries = differentiable::rotate(&split(queries, heads)?, &cos, &sin)?;
    let keys = differentiable::rotate(&split(keys, kv_heads)?, &cos, &sin)?;
    let values = split(values, kv_heads)?;
    let (keys, values) = match cache {
        Some(cache) => cache.append_to(layer, &keys, &values)?,
        None => (keys, values),
    };
    let attended = differentiable::attention(&queries, &keys, &values, &call.mask()?)?;
    Ok(attended.transpose(1, 2)?.reshape((batch * tokens, heads * head_dim))?)
}
