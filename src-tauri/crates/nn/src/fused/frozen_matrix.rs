//! The matrix of a linear map, dense or packed, as the exact products need it. Of a packed one some rows at a time are
//! expanded into a buffer that is used again, so that no whole matrix is ever held in f32; the order of summation does
//! not depend on how the work is shared out.

use std::cell::Cell;
use std::ops::Range;

use candle_core::Result;

use super::matrix_product::{Matrix, Precision, Threads, Write, multiply, multiply_sum};
use super::panels::Term;
use super::slices::{for_rows, with_numbers};
use crate::{BaseMatrix, PackedMatrix};

/// Numbers expanded at once, 16 MiB: each product packs its left operand anew.
const PANEL_NUMBERS: usize = 4 * 1024 * 1024;

/// A (out, in) matrix, lent, and how its products of many rows are computed.
#[derive(Clone, Copy)]
pub(super) struct FrozenMatrix<'a> {
    numbers: Numbers<'a>,
    precision: Precision,
}

#[derive(Clone, Copy)]
enum Numbers<'a> {
    Dense(Matrix<'a>),
    Packed(&'a PackedMatrix),
}

/// Lends a matrix on the CPU, its products exact.
pub(super) fn with_matrix<R>(matrix: &BaseMatrix, work: impl FnOnce(FrozenMatrix<'_>) -> Result<R>) -> Result<R> {
    match matrix {
        BaseMatrix::Dense(tensor) => {
            let (out_width, in_width) = tensor.dims2()?;
            with_numbers(tensor, |numbers| work(FrozenMatrix::dense(Matrix::new(numbers, out_width, in_width))))
        }
        BaseMatrix::Packed(matrix) => work(FrozenMatrix::exact(Numbers::Packed(matrix))),
    }
}

impl<'a> FrozenMatrix<'a> {
    /// A dense matrix, its products exact.
    pub(super) fn dense(matrix: Matrix<'a>) -> Self {
        Self::exact(Numbers::Dense(matrix))
    }

    fn exact(numbers: Numbers<'a>) -> Self {
        Self { numbers, precision: Precision::F32 }
    }

    /// The same matrix, its products computed so.
    pub(super) fn in_precision(self, precision: Precision) -> Self {
        Self { precision, ..self }
    }

    /// (out, in).
    pub(super) fn size(&self) -> (usize, usize) {
        match self.numbers {
            Numbers::Dense(matrix) => matrix.size(),
            Numbers::Packed(matrix) => (matrix.rows(), matrix.columns()),
        }
    }

    /// `y` (rows, out) becomes x Wᵀ, plus another product if one is given.
    pub(super) fn product(&self, y: &mut [f32], x: Matrix<'_>, plus: Option<Term<'_>>) {
        let packed = match self.numbers {
            Numbers::Dense(weight) => {
                let first = Term { factor: 1.0, left: x, right: weight.transposed() };
                return sum(y, Write::Replace, self.precision, first, plus);
            }
            Numbers::Packed(packed) => packed,
        };
        let (rows, _) = x.size();
        let out_width = packed.rows();
        let mut part = PRODUCT.take();
        for_panels(packed, |panel, weight| {
            let width = panel.len();
            part.resize(rows * width, 0.0);
            sum(
                &mut part,
                Write::Replace,
                self.precision,
                Term { factor: 1.0, left: x, right: weight.transposed() },
                None,
            );
            for_rows(y, out_width, |first, y| {
                for (offset, y) in y.chunks_exact_mut(out_width).enumerate() {
                    y[panel.clone()].copy_from_slice(&part[(first + offset) * width..][..width]);
                }
            });
        });
        PRODUCT.set(part);
        add(y, plus);
    }

    /// `dx` (rows, in) becomes or gains dy W, plus another product if one is given.
    pub(super) fn input_gradient(&self, dx: &mut [f32], write: Write, dy: Matrix<'_>, plus: Option<Term<'_>>) {
        let packed = match self.numbers {
            Numbers::Dense(weight) => {
                return sum(dx, write, self.precision, Term { factor: 1.0, left: dy, right: weight }, plus);
            }
            Numbers::Packed(packed) => packed,
        };
        for_panels(packed, |panel, weight| {
            let write = if panel.start == 0 { write } else { Write::Add };
            sum(dx, write, self.precision, Term { factor: 1.0, left: dy.columns(panel), right: weight }, None);
        });
        add(dx, plus);
    }
}

/// `out` becomes or gains the sum of one or two products.
fn sum(out: &mut [f32], write: Write, precision: Precision, first: Term<'_>, plus: Option<Term<'_>>) {
    match plus {
        Some(plus) => multiply_sum(out, write, precision, &[first, plus]),
        None => multiply_sum(out, write, precision, &[first]),
    }
}

/// `out` gains a product if one is given.
fn add(out: &mut [f32], plus: Option<Term<'_>>) {
    if let Some(Term { factor, left, right }) = plus {
        multiply(out, Write::Add, factor, left, right, Threads::All);
    }
}

thread_local! {
    static PANEL: Cell<Vec<f32>> = const { Cell::new(Vec::new()) };
    static PRODUCT: Cell<Vec<f32>> = const { Cell::new(Vec::new()) };
}

/// Calls `work` with the numbers of some rows after the other.
fn for_panels(packed: &PackedMatrix, mut work: impl FnMut(Range<usize>, Matrix<'_>)) {
    let (rows, columns) = (packed.rows(), packed.columns());
    let at_once = (PANEL_NUMBERS / columns.max(1)).clamp(1, rows.max(1));
    let mut panel = PANEL.take();
    for first in (0..rows).step_by(at_once) {
        let range = first..(first + at_once).min(rows);
        panel.resize(range.len() * columns, 0.0);
        for_rows(&mut panel, columns, |offset, part| {
            let from = range.start + offset;
            packed.dequantize_rows(from..from + part.len() / columns, part);
        });
        let weight = Matrix::new(&panel, range.len(), columns);
        work(range, weight);
    }
    PANEL.set(panel);
}
