//! Attention of new tokens over what a cache holds. Queries of rows that share a beginning are multiplied with its keys
//! together; each number is nevertheless computed by the same steps as if its row were alone and its keys in one piece.

use std::sync::Arc;

use rayon::prelude::*;

use super::attention_core::softmax;
use super::exponential::vectorised;
use super::rotary::{Turn, turn};
use super::row_product::multiply_rows_here;
use super::weighted_values::Weighing;
use crate::kv_rows::{Piece, SequenceRow};
use crate::rotary::Rotation;

/// Below this many multiplications attention stays on the calling thread.
const PARALLEL_FROM: usize = 256 * 1024;

/// Below this many numbers keys are put into the cache by the calling thread.
const APPEND_PARALLEL_FROM: usize = 16 * 1024;

/// Query tokens attended to by one task: as many scores as stay near the processor.
const QUERIES_AT_ONCE: usize = 64;

/// Sizes of the attention and what a query sees.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CachedShape {
    /// Query heads.
    pub(crate) heads: usize,
    /// Key and value heads.
    pub(crate) kv_heads: usize,
    /// Width of a head.
    pub(crate) width: usize,
    /// Keys this far back, or further, are not seen.
    pub(crate) window: Option<usize>,
}

/// Queries of one row: tokens that follow each other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowQueries {
    /// The row of the cache.
    pub(crate) row: usize,
    /// Position of the first.
    pub(crate) position: usize,
    /// How many.
    pub(crate) tokens: usize,
}

/// Queries that go through the keys together.
struct Unit<'a> {
    /// Pieces that all rows of the unit share.
    shared: &'a [Arc<Piece>],
    shared_tokens: usize,
    members: Vec<RowQueries>,
    /// Which row of the query matrix is the first.
    first: usize,
    tokens: usize,
}

/// `queries`: (tokens, heads · width), not rotated yet, the tokens of `asked` one behind the other; the cache already
/// holds the keys and values of these tokens. Gives (tokens, heads · width).
pub(crate) fn cached_attention(
    queries: &[f32],
    asked: &[RowQueries],
    rows: &[SequenceRow],
    layer: usize,
    shape: CachedShape,
    rotation: &Rotation,
) -> Vec<f32> {
    let units = units(asked, rows);
    let CachedShape { heads, kv_heads, width, .. } = shape;
    let group_width = heads / kv_heads * width;
    let work: usize =
        asked.iter().map(|asked| asked.tokens * (asked.position + asked.tokens)).sum::<usize>() * heads * width * 2;
    let tasks = units.len() * kv_heads;
    let at_once = if work < PARALLEL_FROM { tasks } else { 1 };
    let attended: Vec<Vec<f32>> = (0..tasks)
        .into_par_iter()
        .with_min_len(at_once)
        .map(|task| {
            let call = Call { rows, layer, kv_head: task % kv_heads, shape, rotation };
            call.attend(&units[task / kv_heads], queries)
        })
        .collect();
    let mut out = vec![0f32; queries.len()];
    for (task, attended) in attended.iter().enumerate() {
        let (unit, column) = (&units[task / kv_heads], task % kv_heads * group_width);
        let rows = out.chunks_exact_mut(heads * width).skip(unit.first);
        for (row, attended) in rows.zip(attended.chunks_exact(group_width)) {
            row[column..column + group_width].copy_from_slice(attended);
        }
    }
    out
}

/// Neighbouring rows with the same shared beginning go together, as many as a task takes; a long row is divided.
fn units<'a>(asked: &[RowQueries], rows: &'a [SequenceRow]) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit<'a>> = Vec::new();
    let mut first = 0;
    for asked in asked {
        for start in (0..asked.tokens).step_by(QUERIES_AT_ONCE) {
            let tokens = QUERIES_AT_ONCE.min(asked.tokens - start);
            let part = RowQueries { row: asked.row, position: asked.position + start, tokens };
            let row = &rows[asked.row];
            match units.last_mut() {
                Some(unit)
                    if unit.tokens + tokens <= QUERIES_AT_ONCE
                        && unit.members.last().is_some_and(|last| rows[last.row].shares_all_with(row)) =>
                {
                    unit.members.push(part);
                    unit.tokens += tokens;
                }
                _ => units.push(Unit {
                    shared: &row.shared,
                    shared_tokens: row.shared_tokens(),
                    members: vec![part],
                    first,
                    tokens,
                }),
            }
            first += tokens;
        }
    }
    units
}

/// One layer and key head.
struct Call<'a> {
    rows: &'a [SequenceRow],
    layer: usize,
    kv_head: usize,
    shape: CachedShape,
    rotation: &'a Rotation,
}

impl Call<'_> {
    /// (tokens of the unit, heads of the group · width).
    fn attend(&self, unit: &Unit<'_>, queries: &[f32]) -> Vec<f32> {
        let CachedShape { heads, kv_heads, width, .. } = self.shape;
        let group = heads / kv_heads;
        let mut turned = vec![0f32; unit.tokens * group * width];
        let from = &queries[unit.first * heads * width..][..unit.tokens * heads * width];
        gather_queries(&mut turned, from, &unit.members, self.shape, self.kv_head * group * width, self.rotation);
        // What follows works on rows of one head each: (token, head of the group).
        let stride = unit.members.iter().map(|member| member.position + member.tokens).max().unwrap_or(0);
        let mut scores = vec![0f32; unit.tokens * group * stride];
        let mut held = 0;
        for piece in unit.shared {
            let keys = piece.keys(self.layer, self.kv_head, piece.tokens);
            multiply_rows_here(&mut scores[held..], stride, &turned, width, keys);
            held += piece.tokens;
        }
        let mut row = 0;
        for member in &unit.members {
            let end = member.position + member.tokens;
            let keys = self.rows[member.row].own.keys(self.layer, self.kv_head, end - unit.shared_tokens);
            let turned = &turned[row * width..][..member.tokens * group * width];
            let scores = &mut scores[row * stride..][..member.tokens * group * stride];
            multiply_rows_here(&mut scores[held..], stride, turned, width, keys);
            softmax_rows(scores, stride, group, *member, self.shape.window);
            row += member.tokens * group;
        }
        let mut out = vec![0f32; turned.len()];
        held = 0;
        for piece in unit.shared {
            let values = piece.values(self.layer, self.kv_head, piece.tokens);
            Weighing { out: &mut out, weights: &scores[held..], stride, values, width }.run();
            held += piece.tokens;
        }
        row = 0;
        for member in &unit.members {
            let end = member.position + member.tokens;
            let values = self.rows[member.row].own.values(self.layer, self.kv_head, end - unit.shared_tokens);
            let out = &mut out[row * width..][..member.tokens * group * width];
            Weighing { out, weights: &scores[row * stride + held..], stride, values, width }.run();
            row += member.tokens * group;
        }
        out
    }
}

vectorised! {
    /// The heads of one group out of rows of queries, turned by their positions and scaled by 1 / √width.
    fn gather_queries<'a>(
        to: &'a mut [f32],
        from: &'a [f32],
        members: &'a [RowQueries],
        shape: CachedShape,
        column: usize,
        rotation: &'a Rotation,
    ) {
        let CachedShape { heads, kv_heads, width, .. } = shape;
        let scale = (1.0 / (width as f64).sqrt()) as f32;
        let positions = members.iter().flat_map(|member| member.position..member.position + member.tokens);
        let rows = to.chunks_exact_mut(heads / kv_heads * width).zip(from.chunks_exact(heads * width));
        for ((to, from), position) in rows.zip(positions) {
            let (cos, sin) = rotation.of_position(position);
            for (head, to) in to.chunks_exact_mut(width).enumerate() {
                turn(to, &from[column + head * width..][..width], cos, sin, Turn::Forward);
                for to in to.iter_mut() {
                    *to *= scale;
                }
            }
        }
    }
}

vectorised! {
    /// Softmax over the keys that each row (token, head) of `member` sees; 0 elsewhere.
    fn softmax_rows<'a>(scores: &'a mut [f32], stride: usize, group: usize, member: RowQueries, window: Option<usize>) {
        for (index, row) in scores.chunks_exact_mut(stride).enumerate() {
            let end = member.position + index / group + 1;
            let start = window.map_or(0, |window| end.saturating_sub(window));
            row[..start].fill(0.0);
            row[end..].fill(0.0);
            softmax(&mut row[start..end]);
        }
    }
}

vectorised! {
    /// Puts keys (turned) and values of one row's new tokens, (tokens, kv_heads · width) each, behind what it holds. They
    /// count as held only when the whole pass is done.
    fn append_row<'a>(row: &'a mut SequenceRow, layer: usize, keys: &'a [f32], values: &'a [f32], shape: CachedShape, rotation: &'a Rotation) {
        let CachedShape { kv_heads, width, .. } = shape;
        let (held, position) = (row.own.tokens, row.tokens());
        let tokens = keys.chunks_exact(kv_heads * width).zip(values.chunks_exact(kv_heads * width));
        for (token, (keys, values)) in tokens.enumerate() {
            let (cos, sin) = rotation.of_position(position + token);
            let heads = keys.chunks_exact(width).zip(values.chunks_exact(width));
            for (head, (key, value)) in heads.enumerate() {
                let (key_place, value_place) = row.own.place_mut(layer, head, held + token);
                turn(key_place, key, cos, sin, Turn::Forward);
                value_place.copy_from_slice(value);
            }
        }
    }
}

/// Puts keys and values of new tokens, (tokens of all rows, kv_heads · width) each, into the cache; row i has
/// `new_tokens[i]` of them, for which there is room.
pub(crate) fn append_keys(
    rows: &mut [SequenceRow],
    new_tokens: &[usize],
    layer: usize,
    keys: &[f32],
    values: &[f32],
    shape: CachedShape,
    rotation: &Rotation,
) {
    let token_width = shape.kv_heads * shape.width;
    let mut parts = Vec::with_capacity(rows.len());
    let (mut keys_left, mut values_left) = (keys, values);
    for (row, tokens) in rows.iter_mut().zip(new_tokens) {
        let (row_keys, rest) = keys_left.split_at(tokens * token_width);
        let (row_values, values_rest) = values_left.split_at(tokens * token_width);
        (keys_left, values_left) = (rest, values_rest);
        parts.push((row, row_keys, row_values));
    }
    let at_once = if keys.len() < APPEND_PARALLEL_FROM { parts.len().max(1) } else { 1 };
    parts
        .into_par_iter()
        .with_min_len(at_once)
        .for_each(|(row, keys, values)| append_row(row, layer, keys, values, shape, rotation));
}
