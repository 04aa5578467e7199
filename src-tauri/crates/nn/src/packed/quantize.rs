//! Floats into sixteen bits and into blocks, on all threads.

use half::{bf16, f16};
use rayon::prelude::*;

use super::{WeightFormat, quantize_q4_k};
use crate::Error;
use crate::fused::vectorised;

/// Numbers a thread takes at once; a multiple of every block.
const TASK: usize = 64 * 1024;

/// The blocks of `numbers`, whose rows divide into blocks.
pub(super) fn blocks(format: WeightFormat, numbers: &[f32]) -> Result<Vec<u8>, Error> {
    let encode: fn(&[f32], &mut [u8]) = match format {
        WeightFormat::F16 => encode_f16,
        WeightFormat::Bf16 => encode_bf16,
        WeightFormat::Q8_0 => |numbers, bytes| encode_q8_0(numbers, bytes),
        WeightFormat::Q4K => |numbers, bytes| quantize_q4_k::encode(numbers, bytes),
        format => return Err(Error::PackedFormat { format, what: "quantisation" }),
    };
    let bytes_of = |count: usize| count / format.block_columns() * format.block_bytes();
    let mut bytes = vec![0u8; bytes_of(numbers.len())];
    bytes
        .par_chunks_mut(bytes_of(TASK))
        .zip(numbers.par_chunks(TASK))
        .for_each(|(bytes, numbers)| encode(numbers, bytes));
    Ok(bytes)
}

/// Half precision; what lies beyond its range becomes its largest number, not infinity.
pub(super) fn to_half(value: f32) -> f16 {
    let half = f16::from_f32(value);
    if half.is_infinite() && value.is_finite() { f16::MAX.copysign(half) } else { half }
}

fn encode_f16(numbers: &[f32], bytes: &mut [u8]) {
    for (pair, number) in bytes.as_chunks_mut::<2>().0.iter_mut().zip(numbers) {
        *pair = to_half(*number).to_le_bytes();
    }
}

fn encode_bf16(numbers: &[f32], bytes: &mut [u8]) {
    for (pair, number) in bytes.as_chunks_mut::<2>().0.iter_mut().zip(numbers) {
        *pair = bf16::from_f32(*number).to_le_bytes();
    }
}

vectorised! {
    /// d = largest magnitude / 127; codes are the nearest whole numbers.
    fn encode_q8_0<'a>(numbers: &'a [f32], bytes: &'a mut [u8]) {
        for (numbers, block) in numbers.as_chunks::<32>().0.iter().zip(bytes.as_chunks_mut::<34>().0) {
            let mut largest = [0f32; 16];
            for lane in 0..16 {
                largest[lane] = numbers[lane].abs().max(numbers[lane + 16].abs());
            }
            let scale = largest.iter().fold(0f32, |largest, value| largest.max(*value)) / 127.0;
            let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
            block[..2].copy_from_slice(&to_half(scale).to_le_bytes());
            for (code, value) in block[2..].iter_mut().zip(numbers) {
                // Adding and taking away 1.5 · 2²³ rounds to the nearest whole number.
                *code = (((value * inverse + 12_582_912.0) - 12_582_912.0) as i32 as i8).cast_unsigned();
            }
        }
    }
}
