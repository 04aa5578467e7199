//! Numbers out of blocks of 256 with scales of sub-blocks (Q4_K, Q5_K, Q6_K).
//!
//! Q4_K and Q5_K: f16 d, f16 d_min, 12 bytes with eight six-bit scales s and minima m (one pair for 32 numbers); then
//! for Q5_K 32 bytes of fifth bits; then 128 bytes of codes, where 32 bytes hold the codes of one sub-block in their low
//! halves and those of the next in their high halves; x = d s q - d_min m.
//! Q6_K: 128 bytes of low four bits, 64 bytes of high two bits, sixteen signed scales s (one for 16 numbers), f16 d;
//! x = d s (q - 32).

use super::blocks::half_at;
use crate::fused::vectorised;

/// Six-bit scale and minimum of sub-block `index` (0–7) out of their 12 bytes.
#[inline(always)]
pub(super) fn scale_and_minimum(packed: &[u8], index: usize) -> (u8, u8) {
    if index < 4 {
        (packed[index] & 63, packed[index + 4] & 63)
    } else {
        let scale = (packed[index + 4] & 15) | ((packed[index - 4] >> 6) << 4);
        let minimum = (packed[index + 4] >> 4) | ((packed[index] >> 6) << 4);
        (scale, minimum)
    }
}

vectorised! {
    pub(super) fn decode_q4_k<'a>(bytes: &'a [u8], out: &'a mut [f32]) {
        for (out, block) in out.as_chunks_mut::<256>().0.iter_mut().zip(bytes.as_chunks::<144>().0) {
            let (scale, minimum) = (half_at(block, 0), half_at(block, 2));
            for (pair, (out, codes)) in
                out.as_chunks_mut::<64>().0.iter_mut().zip(block[16..].as_chunks::<32>().0).enumerate()
            {
                let (low, high) = out.split_at_mut(32);
                let (s, m) = scale_and_minimum(&block[4..16], 2 * pair);
                let (step, offset) = (scale * f32::from(s), minimum * f32::from(m));
                for (out, code) in low.iter_mut().zip(codes) {
                    *out = step * f32::from(code & 15) - offset;
                }
                let (s, m) = scale_and_minimum(&block[4..16], 2 * pair + 1);
                let (step, offset) = (scale * f32::from(s), minimum * f32::from(m));
                for (out, code) in high.iter_mut().zip(codes) {
                    *out = step * f32::from(code >> 4) - offset;
                }
            }
        }
    }
}

vectorised! {
    pub(super) fn decode_q5_k<'a>(bytes: &'a [u8], out: &'a mut [f32]) {
        for (out, block) in out.as_chunks_mut::<256>().0.iter_mut().zip(bytes.as_chunks::<176>().0) {
            let (scale, minimum) = (half_at(block, 0), half_at(block, 2));
            let fifth = &block[16..48];
            for (pair, (out, codes)) in
                out.as_chunks_mut::<64>().0.iter_mut().zip(block[48..].as_chunks::<32>().0).enumerate()
            {
                let (low, high) = out.split_at_mut(32);
                let (s, m) = scale_and_minimum(&block[4..16], 2 * pair);
                let (step, offset) = (scale * f32::from(s), minimum * f32::from(m));
                for ((out, code), fifth) in low.iter_mut().zip(codes).zip(fifth) {
                    *out = step * f32::from((code & 15) | (((fifth >> (2 * pair)) & 1) << 4)) - offset;
                }
                let (s, m) = scale_and_minimum(&block[4..16], 2 * pair + 1);
                let (step, offset) = (scale * f32::from(s), minimum * f32::from(m));
                for ((out, code), fifth) in high.iter_mut().zip(codes).zip(fifth) {
                    *out = step * f32::from((code >> 4) | (((fifth >> (2 * pair + 1)) & 1) << 4)) - offset;
                }
            }
        }
    }
}

vectorised! {
    pub(super) fn decode_q6_k<'a>(bytes: &'a [u8], out: &'a mut [f32]) {
        for (out, block) in out.as_chunks_mut::<256>().0.iter_mut().zip(bytes.as_chunks::<210>().0) {
            let scale = half_at(block, 208);
            for (half, out) in out.as_chunks_mut::<128>().0.iter_mut().enumerate() {
                let low_bits = &block[64 * half..64 * half + 64];
                let high_bits = &block[128 + 32 * half..160 + 32 * half];
                let scales = &block[192 + 8 * half..200 + 8 * half];
                // Quarters of 32 numbers: low halves of the first and second 32 bytes, then their high halves.
                for (quarter, out) in out.as_chunks_mut::<32>().0.iter_mut().enumerate() {
                    let low_bits = &low_bits[32 * (quarter % 2)..][..32];
                    for (part, out) in out.as_chunks_mut::<16>().0.iter_mut().enumerate() {
                        let step = scale * f32::from(scales[2 * quarter + part].cast_signed());
                        for (place, out) in out.iter_mut().enumerate() {
                            let low = (low_bits[16 * part + place] >> (4 * (quarter / 2))) & 15;
                            let high = (high_bits[16 * part + place] >> (2 * quarter)) & 3;
                            *out = step * (f32::from(low | (high << 4)) - 32.0);
                        }
                    }
                }
            }
        }
    }
}
