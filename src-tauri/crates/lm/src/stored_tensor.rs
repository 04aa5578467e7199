//! A tensor as it lies in a model's file, under its Hugging Face name, and the forms it can take in memory.

use std::borrow::Cow;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};
use isocenter_nn::{BaseMatrix, PackedMatrix, SharedBytes, WeightFormat};
use rayon::prelude::*;

use crate::Error;
use crate::gguf::{RowOrder, reordered};
use crate::mapped_file::MappedFile;
use crate::weight_form::{MatrixForm, WeightForm};

/// Numbers converted by one thread at a time.
const NUMBERS_AT_ONCE: usize = 1 << 16;
/// The exponent of an f32 that is infinite or no number.
const F32_EXPONENT: u32 = 0x7f80_0000;
/// The same of a half.
const F16_EXPONENT: u16 = 0x7c00;
/// The same of a bf16.
const BF16_EXPONENT: u16 = 0x7f80;

/// How a file holds numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoredFormat {
    /// Single precision.
    F32,
    /// A packed format the layers multiply with as it is.
    Packed(WeightFormat),
}

impl StoredFormat {
    /// Numbers in a block.
    pub(crate) fn block_numbers(self) -> usize {
        match self {
            Self::F32 => 1,
            Self::Packed(format) => format.block_columns(),
        }
    }

    /// Bytes of a block.
    pub(crate) fn block_bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            // OK because a single block is always whole.
            Self::Packed(format) => format.byte_count(1, format.block_columns()).unwrap_or_default(),
        }
    }

    /// Bytes of a row, or none where a row is not whole blocks or too long to be true.
    pub(crate) fn row_bytes(self, columns: usize) -> Option<usize> {
        let numbers = self.block_numbers();
        columns.is_multiple_of(numbers).then(|| (columns / numbers).checked_mul(self.block_bytes())).flatten()
    }
}

/// One tensor of an open file.
pub(crate) struct StoredTensor<'a> {
    pub(crate) file: &'a MappedFile,
    pub(crate) name: &'a str,
    pub(crate) format: StoredFormat,
    /// Rows first.
    pub(crate) shape: &'a [usize],
    pub(crate) bytes: SharedBytes,
    /// The width of a head, where the file interleaves the two halves of each.
    pub(crate) interleaved_heads: Option<usize>,
}

impl StoredTensor<'_> {
    /// The file's path, for errors.
    fn path(&self) -> &Path {
        self.file.path()
    }

    /// Refuses another shape.
    pub(crate) fn check_shape(&self, expected: &[usize]) -> Result<(), Error> {
        match self.shape == expected {
            true => Ok(()),
            false => Err(Error::WrongShape {
                file: self.path().to_owned(),
                tensor: self.name.to_owned(),
                expected: expected.to_vec(),
                found: self.shape.to_vec(),
            }),
        }
    }

    /// (out, in) of a matrix; a vector is one row.
    fn rows_and_columns(&self) -> (usize, usize) {
        let columns = self.shape.last().copied().unwrap_or(1);
        (self.shape.iter().rev().skip(1).product(), columns)
    }

    /// The numbers in Hugging Face's order of rows.
    ///
    /// # Errors
    /// [`Error::NonFiniteWeights`], or a file that was cut since it was opened.
    pub(crate) fn numbers(&self) -> Result<Vec<f32>, Error> {
        self.file.check_whole()?;
        let (rows, columns) = self.rows_and_columns();
        let numbers = match self.format {
            StoredFormat::F32 => floats(&self.ordered()),
            StoredFormat::Packed(WeightFormat::F16) => halves(&self.ordered()),
            StoredFormat::Packed(WeightFormat::Bf16) => upper_halves(&self.ordered()),
            StoredFormat::Packed(format) => {
                dequantized(&PackedMatrix::from_bytes(format, rows, columns, self.shared())?)
            }
        };
        self.file.release(self.bytes.as_slice());
        match numbers.par_chunks(NUMBERS_AT_ONCE).all(are_finite) {
            true => Ok(numbers),
            false => Err(self.not_finite()),
        }
    }

    /// The numbers as a tensor on the device, in the type it computes in.
    pub(crate) fn tensor(&self, device: &Device, dtype: DType) -> Result<Tensor, Error> {
        if self.format == StoredFormat::Packed(WeightFormat::Bf16) && dtype == DType::BF16 {
            self.file.check_whole()?;
            let bytes = self.ordered();
            if !scales_are_finite(WeightFormat::Bf16, &bytes) {
                return Err(self.not_finite());
            }
            let tensor = Tensor::from_raw_buffer(&bytes, dtype, self.shape, device)?;
            self.file.release(self.bytes.as_slice());
            return Ok(tensor);
        }
        Ok(Tensor::from_vec(self.numbers()?, self.shape, &Device::Cpu)?.to_dtype(dtype)?.to_device(device)?)
    }

    /// The matrix in the form asked for. What the file holds in that form already stays in the map.
    pub(crate) fn matrix(&self, form: WeightForm, device: &Device, dtype: DType) -> Result<BaseMatrix, Error> {
        let (rows, columns) = self.rows_and_columns();
        match form.of_matrix(self.name, self.format, columns) {
            MatrixForm::Dense => Ok(BaseMatrix::Dense(self.tensor(device, dtype)?)),
            MatrixForm::AsStored(format) => {
                self.file.check_whole()?;
                let bytes = self.shared();
                if !scales_are_finite(format, bytes.as_slice()) {
                    return Err(self.not_finite());
                }
                Ok(BaseMatrix::Packed(PackedMatrix::from_bytes(format, rows, columns, bytes)?))
            }
            MatrixForm::Quantized(format) => {
                Ok(BaseMatrix::Packed(PackedMatrix::quantize(format, rows, columns, &self.numbers()?)?))
            }
        }
    }

    /// The bytes with the rows in Hugging Face's order.
    fn ordered(&self) -> Cow<'_, [u8]> {
        let bytes = self.bytes.as_slice();
        let (rows, _) = self.rows_and_columns();
        match self.interleaved_heads {
            Some(head_dim) if rows > 0 => Cow::Owned(reordered(bytes, bytes.len() / rows, head_dim, RowOrder::Halves)),
            _ => Cow::Borrowed(bytes),
        }
    }

    /// The same to keep: in the map where the order is right already.
    fn shared(&self) -> SharedBytes {
        match self.ordered() {
            Cow::Borrowed(_) => self.bytes.clone(),
            Cow::Owned(bytes) => SharedBytes::owned(bytes),
        }
    }

    fn not_finite(&self) -> Error {
        Error::NonFiniteWeights { file: self.path().to_owned(), tensor: self.name.to_owned() }
    }
}

/// All numbers of a packed matrix, by all threads.
fn dequantized(matrix: &PackedMatrix) -> Vec<f32> {
    let columns = matrix.columns();
    let mut numbers = vec![0.0; matrix.rows() * columns];
    if columns > 0 {
        let rows_at_once = NUMBERS_AT_ONCE.div_ceil(columns);
        numbers.par_chunks_mut(rows_at_once * columns).enumerate().for_each(|(chunk, out)| {
            let first = chunk * rows_at_once;
            matrix.dequantize_rows(first..first + out.len() / columns, out);
        });
    }
    numbers
}

fn converted<const N: usize>(bytes: &[u8], convert: impl Fn(&[[u8; N]], &mut [f32]) + Sync) -> Vec<f32> {
    let stored = bytes.as_chunks::<N>().0;
    let mut numbers = vec![0.0; stored.len()];
    numbers
        .par_chunks_mut(NUMBERS_AT_ONCE)
        .zip(stored.par_chunks(NUMBERS_AT_ONCE))
        .for_each(|(out, stored)| convert(stored, out));
    numbers
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    converted(bytes, |stored: &[[u8; 4]], out| {
        out.iter_mut().zip(stored).for_each(|(number, bytes)| *number = f32::from_le_bytes(*bytes));
    })
}

fn upper_halves(bytes: &[u8]) -> Vec<f32> {
    converted(bytes, |stored: &[[u8; 2]], out| {
        out.iter_mut().zip(stored).for_each(|(number, bytes)| *number = bf16::from_le_bytes(*bytes).to_f32());
    })
}

fn halves(bytes: &[u8]) -> Vec<f32> {
    converted(bytes, |stored: &[[u8; 2]], out| {
        // In small pieces, so that the halves of one stay in the nearest cache.
        const PIECE: usize = 1024;
        let mut aligned = [f16::ZERO; PIECE];
        for (stored, out) in stored.chunks(PIECE).zip(out.chunks_mut(PIECE)) {
            let aligned = &mut aligned[..stored.len()];
            aligned.iter_mut().zip(stored).for_each(|(half, bytes)| *half = f16::from_le_bytes(*bytes));
            aligned.convert_to_f32_slice(out);
        }
    })
}

/// Without leaving early, so that it is done many numbers at a time.
fn are_finite(numbers: &[f32]) -> bool {
    !numbers.iter().fold(false, |bad, number| bad | (number.to_bits() & F32_EXPONENT == F32_EXPONENT))
}

/// Whether no number of these blocks is infinite or no number: only their scales, or sixteen-bit numbers, can be.
fn scales_are_finite(format: WeightFormat, bytes: &[u8]) -> bool {
    let sixteen = |bytes: &[u8], exponent: u16| {
        let is_bad = |bytes: &[u8; 2]| u16::from_le_bytes(*bytes) & exponent == exponent;
        !bytes.as_chunks::<2>().0.iter().fold(false, |bad, number| bad | is_bad(number))
    };
    let scales = match format {
        WeightFormat::F16 => return bytes.par_chunks(2 * NUMBERS_AT_ONCE).all(|part| sixteen(part, F16_EXPONENT)),
        WeightFormat::Bf16 => return bytes.par_chunks(2 * NUMBERS_AT_ONCE).all(|part| sixteen(part, BF16_EXPONENT)),
        WeightFormat::Q8_0 | WeightFormat::Q4_0 => 0..2,
        WeightFormat::Q4K | WeightFormat::Q5K => 0..4,
        WeightFormat::Q6K => 208..210,
        // No file holds it.
        WeightFormat::Nf4 => return true,
    };
    let block = StoredFormat::Packed(format).block_bytes();
    bytes.par_chunks(block * 4096).all(|blocks| {
        !blocks.chunks_exact(block).fold(false, |bad, block| bad | !sixteen(&block[scales.clone()], F16_EXPONENT))
    })
}
