//! Attention of a batch over itself as one operation: rotation, scores, mask, softmax, values and the way back into rows,
//! with a backward that computes the probabilities again instead of keeping them.

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

use super::attention_core::{GroupGradient, GroupInput, GroupShape, attend, attend_backward};
use super::number_pool::NumberPool;
use super::rotary::{Heads, gather_head, merge_heads};
use super::slices::{numbers, output, tensor, with_numbers};
use crate::Error;
use crate::attention::{AttentionShape, Visibility};
use crate::rotary::Rotation;

/// Below this many multiplications attention stays on the calling thread.
const PARALLEL_FROM: usize = 256 * 1024;

/// Attention of a batch over itself. `queries`: (batch · tokens, heads · width); `keys`, `values`:
/// (batch · tokens, kv_heads · width), none of them rotated yet. Result: (batch · tokens, heads · width).
pub(crate) fn self_attention(
    queries: &Tensor,
    keys: &Tensor,
    values: &Tensor,
    shape: AttentionShape,
    rotation: &Rotation,
    visibility: &Visibility,
) -> std::result::Result<Tensor, Error> {
    Ok(queries.apply_op3(keys, values, SelfAttention::new(shape, rotation, visibility))?)
}

impl AttentionShape {
    fn group_shape(&self) -> GroupShape {
        GroupShape {
            group: self.heads / self.kv_heads,
            tokens: self.tokens,
            width: self.head_dim,
            scale: (1.0 / (self.head_dim as f64).sqrt()) as f32,
        }
    }

    fn query_heads(&self) -> Heads {
        Heads { batch: self.batch, tokens: self.tokens, heads: self.heads, width: self.head_dim }
    }

    fn key_heads(&self) -> Heads {
        Heads { heads: self.kv_heads, ..self.query_heads() }
    }

    /// Groups a thread should take at once, when each looks at `keys` keys.
    fn groups_per_task(&self, keys: usize) -> usize {
        let groups = self.batch * self.kv_heads;
        let work = self.batch * self.heads * self.tokens * keys * self.head_dim;
        if work < PARALLEL_FROM { groups } else { 1 }
    }
}

/// Attention of a batch over itself, on plain numbers or as an operation on tensors.
pub(super) struct SelfAttention {
    shape: AttentionShape,
    rotation: Rotation,
    visibility: Visibility,
}

/// The rotated queries of a group, its rotated keys and its values, copied out of the rows.
struct Gathered {
    queries: Vec<f32>,
    keys: Vec<f32>,
    values: Vec<f32>,
}

impl Gathered {
    fn input(&self) -> GroupInput<'_> {
        GroupInput { queries: &self.queries, keys: &self.keys, values: &self.values }
    }
}

impl SelfAttention {
    fn gather_queries(&self, from: &[f32], batch: usize, kv_head: usize, rotation: Option<&Rotation>) -> Vec<f32> {
        let AttentionShape { tokens, head_dim, .. } = self.shape;
        let group = self.shape.heads / self.shape.kv_heads;
        let mut queries = vec![0f32; group * tokens * head_dim];
        for (member, queries) in queries.chunks_exact_mut(tokens * head_dim).enumerate() {
            gather_head(queries, from, self.shape.query_heads(), batch, kv_head * group + member, rotation);
        }
        queries
    }

    fn gather(&self, queries: &[f32], keys: &[f32], values: &[f32], batch: usize, kv_head: usize) -> Gathered {
        let size = self.shape.tokens * self.shape.head_dim;
        let (mut gathered_keys, mut gathered_values) = (vec![0f32; size], vec![0f32; size]);
        let heads = self.shape.key_heads();
        gather_head(&mut gathered_keys, keys, heads, batch, kv_head, Some(&self.rotation));
        gather_head(&mut gathered_values, values, heads, batch, kv_head, None);
        let queries = self.gather_queries(queries, batch, kv_head, Some(&self.rotation));
        Gathered { queries, keys: gathered_keys, values: gathered_values }
    }
}

/// Gradients of queries, keys and values, in rows.
pub(super) struct AttentionGradients {
    pub(super) queries: Vec<f32>,
    pub(super) keys: Vec<f32>,
    pub(super) values: Vec<f32>,
}

impl SelfAttention {
    pub(super) fn new(shape: AttentionShape, rotation: &Rotation, visibility: &Visibility) -> Self {
        Self { shape, rotation: rotation.clone(), visibility: visibility.clone() }
    }

    /// The attended values, in rows.
    pub(super) fn forward(&self, queries: &[f32], keys: &[f32], values: &[f32], pool: &mut NumberPool) -> Vec<f32> {
        let shape = self.shape.group_shape();
        let mut out = pool.take_zeros(queries.len());
        out.par_chunks_mut(shape.group * shape.tokens * shape.width)
            .with_min_len(self.shape.groups_per_task(shape.tokens))
            .enumerate()
            .for_each(|(index, out)| {
                let (batch, kv_head) = (index / self.shape.kv_heads, index % self.shape.kv_heads);
                let gathered = self.gather(queries, keys, values, batch, kv_head);
                attend(out, gathered.input(), shape, batch, &self.visibility);
            });
        merged(out, self.shape.query_heads(), None, pool)
    }

    /// The gradients when `grad` is that of the attended values.
    pub(super) fn backward(
        &self,
        queries: &[f32],
        keys: &[f32],
        values: &[f32],
        grad: &[f32],
        pool: &mut NumberPool,
    ) -> AttentionGradients {
        let shape = self.shape.group_shape();
        let mut d_queries = pool.take_zeros(queries.len());
        let (mut d_keys, mut d_values) = (pool.take_zeros(keys.len()), pool.take_zeros(values.len()));
        let one = shape.tokens * shape.width;
        d_queries
            .par_chunks_mut(shape.group * one)
            .zip(d_keys.par_chunks_mut(one))
            .zip(d_values.par_chunks_mut(one))
            .with_min_len(self.shape.groups_per_task(shape.tokens))
            .enumerate()
            .for_each(|(index, ((d_queries, d_keys), d_values))| {
                let (batch, kv_head) = (index / self.shape.kv_heads, index % self.shape.kv_heads);
                let gathered = self.gather(queries, keys, values, batch, kv_head);
                let grad = self.gather_queries(grad, batch, kv_head, None);
                let into = GroupGradient { queries: d_queries, keys: d_keys, values: d_values };
                attend_backward(into, &grad, gathered.input(), shape, batch, &self.visibility);
            });
        let (query_heads, key_heads) = (self.shape.query_heads(), self.shape.key_heads());
        AttentionGradients {
            queries: merged(d_queries, query_heads, Some(&self.rotation), pool),
            keys: merged(d_keys, key_heads, Some(&self.rotation), pool),
            values: merged(d_values, key_heads, None, pool),
        }
    }
}

/// Heads of rows as rows of heads; the heads go back to the pool.
fn merged(from: Vec<f32>, heads: Heads, rotation: Option<&Rotation>, pool: &mut NumberPool) -> Vec<f32> {
    let mut to = pool.take(from.len());
    merge_heads(&mut to, &from, heads, rotation);
    pool.give([from]);
    to
}

impl CustomOp3 for SelfAttention {
    fn name(&self) -> &'static str {
        "self-attention"
    }

    fn cpu_fwd(
        &self,
        queries: &CpuStorage,
        queries_at: &Layout,
        keys: &CpuStorage,
        keys_at: &Layout,
        values: &CpuStorage,
        values_at: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let queries = numbers(queries, queries_at)?;
        let (keys, values) = (numbers(keys, keys_at)?, numbers(values, values_at)?);
        output(self.forward(queries, keys, values, &mut NumberPool::default()), queries_at.shape().clone())
    }

    fn bwd(
        &self,
        queries: &Tensor,
        keys: &Tensor,
        values: &Tensor,
        _out: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let found = with_numbers(grad, |grad| {
            with_numbers(queries, |queries| {
                with_numbers(keys, |keys| {
                    with_numbers(values, |values| {
                        Ok(self.backward(queries, keys, values, grad, &mut NumberPool::default()))
                    })
                })
            })
        })?;
        Ok((
            Some(tensor(found.queries, queries.shape())?),
            Some(tensor(found.keys, keys.shape())?),
            Some(tensor(found.values, values.shape())?),
        ))
    }
}
