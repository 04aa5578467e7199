//! Matrix products on slices: strided operands, results added to what is there, sums of products, one thread or all.
//! Chooses who computes: `few_rows`, `panels` where the processor has AVX-512, else gemm.
//!
//! candle's own product counts the machine's cores anew on every call and cannot add to its result.

use std::ops::Range;

use super::panels::Term;
use super::{few_rows, panels};

/// A matrix in a slice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix<'a> {
    numbers: &'a [f32],
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// Rows one behind the other.
    pub(super) fn new(numbers: &'a [f32], rows: usize, columns: usize) -> Self {
        Self { numbers, rows, columns, row_stride: columns, column_stride: 1 }
    }

    /// Rows and columns exchanged; nothing moves.
    pub(super) fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }

    /// (rows, columns).
    pub(super) fn size(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// Some of its rows.
    pub(super) fn rows(self, range: Range<usize>) -> Self {
        let numbers = self.numbers.get(range.start * self.row_stride..).unwrap_or_default();
        Self { numbers, rows: range.len(), ..self }
    }

    /// Some of its columns.
    pub(super) fn columns(self, range: Range<usize>) -> Self {
        self.transposed().rows(range).transposed()
    }

    /// Its numbers and the distance of two rows, if each row lies in order.
    pub(super) fn as_rows(&self) -> Option<(&'a [f32], usize)> {
        (self.column_stride == 1).then_some((self.numbers, self.row_stride))
    }

    /// Its numbers and the distance of two columns, if each column lies in order.
    pub(super) fn as_columns(&self) -> Option<(&'a [f32], usize)> {
        self.transposed().as_rows()
    }

    /// One element.
    pub(super) fn at(&self, row: usize, column: usize) -> f32 {
        self.numbers[row * self.row_stride + column * self.column_stride]
    }

    /// Whether every index lies inside the slice.
    fn is_inside(&self) -> bool {
        self.rows == 0
            || self.columns == 0
            || (self.rows - 1) * self.row_stride + (self.columns - 1) * self.column_stride < self.numbers.len()
    }
}

/// What happens to the numbers that stand in the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Write {
    /// They are overwritten.
    Replace,
    /// The product is added to them.
    Add,
}

/// In what the factors of a product of many rows are held; sums are f32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// As they are.
    #[default]
    F32,
    /// Rounded to bf16 where the processor multiplies that twice as fast, else as they are.
    Bf16,
}

/// Who computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Threads {
    /// The calling thread, because a caller further up already shares the work out.
    One,
    /// All of them, if the product is large.
    All,
}

/// `out` (rows of `left` × columns of `right`, row by row) becomes or gains `factor` · left · right.
pub(super) fn multiply(
    out: &mut [f32],
    write: Write,
    factor: f32,
    left: Matrix<'_>,
    right: Matrix<'_>,
    threads: Threads,
) {
    let (rows, columns, depth) = (left.rows, right.columns, left.columns);
    assert_eq!(depth, right.rows, "the inner sizes of a matrix product are equal");
    assert!(left.is_inside() && right.is_inside() && out.len() >= rows * columns, "a matrix lies inside its slice");
    if rows == 0 || columns == 0 {
        return;
    }
    if depth == 0 {
        if write == Write::Replace {
            out[..rows * columns].fill(0.0);
        }
        return;
    }
    if rows <= few_rows::MOST_ROWS && left.column_stride == 1 && left.row_stride == depth && right.row_stride == 1 {
        let weight = right.numbers;
        let product = few_rows::Product { left: left.numbers, rows, depth, weight, stride: right.column_stride };
        return match write {
            Write::Replace => {
                few_rows::write(out, columns, product, threads == Threads::All, |out, found| *out = factor * found)
            }
            Write::Add => {
                few_rows::write(out, columns, product, threads == Threads::All, |out, found| *out += factor * found)
            }
        };
    }
    if threads == Threads::All && panels::serves(rows, columns, depth) {
        let term = Term { factor, left, right };
        if panels::multiply(&mut out[..rows * columns], columns, write, Precision::F32, &[term]) {
            return;
        }
    }
    let parallelism = match threads {
        Threads::All if rayon::current_num_threads() > 1 => gemm::Parallelism::Rayon(rayon::current_num_threads()),
        Threads::All | Threads::One => gemm::Parallelism::None,
    };
    #[expect(
        unsafe_code,
        reason = "gemm takes raw pointers; the assertion above keeps every index inside the slices, and out is borrowed alone"
    )]
    // SAFETY: see the reason.
    unsafe {
        gemm::gemm(
            rows,
            columns,
            depth,
            out.as_mut_ptr(),
            1,
            columns.cast_signed(),
            write == Write::Add,
            left.numbers.as_ptr(),
            left.column_stride.cast_signed(),
            left.row_stride.cast_signed(),
            right.numbers.as_ptr(),
            right.column_stride.cast_signed(),
            right.row_stride.cast_signed(),
            1.0,
            factor,
            false,
            false,
            false,
            parallelism,
        );
    }
}

/// `out` becomes or gains the sum of the terms, on all threads: one pass over it where `panels` serves.
pub(super) fn multiply_sum(out: &mut [f32], write: Write, precision: Precision, terms: &[Term<'_>]) {
    let Some(first) = terms.first() else { return };
    let (rows, columns) = (first.left.rows, first.right.columns);
    for Term { left, right, .. } in terms {
        assert_eq!((left.rows, right.columns), (rows, columns), "the terms of a sum are of one size");
        assert_eq!(left.columns, right.rows, "the inner sizes of a matrix product are equal");
        assert!(left.is_inside() && right.is_inside() && out.len() >= rows * columns, "a matrix lies inside its slice");
    }
    let depth = terms.iter().map(|term| term.left.columns).sum();
    if panels::serves(rows, columns, depth)
        && panels::multiply(&mut out[..rows * columns], columns, write, precision, terms)
    {
        return;
    }
    for (index, Term { factor, left, right }) in terms.iter().enumerate() {
        let write = if index == 0 { write } else { Write::Add };
        multiply(out, write, *factor, *left, *right, Threads::All);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeded_random::normals;

    /// Element by element, in double precision.
    fn plain(terms: &[Term<'_>]) -> Vec<f32> {
        let (rows, columns) = (terms[0].left.rows, terms[0].right.columns);
        let element = |row, column| {
            terms.iter().map(move |Term { factor, left, right }| {
                let sum: f64 =
                    (0..left.columns).map(|d| f64::from(left.at(row, d)) * f64::from(right.at(d, column))).sum();
                f64::from(*factor) * sum
            })
        };
        (0..rows * columns).map(|index| element(index / columns, index % columns).sum::<f64>() as f32).collect()
    }

    fn assert_close(found: &[f32], wanted: &[f32], what: &str) {
        for (index, (found, wanted)) in found.iter().zip(wanted).enumerate() {
            assert!(
                (found - wanted).abs() < 2e-4 * (1.0 + wanted.abs()),
                "{what}, element {index}: {found}, not {wanted}"
            );
        }
    }

    /// Whole tiles, and rows, columns and depths that leave a rest; deeper than one strip.
    const SIZES: [(usize, usize, usize); 5] =
        [(24, 32, 2800), (37, 67, 1029), (1600, 33, 48), (25, 96, 3500), (30, 40, 6200)];

    #[test]
    fn products_of_every_order_of_operands_equal_the_plain_sum() {
        for (rows, columns, depth) in SIZES {
            let left = normals(1, "left", rows * depth, 1.0);
            let right = normals(2, "right", depth * columns, 0.05);
            let lefts = [Matrix::new(&left, rows, depth), Matrix::new(&left, depth, rows).transposed()];
            let rights = [Matrix::new(&right, depth, columns), Matrix::new(&right, columns, depth).transposed()];
            for (left, right) in lefts.into_iter().flat_map(|left| rights.map(|right| (left, right))) {
                let wanted = plain(&[Term { factor: 0.5, left, right }]);
                for threads in [Threads::All, Threads::One] {
                    let mut out = vec![1.0; rows * columns];
                    multiply(&mut out, Write::Replace, 0.5, left, right, threads);
                    assert_close(&out, &wanted, "replaced");
                    multiply(&mut out, Write::Add, 0.5, left, right, threads);
                    assert_close(&out, &wanted.iter().map(|value| 2.0 * value).collect::<Vec<_>>(), "added");
                }
            }
        }
    }

    #[test]
    fn a_sum_of_products_equals_the_sum_of_each() {
        for (rows, columns, depth) in SIZES {
            let (left, right) = (normals(3, "left", rows * depth, 1.0), normals(4, "right", depth * columns, 0.05));
            let (low, high) = (normals(5, "low", rows * 7, 1.0), normals(6, "high", columns * 7, 1.0));
            let terms = [
                Term { factor: 1.0, left: Matrix::new(&left, rows, depth), right: Matrix::new(&right, depth, columns) },
                Term {
                    factor: -2.0,
                    left: Matrix::new(&low, rows, 7),
                    right: Matrix::new(&high, columns, 7).transposed(),
                },
            ];
            let mut out = vec![9.0; rows * columns];
            multiply_sum(&mut out, Write::Replace, Precision::F32, &terms);
            assert_close(&out, &plain(&terms), "sum");
        }
    }

    #[test]
    fn a_product_in_bf16_is_the_product_of_the_rounded_factors() {
        let rounded = |numbers: &[f32]| -> Vec<f32> {
            numbers.iter().map(|value| half::bf16::from_f32(*value).to_f32()).collect()
        };
        for (rows, columns, depth) in SIZES {
            let left = rounded(&normals(9, "left", rows * depth, 1.0));
            let right = rounded(&normals(10, "right", depth * columns, 0.05));
            let lefts = [Matrix::new(&left, rows, depth), Matrix::new(&left, depth, rows).transposed()];
            let rights = [Matrix::new(&right, depth, columns), Matrix::new(&right, columns, depth).transposed()];
            for (left, right) in lefts.into_iter().flat_map(|left| rights.map(|right| (left, right))) {
                let terms = [Term { factor: 1.0, left, right }];
                let mut out = vec![9.0; rows * columns];
                multiply_sum(&mut out, Write::Replace, Precision::Bf16, &terms);
                assert_close(&out, &plain(&terms), "rounded before");
            }
        }
        let (left, right) = (normals(11, "left", 64 * 512, 1.0), normals(12, "right", 512 * 64, 0.05));
        let of = |left: &[f32], right: &[f32]| {
            let (left, right) = (Matrix::new(left, 64, 512), Matrix::new(right, 64, 512).transposed());
            let mut out = vec![0.0; 64 * 64];
            multiply_sum(&mut out, Write::Replace, Precision::Bf16, &[Term { factor: 1.0, left, right }]);
            out
        };
        if panels::has_bf16() {
            assert_eq!(of(&left, &right), of(&rounded(&left), &rounded(&right)), "rounded on the way");
        }
    }

    #[test]
    fn a_row_of_a_product_does_not_depend_on_its_neighbours() {
        let (rows, columns, depth) = (60, 64, 1024);
        let (left, right) = (normals(7, "left", rows * depth, 1.0), normals(8, "right", depth * columns, 1.0));
        let right = Matrix::new(&right, columns, depth).transposed();
        let of = |left: &[f32]| {
            let mut out = vec![0.0; left.len() / depth * columns];
            multiply(&mut out, Write::Replace, 1.0, Matrix::new(left, left.len() / depth, depth), right, Threads::All);
            out
        };
        assert_eq!(of(&left)[..40 * columns], of(&left[..40 * depth])[..], "forty rows alone and among sixty");
    }
}
