//! Softmax attention of the query heads that share one key-value head, on plain slices: forward and backward.
//! Rows of queries go in blocks, none of which reaches over the end of a packed text, so that the probabilities of a
//! long sequence are never held at once and keys that no row of a block may see are not multiplied.

use std::ops::Range;

use super::exponential::{exp, vectorised};
use super::matrix_product::{Matrix, Threads, Write, multiply};
use super::reduction::{dot, largest, sum};
use crate::attention::Visibility;

/// Tokens of queries worked on at once.
const BLOCK_TOKENS: usize = 128;

/// Queries of `group` heads over the keys of one head.
#[derive(Debug, Clone, Copy)]
pub(super) struct GroupShape {
    /// Query heads that share the keys.
    pub(super) group: usize,
    /// Query tokens.
    pub(super) tokens: usize,
    /// Width of a head.
    pub(super) width: usize,
    /// 1 / √width.
    pub(super) scale: f32,
}

/// Some rows of queries and the keys any of them sees.
#[derive(Debug, Clone)]
struct Block {
    rows: Range<usize>,
    keys: Range<usize>,
}

impl GroupShape {
    /// The blocks of (group · tokens) rows for row `batch` of the batch.
    fn blocks(&self, batch: usize, visibility: &Visibility) -> Vec<Block> {
        let Self { group, tokens, .. } = *self;
        let seen = |first: usize, last: usize| visibility.keys(batch, first).start..visibility.keys(batch, last).end;
        let texts = visibility.texts(batch);
        if tokens <= BLOCK_TOKENS && texts.len() == 1 {
            return vec![Block { rows: 0..group * tokens, keys: seen(0, tokens - 1) }];
        }
        let parts: Vec<Range<usize>> = texts
            .into_iter()
            .flat_map(|text| {
                let end = text.end;
                text.step_by(BLOCK_TOKENS).map(move |first| first..(first + BLOCK_TOKENS).min(end))
            })
            .collect();
        (0..group)
            .flat_map(|head| parts.iter().map(move |part| (head * tokens, part)))
            .map(|(head, part)| Block {
                rows: head + part.start..head + part.end,
                keys: seen(part.start, part.end - 1),
            })
            .collect()
    }
}

/// What a group reads: queries (group · tokens, width), keys and values (keys, width).
#[derive(Debug, Clone, Copy)]
pub(super) struct GroupInput<'a> {
    pub(super) queries: &'a [f32],
    pub(super) keys: &'a [f32],
    pub(super) values: &'a [f32],
}

/// The probabilities of a block: (rows, keys of the block).
fn probabilities(
    input: GroupInput<'_>,
    shape: GroupShape,
    block: &Block,
    batch: usize,
    visibility: &Visibility,
) -> Vec<f32> {
    let (rows, keys) = (block.rows.len(), block.keys.len());
    let mut scores = vec![0f32; rows * keys];
    let queries = Matrix::new(rows_of(input.queries, &block.rows, shape.width), rows, shape.width);
    let keys_matrix = Matrix::new(rows_of(input.keys, &block.keys, shape.width), keys, shape.width).transposed();
    multiply(&mut scores, Write::Replace, shape.scale, queries, keys_matrix, Threads::One);
    softmax_rows(&mut scores, block, shape.tokens, batch, visibility);
    scores
}

fn rows_of<'a>(numbers: &'a [f32], rows: &Range<usize>, width: usize) -> &'a [f32] {
    &numbers[rows.start * width..rows.end * width]
}

/// Scores become probabilities.
#[inline(always)]
pub(super) fn softmax(row: &mut [f32]) {
    let peak = largest(row);
    for score in row.iter_mut() {
        *score = exp(*score - peak);
    }
    let inverse = 1.0 / sum(row);
    for score in row.iter_mut() {
        *score *= inverse;
    }
}

vectorised! {
    /// Softmax over the keys each row sees, 0 elsewhere; a row that sees none (left padding) becomes 0.
    fn softmax_rows<'a>(scores: &'a mut [f32], block: &'a Block, tokens: usize, batch: usize, visibility: &'a Visibility) {
        let width = block.keys.len();
        for (offset, row) in scores.chunks_exact_mut(width).enumerate() {
            let seen = visibility.keys(batch, (block.rows.start + offset) % tokens);
            let (start, end) = (seen.start - block.keys.start, seen.end.max(seen.start) - block.keys.start);
            row[..start].fill(0.0);
            row[end..].fill(0.0);
            softmax(&mut row[start..end]);
        }
    }
}

vectorised! {
    /// Turns the gradient of the probabilities into that of the scores: p · (dp - Σ p·dp) · scale.
    fn softmax_gradient_rows<'a>(gradient: &'a mut [f32], probabilities: &'a [f32], width: usize, scale: f32) {
        for (gradient, probabilities) in gradient.chunks_exact_mut(width).zip(probabilities.chunks_exact(width)) {
            let mean = dot(gradient, probabilities);
            for (gradient, probability) in gradient.iter_mut().zip(probabilities) {
                *gradient = probability * (*gradient - mean) * scale;
            }
        }
    }
}

/// `out` (group · tokens, width), all zeros before, becomes the attended values.
pub(super) fn attend(out: &mut [f32], input: GroupInput<'_>, shape: GroupShape, batch: usize, visibility: &Visibility) {
    let width = shape.width;
    for block in shape.blocks(batch, visibility) {
        if block.keys.is_empty() {
            continue;
        }
        let (rows, keys) = (block.rows.len(), block.keys.len());
        let probabilities = probabilities(input, shape, &block, batch, visibility);
        let out = &mut out[block.rows.start * width..block.rows.end * width];
        let values = Matrix::new(rows_of(input.values, &block.keys, width), keys, width);
        multiply(out, Write::Replace, 1.0, Matrix::new(&probabilities, rows, keys), values, Threads::One);
    }
}

/// Gradients of one group, all zeros before: queries (group · tokens, width), keys and values (keys, width).
#[derive(Debug)]
pub(super) struct GroupGradient<'a> {
    pub(super) queries: &'a mut [f32],
    pub(super) keys: &'a mut [f32],
    pub(super) values: &'a mut [f32],
}

/// The backward of [`attend`] for the gradient `grad` (group · tokens, width) of its result.
pub(super) fn attend_backward(
    into: GroupGradient<'_>,
    grad: &[f32],
    input: GroupInput<'_>,
    shape: GroupShape,
    batch: usize,
    visibility: &Visibility,
) {
    let width = shape.width;
    for block in shape.blocks(batch, visibility) {
        if block.keys.is_empty() {
            continue;
        }
        let (rows, keys) = (block.rows.len(), block.keys.len());
        let (row_span, key_span) =
            (block.rows.start * width..block.rows.end * width, block.keys.start * width..block.keys.end * width);
        let probabilities = probabilities(input, shape, &block, batch, visibility);
        let chances = Matrix::new(&probabilities, rows, keys);
        let grad = Matrix::new(&grad[row_span.clone()], rows, width);
        multiply(&mut into.values[key_span.clone()], Write::Add, 1.0, chances.transposed(), grad, Threads::One);

        let mut scores = vec![0f32; rows * keys];
        let values = Matrix::new(&input.values[key_span.clone()], keys, width).transposed();
        multiply(&mut scores, Write::Replace, 1.0, grad, values, Threads::One);
        softmax_gradient_rows(&mut scores, &probabilities, keys, shape.scale);
        let scores = Matrix::new(&scores, rows, keys);
        let keys_matrix = Matrix::new(&input.keys[key_span.clone()], keys, width);
        multiply(&mut into.queries[row_span.clone()], Write::Replace, 1.0, scores, keys_matrix, Threads::One);
        let queries = Matrix::new(&input.queries[row_span], rows, width);
        multiply(&mut into.keys[key_span], Write::Add, 1.0, scores.transposed(), queries, Threads::One);
    }
}
