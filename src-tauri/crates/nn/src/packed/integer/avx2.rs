//! The integer product with AVX2, a row of activations at a time: bytes are multiplied and added in pairs and fours
//! (`vpmaddubsw`, `vpmaddwd`), with the sign moved from weight to activation where codes are signed.
#![expect(
    unsafe_code,
    reason = "vector instructions: a value of `Avx2` proves that the machine has them, and slices are taken before pointers"
)]

use std::arch::x86_64::*;
use std::ops::Range;

use super::activations::EightBitRows;
use super::{BlockRows, CHUNK, OutColumns, portable};
use crate::packed::WeightFormat;
use crate::packed::blocks::half_at;
use crate::packed::super_blocks::scale_and_minimum;

/// Proof that the machine has the instructions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Avx2(());

/// Steps and offsets of the sub-blocks of a chunk: w = step · code - offset.
struct Steps {
    steps: [f32; 16],
    offsets: [f32; 16],
}

/// A format whose rows divide into chunks of 256 codes.
trait Blocks {
    /// Bytes of a chunk.
    const BYTES: usize;
    /// Sub-blocks in a chunk: 8 or 16.
    const STEPS: usize;

    /// Steps and offsets, 0 where codes are signed.
    fn steps(chunk: &[u8]) -> Steps;

    /// Σ codes · activations over fours of 32 codes.
    ///
    /// # Safety
    /// The machine has AVX2; `chunk` is whole.
    unsafe fn dots(chunk: &[u8], block: usize, x: __m256i) -> __m256i;
}

struct Q8_0;
struct Q4_0;
struct Q4K;
struct Q5K;
struct Q6K;

/// Σ over fours of unsigned codes below 128 times activations.
#[inline(always)]
unsafe fn dots_unsigned(codes: __m256i, x: __m256i) -> __m256i {
    // SAFETY: what the caller promises.
    unsafe { _mm256_madd_epi16(_mm256_maddubs_epi16(codes, x), _mm256_set1_epi16(1)) }
}

/// The low or high halves of 32 bytes.
#[inline(always)]
unsafe fn halves(bytes: &[u8], is_high: bool) -> __m256i {
    let bytes = &bytes[..32];
    // SAFETY: what the caller promises.
    unsafe {
        let bytes = _mm256_loadu_si256(bytes.as_ptr().cast());
        let bytes = if is_high { _mm256_srli_epi16::<4>(bytes) } else { bytes };
        _mm256_and_si256(bytes, _mm256_set1_epi8(15))
    }
}

/// Bits of 32 bytes at a place, moved to bits 4 and 5.
#[inline(always)]
unsafe fn upper_bits(bytes: &[u8], place: usize, mask: i8) -> __m256i {
    let bytes = &bytes[..32];
    // SAFETY: what the caller promises.
    unsafe {
        let bytes = _mm256_loadu_si256(bytes.as_ptr().cast());
        let bytes = _mm256_srl_epi16(bytes, _mm_cvtsi32_si128(place as i32));
        _mm256_slli_epi16::<4>(_mm256_and_si256(bytes, _mm256_set1_epi8(mask)))
    }
}

impl Blocks for Q8_0 {
    const BYTES: usize = 8 * 34;
    const STEPS: usize = 8;

    #[inline(always)]
    fn steps(chunk: &[u8]) -> Steps {
        let mut steps = Steps { steps: [0.0; 16], offsets: [0.0; 16] };
        for (step, block) in steps.steps.iter_mut().zip(chunk.as_chunks::<34>().0) {
            *step = half_at(block, 0);
        }
        steps
    }

    #[inline(always)]
    unsafe fn dots(chunk: &[u8], block: usize, x: __m256i) -> __m256i {
        let codes = &chunk[34 * block + 2..][..32];
        // SAFETY: what the caller promises.
        unsafe {
            let codes = _mm256_loadu_si256(codes.as_ptr().cast());
            dots_unsigned(_mm256_abs_epi8(codes), _mm256_sign_epi8(x, codes))
        }
    }
}

impl Blocks for Q4_0 {
    const BYTES: usize = 8 * 18;
    const STEPS: usize = 8;

    #[inline(always)]
    fn steps(chunk: &[u8]) -> Steps {
        let mut steps = Steps { steps: [0.0; 16], offsets: [0.0; 16] };
        for (index, block) in chunk.as_chunks::<18>().0.iter().enumerate() {
            (steps.steps[index], steps.offsets[index]) = (half_at(block, 0), 8.0 * half_at(block, 0));
        }
        steps
    }

    #[inline(always)]
    unsafe fn dots(chunk: &[u8], block: usize, x: __m256i) -> __m256i {
        let bytes = &chunk[18 * block + 2..][..16];
        // SAFETY: what the caller promises.
        unsafe {
            let low = _mm_loadu_si128(bytes.as_ptr().cast());
            let both = _mm256_set_m128i(_mm_srli_epi16::<4>(low), low);
            dots_unsigned(_mm256_and_si256(both, _mm256_set1_epi8(15)), x)
        }
    }
}

/// Steps and offsets of Q4_K and Q5_K.
#[inline(always)]
fn pair_steps(chunk: &[u8]) -> Steps {
    let mut steps = Steps { steps: [0.0; 16], offsets: [0.0; 16] };
    let (scale_step, minimum_step) = (half_at(chunk, 0), half_at(chunk, 2));
    for index in 0..8 {
        let (scale, minimum) = scale_and_minimum(&chunk[4..16], index);
        steps.steps[index] = scale_step * f32::from(scale);
        steps.offsets[index] = minimum_step * f32::from(minimum);
    }
    steps
}

impl Blocks for Q4K {
    const BYTES: usize = 144;
    const STEPS: usize = 8;

    #[inline(always)]
    fn steps(chunk: &[u8]) -> Steps {
        pair_steps(chunk)
    }

    #[inline(always)]
    unsafe fn dots(chunk: &[u8], block: usize, x: __m256i) -> __m256i {
        // SAFETY: what the caller promises.
        unsafe { dots_unsigned(halves(&chunk[16 + 32 * (block / 2)..], block % 2 == 1), x) }
    }
}

impl Blocks for Q5K {
    const BYTES: usize = 176;
    const STEPS: usize = 8;

    #[inline(always)]
    fn steps(chunk: &[u8]) -> Steps {
        pair_steps(chunk)
    }

    #[inline(always)]
    unsafe fn dots(chunk: &[u8], block: usize, x: __m256i) -> __m256i {
        // SAFETY: what the caller promises.
        unsafe {
            let low = halves(&chunk[48 + 32 * (block / 2)..], block % 2 == 1);
            dots_unsigned(_mm256_or_si256(low, upper_bits(&chunk[16..], block, 1)), x)
        }
    }
}

impl Blocks for Q6K {
    const BYTES: usize = 210;
    const STEPS: usize = 16;

    #[inline(always)]
    fn steps(chunk: &[u8]) -> Steps {
        let mut steps = Steps { steps: [0.0; 16], offsets: [0.0; 16] };
        let step = half_at(chunk, 208);
        for index in 0..16 {
            steps.steps[index] = step * f32::from(chunk[192 + index].cast_signed());
            steps.offsets[index] = 32.0 * steps.steps[index];
        }
        steps
    }

    #[inline(always)]
    unsafe fn dots(chunk: &[u8], block: usize, x: __m256i) -> __m256i {
        let (half, within) = (block / 4, block % 4);
        // SAFETY: what the caller promises.
        unsafe {
            let low = halves(&chunk[64 * half + 32 * (within % 2)..], within >= 2);
            dots_unsigned(_mm256_or_si256(low, upper_bits(&chunk[128 + 32 * half..], 2 * within, 3)), x)
        }
    }
}

impl Avx2 {
    /// The proof, where it holds.
    pub(super) fn new() -> Option<Self> {
        (is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")).then_some(Self(()))
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

    fn columns_in<F: Blocks>(
        self,
        weights: BlockRows<'_>,
        columns: Range<usize>,
        x: &EightBitRows,
        mut out: OutColumns<'_>,
    ) {
        for (offset, weight_row) in columns.enumerate() {
            for row in 0..x.rows() {
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

/// Σ w x over the whole chunks of a row.
#[target_feature(enable = "avx2,fma")]
unsafe fn dot<F: Blocks>(bytes: &[u8], x: &EightBitRows, row: usize) -> f32 {
    let mut sums = [_mm256_setzero_ps(); 2];
    let mut offset_sum = 0f32;
    for (chunk, bytes) in bytes.chunks_exact(F::BYTES).enumerate() {
        let x = x.chunk(row, chunk);
        let Steps { steps, offsets } = F::steps(bytes);
        let x_sums = if F::STEPS == 8 { x.block_sums } else { x.half_sums };
        for (offset, sum) in offsets.iter().zip(x_sums) {
            offset_sum += offset * sum;
        }
        for (block, (codes, scale)) in x.codes.as_chunks::<32>().0.iter().zip(x.scales).enumerate() {
            // SAFETY: 32 activations are there, and the chunk is whole.
            unsafe {
                let dots = F::dots(bytes, block, _mm256_loadu_si256(codes.as_ptr().cast()));
                let step = if F::STEPS == 8 {
                    _mm256_set1_ps(steps[block] * scale)
                } else {
                    let (low, high) =
                        (_mm_set1_ps(steps[2 * block] * scale), _mm_set1_ps(steps[2 * block + 1] * scale));
                    _mm256_set_m128(high, low)
                };
                sums[block % 2] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(dots), step, sums[block % 2]);
            }
        }
    }
    let mut lanes = [0f32; 8];
    // SAFETY: there is room for eight lanes.
    unsafe { _mm256_storeu_ps(lanes.as_mut_ptr(), _mm256_add_ps(sums[0], sums[1])) };
    lanes.iter().sum::<f32>() - offset_sum
}
