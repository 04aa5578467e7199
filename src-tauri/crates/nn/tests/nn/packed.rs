//! Packed matrices held to candle's quantised tensors and to bitsandbytes.

use std::borrow::Cow;

use candle_core::quantized::{GgmlDType, QStorage, QTensor};
use candle_core::{Device, Tensor};
use isocenter_nn::{Error, Nf4Numbers, Nf4Scales, PackedMatrix, SharedBytes, WeightFormat};
use isocenter_testkit::{golden, tiny_model};

use crate::measure::flat;

/// The formats of GGUF, as candle names them.
pub const GGUF: [(WeightFormat, GgmlDType); 7] = [
    (WeightFormat::F16, GgmlDType::F16),
    (WeightFormat::Bf16, GgmlDType::BF16),
    (WeightFormat::Q8_0, GgmlDType::Q8_0),
    (WeightFormat::Q4_0, GgmlDType::Q4_0),
    (WeightFormat::Q4K, GgmlDType::Q4K),
    (WeightFormat::Q5K, GgmlDType::Q5K),
    (WeightFormat::Q6K, GgmlDType::Q6K),
];

/// Rows and columns that every format takes.
const ROWS: usize = 9;
const COLUMNS: usize = 768;

/// candle's packed form of a matrix, as ours.
pub fn packed_by_candle(format: WeightFormat, dtype: GgmlDType, numbers: &[f32], columns: usize) -> PackedMatrix {
    let rows = numbers.len() / columns;
    let tensor = Tensor::from_slice(numbers, (rows, columns), &Device::Cpu).unwrap();
    let bytes = QTensor::quantize(&tensor, dtype).unwrap().data().unwrap().into_owned();
    PackedMatrix::from_bytes(format, rows, columns, SharedBytes::owned(bytes)).unwrap()
}

fn expanded(matrix: &PackedMatrix) -> Vec<f32> {
    let mut numbers = vec![f32::NAN; matrix.rows() * matrix.columns()];
    matrix.dequantize_rows(0..matrix.rows(), &mut numbers);
    numbers
}

fn expanded_by_candle(dtype: GgmlDType, bytes: &[u8], rows: usize, columns: usize) -> Vec<f32> {
    let storage = QStorage::from_data(Cow::Borrowed(bytes), &Device::Cpu, dtype).unwrap();
    flat(&QTensor::new(storage, (rows, columns)).unwrap().dequantize(&Device::Cpu).unwrap())
}

/// |found - wanted| / |wanted|.
fn relative_error(found: &[f32], wanted: &[f32]) -> f64 {
    let off: f64 = found.iter().zip(wanted).map(|(a, b)| f64::from(a - b).powi(2)).sum();
    let size: f64 = wanted.iter().map(|b| f64::from(*b).powi(2)).sum();
    (off / size).sqrt()
}

#[test]
fn quantised_data_is_read_as_candle_reads_it() {
    let numbers = tiny_model::numbers(3, ROWS * COLUMNS);
    for (format, dtype) in GGUF {
        let matrix = packed_by_candle(format, dtype, &numbers, COLUMNS);
        let bytes = matrix.bytes().unwrap();
        assert_eq!(bytes.len(), matrix.byte_count());
        assert_eq!(expanded(&matrix), expanded_by_candle(dtype, bytes, ROWS, COLUMNS), "{format}");
    }
}

#[test]
fn any_bytes_are_read_as_candle_reads_them() {
    let drawn: Vec<u32> = tiny_model::token_rows(5, 256, &[ROWS * COLUMNS * 2]).remove(0);
    for (format, dtype) in GGUF {
        let count = format.byte_count(ROWS, COLUMNS).unwrap();
        let bytes: Vec<u8> = drawn[..count].iter().map(|byte| *byte as u8).collect();
        let wanted = expanded_by_candle(dtype, &bytes, ROWS, COLUMNS);
        let matrix = PackedMatrix::from_bytes(format, ROWS, COLUMNS, SharedBytes::owned(bytes)).unwrap();
        for (place, (found, wanted)) in expanded(&matrix).into_iter().zip(wanted).enumerate() {
            let is_close = (found - wanted).abs() <= 1e-6 * wanted.abs();
            let same = found.is_nan() == wanted.is_nan() && (found.is_nan() || found == wanted || is_close);
            assert!(same, "{format}, number {place}: {found} instead of {wanted}");
        }
    }
}

#[test]
fn some_rows_are_those_of_the_whole() {
    let numbers = tiny_model::numbers(4, ROWS * COLUMNS);
    for format in [WeightFormat::F16, WeightFormat::Q8_0, WeightFormat::Nf4] {
        // NF4 with rows that end within a block and within a byte.
        let columns = if format == WeightFormat::Nf4 { 85 } else { COLUMNS };
        let matrix = PackedMatrix::quantize(format, ROWS, columns, &numbers[..ROWS * columns]).unwrap();
        let mut some = vec![f32::NAN; 3 * columns];
        matrix.dequantize_rows(4..7, &mut some);
        assert_eq!(some, expanded(&matrix)[4 * columns..7 * columns], "{format}");
    }
}

#[test]
fn a_part_of_shared_bytes_is_a_matrix_of_its_own() {
    let numbers = tiny_model::numbers(6, 64);
    let whole = PackedMatrix::quantize(WeightFormat::Q8_0, 2, 32, &numbers).unwrap();
    let owner = std::sync::Arc::new(whole.bytes().unwrap().to_vec());
    let second = SharedBytes::new(owner.clone(), 34..68).unwrap();
    let second = PackedMatrix::from_bytes(WeightFormat::Q8_0, 1, 32, second).unwrap();
    assert_eq!(expanded(&second), expanded(&whole)[32..]);
    assert!(SharedBytes::new(owner, 34..69).is_none(), "a range past the end");
}

#[test]
fn rows_that_do_not_divide_into_blocks_are_refused_by_name() {
    for (format, block) in [(WeightFormat::Q8_0, 32), (WeightFormat::Q4_0, 32), (WeightFormat::Q4K, 256)] {
        let refused = PackedMatrix::quantize(format, 2, block + 8, &vec![0.5; 2 * (block + 8)]);
        let Err(Error::PackedColumns { format: named, columns, block: asked }) = refused else { panic!("{refused:?}") };
        assert_eq!((named, columns, asked), (format, block + 8, block));
    }
}

#[test]
fn bytes_of_another_length_are_refused_by_name() {
    for (format, _) in GGUF {
        let expected = format.byte_count(2, 256).unwrap();
        for found in [0, expected - 1, expected + 1] {
            let refused = PackedMatrix::from_bytes(format, 2, 256, SharedBytes::owned(vec![0; found]));
            assert!(
                matches!(refused, Err(Error::PackedLength { expected: e, found: f, .. }) if (e, f) == (expected, found)),
                "{format}: {refused:?}"
            );
        }
    }
    let short = Nf4Numbers { codes: vec![0; 31], scales: Nf4Scales::Plain(vec![1.0]) };
    assert!(matches!(PackedMatrix::from_nf4(1, 64, short), Err(Error::PackedLength { expected: 32, found: 31, .. })));
    assert!(PackedMatrix::from_bytes(WeightFormat::Nf4, 1, 64, SharedBytes::owned(vec![0; 32])).is_err());
}

#[test]
fn sixteen_bit_forms_saturate_instead_of_becoming_infinite() {
    let matrix = PackedMatrix::quantize(WeightFormat::F16, 1, 4, &[1e6, -1e6, 1.0, 0.0]).unwrap();
    assert_eq!(expanded(&matrix), [65504.0, -65504.0, 1.0, 0.0]);
}

#[test]
fn nf4_codes_scales_and_values_are_those_of_bitsandbytes() {
    let pack = golden::tensors(&golden::pack().join("nf4.safetensors"));
    let weight = flat(&pack["weight"]);
    let numbers = Nf4Numbers::quantize_plain(&weight);
    assert_eq!(numbers.codes, pack["packed"].flatten_all().unwrap().to_vec1::<u8>().unwrap());
    assert_eq!(numbers.scales, Nf4Scales::Plain(flat(&pack["absmax"])));
    let matrix = PackedMatrix::from_nf4(96, 128, numbers).unwrap();
    assert_eq!(expanded(&matrix), flat(&pack["dequantised"]));
}

#[test]
fn nested_nf4_scales_are_those_of_bitsandbytes() {
    let pack = golden::tensors(&golden::folder().join("nf4_nested.safetensors"));
    let bytes = |name: &str| pack[name].flatten_all().unwrap().to_vec1::<u8>().unwrap();
    let given = Nf4Numbers {
        codes: bytes("packed"),
        scales: Nf4Scales::Nested {
            codes: bytes("nested_codes"),
            scales: flat(&pack["nested_scales"]),
            offset: flat(&pack["offset"])[0],
        },
    };
    let values = expanded(&PackedMatrix::from_nf4(100, 192, given).unwrap());
    assert_eq!(values, flat(&pack["dequantised"]), "values of the same codes");

    let made = Nf4Numbers::quantize(&flat(&pack["weight"]));
    assert_eq!(made.codes, bytes("packed"));
    let Nf4Scales::Nested { codes, scales, offset } = made.scales else { panic!("scales are quantised too") };
    let wanted = flat(&pack["offset"])[0];
    assert!((offset / wanted - 1.0).abs() < 2.0 * f32::EPSILON, "offset {offset} instead of {wanted}");
    assert_eq!(codes, bytes("exact_codes"), "the nearest entries of the map");
    for (found, wanted) in scales.iter().zip(flat(&pack["nested_scales"])) {
        assert!((found / wanted - 1.0).abs() < 4.0 * f32::EPSILON, "nested scale {found} instead of {wanted}");
    }
}

#[test]
fn double_quantised_nf4_takes_little_more_than_four_bits_a_weight() {
    let numbers = tiny_model::numbers(8, 64 * 1024);
    let matrix = PackedMatrix::quantize(WeightFormat::Nf4, 64, 1024, &numbers).unwrap();
    assert_eq!(matrix.byte_count(), WeightFormat::Nf4.byte_count(64, 1024).unwrap());
    let bits = 8.0 * matrix.byte_count() as f64 / numbers.len() as f64;
    assert!((4.12..4.14).contains(&bits), "{bits} bits a weight");
}

#[test]
fn quantisation_is_as_near_as_candles() {
    let normal: Vec<f32> = tiny_model::numbers(9, 2 * 64 * 1024)
        .chunks_exact(2)
        .map(|pair| (-2.0 * (pair[0].abs() + 1e-7).ln()).sqrt() * (std::f32::consts::PI * pair[1]).cos() * 0.03)
        .collect();
    for (format, dtype) in GGUF {
        let Ok(ours) = PackedMatrix::quantize(format, 64, 1024, &normal) else {
            assert!(matches!(format, WeightFormat::Q4_0 | WeightFormat::Q5K | WeightFormat::Q6K), "{format}");
            continue;
        };
        let theirs = packed_by_candle(format, dtype, &normal, 1024);
        let (ours, theirs) = (relative_error(&expanded(&ours), &normal), relative_error(&expanded(&theirs), &normal));
        assert!(ours <= 1.005 * theirs, "{format}: relative error {ours}, candle's {theirs}");
    }
}
