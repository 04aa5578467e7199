//! Activations in eight bits: 32 of a row share a scale.

use rayon::prelude::*;

use super::CHUNK;
use crate::fused::vectorised;

/// Activations under one scale.
const BLOCK: usize = 32;

/// Fewer numbers than this stay on the calling thread.
const PARALLEL_FROM: usize = 64 * 1024;

/// Rows of activations x = scale · code, their codes between -127 and 127. Chunk after chunk of 256 columns, and in each
/// row after row, for that is the order in which products read them.
#[derive(Debug)]
pub(crate) struct EightBitRows {
    rows: usize,
    columns: usize,
    codes: Vec<i8>,
    scales: Vec<f32>,
    block_sums: Vec<f32>,
    half_sums: Vec<f32>,
}

/// A chunk of one row of [`EightBitRows`].
#[derive(Debug, Clone, Copy)]
pub(super) struct EightBitChunk<'a> {
    /// The codes: 256, or what is left of the row.
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
        let (rows, blocks) = (x.len() / columns, x.len() / BLOCK);
        let (mut codes, mut scales) = (vec![0i8; x.len()], vec![0f32; blocks]);
        let (mut block_sums, mut half_sums) = (vec![0f32; blocks], vec![0f32; 2 * blocks]);
        let (size, block_count) = (CHUNK * rows, CHUNK / BLOCK * rows);
        let outputs = codes
            .par_chunks_mut(size)
            .zip(scales.par_chunks_mut(block_count))
            .zip(block_sums.par_chunks_mut(block_count))
            .zip(half_sums.par_chunks_mut(2 * block_count));
        let encode_chunk = |(chunk, (((codes, scales), block_sums), half_sums)): (usize, Outputs<'_>)| {
            let (width, first) = (codes.len() / rows, chunk * CHUNK);
            for row in 0..rows {
                let (x, codes) = (&x[row * columns + first..][..width], &mut codes[row * width..][..width]);
                let place = row * width / BLOCK..(row + 1) * width / BLOCK;
                let halves = 2 * place.start..2 * place.end;
                encode(x, codes, &mut scales[place.clone()], &mut block_sums[place], &mut half_sums[halves]);
            }
        };
        let task = if x.len() < PARALLEL_FROM { usize::MAX } else { 1 };
        outputs.enumerate().with_min_len(task).for_each(encode_chunk);
        Self { rows, columns, codes, scales, block_sums, half_sums }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// Chunk `chunk` of row `row`.
    #[inline(always)]
    pub(super) fn chunk(&self, row: usize, chunk: usize) -> EightBitChunk<'_> {
        let width = CHUNK.min(self.columns - chunk * CHUNK);
        let (place, blocks) = (chunk * CHUNK * self.rows + row * width, width / BLOCK);
        let block = place / BLOCK;
        EightBitChunk {
            codes: &self.codes[place..place + width],
            scales: &self.scales[block..block + blocks],
            block_sums: &self.block_sums[block..block + blocks],
            half_sums: &self.half_sums[2 * block..2 * (block + blocks)],
        }
    }
}

/// Where a whole chunk of one row begins; for loops that have checked how many there are.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChunkPointers {
    pub(super) codes: *const i8,
    pub(super) scales: *const f32,
    pub(super) block_sums: *const f32,
    pub(super) half_sums: *const f32,
    rows: usize,
}

impl ChunkPointers {
    /// The same row's next chunk; what it points to may lie past the end.
    #[inline(always)]
    pub(super) fn next(self) -> Self {
        let blocks = CHUNK / BLOCK * self.rows;
        Self {
            codes: self.codes.wrapping_add(CHUNK * self.rows),
            scales: self.scales.wrapping_add(blocks),
            block_sums: self.block_sums.wrapping_add(blocks),
            half_sums: self.half_sums.wrapping_add(2 * blocks),
            rows: self.rows,
        }
    }
}

impl EightBitRows {
    /// The first chunk of a row, of which 256 codes must be there.
    #[inline(always)]
    pub(super) fn first_chunk(&self, row: usize) -> ChunkPointers {
        let blocks = CHUNK / BLOCK * row;
        ChunkPointers {
            codes: self.codes.as_ptr().wrapping_add(CHUNK * row),
            scales: self.scales.as_ptr().wrapping_add(blocks),
            block_sums: self.block_sums.as_ptr().wrapping_add(blocks),
            half_sums: self.half_sums.as_ptr().wrapping_add(2 * blocks),
            rows: self.rows,
        }
    }
}

/// Parts of a chunk's codes, scales and sums.
type Outputs<'a> = (((&'a mut [i8], &'a mut [f32]), &'a mut [f32]), &'a mut [f32]);

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
