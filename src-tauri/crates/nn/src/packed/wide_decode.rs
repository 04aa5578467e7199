//! Packed numbers into f32 with AVX-512. The same numbers to the last bit as the plain forms: what is multiplied has few
//! enough bits that only the last operation rounds.
#![expect(
    unsafe_code,
    reason = "vector instructions: a value of `Wide` proves that the machine has them, and chunks are taken before pointers"
)]

use std::arch::x86_64::*;

use super::nf4::{NF4_BLOCK, VALUES};
use super::wide_formats::{Chunk, Q4_0, Q4K, Q5K, Q6K, Q8_0};
use super::{WeightFormat, blocks, decode_plain};

/// Numbers of a chunk.
const CHUNK: usize = 256;

/// Proof that the machine has the instructions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wide(());

impl Wide {
    /// The proof, where it holds.
    pub(super) fn new() -> Option<Self> {
        let has_all = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("f16c")
            && is_x86_feature_detected!("fma");
        has_all.then_some(Self(()))
    }

    /// As [`decode_plain`].
    pub(super) fn decode(self, format: WeightFormat, bytes: &[u8], out: &mut [f32]) {
        // SAFETY: `self` proves the instructions.
        unsafe {
            match format {
                WeightFormat::F16 => decode_f16(bytes, out),
                WeightFormat::Q8_0 => decode_chunks::<Q8_0>(format, bytes, out),
                WeightFormat::Q4_0 => decode_chunks::<Q4_0>(format, bytes, out),
                WeightFormat::Q4K => decode_chunks::<Q4K>(format, bytes, out),
                WeightFormat::Q5K => decode_chunks::<Q5K>(format, bytes, out),
                WeightFormat::Q6K => decode_chunks::<Q6K>(format, bytes, out),
                WeightFormat::Bf16 | WeightFormat::Nf4 => decode_plain(format, bytes, out),
            }
        }
    }

    /// Fills `out` with whole blocks of NF4 numbers. `codes`: two a byte; `scales`: one a block.
    pub(super) fn decode_nf4(self, codes: &[u8], scales: impl Iterator<Item = f32>, out: &mut [f32]) {
        let codes = codes.as_chunks::<{ NF4_BLOCK / 2 }>().0;
        for ((out, codes), scale) in out.as_chunks_mut::<NF4_BLOCK>().0.iter_mut().zip(codes).zip(scales) {
            // SAFETY: `self` proves the instructions.
            unsafe { decode_nf4_block(codes, scale, out) }
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c,fma")]
unsafe fn decode_chunks<F: Chunk>(format: WeightFormat, bytes: &[u8], out: &mut [f32]) {
    let whole = bytes.len() / F::BYTES;
    let (chunks, rest) = out.split_at_mut(whole * CHUNK);
    let (bytes, rest_bytes) = bytes.split_at(whole * F::BYTES);
    for (out, bytes) in chunks.as_chunks_mut::<CHUNK>().0.iter_mut().zip(bytes.chunks_exact(F::BYTES)) {
        // SAFETY: both chunks are whole.
        unsafe {
            let (steps, offsets) = F::steps(bytes.as_ptr());
            for quarter in 0..4 {
                let codes = F::codes(bytes.as_ptr(), quarter);
                for (part, codes) in [
                    _mm512_extracti32x4_epi32::<0>(codes),
                    _mm512_extracti32x4_epi32::<1>(codes),
                    _mm512_extracti32x4_epi32::<2>(codes),
                    _mm512_extracti32x4_epi32::<3>(codes),
                ]
                .into_iter()
                .enumerate()
                {
                    let place = 4 * quarter + part;
                    let lane = _mm512_set1_epi32((place * F::STEPS / 16) as i32);
                    let numbers = _mm512_fmsub_ps(
                        _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(codes)),
                        _mm512_permutexvar_ps(lane, steps),
                        _mm512_permutexvar_ps(lane, offsets),
                    );
                    _mm512_storeu_ps(out.as_mut_ptr().add(16 * place), numbers);
                }
            }
        }
    }
    decode_plain(format, rest_bytes, rest);
}

#[target_feature(enable = "avx512f,avx512bw")]
unsafe fn decode_f16(bytes: &[u8], out: &mut [f32]) {
    let (wide, rest) = out.as_chunks_mut::<16>();
    let (wide_bytes, rest_bytes) = bytes.as_chunks::<32>();
    for (out, bytes) in wide.iter_mut().zip(wide_bytes) {
        // SAFETY: both chunks are as long as their registers.
        unsafe { _mm512_storeu_ps(out.as_mut_ptr(), _mm512_cvtph_ps(_mm256_loadu_si256(bytes.as_ptr().cast()))) };
    }
    blocks::decode_f16(rest_bytes, rest);
}

#[target_feature(enable = "avx512f,avx512bw")]
unsafe fn decode_nf4_block(codes: &[u8; NF4_BLOCK / 2], scale: f32, out: &mut [f32; NF4_BLOCK]) {
    // SAFETY: codes and numbers are as long as the registers that hold them.
    unsafe {
        let values = _mm512_mul_ps(_mm512_loadu_ps(VALUES.as_ptr()), _mm512_set1_ps(scale));
        for half in 0..2 {
            let bytes = _mm_loadu_si128(codes.as_ptr().add(16 * half).cast());
            let low = _mm_and_si128(bytes, _mm_set1_epi8(15));
            let high = _mm_and_si128(_mm_srli_epi16::<4>(bytes), _mm_set1_epi8(15));
            // The first code of a byte is in its high half.
            for (part, codes) in [_mm_unpacklo_epi8(high, low), _mm_unpackhi_epi8(high, low)].into_iter().enumerate() {
                let numbers = _mm512_permutexvar_ps(_mm512_cvtepu8_epi32(codes), values);
                _mm512_storeu_ps(out.as_mut_ptr().add(32 * half + 16 * part), numbers);
            }
        }
    }
}
