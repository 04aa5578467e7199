//! A few rows times a weight that lies row by row: what decoding token by token does all day. Each row of the weight
//! is read once for all of them; gemm would first copy the whole weight into its own order.

use rayon::prelude::*;

/// Rows this kernel is faster for than gemm.
pub(super) const MOST_ROWS: usize = 16;

/// Below this many numbers of the weight the product stays on the calling thread.
const PARALLEL_FROM: usize = 128 * 1024;

/// Rows of the left, and of the weight, worked on at once: as many sums as registers hold on every machine.
const LEFT_AT_ONCE: usize = 2;
const WEIGHT_AT_ONCE: usize = 4;

/// `left`: (rows, depth) with `depth` numbers each, one behind the other; `weight`: rows of `depth` numbers at a stride.
#[derive(Clone, Copy)]
pub(super) struct Product<'a> {
    pub(super) left: &'a [f32],
    pub(super) rows: usize,
    pub(super) depth: usize,
    pub(super) weight: &'a [f32],
    pub(super) stride: usize,
}

/// Gives each number of `out` (rows, columns) and of left · weightᵀ to `receive`, on several threads if `may_share`.
pub(super) fn write(
    out: &mut [f32],
    columns: usize,
    product: Product<'_>,
    may_share: bool,
    receive: impl Fn(&mut f32, f32),
) {
    let take = columns.div_ceil(rayon::current_num_threads()).max(1);
    if !may_share || columns * product.depth < PARALLEL_FROM || take >= columns {
        let found = some_columns(product, 0, columns);
        out.iter_mut().zip(found).for_each(|(out, found)| receive(out, found));
        return;
    }
    let parts: Vec<(usize, Vec<f32>)> = (0..columns)
        .step_by(take)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|first| {
            let columns = take.min(columns - first);
            (first, some_columns(product, first, columns))
        })
        .collect();
    for (first, part) in parts {
        let width = part.len() / product.rows;
        for (row, part) in part.chunks_exact(width).enumerate() {
            let out = &mut out[row * columns + first..][..width];
            out.iter_mut().zip(part).for_each(|(out, found)| receive(out, *found));
        }
    }
}

/// Columns `first..first + columns` of left · weightᵀ: (rows, columns).
pub(super) fn some_columns(product: Product<'_>, first: usize, columns: usize) -> Vec<f32> {
    pulp::Arch::new().dispatch(Kernel { product, first, columns })
}

/// Some columns of the product: (rows, columns).
struct Kernel<'a> {
    product: Product<'a>,
    first: usize,
    columns: usize,
}

impl pulp::WithSimd for Kernel<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) -> Vec<f32> {
        let Self { product, first, columns } = self;
        let mut out = vec![0f32; product.rows * columns];
        let mut column = 0;
        while column < columns {
            let wide = columns - column >= WEIGHT_AT_ONCE;
            let mut row = 0;
            while row < product.rows {
                let tall = product.rows - row >= LEFT_AT_ONCE;
                let corner = Corner { row, column: first + column };
                let place = row * columns + column;
                match (tall, wide) {
                    (true, true) => {
                        put(&mut out, place, columns, &tile::<S, LEFT_AT_ONCE, WEIGHT_AT_ONCE>(simd, product, corner))
                    }
                    (true, false) => put(&mut out, place, columns, &tile::<S, LEFT_AT_ONCE, 1>(simd, product, corner)),
                    (false, true) => {
                        put(&mut out, place, columns, &tile::<S, 1, WEIGHT_AT_ONCE>(simd, product, corner))
                    }
                    (false, false) => put(&mut out, place, columns, &tile::<S, 1, 1>(simd, product, corner)),
                }
                row += if tall { LEFT_AT_ONCE } else { 1 };
            }
            column += if wide { WEIGHT_AT_ONCE } else { 1 };
        }
        out
    }
}

/// Where a tile begins.
#[derive(Clone, Copy)]
struct Corner {
    row: usize,
    column: usize,
}

#[inline(always)]
fn put<const R: usize, const W: usize>(out: &mut [f32], place: usize, columns: usize, tile: &[[f32; W]; R]) {
    for (row, values) in tile.iter().enumerate() {
        out[place + row * columns..][..W].copy_from_slice(values);
    }
}

/// R rows of the left times W rows of the weight. Plain loops: a closure would be compiled without the wide instructions.
#[inline(always)]
fn tile<S: pulp::Simd, const R: usize, const W: usize>(simd: S, product: Product<'_>, corner: Corner) -> [[f32; W]; R] {
    let Product { left, depth, weight, stride, .. } = product;
    let depth_blocks = depth / S::F32_LANES;
    let mut left_blocks: [&[S::f32s]; R] = [&[]; R];
    for row in 0..R {
        left_blocks[row] = &S::as_simd_f32s(&left[(corner.row + row) * depth..][..depth]).0[..depth_blocks];
    }
    let mut weight_blocks: [&[S::f32s]; W] = [&[]; W];
    for row in 0..W {
        weight_blocks[row] = &S::as_simd_f32s(&weight[(corner.column + row) * stride..][..depth]).0[..depth_blocks];
    }
    let mut sums = [[simd.splat_f32s(0.0); W]; R];
    for block in 0..depth_blocks {
        for row in 0..R {
            for column in 0..W {
                sums[row][column] =
                    simd.mul_add_e_f32s(left_blocks[row][block], weight_blocks[column][block], sums[row][column]);
            }
        }
    }
    let mut products = [[0f32; W]; R];
    for row in 0..R {
        for column in 0..W {
            products[row][column] = simd.reduce_sum_f32s(sums[row][column]);
            for place in depth_blocks * S::F32_LANES..depth {
                products[row][column] +=
                    left[(corner.row + row) * depth + place] * weight[(corner.column + column) * stride + place];
            }
        }
    }
    products
}
