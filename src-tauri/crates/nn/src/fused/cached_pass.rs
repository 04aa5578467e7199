//! All layers on new tokens with a cache, forward only, on plain slices: what generation does for every token. No
//! tensors are made on the way, projections of one input are shared out to the threads together, and in the last layer
//! only the tokens asked for go on after their keys and values are kept.

use super::cached_attention::{CachedShape, RowQueries, append_keys, cached_attention};
use super::exponential::{sigmoid, vectorised};
use super::projections::{Projected, project};
use super::rms_norm::normalise;
use super::row_product::RowWrite;
use super::slices::{for_rows, with_numbers};
use crate::decoder_layer::DecoderLayer;
use crate::kv_rows::SequenceRow;
use crate::linear::Linear;
use crate::rms_norm::RmsNorm;
use crate::rotary::Rotation;
use crate::weights::Pass;
use crate::{Adapter, Error, PackedProducts, Wanted};

/// What all layers of a pass share.
pub(crate) struct CachedPass<'a> {
    pub(crate) layers: &'a [DecoderLayer],
    pub(crate) final_norm: &'a RmsNorm,
    pub(crate) shape: CachedShape,
    pub(crate) adapter: Option<&'a Adapter>,
    /// Of every position up to the last.
    pub(crate) rotation: Rotation,
    /// Width of the stream.
    pub(crate) hidden: usize,
    /// New tokens of each row.
    pub(crate) new_tokens: &'a [usize],
    pub(crate) wanted: Wanted,
    pub(crate) packed_products: PackedProducts,
}

impl CachedPass<'_> {
    /// `x`: embeddings of the new tokens, (tokens of all rows, hidden). Gives the hidden states wanted, after the final
    /// norm.
    pub(crate) fn run(&self, mut x: Vec<f32>, rows: &mut [SequenceRow]) -> Result<Vec<f32>, Error> {
        for (row, tokens) in rows.iter_mut().zip(self.new_tokens) {
            row.own.reserve(*tokens);
        }
        let mut asked: Vec<RowQueries> = rows
            .iter()
            .zip(self.new_tokens)
            .enumerate()
            .map(|(index, (row, tokens))| RowQueries { row: index, position: row.tokens(), tokens: *tokens })
            .collect();
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        for (index, layer) in self.layers.iter().enumerate() {
            let mut normed = self.norm(&layer.input_norm, &x)?;
            let attention = &layer.attention;
            let mut queries = Vec::new();
            let is_last = index + 1 == self.layers.len();
            if is_last && self.wanted == Wanted::Last && normed.len() > rows.len() * self.hidden {
                self.project(
                    &normed,
                    vec![Projected::new(&attention.keys, &mut keys), Projected::new(&attention.values, &mut values)],
                )?;
                for asked in &mut asked {
                    asked.position += asked.tokens - 1;
                    asked.tokens = 1;
                }
                (x, normed) = (self.last_of_each(&x), self.last_of_each(&normed));
                self.project(&normed, vec![Projected::new(&attention.queries, &mut queries)])?;
            } else {
                self.project(
                    &normed,
                    vec![
                        Projected::new(&attention.queries, &mut queries),
                        Projected::new(&attention.keys, &mut keys),
                        Projected::new(&attention.values, &mut values),
                    ],
                )?;
            }
            append_keys(rows, self.new_tokens, index, &keys, &values, self.shape, &self.rotation);
            let attended = cached_attention(&queries, &asked, rows, index, self.shape, &self.rotation);
            self.add(&attended, &attention.output, &mut x)?;
            let normed = self.norm(&layer.feed_forward_norm, &x)?;
            let (mut gate, mut up) = (Vec::new(), Vec::new());
            self.project(
                &normed,
                vec![Projected::new(&layer.mlp.gate, &mut gate), Projected::new(&layer.mlp.up, &mut up)],
            )?;
            for_rows(&mut gate, 1, |first, gate| swiglu(gate, &up[first..][..gate.len()]));
            self.add(&gate, &layer.mlp.down, &mut x)?;
        }
        for (row, tokens) in rows.iter_mut().zip(self.new_tokens) {
            row.own.tokens += tokens;
        }
        self.norm(self.final_norm, &x)
    }

    fn norm(&self, norm: &RmsNorm, x: &[f32]) -> Result<Vec<f32>, Error> {
        let mut y = vec![0f32; x.len()];
        with_numbers(norm.weight.at(Pass::Infer), |weight| {
            normalise(&mut y, x, weight, norm.epsilon as f32);
            Ok(())
        })?;
        Ok(y)
    }

    /// The rows of the last new token of each sequence.
    fn last_of_each(&self, x: &[f32]) -> Vec<f32> {
        let mut end = 0;
        let mut last = Vec::with_capacity(self.new_tokens.len() * self.hidden);
        for tokens in self.new_tokens {
            end += tokens * self.hidden;
            last.extend_from_slice(&x[end - self.hidden..end]);
        }
        last
    }

    /// Several projections of one input.
    fn project(&self, x: &[f32], targets: Vec<Projected<'_>>) -> Result<(), Error> {
        project(x, self.hidden, self.adapter, self.packed_products, targets)
    }

    /// `stream` gains the projection of `x`.
    fn add(&self, x: &[f32], linear: &Linear, stream: &mut Vec<f32>) -> Result<(), Error> {
        let depth = linear.weight.size().1;
        let target = Projected { linear, out: stream, write: RowWrite::AddScaled(1.0) };
        project(x, depth, self.adapter, self.packed_products, vec![target])
    }
}

vectorised! {
    /// `gate` becomes silu(gate) · up.
    fn swiglu<'a>(gate: &'a mut [f32], up: &'a [f32]) {
        for (gate, up) in gate.iter_mut().zip(up) {
            *gate = *gate * sigmoid(*gate) * up;
        }
    }
}
