//! Half precision and NF4 into f32 with AVX-512, where the compiler finds no vector form of its own.
#![expect(
    unsafe_code,
    reason = "vector instructions: a value of `Wide` proves that the machine has them, and chunks are taken before pointers"
)]

use std::arch::x86_64::*;

use super::nf4::{NF4_BLOCK, VALUES};

/// Proof that the machine has the instructions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wide(());

impl Wide {
    /// The proof, where it holds.
    pub(super) fn new() -> Option<Self> {
        (is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw")).then_some(Self(()))
    }

    /// As `blocks::decode_f16`.
    pub(super) fn decode_f16(self, bytes: &[u8], out: &mut [f32]) {
        // SAFETY: `self` proves the instructions.
        unsafe { decode_f16(bytes, out) }
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

#[target_feature(enable = "avx512f,avx512bw")]
unsafe fn decode_f16(bytes: &[u8], out: &mut [f32]) {
    let (wide, rest) = out.as_chunks_mut::<16>();
    let (wide_bytes, rest_bytes) = bytes.as_chunks::<32>();
    for (out, bytes) in wide.iter_mut().zip(wide_bytes) {
        // SAFETY: both chunks are as long as their registers.
        unsafe { _mm512_storeu_ps(out.as_mut_ptr(), _mm512_cvtph_ps(_mm256_loadu_si256(bytes.as_ptr().cast()))) };
    }
    super::blocks::decode_f16(rest_bytes, rest);
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
