//! Products of block formats with activations in eight bits: what generation computes, where reading the weights is what
//! takes time. Training and scoring never come here; they use the exact products of `fused`.
//!
//! A code c of a weight stands for w = step · c - offset, one step and offset for 32 (or 16) weights; an activation for
//! x = scale · a. So Σ w x = Σ over sub-blocks of step · scale · Σ c a - offset · scale · Σ a, with whole numbers inside.

mod activations;
#[cfg(target_arch = "x86_64")]
mod avx2;
mod out_columns;
mod portable;
#[cfg(target_arch = "x86_64")]
mod vnni;
#[cfg(target_arch = "x86_64")]
mod vnni_tiles;

use std::ops::Range;

use rayon::prelude::*;

pub(crate) use activations::EightBitRows;
use out_columns::OutColumns;

use super::{Numbers, PackedMatrix, WeightFormat};

/// Codes that are worked on at once: a super-block, or eight blocks of 32.
const CHUNK: usize = 256;

/// Below this many weights a product stays on the calling thread.
const PARALLEL_FROM: usize = 128 * 1024;

/// So that a thread that was held up does not hold up the others.
const TASKS_PER_THREAD: usize = 4;

/// Output columns of a task are a multiple of this, so that tiles of weight rows stay whole.
const COLUMNS_TOGETHER: usize = 16;

/// Rows of blocks in one of the integer formats.
#[derive(Clone, Copy)]
struct BlockRows<'a> {
    format: WeightFormat,
    bytes: &'a [u8],
    row_bytes: usize,
    columns: usize,
}

impl<'a> BlockRows<'a> {
    fn row(&self, row: usize) -> &'a [u8] {
        &self.bytes[row * self.row_bytes..][..self.row_bytes]
    }
}

/// With at least so many rows of activations each row's numbers are the same whatever their number; fewer are multiplied
/// faster, their sums in another order.
pub(crate) const STEADY_ROWS: usize = 3;

/// Whether there is an integer product for the format.
pub(crate) fn serves(format: WeightFormat) -> bool {
    !matches!(format, WeightFormat::F16 | WeightFormat::Bf16 | WeightFormat::Nf4)
}

/// Some columns of one product: what a thread takes at once.
struct Task<'a> {
    weights: BlockRows<'a>,
    columns: Range<usize>,
    out: OutColumns<'a>,
}

/// For each matrix W the product x Wᵀ (rows of x, rows of W), computed in one go.
///
/// # Panics
/// When the sizes do not fit, or [`serves`] says no.
pub(crate) fn products<const N: usize>(matrices: [&PackedMatrix; N], x: &EightBitRows) -> [Vec<f32>; N] {
    let mut out = matrices.map(|matrix| vec![0f32; x.rows() * matrix.rows]);
    let total: usize = matrices.iter().map(|matrix| matrix.rows).sum();
    let is_small = total * x.columns() < PARALLEL_FROM;
    let tasks = if is_small { 1 } else { TASKS_PER_THREAD * rayon::current_num_threads() };
    let take = total.div_ceil(tasks).next_multiple_of(COLUMNS_TOGETHER).max(COLUMNS_TOGETHER);
    let mut all = Vec::new();
    for (matrix, out) in matrices.iter().zip(&mut out) {
        let Numbers::Blocks(bytes) = &matrix.numbers else { unreachable!("integer products are for blocks") };
        assert!(serves(matrix.format) && x.columns() == matrix.columns, "activations fit the matrix");
        let (bytes, row_bytes) = (bytes.as_slice(), matrix.row_bytes());
        let weights = BlockRows { format: matrix.format, bytes, row_bytes, columns: matrix.columns };
        for (columns, out) in OutColumns::divide(out, matrix.rows, take) {
            all.push(Task { weights, columns, out });
        }
    }
    if is_small {
        all.into_iter().for_each(|task| columns_of_product(task.weights, task.columns, x, task.out));
    } else {
        let tasks = all.into_par_iter().with_max_len(1);
        tasks.for_each(|task| columns_of_product(task.weights, task.columns, x, task.out));
    }
    out
}

/// Fills `out` with some columns of the product, on the calling thread.
fn columns_of_product(weights: BlockRows<'_>, columns: Range<usize>, x: &EightBitRows, out: OutColumns<'_>) {
    #[cfg(target_arch = "x86_64")]
    if let Some(vnni) = vnni::Vnni::new() {
        return vnni.columns_of_product(weights, columns, x, out);
    }
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = avx2::Avx2::new() {
        return avx2.columns_of_product(weights, columns, x, out);
    }
    portable::columns_of_product(weights, columns, x, out);
}

#[cfg(test)]
mod tests;
