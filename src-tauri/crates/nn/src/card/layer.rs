//! One layer of the decoder on the card, forward with what the backward needs, and backward without a graph.

use std::collections::BTreeMap;

use candle_core::{D, Tensor};

use super::operations::{
    Angles, Heads, MOST_KEYS, are_few_rows, from_heads, masked_softmax, pull_rms_norm, pull_softmax, pull_swiglu,
    rms_norm, swiglu, to_heads,
};
use super::projection::{CardPair, GradientSums, project, project_gated, project_onto, project_three, pull};
use crate::decoder_layer::{Call, DecoderLayer};
use crate::kv_tensors::PaddedRows;
use crate::linear::Linear;
use crate::rms_norm::RmsNorm;
use crate::weights::Pass;
use crate::{AdapterKey, Error};

/// What the layers of one pass share.
pub(crate) struct CardCall<'a> {
    call: &'a Call<'a>,
    angles: Angles,
    /// (batch, 1, tokens, keys).
    mask: Tensor,
    pairs: BTreeMap<AdapterKey, CardPair>,
}

impl<'a> CardCall<'a> {
    pub(crate) fn new(call: &'a Call<'a>) -> Result<Self, Error> {
        let (cos, sin) = call.rotation.tensors(call.shape.batch, call.shape.tokens, call.device)?;
        let mask = call.mask()?;
        let keys = mask.dim(D::Minus1)?;
        if keys > MOST_KEYS {
            return Err(Error::Input { what: "tokens", expected: MOST_KEYS, found: keys });
        }
        let pairs = call.adapter.map_or(Ok(BTreeMap::new()), |adapter| CardPair::all(adapter, call.dtype))?;
        Ok(Self { call, angles: Angles { cos, sin }, mask, pairs })
    }

    fn heads(&self, heads: usize) -> Heads {
        let shape = self.call.shape;
        Heads { batch: shape.batch, tokens: shape.tokens, heads, width: shape.head_dim }
    }

    fn scale(&self) -> f64 {
        1.0 / (self.call.shape.head_dim as f64).sqrt()
    }

    fn project(&self, linear: &Linear, x: &Tensor) -> Result<Tensor, Error> {
        project(linear, x, self.pairs.get(&linear.place), linear.dropout_mask(self.call))
    }

    fn project_onto(&self, stream: &Tensor, linear: &Linear, x: &Tensor) -> Result<Tensor, Error> {
        project_onto(stream, linear, x, self.pairs.get(&linear.place), linear.dropout_mask(self.call))
    }

    /// Whether these projections of `x` go in one pass: few rows, and no pair to add.
    fn fuses(&self, x: &Tensor, linears: &[&Linear]) -> Result<bool, Error> {
        Ok(are_few_rows(x)? && linears.iter().all(|linear| !self.pairs.contains_key(&linear.place)))
    }

    fn pull(&self, linear: &Linear, x: &Tensor, dy: &Tensor, sums: &GradientSums) -> Result<Tensor, Error> {
        pull(linear, x, dy, self.pairs.get(&linear.place), linear.dropout_mask(self.call), sums)
    }
}

/// A layer with what its pass knows.
pub(crate) struct CardLayer<'a> {
    pub(crate) layer: &'a DecoderLayer,
    pub(crate) call: &'a CardCall<'a>,
}

/// What a forward pass leaves for the backward.
pub(crate) struct CardTrace {
    x: Tensor,
    normed: Tensor,
    /// (batch, kv_heads, group · tokens, width).
    queries: Tensor,
    /// (batch, kv_heads, tokens, width).
    keys: Tensor,
    values: Tensor,
    /// (batch, kv_heads, group · tokens, tokens).
    chances: Tensor,
    attended: Tensor,
    /// The stream between the two blocks.
    middle: Tensor,
    fed: Tensor,
    gate: Tensor,
    up: Tensor,
    gated: Tensor,
}

impl CardTrace {
    /// The layer's input alone.
    pub(crate) fn into_input(self) -> Tensor {
        self.x
    }
}

fn norm(norm: &RmsNorm, x: &Tensor) -> Result<Tensor, Error> {
    Ok(rms_norm(x, norm.weight.at(Pass::Infer), norm.epsilon)?)
}

fn pull_norm(norm: &RmsNorm, x: &Tensor, dy: &Tensor, base: &Tensor) -> Result<Tensor, Error> {
    Ok(pull_rms_norm(x, norm.weight.at(Pass::Infer), norm.epsilon, dy, Some(base))?)
}

/// What the attention of a layer leaves, as in [`CardTrace`].
struct Attended {
    normed: Tensor,
    queries: Tensor,
    keys: Tensor,
    values: Tensor,
    chances: Tensor,
    attended: Tensor,
}

impl CardLayer<'_> {
    /// `x`: (batch · tokens, hidden) to the same shape, behind what a cache holds. Nothing is kept for a backward.
    pub(crate) fn read(&self, x: &Tensor, cache: Option<&mut PaddedRows>) -> Result<Tensor, Error> {
        let (call, attention, mlp) = (self.call, &self.layer.attention, &self.layer.mlp);
        let attended = self.attend(x, cache)?.attended;
        let middle = call.project_onto(x, &attention.output, &attended)?;
        let fed = norm(&self.layer.feed_forward_norm, &middle)?;
        let gated = match call.fuses(&fed, &[&mlp.gate, &mlp.up])? {
            true => project_gated(&mlp.gate, &mlp.up, &fed)?,
            false => swiglu(&call.project(&mlp.gate, &fed)?, &call.project(&mlp.up, &fed)?)?,
        };
        call.project_onto(&middle, &mlp.down, &gated)
    }

    /// The same of a pass without a cache, and what its backward needs.
    pub(crate) fn forward(&self, x: &Tensor) -> Result<(Tensor, CardTrace), Error> {
        let (call, attention, mlp) = (self.call, &self.layer.attention, &self.layer.mlp);
        let Attended { normed, queries, keys, values, chances, attended } = self.attend(x, None)?;
        let middle = call.project_onto(x, &attention.output, &attended)?;
        let fed = norm(&self.layer.feed_forward_norm, &middle)?;
        let (gate, up) = (call.project(&mlp.gate, &fed)?, call.project(&mlp.up, &fed)?);
        let gated = swiglu(&gate, &up)?;
        let y = call.project_onto(&middle, &mlp.down, &gated)?;
        let x = x.clone();
        Ok((y, CardTrace { x, normed, queries, keys, values, chances, attended, middle, fed, gate, up, gated }))
    }

    fn attend(&self, x: &Tensor, cache: Option<&mut PaddedRows>) -> Result<Attended, Error> {
        let (call, attention) = (self.call, &self.layer.attention);
        let shape = call.call.shape;
        let normed = norm(&self.layer.input_norm, x)?;
        let linears = [&attention.queries, &attention.keys, &attention.values];
        let [queries, keys, values] = match call.fuses(&normed, &linears)? {
            true => project_three(linears, &normed)?,
            false => {
                let [queries, keys, values] = linears;
                [call.project(queries, &normed)?, call.project(keys, &normed)?, call.project(values, &normed)?]
            }
        };
        let (many, few) = (call.heads(shape.heads), call.heads(shape.kv_heads));
        let queries = to_heads(&queries, Some(&call.angles), many)?;
        let keys = to_heads(&keys, Some(&call.angles), few)?;
        let values = to_heads(&values, None, few)?;
        let (keys, values) = match cache {
            Some(cache) => cache.append_to(self.layer.index, &keys, &values)?,
            None => (keys, values),
        };
        // Query heads that share a key head lie one behind the other, so each group is one product.
        let grouped = shape.heads / shape.kv_heads * shape.tokens;
        let queries = queries.reshape((shape.batch, shape.kv_heads, grouped, shape.head_dim))?;
        let (keys, values) = match shape.batch {
            1 => (keys, values),
            _ => (keys.contiguous()?, values.contiguous()?),
        };
        let scores = queries.matmul(&keys.transpose(2, 3)?)?;
        let chances = masked_softmax(scores, &call.mask, call.scale())?;
        let attended = from_heads(&chances.matmul(&values)?, None, many)?;
        Ok(Attended { normed, queries, keys, values, chances, attended })
    }

    /// The gradient of the layer's input when that of its result is `dy`; those of the pairs are added to `sums`. Not for
    /// a pass with a cache.
    pub(crate) fn backward(&self, trace: CardTrace, dy: &Tensor, sums: &GradientSums) -> Result<Tensor, Error> {
        let (call, attention, mlp) = (self.call, &self.layer.attention, &self.layer.mlp);
        let shape = call.call.shape;
        let CardTrace { x, normed, queries, keys, values, chances, attended, middle, fed, gate, up, gated } = trace;
        let d_gated = call.pull(&mlp.down, &gated, dy, sums)?;
        drop(gated);
        let (d_gate, d_up) = pull_swiglu(&gate, &up, &d_gated)?;
        drop((gate, up, d_gated));
        let d_fed = (call.pull(&mlp.gate, &fed, &d_gate, sums)? + call.pull(&mlp.up, &fed, &d_up, sums)?)?;
        drop((d_gate, d_up, fed));
        let d_middle = pull_norm(&self.layer.feed_forward_norm, &middle, &d_fed, dy)?;

        let d_attended = call.pull(&attention.output, &attended, &d_middle, sums)?;
        let (many, few) = (call.heads(shape.heads), call.heads(shape.kv_heads));
        let d_attended = to_heads(&d_attended, None, many)?.reshape(queries.shape())?;
        let d_values = chances.transpose(2, 3)?.matmul(&d_attended)?;
        let d_chances = d_attended.matmul(&values.transpose(2, 3)?)?;
        let d_scores = pull_softmax(&chances, d_chances, call.scale())?;
        drop(chances);
        let d_queries = d_scores.matmul(&keys)?;
        let d_keys = d_scores.transpose(2, 3)?.matmul(&queries)?;
        drop(d_scores);
        let d_queries = from_heads(&d_queries, Some(&call.angles), many)?;
        let d_keys = from_heads(&d_keys, Some(&call.angles), few)?;
        let d_values = from_heads(&d_values, None, few)?;
        let d_normed = (call.pull(&attention.queries, &normed, &d_queries, sums)?
            + call.pull(&attention.keys, &normed, &d_keys, sums)?)?;
        let d_normed = (d_normed + call.pull(&attention.values, &normed, &d_values, sums)?)?;
        pull_norm(&self.layer.input_norm, &x, &d_normed, &d_middle)
    }
}
