//! Rows of floats times rows of half precision, bf16 or NF4, expanded in registers with AVX-512: for a few rows, where
//! reading the weights is what takes time. Everything is f32 from there on.
#![expect(
    unsafe_code,
    reason = "vector instructions: a value of `Wide` proves that the machine has them, and slices are taken before pointers"
)]
#![expect(clippy::needless_range_loop, reason = "registers are counted, and iterators bring closures")]

use std::arch::x86_64::*;

use super::nf4::{NF4_BLOCK, Nf4Numbers, VALUES};
use super::wide_decode::Wide;

/// Numbers expanded at once.
const BLOCK: usize = 64;

/// A row of a matrix in blocks of 64 numbers.
trait FloatRow: Copy {
    /// The numbers of block `index`.
    ///
    /// # Safety
    /// The row has that block, and the machine has AVX-512 F, BW and VL.
    unsafe fn block(self, index: usize) -> [__m512; 4];
}

#[derive(Clone, Copy)]
struct HalfRow(*const u8);

#[derive(Clone, Copy)]
struct Bf16Row(*const u8);

#[derive(Clone, Copy)]
struct Nf4Row<'a> {
    numbers: &'a Nf4Numbers,
    first_block: usize,
}

impl FloatRow for HalfRow {
    #[inline(always)]
    unsafe fn block(self, index: usize) -> [__m512; 4] {
        // SAFETY: what the caller promises.
        unsafe {
            let at = self.0.add(2 * BLOCK * index);
            let mut numbers = [_mm512_setzero_ps(); 4];
            for part in 0..4 {
                numbers[part] = _mm512_cvtph_ps(_mm256_loadu_si256(at.add(32 * part).cast()));
            }
            numbers
        }
    }
}

impl FloatRow for Bf16Row {
    #[inline(always)]
    unsafe fn block(self, index: usize) -> [__m512; 4] {
        // SAFETY: what the caller promises.
        unsafe {
            let at = self.0.add(2 * BLOCK * index);
            let mut numbers = [_mm512_setzero_ps(); 4];
            for part in 0..4 {
                let bits = _mm512_cvtepu16_epi32(_mm256_loadu_si256(at.add(32 * part).cast()));
                numbers[part] = _mm512_castsi512_ps(_mm512_slli_epi32::<16>(bits));
            }
            numbers
        }
    }
}

impl FloatRow for Nf4Row<'_> {
    #[inline(always)]
    unsafe fn block(self, index: usize) -> [__m512; 4] {
        let block = self.first_block + index;
        let scale = self.numbers.scales.of(block);
        let codes = &self.numbers.codes[block * NF4_BLOCK / 2..][..NF4_BLOCK / 2];
        // SAFETY: what the caller promises.
        unsafe {
            let values = _mm512_mul_ps(_mm512_loadu_ps(VALUES.as_ptr()), _mm512_set1_ps(scale));
            let mut numbers = [_mm512_setzero_ps(); 4];
            for half in 0..2 {
                let bytes = _mm_loadu_si128(codes.as_ptr().add(16 * half).cast());
                let low = _mm_and_si128(bytes, _mm_set1_epi8(15));
                let high = _mm_and_si128(_mm_srli_epi16::<4>(bytes), _mm_set1_epi8(15));
                // The first code of a byte is in its high half.
                let (first, second) = (_mm_unpacklo_epi8(high, low), _mm_unpackhi_epi8(high, low));
                numbers[2 * half] = _mm512_permutexvar_ps(_mm512_cvtepu8_epi32(first), values);
                numbers[2 * half + 1] = _mm512_permutexvar_ps(_mm512_cvtepu8_epi32(second), values);
            }
            numbers
        }
    }
}

impl Wide {
    /// Σ w x for one row of half precision (two bytes a number) and each row of `x`, all of one length.
    pub(super) fn dots_f16(self, row: &[u8], x: &[f32], dots: &mut [f32]) {
        let columns = row.len() / 2;
        // SAFETY: `self` proves the instructions; the row has these blocks.
        unsafe { all_dots(HalfRow(row.as_ptr()), columns / BLOCK, x, columns, dots) };
        add_rest(row, x, dots, |pair| half::f16::from_le_bytes(pair).to_f32());
    }

    /// As [`Self::dots_f16`] for bf16.
    pub(super) fn dots_bf16(self, row: &[u8], x: &[f32], dots: &mut [f32]) {
        let columns = row.len() / 2;
        // SAFETY: `self` proves the instructions; the row has these blocks.
        unsafe { all_dots(Bf16Row(row.as_ptr()), columns / BLOCK, x, columns, dots) };
        add_rest(row, x, dots, |pair| half::bf16::from_le_bytes(pair).to_f32());
    }

    /// As [`Self::dots_f16`] for row `row` of an NF4 matrix whose rows divide into blocks.
    pub(super) fn dots_nf4(self, numbers: &Nf4Numbers, row: usize, columns: usize, x: &[f32], dots: &mut [f32]) {
        assert!(columns.is_multiple_of(NF4_BLOCK), "rows divide into blocks");
        let first_block = row * columns / NF4_BLOCK;
        // SAFETY: `self` proves the instructions; parts of the matrix are sliced where they are read.
        unsafe { all_dots(Nf4Row { numbers, first_block }, columns / BLOCK, x, columns, dots) };
    }
}

/// Adds what follows the last whole block.
fn add_rest(row: &[u8], x: &[f32], dots: &mut [f32], number: impl Fn([u8; 2]) -> f32) {
    let columns = row.len() / 2;
    let first = columns / BLOCK * BLOCK;
    for (dot, x) in dots.iter_mut().zip(x.chunks_exact(columns)) {
        let rest = row[2 * first..].as_chunks::<2>().0.iter().zip(&x[first..]);
        *dot += rest.map(|(pair, x)| number(*pair) * x).sum::<f32>();
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c,fma")]
unsafe fn all_dots<F: FloatRow>(row: F, blocks: usize, x: &[f32], columns: usize, dots: &mut [f32]) {
    assert!(x.len() >= dots.len() * columns && columns >= blocks * BLOCK, "a dot for each row of x");
    let mut done = 0;
    while done < dots.len() {
        let (x, dots) = (&x[done * columns..], &mut dots[done..]);
        // SAFETY: as many rows of x are there, each with whole blocks.
        done += unsafe {
            match dots.len() {
                4.. => some_dots::<F, 4>(row, blocks, x, columns, dots),
                2.. => some_dots::<F, 2>(row, blocks, x, columns, dots),
                _ => some_dots::<F, 1>(row, blocks, x, columns, dots),
            }
        };
    }
}

/// Fills the first R dots; gives back R.
#[inline(always)]
unsafe fn some_dots<F: FloatRow, const R: usize>(
    row: F,
    blocks: usize,
    x: &[f32],
    columns: usize,
    dots: &mut [f32],
) -> usize {
    // SAFETY: what the caller promises.
    unsafe {
        let mut sums = [[_mm512_setzero_ps(); 4]; R];
        for block in 0..blocks {
            let numbers = row.block(block);
            for index in 0..R {
                let x = x.as_ptr().add(index * columns + block * BLOCK);
                for part in 0..4 {
                    let x = _mm512_loadu_ps(x.add(16 * part));
                    sums[index][part] = _mm512_fmadd_ps(numbers[part], x, sums[index][part]);
                }
            }
        }
        for index in 0..R {
            let [a, b, c, d] = sums[index];
            dots[index] = _mm512_reduce_add_ps(_mm512_add_ps(_mm512_add_ps(a, b), _mm512_add_ps(c, d)));
        }
        R
    }
}
