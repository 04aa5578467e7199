//! x Wᵀ for a weight that lies row by row, each number by the same steps however many rows or columns stand beside it:
//! what a sequence computes while it is written does not depend on its neighbours. The weight is read once for some
//! rows; gemm would first copy the whole of it into its own order.

use std::cell::Cell;
use std::ops::Range;

use rayon::prelude::*;

use crate::{PackedMatrix, PackedProducts};

thread_local! {
    static EXPANDED: Cell<Vec<f32>> = const { Cell::new(Vec::new()) };
}

/// Below this many multiplications a product stays on the calling thread.
const PARALLEL_FROM: usize = 256 * 1024;

/// Pieces of work a thread gets on average, so that a thread that was held up is helped out.
const TASKS_PER_THREAD: usize = 6;

/// Rows of the left worked on at once: they stay in the second cache beside some rows of the weight.
const LEFT_NUMBERS_AT_ONCE: usize = 96 * 1024;

/// Numbers of a packed weight that a task expands at once.
const EXPANDED_AT_ONCE: usize = 32 * 1024;

/// Rows of the left, and of the weight, in one tile of sums.
const TILE: usize = 4;

/// A weight that lies row by row.
#[derive(Clone, Copy)]
pub(super) enum RowWeight<'a> {
    /// Rows one behind the other.
    Dense(&'a [f32]),
    /// Rows that each task expands for itself, some at a time.
    Packed(&'a PackedMatrix, PackedProducts),
}

impl RowWeight<'_> {
    /// Rows of the weight, which are columns of the product.
    fn rows(self, depth: usize) -> usize {
        match self {
            Self::Dense(numbers) => numbers.len() / depth,
            Self::Packed(matrix, _) => matrix.rows(),
        }
    }
}

/// One weight, and where its product goes.
pub(super) struct Part<'a> {
    pub(super) weight: RowWeight<'a>,
    /// (rows of the left, rows of the weight).
    pub(super) out: &'a mut [f32],
    pub(super) write: RowWrite,
}

/// What happens to the numbers that stand in the result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum RowWrite {
    /// They are overwritten.
    Replace,
    /// The product, times this, is added to them.
    AddScaled(f32),
}

/// `left` (rows, depth) times each weight, on all threads if there is enough to do.
pub(super) fn multiply_rows(left: &[f32], depth: usize, parts: &mut [Part<'_>]) {
    let rows = left.len() / depth;
    let columns: usize = parts.iter().map(|part| part.weight.rows(depth)).sum();
    if rows * columns == 0 {
        return;
    }
    let threads = rayon::current_num_threads();
    if threads == 1 || rows * columns * depth < PARALLEL_FROM {
        for part in parts.iter_mut() {
            let target = Target::of(part, depth, rows);
            target.fill_from(left, depth, part.weight, 0..part.weight.rows(depth));
        }
        return;
    }
    let take = columns.div_ceil(threads * TASKS_PER_THREAD).next_multiple_of(TILE);
    let mut tasks = Vec::with_capacity(threads * TASKS_PER_THREAD + parts.len());
    for part in parts.iter_mut() {
        let (target, columns) = (Target::of(part, depth, rows), part.weight.rows(depth));
        tasks.extend((0..columns).step_by(take).map(|first| (target, part.weight, first..columns.min(first + take))));
    }
    tasks
        .into_par_iter()
        .with_max_len(1)
        .for_each(|(target, weight, columns)| target.fill_from(left, depth, weight, columns));
}

/// The same for one weight on the calling thread, into rows `stride` apart.
pub(super) fn multiply_rows_here(out: &mut [f32], stride: usize, left: &[f32], depth: usize, weight: &[f32]) {
    let (rows, columns) = (left.len() / depth, weight.len() / depth);
    assert!(rows == 0 || out.len() >= (rows - 1) * stride + columns, "a product lies inside its slice");
    Target { out: out.as_mut_ptr(), stride, write: RowWrite::Replace }.fill(left, depth, weight, 0);
}

/// Where a product goes: tasks fill different columns of the same rows.
#[derive(Clone, Copy)]
struct Target {
    out: *mut f32,
    stride: usize,
    write: RowWrite,
}

#[expect(unsafe_code, reason = "tasks write different columns of one result, which a slice cannot say")]
// SAFETY: each task gets its own range of columns, and the result is borrowed alone until all of them are done.
unsafe impl Send for Target {}
#[expect(unsafe_code, reason = "as above")]
// SAFETY: as above.
unsafe impl Sync for Target {}

impl Target {
    fn of(part: &mut Part<'_>, depth: usize, rows: usize) -> Self {
        let stride = part.weight.rows(depth);
        assert_eq!(part.out.len(), rows * stride, "a product has a number for each row and column");
        Self { out: part.out.as_mut_ptr(), stride, write: part.write }
    }

    /// Some columns of the result.
    fn fill_from(self, left: &[f32], depth: usize, weight: RowWeight<'_>, columns: Range<usize>) {
        let matrix = match weight {
            RowWeight::Dense(numbers) => {
                return self.fill(left, depth, &numbers[columns.start * depth..columns.end * depth], columns.start);
            }
            RowWeight::Packed(matrix, products) => {
                if products == PackedProducts::Fastest && self.fill_without_buffer(left, depth, matrix, columns.clone())
                {
                    return;
                }
                matrix
            }
        };
        let at_once = (EXPANDED_AT_ONCE / depth).max(TILE) / TILE * TILE;
        let mut expanded = EXPANDED.take();
        for first in columns.clone().step_by(at_once) {
            let some = first..columns.end.min(first + at_once);
            expanded.resize(some.len() * depth, 0.0);
            matrix.dequantize_rows(some, &mut expanded);
            self.fill(left, depth, &expanded, first);
        }
        EXPANDED.set(expanded);
    }

    /// The same for a few rows of the left, the weight expanded in registers only; not for every format.
    fn fill_without_buffer(self, left: &[f32], depth: usize, matrix: &PackedMatrix, columns: Range<usize>) -> bool {
        let rows = left.len() / depth;
        if rows > TILE {
            return false;
        }
        let mut dots = [0f32; TILE];
        for column in columns {
            if !matrix.row_dots(column, left, &mut dots[..rows]) {
                return false;
            }
            self.put(0, column, &dots.map(|dot| [dot; TILE]), rows, 1);
        }
        true
    }

    /// Columns `first..` of the result, one for each row of `weight`.
    fn fill(self, left: &[f32], depth: usize, weight: &[f32], first: usize) {
        let at_once = (LEFT_NUMBERS_AT_ONCE / depth).max(TILE).next_multiple_of(TILE);
        for (block, left) in left.chunks(at_once * depth).enumerate() {
            for (tile, weight) in weight.chunks(TILE * depth).enumerate() {
                for (row, left) in left.chunks(TILE * depth).enumerate() {
                    let sums = tile_sums(left, weight, depth);
                    let (rows, columns) = (left.len() / depth, weight.len() / depth);
                    self.put(block * at_once + row * TILE, first + tile * TILE, &sums, rows, columns);
                }
            }
        }
    }

    #[inline(always)]
    fn put(self, row: usize, column: usize, sums: &[[f32; TILE]; TILE], rows: usize, columns: usize) {
        for (offset, sums) in sums.iter().take(rows).enumerate() {
            #[expect(unsafe_code, reason = "see above: these columns belong to this task")]
            // SAFETY: row and column are inside the result by the assertions where the target was made.
            let out =
                unsafe { std::slice::from_raw_parts_mut(self.out.add((row + offset) * self.stride + column), columns) };
            match self.write {
                RowWrite::Replace => out.copy_from_slice(&sums[..columns]),
                RowWrite::AddScaled(factor) => out.iter_mut().zip(sums).for_each(|(out, sum)| *out += factor * sum),
            }
        }
    }
}

/// Sums of up to four rows of the left times up to four of the weight; what stands beyond them is 0.
#[inline(always)]
fn tile_sums(left: &[f32], weight: &[f32], depth: usize) -> [[f32; TILE]; TILE] {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx512f") {
        #[expect(unsafe_code, reason = "the instructions are there: it was asked on the line above")]
        // SAFETY: see the reason; the slices are looked at by their lengths only.
        return unsafe { super::row_product_avx512::tile(left, weight, depth) };
    }
    portable_tile(left, weight, depth)
}

super::exponential::vectorised! {
    fn portable_tile<'a>(left: &'a [f32], weight: &'a [f32], depth: usize) -> [[f32; TILE]; TILE] {
        let mut sums = [[0f32; TILE]; TILE];
        for (sums, left) in sums.iter_mut().zip(left.chunks_exact(depth)) {
            for (sum, weight) in sums.iter_mut().zip(weight.chunks_exact(depth)) {
                *sum = super::reduction::dot(left, weight);
            }
        }
        sums
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{Part, RowWeight, RowWrite, multiply_rows, portable_tile, tile_sums};
    use crate::{PackedMatrix, PackedProducts, WeightFormat};

    fn numbers(seed: u64, count: usize) -> Vec<f32> {
        crate::seeded_random::normals(seed, "row product", count, 1.0)
    }

    fn product(left: &[f32], depth: usize, weight: &[f32]) -> Vec<f32> {
        let mut out = vec![f32::NAN; left.len() / depth * (weight.len() / depth)];
        let weight = RowWeight::Dense(weight);
        multiply_rows(left, depth, &mut [Part { weight, out: &mut out, write: RowWrite::Replace }]);
        out
    }

    #[test]
    fn each_number_is_the_sum_of_its_products() {
        for (rows, depth, columns) in [(1, 7, 3), (5, 64, 9), (130, 100, 33), (3, 1024, 700), (9, 16, 1)] {
            let (left, weight) = (numbers(1, rows * depth), numbers(2, columns * depth));
            let found = product(&left, depth, &weight);
            for (index, found) in found.iter().enumerate() {
                let (left, weight) = (&left[index / columns * depth..], &weight[index % columns * depth..]);
                let wanted: f64 = (0..depth).map(|at| f64::from(left[at]) * f64::from(weight[at])).sum();
                assert!((f64::from(*found) - wanted).abs() < 2e-6 * depth as f64, "{rows} {depth} {columns}: {index}");
            }
        }
    }

    #[test]
    fn a_row_is_computed_alike_whatever_stands_beside_it() {
        for depth in [24, 64, 1000] {
            let (rows, columns) = (139, 301);
            let (left, weight) = (numbers(3, rows * depth), numbers(4, columns * depth));
            let together = product(&left, depth, &weight);
            for row in [0, 1, 2, 3, 63, 136, 138] {
                let alone = product(&left[row * depth..(row + 1) * depth], depth, &weight);
                assert_eq!(alone, together[row * columns..(row + 1) * columns], "row {row} of depth {depth}");
            }
            let some = product(&left[..6 * depth], depth, &weight[..5 * depth]);
            for (row, some) in some.chunks_exact(5).enumerate() {
                assert_eq!(some, &together[row * columns..][..5], "fewer columns, depth {depth}");
            }
        }
    }

    #[test]
    fn products_are_added_and_several_weights_served_at_once() {
        let (rows, depth) = (6, 512);
        let left = numbers(5, rows * depth);
        let (first, second) = (numbers(6, 300 * depth), numbers(7, 41 * depth));
        let (mut a, mut b) = (vec![1f32; rows * 300], vec![0f32; rows * 41]);
        multiply_rows(
            &left,
            depth,
            &mut [
                Part { weight: RowWeight::Dense(&first), out: &mut a, write: RowWrite::AddScaled(0.5) },
                Part { weight: RowWeight::Dense(&second), out: &mut b, write: RowWrite::Replace },
            ],
        );
        let wanted: Vec<f32> = product(&left, depth, &first).iter().map(|product| 1.0 + 0.5 * product).collect();
        assert_eq!(a, wanted);
        assert_eq!(b, product(&left, depth, &second));
    }

    #[test]
    fn a_packed_weight_gives_what_its_expanded_numbers_give() {
        let (rows, depth, columns) = (5, 256, 700);
        let (left, weight) = (numbers(10, rows * depth), numbers(11, columns * depth));
        for format in [WeightFormat::Bf16, WeightFormat::Q8_0] {
            let packed = PackedMatrix::quantize(format, columns, depth, &weight).unwrap();
            let mut expanded = vec![0f32; columns * depth];
            packed.dequantize_rows(0..columns, &mut expanded);
            let mut out = vec![0f32; rows * columns];
            let weight = RowWeight::Packed(&packed, PackedProducts::Steady);
            let part = Part { weight, out: &mut out, write: RowWrite::Replace };
            multiply_rows(&left, depth, &mut [part]);
            assert_eq!(out, product(&left, depth, &expanded), "{format:?}");
        }
    }

    #[test]
    fn the_portable_form_gives_the_same_up_to_rounding() {
        let depth = 77;
        let (left, weight) = (numbers(8, 3 * depth), numbers(9, 4 * depth));
        let (found, wanted) = (tile_sums(&left, &weight, depth), portable_tile(&left, &weight, depth));
        for (found, wanted) in found.iter().flatten().zip(wanted.iter().flatten()) {
            assert!((found - wanted).abs() < 1e-4, "{found} against {wanted}");
        }
    }
}
