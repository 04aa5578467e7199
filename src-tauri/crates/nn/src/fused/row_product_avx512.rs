//! The tile of `row_product` in AVX-512: sixteen sums in registers, and their lanes added up together at the end.
#![expect(unsafe_code, reason = "vector instructions; every address comes from a slice and stays inside it")]
#![expect(
    clippy::needless_range_loop,
    reason = "registers are counted, and closures are compiled without the instructions"
)]

use std::arch::x86_64::{
    __m512, __mmask16, _mm512_add_ps, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_maskz_loadu_ps, _mm512_setzero_ps,
    _mm512_shuffle_f32x4, _mm512_shuffle_ps, _mm512_storeu_ps,
};

const LANES: usize = 16;
const TILE: usize = 4;

/// Sums of up to four rows of `left` times up to four of `weight`; what stands beyond them is 0. Each sum takes the same
/// steps in every case.
#[target_feature(enable = "avx512f")]
pub(super) fn tile(left: &[f32], weight: &[f32], depth: usize) -> [[f32; TILE]; TILE] {
    match (left.len() / depth, weight.len() / depth) {
        (4.., 4..) => sums::<4, 4>(left, weight, depth),
        (3, 4..) => sums::<3, 4>(left, weight, depth),
        (2, 4..) => sums::<2, 4>(left, weight, depth),
        (1, 4..) => sums::<1, 4>(left, weight, depth),
        (rows, columns) => {
            let mut all = [[0f32; TILE]; TILE];
            for (row, all) in all.iter_mut().take(rows).enumerate() {
                for (column, sum) in all.iter_mut().take(columns).enumerate() {
                    *sum = sums::<1, 1>(&left[row * depth..], &weight[column * depth..], depth)[0][0];
                }
            }
            all
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn sums<const R: usize, const C: usize>(left: &[f32], weight: &[f32], depth: usize) -> [[f32; TILE]; TILE] {
    assert!(left.len() >= R * depth && weight.len() >= C * depth, "the rows of a tile lie inside their slices");
    // One for each column and row, in the order in which their lanes are added up.
    let mut all = [_mm512_setzero_ps(); TILE * TILE];
    let whole = depth / LANES * LANES;
    let mut at = 0;
    while at < whole {
        let mut rows = [_mm512_setzero_ps(); R];
        for row in 0..R {
            // SAFETY: at + 16 ≤ depth, and R (C) rows of that depth lie inside the slices.
            rows[row] = unsafe { _mm512_loadu_ps(left.as_ptr().add(row * depth + at)) };
        }
        for column in 0..C {
            // SAFETY: as above.
            let weight = unsafe { _mm512_loadu_ps(weight.as_ptr().add(column * depth + at)) };
            for row in 0..R {
                all[column * TILE + row] = _mm512_fmadd_ps(rows[row], weight, all[column * TILE + row]);
            }
        }
        at += LANES;
    }
    if whole < depth {
        let mask: __mmask16 = (1 << (depth - whole)) - 1;
        for column in 0..C {
            // SAFETY: lanes outside the mask are not read.
            let weight = unsafe { _mm512_maskz_loadu_ps(mask, weight.as_ptr().add(column * depth + whole)) };
            for row in 0..R {
                // SAFETY: as above.
                let left = unsafe { _mm512_maskz_loadu_ps(mask, left.as_ptr().add(row * depth + whole)) };
                all[column * TILE + row] = _mm512_fmadd_ps(left, weight, all[column * TILE + row]);
            }
        }
    }
    let mut flat = [0f32; LANES];
    // SAFETY: sixteen numbers have room in it.
    unsafe { _mm512_storeu_ps(flat.as_mut_ptr(), added_up(&all)) };
    let mut tile = [[0f32; TILE]; TILE];
    for (tile, flat) in tile.iter_mut().zip(flat.chunks_exact(TILE)) {
        tile.copy_from_slice(flat);
    }
    tile
}

/// The sums of the lanes of sixteen vectors: lane 4 · r + c is that of vector 4 · c + r. In each the lanes 8 apart are
/// added first, then those 4, 2 and 1 apart.
#[inline]
#[target_feature(enable = "avx512f")]
fn added_up(all: &[__m512; LANES]) -> __m512 {
    let mut eight = [_mm512_setzero_ps(); 8];
    for pair in 0..8 {
        let (a, b) = (all[2 * pair], all[2 * pair + 1]);
        let (low, high) = (_mm512_shuffle_f32x4::<0b01_00_01_00>(a, b), _mm512_shuffle_f32x4::<0b11_10_11_10>(a, b));
        eight[pair] = _mm512_add_ps(low, high);
    }
    let mut four = [_mm512_setzero_ps(); 4];
    for pair in 0..4 {
        let (a, b) = (eight[2 * pair], eight[2 * pair + 1]);
        let (even, odd) = (_mm512_shuffle_f32x4::<0b10_00_10_00>(a, b), _mm512_shuffle_f32x4::<0b11_01_11_01>(a, b));
        four[pair] = _mm512_add_ps(even, odd);
    }
    let mut two = [_mm512_setzero_ps(); 2];
    for pair in 0..2 {
        let (a, b) = (four[2 * pair], four[2 * pair + 1]);
        let (low, high) = (_mm512_shuffle_ps::<0b01_00_01_00>(a, b), _mm512_shuffle_ps::<0b11_10_11_10>(a, b));
        two[pair] = _mm512_add_ps(low, high);
    }
    let (a, b) = (two[0], two[1]);
    _mm512_add_ps(_mm512_shuffle_ps::<0b10_00_10_00>(a, b), _mm512_shuffle_ps::<0b11_01_11_01>(a, b))
}
