//! The integer product in plain loops for every machine, and the reference that other forms are tested against.

use std::ops::Range;

use super::activations::{EightBitChunk, EightBitRows};
use super::{BlockRows, CHUNK, OutColumns};
use crate::fused::vectorised;
use crate::packed::WeightFormat;
use crate::packed::blocks::half_at;
use crate::packed::super_blocks::scale_and_minimum;

/// Some blocks of a row: w = step · code - offset.
pub(super) struct Codes {
    pub(super) codes: [u8; CHUNK],
    /// Of each sub-block.
    pub(super) steps: [f32; 16],
    /// Of each sub-block.
    pub(super) offsets: [f32; 16],
    /// Codes in a sub-block: 32 or 16.
    pub(super) length: usize,
}

impl Codes {
    fn empty() -> Self {
        Self { codes: [0; CHUNK], steps: [0.0; 16], offsets: [0.0; 16], length: 32 }
    }

    /// Takes in up to 256 codes of a format. `bytes`: whole blocks.
    #[inline(always)]
    pub(super) fn read(&mut self, format: WeightFormat, bytes: &[u8]) {
        match format {
            WeightFormat::Q8_0 => self.read_q8_0(bytes),
            WeightFormat::Q4_0 => self.read_q4_0(bytes),
            WeightFormat::Q4K => self.read_q4_k(bytes),
            WeightFormat::Q5K => self.read_q5_k(bytes),
            WeightFormat::Q6K => self.read_q6_k(bytes),
            WeightFormat::F16 | WeightFormat::Bf16 | WeightFormat::Nf4 => unreachable!("not an integer format"),
        }
    }

    #[inline(always)]
    fn read_q8_0(&mut self, bytes: &[u8]) {
        for (index, block) in bytes.as_chunks::<34>().0.iter().enumerate() {
            (self.steps[index], self.offsets[index]) = (half_at(block, 0), 128.0 * half_at(block, 0));
            for (code, byte) in self.codes[32 * index..][..32].iter_mut().zip(&block[2..]) {
                *code = byte ^ 128;
            }
        }
    }

    #[inline(always)]
    fn read_q4_0(&mut self, bytes: &[u8]) {
        for (index, block) in bytes.as_chunks::<18>().0.iter().enumerate() {
            (self.steps[index], self.offsets[index]) = (half_at(block, 0), 8.0 * half_at(block, 0));
            for (place, byte) in block[2..].iter().enumerate() {
                self.codes[32 * index + place] = byte & 15;
                self.codes[32 * index + 16 + place] = byte >> 4;
            }
        }
    }

    #[inline(always)]
    fn read_pair_scales(&mut self, block: &[u8]) {
        for index in 0..8 {
            let (scale, minimum) = scale_and_minimum(&block[4..16], index);
            self.steps[index] = half_at(block, 0) * f32::from(scale);
            self.offsets[index] = half_at(block, 2) * f32::from(minimum);
        }
    }

    #[inline(always)]
    fn read_q4_k(&mut self, block: &[u8]) {
        self.read_pair_scales(block);
        for (pair, bytes) in block[16..144].as_chunks::<32>().0.iter().enumerate() {
            for (place, byte) in bytes.iter().enumerate() {
                self.codes[64 * pair + place] = byte & 15;
                self.codes[64 * pair + 32 + place] = byte >> 4;
            }
        }
    }

    #[inline(always)]
    fn read_q5_k(&mut self, block: &[u8]) {
        self.read_pair_scales(block);
        for (pair, bytes) in block[48..176].as_chunks::<32>().0.iter().enumerate() {
            for (place, byte) in bytes.iter().enumerate() {
                let fifth = block[16 + place] >> (2 * pair);
                self.codes[64 * pair + place] = (byte & 15) | ((fifth & 1) << 4);
                self.codes[64 * pair + 32 + place] = (byte >> 4) | ((fifth & 2) << 3);
            }
        }
    }

    #[inline(always)]
    fn read_q6_k(&mut self, block: &[u8]) {
        self.length = 16;
        for index in 0..16 {
            self.steps[index] = half_at(block, 208) * f32::from(block[192 + index].cast_signed());
            self.offsets[index] = 32.0 * self.steps[index];
        }
        for quarter in 0..8 {
            let (half, within) = (quarter / 4, quarter % 4);
            for place in 0..32 {
                let low = (block[64 * half + 32 * (within % 2) + place] >> (4 * (within / 2))) & 15;
                let high = (block[128 + 32 * half + place] >> (2 * within)) & 3;
                self.codes[32 * quarter + place] = low | (high << 4);
            }
        }
    }
}

/// Σ w x over a chunk.
#[inline(always)]
fn dot_codes(weights: &Codes, x: EightBitChunk<'_>) -> f32 {
    let halves = weights.codes.as_chunks::<16>().0.iter().zip(x.codes.as_chunks::<16>().0);
    let mut dots = [0i32; CHUNK / 16];
    for (dot, (codes, activations)) in dots.iter_mut().zip(halves) {
        *dot = codes.iter().zip(activations).map(|(code, x)| i32::from(i16::from(*code) * i16::from(*x))).sum();
    }
    let (mut total, mut offset) = (0f32, 0f32);
    let halves_together = weights.length / 16;
    let sums = if weights.length == 32 { x.block_sums } else { x.half_sums };
    for (sub, (dots, sum)) in dots.chunks_exact(halves_together).zip(sums).enumerate() {
        let dot: i32 = dots.iter().sum();
        total += weights.steps[sub] * x.scales[sub * weights.length / 32] * dot as f32;
        offset += weights.offsets[sub] * sum;
    }
    total - offset
}

/// Σ w x of a row of weights and a row of activations, from a chunk on.
#[inline(always)]
pub(super) fn dot_from(weights: BlockRows<'_>, row: usize, x: &EightBitRows, x_row: usize, first: usize) -> f32 {
    let chunk_bytes = CHUNK / weights.format.block_columns() * weights.format.block_bytes();
    let mut codes = Codes::empty();
    let mut total = 0f32;
    for (chunk, bytes) in weights.row(row).chunks(chunk_bytes).enumerate().skip(first) {
        codes.read(weights.format, bytes);
        total += dot_codes(&codes, x.chunk(x_row, chunk));
    }
    total
}

vectorised! {
    /// As [`super::columns_of_product`].
    pub(super) fn columns_of_product<'a>(weights: BlockRows<'a>, columns: Range<usize>, x: &'a EightBitRows, out: OutColumns<'a>) {
        let mut out = out;
        for (offset, row) in columns.enumerate() {
            for x_row in 0..x.rows() {
                out.row(x_row)[offset] = dot_from(weights, row, x, x_row, 0);
            }
        }
    }
}
