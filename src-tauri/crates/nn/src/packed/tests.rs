//! Forms for certain machines against those for every machine.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::seeded_random;

#[test]
#[cfg(target_arch = "x86_64")]
fn wide_expansion_equals_the_plain_one_to_the_last_bit() {
    let Some(wide) = wide_decode::Wide::new() else { return };
    for format in WeightFormat::ALL.into_iter().filter(|format| *format != WeightFormat::Nf4) {
        // Whole chunks, and what is left of one.
        let columns = if format.block_columns() == 256 { 512 } else { 544 };
        let count = format.byte_count(3, columns).unwrap();
        let bytes: Vec<u8> = (0..count).map(|place| seeded_random::bits(9, place as u64) as u8).collect();
        let (mut one, mut other) = (vec![0f32; 3 * columns], vec![0f32; 3 * columns]);
        wide.decode(format, &bytes, &mut one);
        decode_plain(format, &bytes, &mut other);
        for (place, (one, other)) in one.iter().zip(&other).enumerate() {
            let is_same = one == other || (one.is_nan() && other.is_nan());
            // What is beyond f32's whole range in between is not finite in either form.
            assert!(is_same || !one.is_finite() || !other.is_finite(), "{format}, {place}: {one} and {other}");
        }
    }
}

#[test]
fn nf4_blocks_equal_its_numbers_one_by_one() {
    let numbers = seeded_random::normals(3, "nf4", 5 * 192, 0.4);
    let matrix = PackedMatrix::quantize(WeightFormat::Nf4, 5, 192, &numbers).unwrap();
    let (mut at_once, mut one_by_one) = (vec![0f32; 5 * 192], vec![0f32; 5 * 192]);
    matrix.dequantize_rows(0..5, &mut at_once);
    for (place, number) in one_by_one.iter_mut().enumerate() {
        matrix.nf4().unwrap().decode(place, std::slice::from_mut(number));
    }
    assert_eq!(at_once, one_by_one);
}

#[test]
fn dots_without_a_buffer_equal_those_of_the_expanded_row() {
    for (format, columns) in
        [(WeightFormat::F16, 150), (WeightFormat::Bf16, 64), (WeightFormat::Bf16, 7), (WeightFormat::Nf4, 192)]
    {
        let numbers = seeded_random::normals(4, "dots", 3 * columns, 0.4);
        let matrix = PackedMatrix::quantize(format, 3, columns, &numbers).unwrap();
        let x = seeded_random::normals(5, "dots", 7 * columns, 0.6);
        let mut expanded = vec![0f32; 3 * columns];
        matrix.dequantize_rows(0..3, &mut expanded);
        for row in 0..3 {
            let mut dots = [0f32; 7];
            if !matrix.row_dots(row, &x, &mut dots) {
                continue;
            }
            for (dot, x) in dots.iter().zip(x.chunks_exact(columns)) {
                let products = expanded[row * columns..][..columns].iter().zip(x).map(|(w, x)| f64::from(w * x));
                let (wanted, size) =
                    products.fold((0.0, 0.0), |(sum, size), product| (sum + product, size + product.abs()));
                assert!((f64::from(*dot) - wanted).abs() < 1e-6 * size, "{format}: {dot} instead of {wanted}");
            }
        }
    }
}
