//! Columns of a matrix, lent to one thread while others write other columns of the same rows.
#![expect(unsafe_code, reason = "columns of rows that lie behind each other cannot be lent apart in safe code")]

use std::marker::PhantomData;
use std::ops::Range;

/// Some columns of every row of a matrix, lent alone.
pub(super) struct OutColumns<'a> {
    /// The first of the columns, in the first row.
    first: *mut f32,
    rows: usize,
    columns: usize,
    stride: usize,
    lent: PhantomData<&'a mut [f32]>,
}

// SAFETY: it is a unique loan of plain numbers.
unsafe impl Send for OutColumns<'_> {}

impl<'a> OutColumns<'a> {
    /// A matrix (row by row, of `width` columns) divided into loans of `take` columns, each with its range.
    pub(super) fn divide(
        matrix: &'a mut [f32],
        width: usize,
        take: usize,
    ) -> impl Iterator<Item = (Range<usize>, OutColumns<'a>)> {
        let (rows, first) = (matrix.len() / width.max(1), matrix.as_mut_ptr());
        (0..width).step_by(take).map(move |start| {
            let columns = start..(start + take).min(width);
            // SAFETY: `start` is a column of the first row, if there is a row.
            let first = if rows > 0 { unsafe { first.add(start) } } else { first };
            (columns.clone(), OutColumns { first, rows, columns: columns.len(), stride: width, lent: PhantomData })
        })
    }

    /// The columns of a row.
    pub(super) fn row(&mut self, row: usize) -> &mut [f32] {
        assert!(row < self.rows, "a row of the matrix");
        // SAFETY: the row lies inside the matrix, and no other loan has these columns of it.
        unsafe { std::slice::from_raw_parts_mut(self.first.add(row * self.stride), self.columns) }
    }
}

#[cfg(test)]
mod tests {
    use super::OutColumns;

    #[test]
    fn every_number_is_lent_once() {
        for (rows, width, take) in [(1, 7, 3), (3, 10, 4), (2, 4, 4), (0, 5, 2), (4, 1, 9)] {
            let mut matrix = vec![0f32; rows * width];
            for (columns, mut out) in OutColumns::divide(&mut matrix, width, take) {
                for row in 0..rows {
                    assert_eq!(out.row(row).len(), columns.len());
                    for (offset, number) in out.row(row).iter_mut().enumerate() {
                        *number += (row * width + columns.start + offset) as f32 + 1.0;
                    }
                }
            }
            let wanted: Vec<f32> = (0..rows * width).map(|place| place as f32 + 1.0).collect();
            assert_eq!(matrix, wanted);
        }
    }
}
