//! Activations in eight bits: 32 of a row share a scale.

use crate::fused::vectorised;

/// Activations under one scale.
const BLOCK: usize = 32;

/// Rows of activations x = scale · code, their codes between -127 and 127.
#[derive(Debug)]
pub(crate) struct EightBitRows {
    rows: usize,
    columns: usize,
    codes: Vec<i8>,
    scales: Vec<f32>,
    block_sums: Vec<f32>,
    half_sums: Vec<f32>,
}

/// One row of [`EightBitRows`].
#[derive(Debug, Clone, Copy)]
pub(super) struct EightBitRow<'a> {
    /// The codes.
    pub(super) codes: &'a [i8],
    /// One for 32 codes.
    pub(super) scales: &'a [f32],
    /// scale · Σ codes of each 32.
    pub(super) block_sums: &'a [f32],
    /// scale · Σ codes of each 16.
    pub(super) half_sums: &'a [f32],
}

impl EightBitRows {
    /// `x`: rows of `columns` numbers each, `columns` a multiple of 32.
    pub(crate) fn new(x: &[f32], columns: usize) -> Self {
        assert!(columns.is_multiple_of(BLOCK) && x.len().is_multiple_of(columns), "rows divide into blocks");
        let blocks = x.len() / BLOCK;
        let (mut codes, mut scales) = (vec![0i8; x.len()], vec![0f32; blocks]);
        let (mut block_sums, mut half_sums) = (vec![0f32; blocks], vec![0f32; 2 * blocks]);
        encode(x, &mut codes, &mut scales, &mut block_sums, &mut half_sums);
        Self { rows: x.len() / columns, columns, codes, scales, block_sums, half_sums }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    pub(super) fn row(&self, row: usize) -> EightBitRow<'_> {
        let (columns, blocks) = (self.columns, self.columns / BLOCK);
        EightBitRow {
            codes: &self.codes[row * columns..][..columns],
            scales: &self.scales[row * blocks..][..blocks],
            block_sums: &self.block_sums[row * blocks..][..blocks],
            half_sums: &self.half_sums[row * 2 * blocks..][..2 * blocks],
        }
    }
}

vectorised! {
    /// scale = largest magnitude / 127, codes the nearest whole numbers; numbers that are not finite make their block so.
    fn encode<'a>(x: &'a [f32], codes: &'a mut [i8], scales: &'a mut [f32], block_sums: &'a mut [f32], half_sums: &'a mut [f32]) {
        let blocks = x.as_chunks::<BLOCK>().0.iter().zip(codes.as_chunks_mut::<BLOCK>().0);
        for (index, (x, codes)) in blocks.enumerate() {
            let mut largest = [0f32; BLOCK / 2];
            for lane in 0..BLOCK / 2 {
                let (one, other) = (x[lane].abs(), x[lane + BLOCK / 2].abs());
                largest[lane] = if one > other { one } else { other };
            }
            let mut width = BLOCK / 4;
            while width > 0 {
                for lane in 0..width {
                    largest[lane] = if largest[lane] > largest[lane + width] { largest[lane] } else { largest[lane + width] };
                }
                width /= 2;
            }
            let scale = largest[0] / 127.0;
            let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
            let mut whole = [0i32; BLOCK];
            for lane in 0..BLOCK {
                // Adding and taking away 1.5 · 2²³ rounds to the nearest whole number.
                whole[lane] = ((x[lane] * inverse + 12_582_912.0) - 12_582_912.0) as i32;
                codes[lane] = whole[lane] as i8;
            }
            let low: i32 = whole[..BLOCK / 2].iter().sum();
            let high: i32 = whole[BLOCK / 2..].iter().sum();
            // A row that is not finite stays visible in its result.
            let scale = if x.iter().all(|x| x.is_finite()) { scale } else { f32::NAN };
            scales[index] = scale;
            block_sums[index] = scale * (low + high) as f32;
            half_sums[2 * index] = scale * low as f32;
            half_sums[2 * index + 1] = scale * high as f32;
        }
    }
}
