//! The portable product against the exact one over the same codes, and vector forms against the portable one.
#![expect(clippy::unwrap_used, reason = "tests")]

use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Tensor};

use super::*;
use crate::{SharedBytes, seeded_random};

const FORMATS: [(WeightFormat, GgmlDType); 5] = [
    (WeightFormat::Q8_0, GgmlDType::Q8_0),
    (WeightFormat::Q4_0, GgmlDType::Q4_0),
    (WeightFormat::Q4K, GgmlDType::Q4K),
    (WeightFormat::Q5K, GgmlDType::Q5K),
    (WeightFormat::Q6K, GgmlDType::Q6K),
];

fn normals(seed: u64, count: usize) -> Vec<f32> {
    seeded_random::normals(seed, "integer", count, 0.7)
}

fn matrix(format: WeightFormat, dtype: GgmlDType, rows: usize, columns: usize) -> PackedMatrix {
    let tensor = Tensor::from_vec(normals(1, rows * columns), (rows, columns), &Device::Cpu).unwrap();
    let bytes = QTensor::quantize(&tensor, dtype).unwrap().data().unwrap().into_owned();
    PackedMatrix::from_bytes(format, rows, columns, SharedBytes::owned(bytes)).unwrap()
}

fn block_rows(matrix: &PackedMatrix) -> BlockRows<'_> {
    let (bytes, row_bytes) = (matrix.bytes().unwrap(), matrix.row_bytes());
    BlockRows { format: matrix.format, bytes, row_bytes, columns: matrix.columns }
}

/// Sizes with tiles, without, and with rests of either kind.
fn sizes() -> impl Iterator<Item = (WeightFormat, GgmlDType, usize, usize, usize)> {
    FORMATS.into_iter().flat_map(|(format, dtype)| {
        let rest = if format.block_columns() == 32 { 96 } else { 0 };
        [
            (1, 5, 256),
            (2, 16, 512),
            (3, 37, 768 + rest),
            (7, 32, 256),
            (15, 48, 512 + rest),
            (131, 16, 256),
            (1, 1, rest),
        ]
        .into_iter()
        .filter(|(_, _, columns)| *columns > 0)
        .map(move |(rows, out, columns)| (format, dtype, rows, out, columns))
    })
}

/// (Σ w x, Σ |w x|) over the expanded weights and the activations as their codes say them.
fn exact(matrix: &PackedMatrix, x: &EightBitRows) -> Vec<(f64, f64)> {
    let mut weights = vec![0f32; matrix.rows * matrix.columns];
    matrix.dequantize_rows(0..matrix.rows, &mut weights);
    let mut sums = Vec::new();
    for row in 0..x.rows() {
        for weights in weights.chunks_exact(matrix.columns) {
            let products = weights.iter().enumerate().map(|(place, weight)| {
                let x = x.chunk(row, place / CHUNK);
                let (scale, code) = (x.scales[place % CHUNK / 32], x.codes[place % CHUNK]);
                f64::from(*weight) * f64::from(scale) * f64::from(code)
            });
            sums.push(products.fold((0.0, 0.0), |(sum, size), product| (sum + product, size + product.abs())));
        }
    }
    sums
}

fn assert_near(found: &[f32], wanted: &[(f64, f64)], what: &str) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    for (found, (wanted, size)) in found.iter().zip(wanted) {
        assert!((f64::from(*found) - wanted).abs() < 2e-6 * size, "{what}: {found} instead of {wanted}");
    }
}

#[test]
fn every_form_of_the_integer_product_is_the_product_of_what_the_codes_stand_for() {
    for (format, dtype, rows, out_width, columns) in sizes() {
        let what = format!("{format}, {rows} rows, {out_width} by {columns}");
        let matrix = matrix(format, dtype, out_width, columns);
        let x = EightBitRows::new(&normals(2, rows * columns), columns);
        let wanted = exact(&matrix, &x);
        let mut out = vec![f32::NAN; rows * out_width];
        for (columns, out) in OutColumns::divide(&mut out, out_width, 32) {
            portable::columns_of_product(block_rows(&matrix), columns, &x, out);
        }
        assert_near(&out, &wanted, &format!("portable {what}"));
        let [one, other] = products([&matrix, &matrix], &x);
        assert_near(&one, &wanted, &format!("first of two {what}"));
        assert_near(&other, &wanted, &format!("second of two {what}"));
        #[cfg(target_arch = "x86_64")]
        if let Some(vnni) = vnni::Vnni::new() {
            out.fill(f32::NAN);
            for (columns, out) in OutColumns::divide(&mut out, out_width, 32) {
                vnni.columns_of_product(block_rows(&matrix), columns, &x, out);
            }
            assert_near(&out, &wanted, &format!("VNNI {what}"));
        }
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = avx2::Avx2::new() {
            out.fill(f32::NAN);
            for (columns, out) in OutColumns::divide(&mut out, out_width, 32) {
                avx2.columns_of_product(block_rows(&matrix), columns, &x, out);
            }
            assert_near(&out, &wanted, &format!("AVX2 {what}"));
        }
    }
}

#[test]
fn large_products_on_several_threads_are_the_same() {
    for (format, dtype) in FORMATS {
        for rows in [1, 5] {
            let matrix = matrix(format, dtype, 1000, 512);
            let x = EightBitRows::new(&normals(3, rows * 512), 512);
            let small = self::matrix(format, dtype, 100, 512);
            let [out, small_out] = products([&matrix, &small], &x);
            assert_near(&out, &exact(&matrix, &x), &format!("{format}, {rows} rows"));
            assert_near(&small_out, &exact(&small, &x), &format!("{format}, {rows} rows, the smaller"));
        }
    }
}

#[test]
fn extreme_codes_do_not_overflow() {
    for (format, dtype) in FORMATS {
        let ends: Vec<f32> = (0..16 * 256).map(|place| if place % 3 == 0 { -1.0 } else { 1.0 }).collect();
        let tensor = Tensor::from_vec(ends, (16, 256), &Device::Cpu).unwrap();
        let bytes = QTensor::quantize(&tensor, dtype).unwrap().data().unwrap().into_owned();
        let matrix = PackedMatrix::from_bytes(format, 16, 256, SharedBytes::owned(bytes)).unwrap();
        for rows in [1, 4] {
            let x = EightBitRows::new(&vec![-3.0; rows * 256], 256);
            let [out] = products([&matrix], &x);
            assert_near(&out, &exact(&matrix, &x), &format!("{format}"));
        }
    }
}

#[test]
fn eight_bit_activations_are_within_half_a_step() {
    let x = normals(4, 3 * 64);
    let rows = EightBitRows::new(&x, 64);
    for row in 0..3 {
        let packed = rows.chunk(row, 0);
        for (place, (x, code)) in x[row * 64..].iter().zip(packed.codes).enumerate() {
            let scale = packed.scales[place / 32];
            assert!((x - scale * f32::from(*code)).abs() <= 0.5001 * scale, "{x}: code {code}, scale {scale}");
        }
        let sum: f32 = packed.codes[16..32].iter().map(|code| f32::from(*code)).sum();
        assert!((packed.half_sums[1] - sum * packed.scales[0]).abs() < 1e-5);
    }
}

#[test]
fn what_is_not_a_number_is_not_hidden_by_eight_bits() {
    let matrix = matrix(WeightFormat::Q8_0, GgmlDType::Q8_0, 3, 64);
    for bad in [f32::NAN, f32::INFINITY] {
        let mut x = normals(5, 64);
        x[40] = bad;
        let [out] = products([&matrix], &EightBitRows::new(&x, 64));
        assert!(out.iter().all(|value| value.is_nan()), "{out:?}");
    }
}
