//! NF4 with double quantisation (Dettmers et al. 2023, QLoRA, section 3), laid out as bitsandbytes lays it out.
//!
//! 64 consecutive numbers of the flattened matrix share their largest magnitude as a scale; each is the nearest of
//! sixteen quantiles of the normal distribution, two codes in a byte, the first in the high half. The scales, less their
//! mean, are quantised again: 256 of them share a scale, and each is the nearest entry of an eight-bit dynamic map.

use std::sync::LazyLock;

use rayon::prelude::*;

use crate::Error;
use crate::fused::vectorised;
use crate::packed::WeightFormat;

/// Numbers under one scale.
pub const NF4_BLOCK: usize = 64;

/// Scales under one scale of their own.
pub const NESTED_BLOCK: usize = 256;

/// Blocks that a thread quantises at once.
const TASK_BLOCKS: usize = 1024;

/// The sixteen values, rising.
pub(crate) const VALUES: [f32; 16] = [
    -1.0,
    -0.696_192_8,
    -0.525_073_05,
    -0.394_917_5,
    -0.284_441_38,
    -0.184_773_43,
    -0.091_050_036,
    0.0,
    0.079_580_3,
    0.160_930_2,
    0.246_112_3,
    0.337_915_24,
    0.440_709_83,
    0.562_617,
    0.722_956_84,
    1.0,
];

/// Half way between neighbours of [`VALUES`]; what lies on one goes to the lower value.
const MIDPOINTS: [f32; 15] = [
    -0.848_096_4,
    -0.610_632_9,
    -0.459_995_27,
    -0.339_679_42,
    -0.234_607_41,
    -0.137_911_74,
    -0.045_525_02,
    0.039_790_15,
    0.120_255_25,
    0.203_521_25,
    0.292_013_76,
    0.389_312_54,
    0.501_663_45,
    0.642_786_9,
    0.861_478_45,
];

/// The signed dynamic map (Dettmers et al. 2022, 8-bit optimizers, section 1.3): seven decades, each halving the number
/// of steps of the one above, with both signs; 0 and 1. Rising.
pub(crate) static DYNAMIC_MAP: LazyLock<[f32; 256]> = LazyLock::new(|| {
    let mut map = Vec::with_capacity(256);
    for decade in 0..7i32 {
        let steps = 1 << decade;
        let step = f64::from(0.9f32 / steps as f32);
        // From both ends, as PyTorch's linspace does.
        let edge = |index: i32| match index <= steps / 2 {
            true => (f64::from(0.1f32) + step * f64::from(index)) as f32,
            false => (1.0 - step * f64::from(steps - index)) as f32,
        };
        for index in 0..steps {
            let value = 10f64.powi(decade - 6) as f32 * ((edge(index) + edge(index + 1)) / 2.0);
            map.extend([value, -value]);
        }
    }
    map.extend([0.0, 1.0]);
    map.sort_by(f32::total_cmp);
    let mut fixed = [0f32; 256];
    fixed.copy_from_slice(&map);
    fixed
});

/// The scales of the blocks.
#[derive(Debug, Clone, PartialEq)]
pub enum Nf4Scales {
    /// As they are.
    Plain(Vec<f32>),
    /// Quantised again: scale = map\[code\] · nested scale of its 256 + offset.
    Nested {
        /// A place in the dynamic map for each block.
        codes: Vec<u8>,
        /// The largest magnitude of each 256 scales less the offset.
        scales: Vec<f32>,
        /// The mean of the scales.
        offset: f32,
    },
}

impl Nf4Scales {
    /// The scale of a block.
    #[inline(always)]
    pub(super) fn of(&self, block: usize) -> f32 {
        match self {
            Self::Plain(scales) => scales[block],
            Self::Nested { codes, scales, offset } => {
                DYNAMIC_MAP[codes[block] as usize] * scales[block / NESTED_BLOCK] + offset
            }
        }
    }

    /// Quantises scales.
    #[must_use]
    pub fn nested(plain: &[f32]) -> Self {
        let offset = (plain.iter().map(|scale| f64::from(*scale)).sum::<f64>() / plain.len().max(1) as f64) as f32;
        let (mut codes, mut scales) = (Vec::with_capacity(plain.len()), Vec::new());
        for block in plain.chunks(NESTED_BLOCK) {
            let largest = block.iter().map(|scale| (scale - offset).abs()).fold(0f32, f32::max);
            scales.push(largest);
            codes.extend(block.iter().map(|scale| nearest((scale - offset) * (1.0 / largest.max(1e-38)))));
        }
        Self::Nested { codes, scales, offset }
    }
}

/// The place of the nearest entry of the dynamic map, the lower of two that are equally near.
fn nearest(value: f32) -> u8 {
    let map = &*DYNAMIC_MAP;
    let above = map.partition_point(|entry| *entry < value);
    let place = match above {
        0 => 0,
        256 => 255,
        _ if value - map[above - 1] <= map[above] - value => above - 1,
        _ => above,
    };
    place as u8
}

/// The numbers of an NF4 matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Nf4Numbers {
    /// Two codes a byte, the first in the high half.
    pub codes: Vec<u8>,
    /// One for each block of 64.
    pub scales: Nf4Scales,
}

/// Bytes of `count` numbers with nested scales.
pub(super) fn byte_count(count: usize) -> usize {
    let blocks = count.div_ceil(NF4_BLOCK);
    count.div_ceil(2) + blocks + 4 * blocks.div_ceil(NESTED_BLOCK) + 4
}

impl Nf4Numbers {
    /// Packs numbers, with nested scales.
    #[must_use]
    pub fn quantize(numbers: &[f32]) -> Self {
        let Self { codes, scales } = Self::quantize_plain(numbers);
        match scales {
            Nf4Scales::Plain(plain) => Self { codes, scales: Nf4Scales::nested(&plain) },
            scales @ Nf4Scales::Nested { .. } => Self { codes, scales },
        }
    }

    /// Packs numbers, with scales as they are.
    #[must_use]
    pub fn quantize_plain(numbers: &[f32]) -> Self {
        let mut codes = vec![0u8; numbers.len().div_ceil(2)];
        let mut scales = vec![0f32; numbers.len().div_ceil(NF4_BLOCK)];
        let tasks = numbers.par_chunks(TASK_BLOCKS * NF4_BLOCK);
        let outputs = codes.par_chunks_mut(TASK_BLOCKS * NF4_BLOCK / 2).zip(scales.par_chunks_mut(TASK_BLOCKS));
        outputs.zip(tasks).for_each(|((codes, scales), numbers)| encode(numbers, codes, scales));
        Self { codes, scales: Nf4Scales::Plain(scales) }
    }

    /// Fills `out` with the numbers from place `first` of the flattened matrix on.
    pub(super) fn decode(&self, first: usize, out: &mut [f32]) {
        let to_block = (first.next_multiple_of(NF4_BLOCK) - first).min(out.len());
        let (start, rest) = out.split_at_mut(to_block);
        self.decode_each(first, start);
        let first = first + to_block;
        let whole = rest.len() / NF4_BLOCK * NF4_BLOCK;
        let (blocks, end) = rest.split_at_mut(whole);
        self.decode_blocks(first, blocks);
        self.decode_each(first + whole, end);
    }

    /// Whole blocks.
    fn decode_blocks(&self, first: usize, out: &mut [f32]) {
        #[cfg(target_arch = "x86_64")]
        if let Some(wide) = super::wide_decode::Wide::new() {
            let scales = (first / NF4_BLOCK..).map(|block| self.scales.of(block));
            return wide.decode_nf4(&self.codes[first / 2..(first + out.len()) / 2], scales, out);
        }
        self.decode_each(first, out);
    }

    /// Number by number.
    fn decode_each(&self, first: usize, out: &mut [f32]) {
        for (place, out) in (first..).zip(out) {
            let pair = self.codes[place / 2];
            let code = if place.is_multiple_of(2) { pair >> 4 } else { pair & 15 };
            *out = VALUES[code as usize] * self.scales.of(place / NF4_BLOCK);
        }
    }

    /// Refuses parts that do not fit `count` numbers.
    pub(super) fn check(&self, count: usize) -> Result<(), Error> {
        let blocks = count.div_ceil(NF4_BLOCK);
        let parts = match &self.scales {
            Nf4Scales::Plain(scales) => vec![(count.div_ceil(2), self.codes.len()), (blocks, scales.len())],
            Nf4Scales::Nested { codes, scales, .. } => vec![
                (count.div_ceil(2), self.codes.len()),
                (blocks, codes.len()),
                (blocks.div_ceil(NESTED_BLOCK), scales.len()),
            ],
        };
        match parts.into_iter().find(|(expected, found)| expected != found) {
            Some((expected, found)) => Err(Error::PackedLength { format: WeightFormat::Nf4, expected, found }),
            None => Ok(()),
        }
    }

    /// Bytes of all parts.
    pub(super) fn byte_count(&self) -> usize {
        self.codes.len()
            + match &self.scales {
                Nf4Scales::Plain(scales) => 4 * scales.len(),
                Nf4Scales::Nested { codes, scales, .. } => codes.len() + 4 * scales.len() + 4,
            }
    }
}

vectorised! {
    /// Codes and scales of numbers, block by block.
    fn encode<'a>(numbers: &'a [f32], codes: &'a mut [u8], scales: &'a mut [f32]) {
        for ((numbers, codes), scale) in numbers.chunks(NF4_BLOCK).zip(codes.chunks_mut(NF4_BLOCK / 2)).zip(scales) {
            *scale = numbers.iter().map(|value| value.abs()).fold(0f32, f32::max);
            let inverse = 1.0 / scale.max(1e-38);
            let mut block = [0u8; NF4_BLOCK];
            for (code, value) in block.iter_mut().zip(numbers) {
                *code = code_of(value * inverse);
            }
            for (pair, codes) in block.as_chunks::<2>().0.iter().zip(codes) {
                *codes = (pair[0] << 4) | pair[1];
            }
        }
    }
}

/// The code of a number; what lies beyond -1 or 1 has that of the end.
#[inline(always)]
fn code_of(value: f32) -> u8 {
    let mut code = 0;
    for midpoint in MIDPOINTS {
        code += u8::from(value > midpoint);
    }
    code
}
