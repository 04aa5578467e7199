//! Floats into sixteen bits and into blocks.

use half::{bf16, f16};

use super::WeightFormat;
use crate::Error;

/// The blocks of `numbers`, whose rows divide into blocks.
pub(super) fn blocks(format: WeightFormat, numbers: &[f32]) -> Result<Vec<u8>, Error> {
    match format {
        WeightFormat::F16 => Ok(numbers.iter().flat_map(|value| to_half(*value).to_le_bytes()).collect()),
        WeightFormat::Bf16 => Ok(numbers.iter().flat_map(|value| bf16::from_f32(*value).to_le_bytes()).collect()),
        WeightFormat::Q8_0 => Ok(numbers.as_chunks::<32>().0.iter().flat_map(q8_0).collect()),
        format => Err(Error::PackedFormat { format, what: "quantisation" }),
    }
}

/// Half precision; what lies beyond its range becomes its largest number, not infinity.
fn to_half(value: f32) -> f16 {
    let half = f16::from_f32(value);
    if half.is_infinite() && value.is_finite() { f16::MAX.copysign(half) } else { half }
}

/// d = largest magnitude / 127; codes are the nearest whole numbers.
fn q8_0(numbers: &[f32; 32]) -> [u8; 34] {
    let largest = numbers.iter().map(|value| value.abs()).fold(0f32, f32::max);
    let scale = largest / 127.0;
    let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
    let mut block = [0u8; 34];
    block[..2].copy_from_slice(&to_half(scale).to_le_bytes());
    for (code, value) in block[2..].iter_mut().zip(numbers) {
        *code = ((value * inverse).round() as i8).cast_unsigned();
    }
    block
}
