//! The innermost loop: twelve rows by 32 columns in AVX-512 registers, in f32 or in products of bf16 pairs with f32 sums.
//! Also the proof, as a type, that the processor has what it takes.

use super::super::matrix_product::{Precision, Write};

/// Rows of a panel and of a tile.
pub(super) const ROWS: usize = 12;
/// Columns of a strip and of a tile: two registers of 16.
pub(super) const COLUMNS: usize = 32;

/// This processor has AVX-512F and, for bf16, AVX-512 BF16.
#[derive(Clone, Copy)]
pub(super) struct Wide(Precision);

impl Wide {
    /// Asks the processor.
    pub(super) fn get(precision: Precision) -> Option<Self> {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx512f")
            && (precision == Precision::F32 || std::arch::is_x86_feature_detected!("avx512bf16"))
        {
            return Some(Self(precision));
        }
        None
    }

    /// Numbers of the depth in one place of a panel or strip: two bf16 fill a place.
    pub(super) fn depth_per_place(self) -> usize {
        match self.0 {
            Precision::F32 => 1,
            Precision::Bf16 => 2,
        }
    }

    /// `out` (ROWS × COLUMNS at `stride`) becomes or gains panel · strip. `panel`: (places, ROWS); `strip`:
    /// (places, COLUMNS).
    ///
    /// # Safety
    /// Every element of the tile may be written.
    #[expect(unsafe_code, reason = "SIMD kernel: the result is addressed by pointer")]
    pub(super) unsafe fn tile(self, panel: &[f32], strip: &[f32], out: *mut f32, stride: usize, write: Write) {
        let places = panel.len() / ROWS;
        assert_eq!(strip.len(), places * COLUMNS, "panel and strip are of one depth");
        #[cfg(target_arch = "x86_64")]
        // SAFETY: a `Wide` exists only where its instructions do; the lengths were compared; the caller answers for `out`.
        unsafe {
            match self.0 {
                Precision::F32 => x86::tile(places, panel.as_ptr(), strip.as_ptr(), out, stride, write == Write::Add),
                Precision::Bf16 => {
                    x86::tile_bf16(places, panel.as_ptr(), strip.as_ptr(), out, stride, write == Write::Add)
                }
            }
        }
    }

    /// Transposes: `to` gains, place by place, 16 numbers of the depth of each of `rows` rows of `from`: 16 places, or 8 of
    /// bf16 pairs. See [`super::pack`].
    ///
    /// # Safety
    /// `from` is readable for 16 numbers in each of `rows` rows; `to` writable for `keep` numbers in each of those places.
    #[expect(unsafe_code, reason = "SIMD kernel: operands are addressed by pointer")]
    pub(super) unsafe fn transpose_16(
        self,
        from: *const f32,
        from_stride: usize,
        rows: usize,
        to: *mut f32,
        to_stride: usize,
        keep: usize,
    ) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: a `Wide` exists only where AVX-512F does; the caller answers for the pointers.
        unsafe {
            x86::transpose_16(from, from_stride, rows, to, to_stride, keep, self.0 == Precision::Bf16);
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "SIMD kernels: operands are addressed by pointer")]
mod x86 {
    use super::{COLUMNS, ROWS};
    use std::arch::x86_64::{
        __m512, __m512bh, __m512d, _MM_HINT_T0, _mm_prefetch, _mm512_add_epi32, _mm512_add_ps, _mm512_and_si512,
        _mm512_castpd_ps, _mm512_castps_pd, _mm512_castps_si512, _mm512_castsi512_ps, _mm512_dpbf16_ps,
        _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_mask_storeu_ps, _mm512_or_si512, _mm512_set1_epi32, _mm512_set1_ps,
        _mm512_setzero_ps, _mm512_shuffle_f32x4, _mm512_srli_epi32, _mm512_storeu_ps, _mm512_unpackhi_pd,
        _mm512_unpackhi_ps, _mm512_unpacklo_pd, _mm512_unpacklo_ps,
    };

    /// The loop over the places; `$multiply` adds the product of two registers to a third.
    macro_rules! tile {
        ($name:ident, $features:literal, $multiply:expr) => {
            #[target_feature(enable = $features)]
            pub(super) unsafe fn $name(
                places: usize,
                panel: *const f32,
                strip: *const f32,
                out: *mut f32,
                stride: usize,
                add: bool,
            ) {
                // SAFETY: `panel` has places · ROWS numbers, `strip` places · COLUMNS; the caller may write the tile at `out`.
                unsafe {
                    let mut sums = [[_mm512_setzero_ps(); 2]; ROWS];
                    for row in 0..ROWS {
                        _mm_prefetch::<_MM_HINT_T0>(out.add(row * stride).cast());
                        _mm_prefetch::<_MM_HINT_T0>(out.add(row * stride + 16).cast());
                    }
                    let (mut panel, mut strip) = (panel, strip);
                    for _ in 0..places {
                        let (left, right) = (_mm512_loadu_ps(strip), _mm512_loadu_ps(strip.add(16)));
                        for row in 0..ROWS {
                            let value = _mm512_set1_ps(*panel.add(row));
                            sums[row][0] = $multiply(sums[row][0], value, left);
                            sums[row][1] = $multiply(sums[row][1], value, right);
                        }
                        (panel, strip) = (panel.add(ROWS), strip.add(COLUMNS));
                    }
                    for row in 0..ROWS {
                        for half in 0..2 {
                            let place = out.add(row * stride + 16 * half);
                            let sum = sums[row][half];
                            _mm512_storeu_ps(place, if add { _mm512_add_ps(sum, _mm512_loadu_ps(place)) } else { sum });
                        }
                    }
                }
            }
        };
    }

    #[target_feature(enable = "avx512f")]
    fn multiply_add(sum: __m512, a: __m512, b: __m512) -> __m512 {
        _mm512_fmadd_ps(a, b, sum)
    }

    #[target_feature(enable = "avx512f,avx512bf16")]
    fn multiply_add_pairs(sum: __m512, a: __m512, b: __m512) -> __m512 {
        // SAFETY: registers of one size; the numbers are read as the pairs that `pack` put there.
        let pairs = |x: __m512| unsafe { std::mem::transmute::<__m512, __m512bh>(x) };
        _mm512_dpbf16_ps(sum, pairs(a), pairs(b))
    }

    tile!(tile, "avx512f", multiply_add);
    tile!(tile_bf16, "avx512f,avx512bf16", multiply_add_pairs);

    #[target_feature(enable = "avx512f")]
    pub(super) unsafe fn transpose_16(
        from: *const f32,
        from_stride: usize,
        rows: usize,
        to: *mut f32,
        to_stride: usize,
        keep: usize,
        pairs: bool,
    ) {
        // SAFETY: the caller answers for 16 numbers in each of `rows` ≤ 16 rows of `from`, `keep` in each of 16 of `to`.
        unsafe {
            let mut block = [_mm512_setzero_ps(); 16];
            for (row, line) in block.iter_mut().enumerate().take(rows) {
                *line = _mm512_loadu_ps(from.add(row * from_stride));
            }
            let mask = if keep >= 16 { u16::MAX } else { (1u16 << keep) - 1 };
            let lines = transposed(block);
            if pairs {
                for (row, two) in lines.as_chunks::<2>().0.iter().enumerate() {
                    _mm512_mask_storeu_ps(to.add(row * to_stride), mask, bf16_pairs(two[0], two[1]));
                }
                return;
            }
            for (row, values) in lines.into_iter().enumerate() {
                _mm512_mask_storeu_ps(to.add(row * to_stride), mask, values);
            }
        }
    }

    /// Rounded to bf16, to nearest and ties to even: `first` in the low halves, `second` in the high ones.
    #[target_feature(enable = "avx512f")]
    fn bf16_pairs(first: __m512, second: __m512) -> __m512 {
        let rounded = |x: __m512| {
            let bits = _mm512_castps_si512(x);
            let odd = _mm512_and_si512(_mm512_srli_epi32::<16>(bits), _mm512_set1_epi32(1));
            _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)))
        };
        let high = _mm512_and_si512(rounded(second), _mm512_set1_epi32(0xffff_0000_u32.cast_signed()));
        _mm512_castsi512_ps(_mm512_or_si512(_mm512_srli_epi32::<16>(rounded(first)), high))
    }

    /// In four rounds of exchanging pairs: of single numbers, of twos, of fours, of eights.
    #[target_feature(enable = "avx512f")]
    fn transposed(block: [__m512; 16]) -> [__m512; 16] {
        let (mut a, mut b) = (block, block);
        for pair in 0..8 {
            b[2 * pair] = _mm512_unpacklo_ps(a[2 * pair], a[2 * pair + 1]);
            b[2 * pair + 1] = _mm512_unpackhi_ps(a[2 * pair], a[2 * pair + 1]);
        }
        for four in 0..4 {
            let twos: [__m512d; 4] = std::array::from_fn(|i| _mm512_castps_pd(b[4 * four + i]));
            a[4 * four] = _mm512_castpd_ps(_mm512_unpacklo_pd(twos[0], twos[2]));
            a[4 * four + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(twos[0], twos[2]));
            a[4 * four + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(twos[1], twos[3]));
            a[4 * four + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(twos[1], twos[3]));
        }
        for eight in 0..2 {
            for i in 0..4 {
                let (low, high) = (a[8 * eight + i], a[8 * eight + 4 + i]);
                b[8 * eight + i] = _mm512_shuffle_f32x4::<0x88>(low, high);
                b[8 * eight + 4 + i] = _mm512_shuffle_f32x4::<0xdd>(low, high);
            }
        }
        for i in 0..8 {
            a[i] = _mm512_shuffle_f32x4::<0x88>(b[i], b[8 + i]);
            a[8 + i] = _mm512_shuffle_f32x4::<0xdd>(b[i], b[8 + i]);
        }
        a
    }
}
