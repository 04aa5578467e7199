//! Σ over keys of weight · value, key after key in order. The sum goes on from what stands in the result, so that it
//! does not matter into how many pieces the keys of a sequence fall.

/// Rows of weights, and vectors of a value, in one tile of sums.
const ROWS_AT_ONCE: usize = 4;
const VECTORS_AT_ONCE: usize = 4;

/// `out` (rows, width) gains weights · values.
pub(super) struct Weighing<'a> {
    pub(super) out: &'a mut [f32],
    /// The first weight of the first row.
    pub(super) weights: &'a [f32],
    /// From the weights of one row to those of the next.
    pub(super) stride: usize,
    /// (keys, width).
    pub(super) values: &'a [f32],
    pub(super) width: usize,
}

impl Weighing<'_> {
    pub(super) fn run(self) {
        let (rows, keys) = (self.out.len() / self.width, self.values.len() / self.width);
        assert!(
            rows * keys == 0 || self.weights.len() >= (rows - 1) * self.stride + keys,
            "there is a weight for each row and key"
        );
        if rows * keys > 0 {
            pulp::Arch::new().dispatch(self);
        }
    }
}

impl pulp::WithSimd for Weighing<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) {
        let Self { out, weights, stride, values, width } = self;
        let rows = out.len() / width;
        let vectors = width / S::F32_LANES;
        let mut vector = 0;
        while vector < vectors {
            let wide = vectors - vector >= VECTORS_AT_ONCE;
            let mut row = 0;
            while row < rows {
                let tall = rows - row >= ROWS_AT_ONCE;
                let place = Place { row, column: vector * S::F32_LANES, stride, width };
                match (tall, wide) {
                    (true, true) => tile::<S, ROWS_AT_ONCE, VECTORS_AT_ONCE>(simd, out, weights, values, place),
                    (true, false) => tile::<S, ROWS_AT_ONCE, 1>(simd, out, weights, values, place),
                    (false, true) => tile::<S, 1, VECTORS_AT_ONCE>(simd, out, weights, values, place),
                    (false, false) => tile::<S, 1, 1>(simd, out, weights, values, place),
                }
                row += if tall { ROWS_AT_ONCE } else { 1 };
            }
            vector += if wide { VECTORS_AT_ONCE } else { 1 };
        }
        for column in vectors * S::F32_LANES..width {
            for row in 0..rows {
                let mut sum = out[row * width + column];
                for (weight, value) in weights[row * stride..].iter().zip(values.chunks_exact(width)) {
                    sum = weight.mul_add(value[column], sum);
                }
                out[row * width + column] = sum;
            }
        }
    }
}

/// Where a tile begins.
#[derive(Clone, Copy)]
struct Place {
    row: usize,
    column: usize,
    stride: usize,
    width: usize,
}

#[inline(always)]
fn tile<S: pulp::Simd, const R: usize, const V: usize>(
    simd: S,
    out: &mut [f32],
    weights: &[f32],
    values: &[f32],
    place: Place,
) {
    let Place { row: first, column, stride, width } = place;
    let span = column..column + V * S::F32_LANES;
    let mut sums = [[simd.splat_f32s(0.0); V]; R];
    let mut rows: [&[f32]; R] = [&[]; R];
    for row in 0..R {
        let (vectors, _) = S::as_simd_f32s(&out[(first + row) * width..][span.clone()]);
        sums[row].copy_from_slice(&vectors[..V]);
        rows[row] = &weights[(first + row) * stride..];
    }
    for (key, value) in values.chunks_exact(width).enumerate() {
        let (value, _) = S::as_simd_f32s(&value[span.clone()]);
        for row in 0..R {
            let weight = simd.splat_f32s(rows[row][key]);
            for vector in 0..V {
                sums[row][vector] = simd.mul_add_e_f32s(weight, value[vector], sums[row][vector]);
            }
        }
    }
    for row in 0..R {
        let (vectors, _) = S::as_mut_simd_f32s(&mut out[(first + row) * width..][span.clone()]);
        vectors[..V].copy_from_slice(&sums[row]);
    }
}

#[cfg(test)]
mod tests {
    use super::Weighing;

    #[test]
    fn values_are_weighed_and_added_in_whatever_pieces_they_come() {
        for (rows, keys, width) in [(1, 5, 6), (7, 33, 64), (4, 16, 80), (9, 3, 40)] {
            let stride = keys + 3;
            let weights = crate::seeded_random::normals(1, "weights", rows * stride, 1.0);
            let values = crate::seeded_random::normals(2, "values", keys * width, 1.0);
            let mut at_once = vec![0f32; rows * width];
            Weighing { out: &mut at_once, weights: &weights, stride, values: &values, width }.run();
            for (index, found) in at_once.iter().enumerate() {
                let (row, column) = (index / width, index % width);
                let wanted: f64 = (0..keys)
                    .map(|key| f64::from(weights[row * stride + key]) * f64::from(values[key * width + column]))
                    .sum();
                assert!((f64::from(*found) - wanted).abs() < 1e-5 * keys as f64, "{rows} {keys} {width}");
            }
            let mut in_pieces = vec![0f32; rows * width];
            for piece in [0..2, 2..keys] {
                let values = &values[piece.start * width..piece.end * width];
                Weighing { out: &mut in_pieces, weights: &weights[piece.start..], stride, values, width }.run();
            }
            assert_eq!(in_pieces, at_once, "{rows} {keys} {width}");
        }
    }
}
