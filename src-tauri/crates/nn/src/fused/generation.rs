//! Products with packed weights for generation: forward only. Blocks of whole-number codes meet activations in eight
//! bits (what llama.cpp does too); sixteen-bit floats and NF4 are expanded a few rows at a time and stay exact.

use std::ops::Range;

use candle_core::{Result, Tensor};
use rayon::prelude::*;

use super::few_rows;
use super::frozen_matrix::FrozenMatrix;
use super::matrix_product::{Matrix, Threads, Write, multiply};
use super::slices::{tensor, with_numbers};
use crate::packed::integer::{self, EightBitRows};
use crate::{Error, LoraWeights, PackedMatrix};

/// Weight rows expanded at once.
const EXPANDED_ROWS: usize = 8;

/// Rows of x for which weights are expanded in registers only.
const ROWS_WITHOUT_BUFFER: usize = 4;

/// Weight rows a thread takes at once.
const TASK_ROWS: usize = 128;

/// For each packed W and its LoRA pair, if it has one, x Wᵀ + scale · (x Aᵀ) Bᵀ. `x`: (rows, in).
pub(crate) fn generation_linear<const N: usize>(
    x: &Tensor,
    weights: [(&PackedMatrix, Option<&LoraWeights>); N],
) -> std::result::Result<[Tensor; N], Error> {
    let (rows, in_width) = x.dims2()?;
    let outputs = with_numbers(x, |x| {
        let x = Matrix::new(x, rows, in_width);
        let mut outputs = products(x, weights.map(|(matrix, _)| matrix));
        for (output, (_, lora)) in outputs.iter_mut().zip(weights) {
            if let Some(lora) = lora {
                add_low_rank(output, x, lora)?;
            }
        }
        Ok(outputs)
    })?;
    let mut tensors = Vec::with_capacity(N);
    for (output, (matrix, _)) in outputs.into_iter().zip(weights) {
        tensors.push(tensor(output, (rows, matrix.rows()))?);
    }
    tensors.try_into().map_err(|_| unreachable!("as many outputs as weights"))
}

fn products<const N: usize>(x: Matrix<'_>, matrices: [&PackedMatrix; N]) -> [Vec<f32>; N] {
    if matrices.iter().all(|matrix| integer::serves(matrix.format())) {
        return integer::products(matrices, &EightBitRows::new(x.numbers(), x.size().1));
    }
    matrices.map(|matrix| {
        if integer::serves(matrix.format()) {
            let [output] = integer::products([matrix], &EightBitRows::new(x.numbers(), x.size().1));
            return output;
        }
        let (rows, _) = x.size();
        let mut output = vec![0f32; rows * matrix.rows()];
        match rows <= few_rows::MOST_ROWS {
            true => expanded_product(&mut output, x, matrix),
            false => FrozenMatrix::Packed(matrix).product(&mut output, x, None),
        }
        output
    })
}

/// `out` becomes x Wᵀ for a few rows of x: each thread expands some rows of W where they are used.
fn expanded_product(out: &mut [f32], x: Matrix<'_>, matrix: &PackedMatrix) {
    let ((rows, depth), out_width) = (x.size(), matrix.rows());
    let starts: Vec<usize> = (0..out_width).step_by(TASK_ROWS).collect();
    let parts: Vec<Vec<Vec<f32>>> = starts
        .par_iter()
        .map(|first| {
            let end = (first + TASK_ROWS).min(out_width);
            if let Some(part) = dots_without_buffer(matrix, *first..end, x) {
                return vec![part];
            }
            let mut expanded = Vec::new();
            let some = |at: usize| {
                let count = EXPANDED_ROWS.min(end - at);
                expanded.resize(count * depth, 0f32);
                matrix.dequantize_rows(at..at + count, &mut expanded);
                few_rows::some_columns(
                    few_rows::Product { left: x.numbers(), rows, depth, weight: &expanded, stride: depth },
                    0,
                    count,
                )
            };
            (*first..end).step_by(EXPANDED_ROWS).map(some).collect()
        })
        .collect();
    for (first, parts) in starts.into_iter().zip(parts) {
        for (index, part) in parts.into_iter().enumerate() {
            let (at, count) = (first + index * EXPANDED_ROWS, part.len() / rows);
            for (out, part) in out.chunks_exact_mut(out_width).zip(part.chunks_exact(count)) {
                out[at..at + count].copy_from_slice(part);
            }
        }
    }
}

/// (rows of x, some rows of the matrix), if the format has a form without a buffer and x has few rows.
fn dots_without_buffer(matrix: &PackedMatrix, weight_rows: Range<usize>, x: Matrix<'_>) -> Option<Vec<f32>> {
    let ((rows, _), count) = (x.size(), weight_rows.len());
    if rows > ROWS_WITHOUT_BUFFER {
        return None;
    }
    let (mut part, mut dots) = (vec![0f32; rows * count], [0f32; ROWS_WITHOUT_BUFFER]);
    for (offset, weight_row) in weight_rows.enumerate() {
        if !matrix.row_dots(weight_row, x.numbers(), &mut dots[..rows]) {
            return None;
        }
        for (row, dot) in dots[..rows].iter().enumerate() {
            part[row * count + offset] = *dot;
        }
    }
    Some(part)
}

/// y gains scale · (x Aᵀ) Bᵀ.
fn add_low_rank(y: &mut [f32], x: Matrix<'_>, lora: &LoraWeights) -> Result<()> {
    let (rows, in_width) = x.size();
    let (out_width, rank) = lora.b.dims2()?;
    let mut low = vec![0f32; rows * rank];
    with_numbers(&lora.a, |a| {
        let a = Matrix::new(a, rank, in_width).transposed();
        multiply(&mut low, Write::Replace, 1.0, x, a, Threads::All);
        Ok(())
    })?;
    with_numbers(&lora.b, |b| {
        let (low, b) = (Matrix::new(&low, rows, rank), Matrix::new(b, out_width, rank).transposed());
        multiply(y, Write::Add, lora.scale as f32, low, b, Threads::All);
        Ok(())
    })
}
