//! Matrix products on slices, through gemm: strided operands, results added to what is there, one thread or all.
//!
//! candle's own product counts the machine's cores anew on every call and cannot add to its result.

use super::few_rows;

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

    /// Some of the columns.
    pub(super) fn columns(self, columns: std::ops::Range<usize>) -> Self {
        let numbers = &self.numbers[columns.start * self.column_stride..];
        Self { numbers, columns: columns.len(), ..self }
    }

    /// The numbers it lies in.
    pub(super) fn numbers(&self) -> &'a [f32] {
        self.numbers
    }

    /// (rows, columns).
    pub(super) fn size(&self) -> (usize, usize) {
        (self.rows, self.columns)
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
