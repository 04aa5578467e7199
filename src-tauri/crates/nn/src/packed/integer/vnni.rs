//! The integer product with AVX-512 VNNI (`vpdpbusd`: four products of bytes added to each 32-bit lane): one row of
//! activations at a time here, several in `vnni_tiles`.
#![expect(
    unsafe_code,
    reason = "vector instructions: a value of `Vnni` proves that the machine has them, and slices are taken before pointers"
)]

use std::arch::x86_64::*;
use std::ops::Range;

use super::activations::{ChunkPointers, EightBitRows};
use super::{BlockRows, CHUNK, OutColumns, STEADY_ROWS, portable, vnni_tiles};
use crate::packed::WeightFormat;
use crate::packed::wide_formats::{Chunk, Q4_0, Q4K, Q5K, Q6K, Q8_0};

/// How far ahead of the codes in use memory is asked for, in bytes.
const AHEAD: usize = 4096;

/// Proof that the machine has the instructions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vnni(());

impl Vnni {
    /// The proof, where it holds.
    pub(super) fn new() -> Option<Self> {
        let has_all = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vnni")
            && is_x86_feature_detected!("f16c")
            && is_x86_feature_detected!("fma");
        has_all.then_some(Self(()))
    }

    /// As [`super::columns_of_product`].
    pub(super) fn columns_of_product(
        self,
        weights: BlockRows<'_>,
        columns: Range<usize>,
        x: &EightBitRows,
        out: OutColumns<'_>,
    ) {
        match weights.format {
            WeightFormat::Q8_0 => self.columns_in::<Q8_0>(weights, columns, x, out),
            WeightFormat::Q4_0 => self.columns_in::<Q4_0>(weights, columns, x, out),
            WeightFormat::Q4K => self.columns_in::<Q4K>(weights, columns, x, out),
            WeightFormat::Q5K => self.columns_in::<Q5K>(weights, columns, x, out),
            WeightFormat::Q6K => self.columns_in::<Q6K>(weights, columns, x, out),
            WeightFormat::F16 | WeightFormat::Bf16 | WeightFormat::Nf4 => unreachable!("not an integer format"),
        }
    }

    fn columns_in<F: Chunk>(
        self,
        weights: BlockRows<'_>,
        columns: Range<usize>,
        x: &EightBitRows,
        mut out: OutColumns<'_>,
    ) {
        let width = columns.len();
        let in_tiles =
            if x.rows() >= STEADY_ROWS { width / vnni_tiles::WEIGHT_ROWS * vnni_tiles::WEIGHT_ROWS } else { 0 };
        if in_tiles > 0 {
            // SAFETY: `self` proves the instructions.
            unsafe {
                vnni_tiles::columns_of_product::<F>(weights, columns.start..columns.start + in_tiles, x, &mut out)
            };
        }
        for offset in in_tiles..width {
            for row in 0..x.rows() {
                let weight_row = columns.start + offset;
                // SAFETY: `self` proves the instructions.
                let mut dot = unsafe { dot::<F>(weights.row(weight_row), x, row) };
                if !weights.columns.is_multiple_of(CHUNK) {
                    dot += portable::dot_from(weights, weight_row, x, row, weights.columns / CHUNK);
                }
                out.row(row)[offset] = dot;
            }
        }
    }
}

/// The lanes of steps that the codes of each quarter take.
#[inline(always)]
unsafe fn step_lanes<F: Chunk>(quarter: usize) -> __m512i {
    // SAFETY: what the caller promises.
    unsafe {
        let lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        let within = if F::STEPS == 8 { _mm512_srli_epi32::<3>(lane) } else { _mm512_srli_epi32::<2>(lane) };
        _mm512_add_epi32(within, _mm512_set1_epi32((quarter * F::STEPS / 4) as i32))
    }
}

/// Scales and sums of the activations of a chunk, a lane for each sub-block.
#[inline(always)]
unsafe fn activation_lanes<F: Chunk>(x: ChunkPointers) -> (__m512, __m512) {
    // SAFETY: what the caller promises.
    unsafe {
        let scales = _mm512_zextps256_ps512(_mm256_loadu_ps(x.scales));
        if F::STEPS == 8 {
            (scales, _mm512_zextps256_ps512(_mm256_loadu_ps(x.block_sums)))
        } else {
            let doubled = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
            (_mm512_permutexvar_ps(doubled, scales), _mm512_loadu_ps(x.half_sums))
        }
    }
}

/// Σ w x over the whole chunks of a row.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni,f16c,fma")]
unsafe fn dot<F: Chunk>(bytes: &[u8], x: &EightBitRows, row: usize) -> f32 {
    let chunks = bytes.len() / F::BYTES;
    assert!(x.columns() >= chunks * CHUNK && row < x.rows(), "as many activations as weights");
    // SAFETY: every pointer stays inside `bytes` and the whole chunks of a row of `x`.
    unsafe {
        let mut sums = [_mm512_setzero_ps(); 4];
        let mut offset_sum = _mm512_setzero_ps();
        let lanes = [step_lanes::<F>(0), step_lanes::<F>(1), step_lanes::<F>(2), step_lanes::<F>(3)];
        let mut x_chunk = x.first_chunk(row);
        let mut at = bytes.as_ptr();
        for _ in 0..chunks {
            for line in 0..F::BYTES.div_ceil(64) {
                _mm_prefetch::<_MM_HINT_T0>(at.wrapping_add(AHEAD + 64 * line).cast());
            }
            let (steps, offsets) = F::steps(at);
            let (scales, x_sums) = activation_lanes::<F>(x_chunk);
            let steps = _mm512_mul_ps(steps, scales);
            offset_sum = _mm512_fmadd_ps(offsets, x_sums, offset_sum);
            for quarter in 0..4 {
                let x_codes = _mm512_loadu_si512(x_chunk.codes.add(64 * quarter).cast());
                let found = _mm512_dpbusd_epi32(_mm512_setzero_si512(), F::codes(at, quarter), x_codes);
                let step = _mm512_permutexvar_ps(lanes[quarter], steps);
                sums[quarter] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(found), step, sums[quarter]);
            }
            x_chunk = x_chunk.next();
            at = at.wrapping_add(F::BYTES);
        }
        let sum = _mm512_add_ps(_mm512_add_ps(sums[0], sums[1]), _mm512_add_ps(sums[2], sums[3]));
        _mm512_reduce_add_ps(_mm512_sub_ps(sum, offset_sum))
    }
}
