//! Products of block formats with activations in eight bits: what generation computes, where reading the weights is what
//! takes time. Training and scoring never come here; they use the exact products of `fused`.
//!
//! A code c of a weight stands for w = step · c - offset, one step and offset for 32 (or 16) weights; an activation for
//! x = scale · a. So Σ w x = Σ over sub-blocks of step · scale · Σ c a - offset · scale · Σ a, with whole numbers inside.

mod activations;
mod portable;
#[cfg(target_arch = "x86_64")]
mod vnni;
#[cfg(target_arch = "x86_64")]
mod vnni_tiles;

use std::ops::Range;

use rayon::prelude::*;

pub(crate) use activations::EightBitRows;

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

/// Whether there is an integer product for the format.
pub(crate) fn serves(format: WeightFormat) -> bool {
    !matches!(format, WeightFormat::F16 | WeightFormat::Bf16 | WeightFormat::Nf4)
}

/// Some columns of one product: what a thread takes at once.
struct Task<'a> {
    weights: BlockRows<'a>,
    columns: Range<usize>,
    /// Of which product.
    product: usize,
}

/// For each matrix W the product x Wᵀ (rows of x, rows of W), computed in one go.
///
/// # Panics
/// When the sizes do not fit, or [`serves`] says no.
pub(crate) fn products<const N: usize>(matrices: [&PackedMatrix; N], x: &EightBitRows) -> [Vec<f32>; N] {
    let all: [BlockRows<'_>; N] = matrices.map(|matrix| {
        let Numbers::Blocks(bytes) = &matrix.numbers else { unreachable!("integer products are for blocks") };
        assert!(serves(matrix.format) && x.columns() == matrix.columns, "activations fit the matrix");
        let (bytes, row_bytes) = (bytes.as_slice(), matrix.row_bytes());
        BlockRows { format: matrix.format, bytes, row_bytes, columns: matrix.columns }
    });
    let widths = matrices.map(|matrix| matrix.rows);
    let mut out = widths.map(|width| vec![0f32; x.rows() * width]);
    let total: usize = widths.iter().sum();
    let tasks = TASKS_PER_THREAD * rayon::current_num_threads();
    let take = match total * x.columns() < PARALLEL_FROM {
        true => total.max(1),
        false => total.div_ceil(tasks).next_multiple_of(COLUMNS_TOGETHER),
    };
    if x.rows() == 1 {
        let parts = all.iter().zip(&mut out).flat_map(|(weights, out)| {
            out.chunks_mut(take).enumerate().map(move |(index, out)| (*weights, index * take, out))
        });
        let work = |(weights, first, out): (BlockRows<'_>, usize, &mut [f32])| {
            columns_of_product(weights, first..first + out.len(), x, out);
        };
        match take >= total {
            true => parts.for_each(work),
            false => parts.collect::<Vec<_>>().into_par_iter().with_max_len(1).for_each(work),
        }
        return out;
    }
    let tasks: Vec<Task<'_>> = all
        .iter()
        .enumerate()
        .flat_map(|(product, weights)| {
            (0..widths[product]).step_by(take).map(move |first| Task {
                weights: *weights,
                columns: first..(first + take).min(widths[product]),
                product,
            })
        })
        .collect();
    let work = |task: &Task<'_>| {
        let mut part = vec![0f32; x.rows() * task.columns.len()];
        columns_of_product(task.weights, task.columns.clone(), x, &mut part);
        part
    };
    let parts: Vec<Vec<f32>> = match take >= total {
        true => tasks.iter().map(work).collect(),
        false => tasks.par_iter().with_max_len(1).map(work).collect(),
    };
    for (task, part) in tasks.iter().zip(parts) {
        let rows = out[task.product].chunks_exact_mut(widths[task.product]);
        for (out, part) in rows.zip(part.chunks_exact(task.columns.len())) {
            out[task.columns.clone()].copy_from_slice(part);
        }
    }
    out
}

/// `out` (rows of x, columns.len()) becomes some columns of the product, on the calling thread.
fn columns_of_product(weights: BlockRows<'_>, columns: Range<usize>, x: &EightBitRows, out: &mut [f32]) {
    #[cfg(target_arch = "x86_64")]
    if let Some(vnni) = vnni::Vnni::new() {
        return vnni.columns_of_product(weights, columns, x, out);
    }
    portable::columns_of_product(weights, columns, x, out);
}

#[cfg(test)]
mod tests;
