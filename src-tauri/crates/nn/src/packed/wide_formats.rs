//! How each format's codes, steps and offsets come into 512-bit registers, 256 codes of one weight row at a time.
//! Used inside functions compiled for AVX-512 only. Loops are plain: a closure would be compiled without the
//! instructions.
#![expect(unsafe_code, reason = "vector instructions on pointers; what may be read is the trait's contract")]
#![expect(clippy::needless_range_loop, reason = "registers are counted, and iterators bring closures")]

use std::arch::x86_64::*;

/// A format whose rows divide into chunks of 256 codes: w = step · code - offset.
pub(super) trait Chunk {
    /// Bytes of a chunk.
    const BYTES: usize;
    /// Sub-blocks in a chunk, each with a step and an offset: 8 or 16.
    const STEPS: usize;

    /// Codes 64 · `quarter` .. of the chunk, in order.
    ///
    /// # Safety
    /// [`Self::BYTES`] bytes can be read from `chunk`, and the machine has AVX-512 F, BW and VL.
    unsafe fn codes(chunk: *const u8, quarter: usize) -> __m512i;

    /// Steps and offsets of the sub-blocks in the first [`Self::STEPS`] lanes, 0 in the others.
    ///
    /// # Safety
    /// As [`Self::codes`].
    unsafe fn steps(chunk: *const u8) -> (__m512, __m512);
}

pub(super) struct Q8_0;
pub(super) struct Q4_0;
pub(super) struct Q4K;
pub(super) struct Q5K;
pub(super) struct Q6K;

/// The f16 at `at`.
#[inline(always)]
unsafe fn half(at: *const u8) -> f32 {
    // SAFETY: what the caller promises.
    unsafe { _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(i32::from(at.cast::<u16>().read_unaligned())))) }
}

/// Eight f16 at a distance of `stride` bytes, in the low lanes.
#[inline(always)]
unsafe fn halves(first: *const u8, stride: usize) -> __m512 {
    // SAFETY: what the caller promises.
    unsafe {
        let mut at = [0i16; 8];
        for index in 0..8 {
            at[index] = first.add(index * stride).cast::<i16>().read_unaligned();
        }
        let bits = _mm_setr_epi16(at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7]);
        _mm512_zextps256_ps512(_mm256_cvtph_ps(bits))
    }
}

/// 32 bytes, twice.
#[inline(always)]
unsafe fn twice(at: *const u8) -> __m512i {
    // SAFETY: what the caller promises.
    unsafe { _mm512_broadcast_i64x4(_mm256_loadu_si256(at.cast())) }
}

/// Sixteen-bit shifts of `low` in the lower half and `high` in the upper half.
#[inline(always)]
unsafe fn shifts(low: i16, high: i16) -> __m512i {
    // SAFETY: what the caller promises.
    unsafe { _mm512_inserti64x4::<1>(_mm512_set1_epi16(low), _mm256_set1_epi16(high)) }
}

impl Chunk for Q8_0 {
    const BYTES: usize = 8 * 34;
    const STEPS: usize = 8;

    #[inline(always)]
    unsafe fn codes(chunk: *const u8, quarter: usize) -> __m512i {
        // SAFETY: what the caller promises.
        unsafe {
            let first = chunk.add(quarter * 68 + 2);
            let low = _mm512_castsi256_si512(_mm256_loadu_si256(first.cast()));
            let both = _mm512_inserti64x4::<1>(low, _mm256_loadu_si256(first.add(34).cast()));
            _mm512_xor_si512(both, _mm512_set1_epi8(-128))
        }
    }

    #[inline(always)]
    unsafe fn steps(chunk: *const u8) -> (__m512, __m512) {
        // SAFETY: what the caller promises.
        unsafe {
            let steps = halves(chunk, 34);
            (steps, _mm512_mul_ps(steps, _mm512_set1_ps(128.0)))
        }
    }
}

impl Chunk for Q4_0 {
    const BYTES: usize = 8 * 18;
    const STEPS: usize = 8;

    #[inline(always)]
    unsafe fn codes(chunk: *const u8, quarter: usize) -> __m512i {
        // SAFETY: what the caller promises.
        unsafe {
            let first = chunk.add(quarter * 36 + 2);
            let low = _mm256_broadcastsi128_si256(_mm_loadu_si128(first.cast()));
            let high = _mm256_broadcastsi128_si256(_mm_loadu_si128(first.add(18).cast()));
            let both = _mm512_inserti64x4::<1>(_mm512_castsi256_si512(low), high);
            let shifts = _mm512_broadcast_i64x4(_mm256_set_m128i(_mm_set1_epi16(4), _mm_setzero_si128()));
            _mm512_and_si512(_mm512_srlv_epi16(both, shifts), _mm512_set1_epi8(15))
        }
    }

    #[inline(always)]
    unsafe fn steps(chunk: *const u8) -> (__m512, __m512) {
        // SAFETY: what the caller promises.
        unsafe {
            let steps = halves(chunk, 18);
            (steps, _mm512_mul_ps(steps, _mm512_set1_ps(8.0)))
        }
    }
}

/// Codes of a pair of sub-blocks: the low halves of 32 bytes, then their high halves.
#[inline(always)]
unsafe fn pair_of_halves(at: *const u8) -> __m512i {
    // SAFETY: what the caller promises.
    unsafe { _mm512_and_si512(_mm512_srlv_epi16(twice(at), shifts(0, 4)), _mm512_set1_epi8(15)) }
}

/// Steps and offsets of Q4_K and Q5_K.
#[inline(always)]
unsafe fn pair_steps(chunk: *const u8) -> (__m512, __m512) {
    // SAFETY: what the caller promises.
    unsafe {
        let words = chunk.add(4).cast::<[u32; 3]>().read_unaligned();
        let [scales, minima, rest] = words;
        let high_scales = (rest & 0x0f0f_0f0f) | ((scales >> 2) & 0x3030_3030);
        let high_minima = ((rest >> 4) & 0x0f0f_0f0f) | ((minima >> 2) & 0x3030_3030);
        let both = _mm_cvtph_ps(_mm_cvtsi32_si128(chunk.cast::<i32>().read_unaligned()));
        (
            _mm512_mul_ps(bytes_as_floats(scales & 0x3f3f_3f3f, high_scales), _mm512_broadcastss_ps(both)),
            _mm512_mul_ps(
                bytes_as_floats(minima & 0x3f3f_3f3f, high_minima),
                _mm512_broadcastss_ps(_mm_movehdup_ps(both)),
            ),
        )
    }
}

/// Four bytes and four more, in the low lanes.
#[inline(always)]
unsafe fn bytes_as_floats(low: u32, high: u32) -> __m512 {
    // SAFETY: what the caller promises.
    unsafe {
        let bytes = _mm_cvtsi64_si128((u64::from(low) | (u64::from(high) << 32)).cast_signed());
        _mm512_zextps256_ps512(_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes)))
    }
}

impl Chunk for Q4K {
    const BYTES: usize = 144;
    const STEPS: usize = 8;

    #[inline(always)]
    unsafe fn codes(chunk: *const u8, quarter: usize) -> __m512i {
        // SAFETY: what the caller promises.
        unsafe { pair_of_halves(chunk.add(16 + 32 * quarter)) }
    }

    #[inline(always)]
    unsafe fn steps(chunk: *const u8) -> (__m512, __m512) {
        // SAFETY: what the caller promises.
        unsafe { pair_steps(chunk) }
    }
}

impl Chunk for Q5K {
    const BYTES: usize = 176;
    const STEPS: usize = 8;

    #[inline(always)]
    unsafe fn codes(chunk: *const u8, quarter: usize) -> __m512i {
        // SAFETY: what the caller promises.
        unsafe {
            let low = pair_of_halves(chunk.add(48 + 32 * quarter));
            let places = shifts(2 * quarter as i16, 2 * quarter as i16 + 1);
            let fifth = _mm512_and_si512(_mm512_srlv_epi16(twice(chunk.add(16)), places), _mm512_set1_epi8(1));
            _mm512_or_si512(low, _mm512_slli_epi16::<4>(fifth))
        }
    }

    #[inline(always)]
    unsafe fn steps(chunk: *const u8) -> (__m512, __m512) {
        // SAFETY: what the caller promises.
        unsafe { pair_steps(chunk) }
    }
}

impl Chunk for Q6K {
    const BYTES: usize = 210;
    const STEPS: usize = 16;

    #[inline(always)]
    unsafe fn codes(chunk: *const u8, quarter: usize) -> __m512i {
        // SAFETY: what the caller promises.
        unsafe {
            let (half, within) = (quarter / 2, (quarter % 2) as i16);
            let low = _mm512_loadu_si512(chunk.add(64 * half).cast());
            let low = _mm512_and_si512(_mm512_srlv_epi16(low, _mm512_set1_epi16(4 * within)), _mm512_set1_epi8(15));
            let high = _mm512_srlv_epi16(twice(chunk.add(128 + 32 * half)), shifts(4 * within, 4 * within + 2));
            let high = _mm512_slli_epi16::<4>(_mm512_and_si512(high, _mm512_set1_epi8(3)));
            _mm512_or_si512(low, high)
        }
    }

    #[inline(always)]
    unsafe fn steps(chunk: *const u8) -> (__m512, __m512) {
        // SAFETY: what the caller promises.
        unsafe {
            let scales = _mm512_cvtepi8_epi32(_mm_loadu_si128(chunk.add(192).cast()));
            let steps = _mm512_mul_ps(_mm512_cvtepi32_ps(scales), _mm512_set1_ps(half(chunk.add(208))));
            (steps, _mm512_mul_ps(steps, _mm512_set1_ps(32.0)))
        }
    }
}
