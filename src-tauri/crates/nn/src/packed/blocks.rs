//! Numbers out of sixteen-bit floats and out of blocks of 32 under one scale (Q8_0, Q4_0).
//!
//! Q8_0: f16 scale d, 32 signed bytes q; x = d q. Q4_0: f16 scale d, 16 bytes; the low halves are codes 0–15, the high
//! ones codes 16–31; x = d (q - 8).

use half::{bf16, f16};

use crate::fused::vectorised;

/// The f16 in the two bytes from `at`.
#[inline(always)]
pub(super) fn half_at(block: &[u8], at: usize) -> f32 {
    f16::from_le_bytes([block[at], block[at + 1]]).to_f32()
}

vectorised! {
    pub(super) fn decode_f16<'a>(bytes: &'a [u8], out: &'a mut [f32]) {
        for (out, pair) in out.iter_mut().zip(bytes.as_chunks::<2>().0) {
            *out = f16::from_le_bytes(*pair).to_f32();
        }
    }
}

vectorised! {
    pub(super) fn decode_bf16<'a>(bytes: &'a [u8], out: &'a mut [f32]) {
        for (out, pair) in out.iter_mut().zip(bytes.as_chunks::<2>().0) {
            *out = bf16::from_le_bytes(*pair).to_f32();
        }
    }
}

vectorised! {
    pub(super) fn decode_q8_0<'a>(bytes: &'a [u8], out: &'a mut [f32]) {
        for (out, block) in out.as_chunks_mut::<32>().0.iter_mut().zip(bytes.as_chunks::<34>().0) {
            let scale = half_at(block, 0);
            for (out, code) in out.iter_mut().zip(&block[2..]) {
                *out = scale * f32::from(code.cast_signed());
            }
        }
    }
}

vectorised! {
    pub(super) fn decode_q4_0<'a>(bytes: &'a [u8], out: &'a mut [f32]) {
        for (out, block) in out.as_chunks_mut::<32>().0.iter_mut().zip(bytes.as_chunks::<18>().0) {
            let scale = half_at(block, 0);
            for (place, codes) in block[2..].iter().enumerate() {
                out[place] = scale * (f32::from(codes & 15) - 8.0);
                out[place + 16] = scale * (f32::from(codes >> 4) - 8.0);
            }
        }
    }
}
