//! Several rows of activations at once: 256 codes of sixteen weight rows are laid out so that a lane is a weight row,
//! then each is used for every row of activations. No sums across lanes, one conversion for 32 codes.
#![expect(unsafe_code, reason = "vector instructions; each pointer comes from a slice of the length that is read")]
#![expect(clippy::needless_range_loop, reason = "registers are counted, and iterators bring closures")]

use std::arch::x86_64::*;
use std::ops::Range;

use super::activations::EightBitRows;
use super::{BlockRows, CHUNK, OutColumns, portable};
use crate::packed::wide_formats::Chunk;

/// Weight rows of a tile: a lane each.
pub(super) const WEIGHT_ROWS: usize = 16;

/// Rows of activations that share one pass over the laid-out codes in registers.
const ROWS_AT_ONCE: usize = 8;

/// Rows of activations for which sums are kept near.
const ROWS_IN_CACHE: usize = 64;

/// 256 codes of sixteen rows: four codes of each row in turn, and steps and offsets of each sub-block by row.
#[repr(C, align(64))]
struct Tile {
    codes: [u8; CHUNK * WEIGHT_ROWS],
    steps: [f32; 16 * WEIGHT_ROWS],
    offsets: [f32; 16 * WEIGHT_ROWS],
}

/// The first of `out` become `columns` of the product, a multiple of sixteen.
///
/// # Safety
/// The machine has the instructions.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni,f16c,fma")]
pub(super) unsafe fn columns_of_product<F: Chunk>(
    weights: BlockRows<'_>,
    columns: Range<usize>,
    x: &EightBitRows,
    out: &mut OutColumns<'_>,
) {
    let mut tile =
        Tile { codes: [0; CHUNK * WEIGHT_ROWS], steps: [0.0; 16 * WEIGHT_ROWS], offsets: [0.0; 16 * WEIGHT_ROWS] };
    let chunks = weights.columns / CHUNK;
    let rows = x.rows();
    let mut sums = vec![[0f32; WEIGHT_ROWS]; rows.min(ROWS_IN_CACHE)];
    for first in columns.clone().step_by(WEIGHT_ROWS) {
        for first_row in (0..rows).step_by(ROWS_IN_CACHE) {
            let count = ROWS_IN_CACHE.min(rows - first_row);
            let sums = &mut sums[..count];
            sums.fill([0.0; WEIGHT_ROWS]);
            for chunk in 0..chunks {
                // SAFETY: `weights` holds this chunk of each of the sixteen rows.
                unsafe {
                    lay_out::<F>(&mut tile, weights, first, chunk);
                    let mut row = 0;
                    while row < count {
                        let place = (first_row + row, chunk);
                        row += match count - row {
                            8.. => add_products::<F, ROWS_AT_ONCE>(&tile, x, place, &mut sums[row..]),
                            4.. => add_products::<F, 4>(&tile, x, place, &mut sums[row..]),
                            2.. => add_products::<F, 2>(&tile, x, place, &mut sums[row..]),
                            _ => add_products::<F, 1>(&tile, x, place, &mut sums[row..]),
                        };
                    }
                }
            }
            for (offset, sums) in sums.iter().enumerate() {
                let place = first - columns.start;
                out.row(first_row + offset)[place..place + WEIGHT_ROWS].copy_from_slice(sums);
            }
        }
    }
    if chunks * CHUNK < weights.columns {
        for column in columns.clone() {
            for row in 0..rows {
                out.row(row)[column - columns.start] += portable::dot_from(weights, column, x, row, chunks);
            }
        }
    }
}

#[inline(always)]
unsafe fn lay_out<F: Chunk>(tile: &mut Tile, weights: BlockRows<'_>, first: usize, chunk: usize) {
    // SAFETY: what the caller promises.
    unsafe {
        let mut at = [std::ptr::null(); WEIGHT_ROWS];
        for row in 0..WEIGHT_ROWS {
            at[row] = weights.row(first + row)[chunk * F::BYTES..][..F::BYTES].as_ptr();
        }
        for quarter in 0..4 {
            let mut codes = [_mm512_setzero_si512(); WEIGHT_ROWS];
            for row in 0..WEIGHT_ROWS {
                codes[row] = F::codes(at[row], quarter);
            }
            let turned = transpose(codes);
            for group in 0..16 {
                _mm512_store_si512(tile.codes.as_mut_ptr().add((quarter * 16 + group) * 64).cast(), turned[group]);
            }
        }
        let (mut steps, mut offsets) = ([_mm512_setzero_si512(); WEIGHT_ROWS], [_mm512_setzero_si512(); WEIGHT_ROWS]);
        for row in 0..WEIGHT_ROWS {
            let (step, offset) = F::steps(at[row]);
            (steps[row], offsets[row]) = (_mm512_castps_si512(step), _mm512_castps_si512(offset));
        }
        let (steps, offsets) = (transpose(steps), transpose(offsets));
        for sub in 0..F::STEPS {
            _mm512_store_si512(tile.steps.as_mut_ptr().add(sub * WEIGHT_ROWS).cast(), steps[sub]);
            _mm512_store_si512(tile.offsets.as_mut_ptr().add(sub * WEIGHT_ROWS).cast(), offsets[sub]);
        }
    }
}

/// Rows and columns of 16 × 16 lanes exchanged.
#[inline(always)]
unsafe fn transpose(rows: [__m512i; 16]) -> [__m512i; 16] {
    // SAFETY: what the caller promises.
    unsafe {
        let mut pairs = rows;
        for pair in 0..8 {
            pairs[2 * pair] = _mm512_unpacklo_epi32(rows[2 * pair], rows[2 * pair + 1]);
            pairs[2 * pair + 1] = _mm512_unpackhi_epi32(rows[2 * pair], rows[2 * pair + 1]);
        }
        let mut fours = pairs;
        for four in 0..4 {
            for side in 0..2 {
                fours[4 * four + 2 * side] = _mm512_unpacklo_epi64(pairs[4 * four + side], pairs[4 * four + 2 + side]);
                fours[4 * four + 2 * side + 1] =
                    _mm512_unpackhi_epi64(pairs[4 * four + side], pairs[4 * four + 2 + side]);
            }
        }
        let mut turned = fours;
        for lane in 0..4 {
            let low = _mm512_shuffle_i32x4::<0x88>(fours[lane], fours[lane + 4]);
            let high = _mm512_shuffle_i32x4::<0xdd>(fours[lane], fours[lane + 4]);
            let low_next = _mm512_shuffle_i32x4::<0x88>(fours[lane + 8], fours[lane + 12]);
            let high_next = _mm512_shuffle_i32x4::<0xdd>(fours[lane + 8], fours[lane + 12]);
            turned[lane] = _mm512_shuffle_i32x4::<0x88>(low, low_next);
            turned[lane + 4] = _mm512_shuffle_i32x4::<0x88>(high, high_next);
            turned[lane + 8] = _mm512_shuffle_i32x4::<0xdd>(low, low_next);
            turned[lane + 12] = _mm512_shuffle_i32x4::<0xdd>(high, high_next);
        }
        turned
    }
}

/// Adds the products of a tile with R rows of activations from (row, chunk) on; gives back R.
#[inline(always)]
unsafe fn add_products<F: Chunk, const R: usize>(
    tile: &Tile,
    x: &EightBitRows,
    (row, chunk): (usize, usize),
    sums: &mut [[f32; WEIGHT_ROWS]],
) -> usize {
    // SAFETY: what the caller promises.
    unsafe {
        let mut rows = [x.chunk(row, chunk); R];
        for offset in 1..R {
            rows[offset] = x.chunk(row + offset, chunk);
        }
        let mut totals = [_mm512_setzero_ps(); R];
        for offset in 0..R {
            totals[offset] = _mm512_loadu_ps(sums[offset].as_ptr());
        }
        let groups = 64 / F::STEPS;
        for sub in 0..F::STEPS {
            let mut dots = [_mm512_setzero_si512(); R];
            for group in sub * groups..(sub + 1) * groups {
                let codes = _mm512_load_si512(tile.codes.as_ptr().add(group * 64).cast());
                for offset in 0..R {
                    let four = rows[offset].codes.as_ptr().add(4 * group).cast::<i32>();
                    dots[offset] = _mm512_dpbusd_epi32(dots[offset], codes, _mm512_set1_epi32(four.read_unaligned()));
                }
            }
            let steps = _mm512_load_ps(tile.steps.as_ptr().add(sub * WEIGHT_ROWS));
            let offsets = _mm512_load_ps(tile.offsets.as_ptr().add(sub * WEIGHT_ROWS));
            for offset in 0..R {
                let x = rows[offset];
                let scale = *x.scales.get_unchecked(sub * 8 / F::STEPS);
                let sum = match F::STEPS {
                    8 => *x.block_sums.get_unchecked(sub),
                    _ => *x.half_sums.get_unchecked(sub),
                };
                let steps = _mm512_mul_ps(steps, _mm512_set1_ps(scale));
                totals[offset] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots[offset]), steps, totals[offset]);
                totals[offset] = _mm512_fnmadd_ps(offsets, _mm512_set1_ps(sum), totals[offset]);
            }
        }
        for offset in 0..R {
            _mm512_storeu_ps(sums[offset].as_mut_ptr(), totals[offset]);
        }
        R
    }
}
