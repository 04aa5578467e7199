//! Floats into Q4_K: for each 32 numbers the scale and minimum of least squared error among several roundings, then both
//! in six bits for the whole 256. The layout is in `super_blocks`.

use super::quantize::to_half;
use crate::fused::vectorised;

/// Numbers in a sub-block.
const SUB: usize = 32;

/// Numbers in a block, and its bytes.
const BLOCK: usize = 256;
const BYTES: usize = 144;

/// The largest code, and the largest scale or minimum of a sub-block.
const MOST_CODE: f32 = 15.0;
const MOST_SCALE: f32 = 63.0;

/// Roundings tried, a lane each: the range is spread over 14 to 16 steps.
const TRIALS: usize = 16;

/// x is about scale · code - minimum.
#[derive(Clone, Copy)]
struct Fit {
    scale: f32,
    minimum: f32,
}

vectorised! {
    /// `bytes` becomes the blocks of `numbers`.
    pub(super) fn encode<'a>(numbers: &'a [f32], bytes: &'a mut [u8]) {
        for (numbers, block) in numbers.as_chunks::<BLOCK>().0.iter().zip(bytes.as_chunks_mut::<BYTES>().0) {
            encode_block(numbers, block);
        }
    }
}

#[inline(always)]
fn encode_block(numbers: &[f32; BLOCK], block: &mut [u8; BYTES]) {
    let mut fits = [Fit { scale: 0.0, minimum: 0.0 }; BLOCK / SUB];
    for (fit, numbers) in fits.iter_mut().zip(numbers.as_chunks::<SUB>().0) {
        *fit = best_fit(numbers);
    }
    let largest_scale = fits.iter().fold(0f32, |largest, fit| largest.max(fit.scale));
    let largest_minimum = fits.iter().fold(0f32, |largest, fit| largest.max(fit.minimum));
    let (scale_step, minimum_step) = (to_half(largest_scale / MOST_SCALE), to_half(largest_minimum / MOST_SCALE));
    block[..2].copy_from_slice(&scale_step.to_le_bytes());
    block[2..4].copy_from_slice(&minimum_step.to_le_bytes());
    let (scale_step, minimum_step) = (scale_step.to_f32(), minimum_step.to_f32());
    let in_steps = |value: f32, step: f32| if step > 0.0 { (value / step).round().min(MOST_SCALE) as u8 } else { 0 };
    block[4..16].fill(0);
    for (sub, (fit, numbers)) in fits.iter().zip(numbers.as_chunks::<SUB>().0).enumerate() {
        let (scale, minimum) = (in_steps(fit.scale, scale_step), in_steps(fit.minimum, minimum_step));
        put_scales(&mut block[4..16], sub, scale, minimum);
        let fit = Fit { scale: scale_step * f32::from(scale), minimum: minimum_step * f32::from(minimum) };
        let inverse = if fit.scale > 0.0 { 1.0 / fit.scale } else { 0.0 };
        let bytes = &mut block[16 + SUB * (sub / 2)..][..SUB];
        for (byte, number) in bytes.iter_mut().zip(numbers) {
            let code = rounded((number + fit.minimum) * inverse) as u8;
            // An even sub-block comes first and takes the low halves.
            *byte = if sub % 2 == 0 { code } else { *byte | (code << 4) };
        }
    }
}

/// The nearest code.
#[inline(always)]
fn rounded(value: f32) -> f32 {
    let value = (value + 12_582_912.0) - 12_582_912.0;
    let value = if value > 0.0 { value } else { 0.0 };
    if value < MOST_CODE { value } else { MOST_CODE }
}

#[inline(always)]
fn best_fit(numbers: &[f32; SUB]) -> Fit {
    let (mut low, mut high) = (0f32, numbers[0]);
    for number in numbers {
        low = if *number < low { *number } else { low };
        high = if *number > high { *number } else { high };
    }
    if high <= low {
        return Fit { scale: 0.0, minimum: -low };
    }
    let mut spreads = [0f32; TRIALS];
    for (trial, spread) in spreads.iter_mut().enumerate() {
        *spread = (MOST_CODE - 1.0 + trial as f32 * (2.0 / (TRIALS - 1) as f32)) / (high - low);
    }
    let (mut code_sums, mut code_squares, mut products) = ([0f32; TRIALS], [0f32; TRIALS], [0f32; TRIALS]);
    let (mut sum, mut squares) = (0f32, 0f32);
    for number in numbers {
        let above = number - low;
        sum += above;
        squares += above * above;
        for trial in 0..TRIALS {
            let code = rounded(above * spreads[trial]);
            code_sums[trial] += code;
            code_squares[trial] += code * code;
            products[trial] += code * above;
        }
    }
    let mut best = (f32::INFINITY, Fit { scale: (high - low) / MOST_CODE, minimum: -low });
    for trial in 0..TRIALS {
        let line =
            Line { code_sum: code_sums[trial], code_squares: code_squares[trial], product: products[trial], sum };
        let (scale, start) = line.least_squares(low);
        let error = line.error(scale, start) + squares;
        if scale > 0.0 && error < best.0 {
            best = (error, Fit { scale, minimum: -low - start });
        }
    }
    best.1
}

/// Sums over codes c and numbers u above the lowest.
struct Line {
    code_sum: f32,
    code_squares: f32,
    product: f32,
    sum: f32,
}

impl Line {
    /// Scale and start of the line u = scale · c + start; the minimum -low - start cannot be negative.
    #[inline(always)]
    fn least_squares(&self, low: f32) -> (f32, f32) {
        let count = SUB as f32;
        let determinant = count * self.code_squares - self.code_sum * self.code_sum;
        let scale = (count * self.product - self.code_sum * self.sum) / determinant;
        let start = (self.code_squares * self.sum - self.code_sum * self.product) / determinant;
        if start > -low { ((self.product + low * self.code_sum) / self.code_squares, -low) } else { (scale, start) }
    }

    /// Σ (scale · c + start - u)² - Σ u².
    #[inline(always)]
    fn error(&self, scale: f32, start: f32) -> f32 {
        scale * (scale * self.code_squares + 2.0 * (start * self.code_sum - self.product))
            + start * (SUB as f32 * start - 2.0 * self.sum)
    }
}

/// Writes the six bits of a scale and a minimum into their twelve bytes, zero before.
#[inline(always)]
fn put_scales(packed: &mut [u8], sub: usize, scale: u8, minimum: u8) {
    if sub < 4 {
        packed[sub] |= scale;
        packed[sub + 4] |= minimum;
    } else {
        packed[sub + 4] = (scale & 15) | ((minimum & 15) << 4);
        packed[sub - 4] |= (scale >> 4) << 6;
        packed[sub] |= (minimum >> 4) << 6;
    }
}
