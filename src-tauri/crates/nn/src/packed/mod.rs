//! Frozen matrices in packed forms: sixteen-bit floats, the block formats of GGUF, and NF4 with double quantisation.
//!
//! What is here: the bytes, their meaning, and how they are made from floats. How they are multiplied is in `fused`.
//! No files: bytes come in through [`SharedBytes`]. Training and scoring multiply with exactly these numbers in f32;
//! generation rounds activations to eight bits where the codes are whole numbers (`integer`).

mod blocks;
mod format;
pub(crate) mod integer;
mod nf4;
mod quantize;
mod quantize_q4_k;
mod shared_bytes;
mod super_blocks;
#[cfg(target_arch = "x86_64")]
mod wide_decode;
#[cfg(target_arch = "x86_64")]
mod wide_dot;
#[cfg(target_arch = "x86_64")]
mod wide_formats;

use std::ops::Range;
use std::sync::Arc;

use candle_core::{DType, Device, Tensor};

pub use format::WeightFormat;
#[cfg(feature = "cuda")]
pub(crate) use nf4::{DYNAMIC_MAP, VALUES as NF4_VALUES};
pub use nf4::{NESTED_BLOCK, NF4_BLOCK, Nf4Numbers, Nf4Scales};
pub use shared_bytes::SharedBytes;

use crate::Error;

/// A frozen (rows = out, columns = in) matrix on the CPU, packed. Clones share the bytes.
#[derive(Debug, Clone)]
pub struct PackedMatrix {
    format: WeightFormat,
    rows: usize,
    columns: usize,
    numbers: Numbers,
}

#[derive(Debug, Clone)]
enum Numbers {
    /// Rows of blocks, one behind the other.
    Blocks(SharedBytes),
    Nf4(Arc<Nf4Numbers>),
}

/// A matrix of a base: floats on the decoder's device, or packed.
#[derive(Debug, Clone)]
pub enum BaseMatrix {
    /// (out, in), in the type the decoder computes in.
    Dense(Tensor),
    /// Packed; frozen for good.
    Packed(PackedMatrix),
}

impl BaseMatrix {
    /// Whether it learns.
    pub(crate) fn is_variable(&self) -> bool {
        matches!(self, Self::Dense(tensor) if tensor.is_variable())
    }
}

impl PackedMatrix {
    /// A matrix over GGUF blocks, row after row.
    ///
    /// # Errors
    /// [`Error::PackedColumns`] when rows do not divide into blocks, [`Error::PackedLength`] when the bytes are too few
    /// or too many, [`Error::PackedFormat`] for NF4, whose parts come through [`Self::from_nf4`].
    pub fn from_bytes(format: WeightFormat, rows: usize, columns: usize, bytes: SharedBytes) -> Result<Self, Error> {
        if format == WeightFormat::Nf4 {
            return Err(Error::PackedFormat { format, what: "blocks of bytes" });
        }
        let expected = format.byte_count(rows, columns)?;
        if bytes.len() != expected {
            return Err(Error::PackedLength { format, expected, found: bytes.len() });
        }
        Ok(Self { format, rows, columns, numbers: Numbers::Blocks(bytes) })
    }

    /// A matrix over the parts of an NF4 tensor.
    ///
    /// # Errors
    /// [`Error::PackedLength`] when a part does not fit `rows` · `columns` numbers.
    pub fn from_nf4(rows: usize, columns: usize, numbers: Nf4Numbers) -> Result<Self, Error> {
        numbers.check(rows * columns)?;
        Ok(Self { format: WeightFormat::Nf4, rows, columns, numbers: Numbers::Nf4(Arc::new(numbers)) })
    }

    /// Packs `numbers` (rows · columns, row after row). Values beyond a format's range saturate.
    ///
    /// # Errors
    /// [`Error::PackedFormat`] for formats that are read but not made (Q5_K, Q6_K), [`Error::PackedColumns`],
    /// [`Error::PackedLength`] when there are not rows · columns numbers.
    pub fn quantize(format: WeightFormat, rows: usize, columns: usize, numbers: &[f32]) -> Result<Self, Error> {
        if numbers.len() != rows * columns {
            return Err(Error::PackedLength { format, expected: rows * columns, found: numbers.len() });
        }
        if format == WeightFormat::Nf4 {
            return Self::from_nf4(rows, columns, Nf4Numbers::quantize(numbers));
        }
        format.byte_count(rows, columns)?;
        let bytes = quantize::blocks(format, numbers)?;
        Self::from_bytes(format, rows, columns, SharedBytes::owned(bytes))
    }

    /// Fills `out` (rows.len() · columns) with the numbers of some rows, on the calling thread.
    ///
    /// # Panics
    /// When `rows` reach past the matrix or `out` has another size.
    pub fn dequantize_rows(&self, rows: Range<usize>, out: &mut [f32]) {
        assert!(rows.end <= self.rows && out.len() == rows.len() * self.columns, "rows lie inside the matrix");
        match &self.numbers {
            Numbers::Blocks(bytes) => {
                let row_bytes = self.row_bytes();
                let bytes = &bytes.as_slice()[rows.start * row_bytes..rows.end * row_bytes];
                #[cfg(target_arch = "x86_64")]
                if let Some(wide) = wide_decode::Wide::new() {
                    return wide.decode(self.format, bytes, out);
                }
                decode_plain(self.format, bytes, out);
            }
            Numbers::Nf4(numbers) => numbers.decode(rows.start * self.columns, out),
        }
    }

    /// Fills `dots` with Σ w x for one row of the matrix and each row of `x`, if there is a form for this format that
    /// needs no buffer; says whether there is.
    pub(crate) fn row_dots(&self, row: usize, x: &[f32], dots: &mut [f32]) -> bool {
        #[cfg(target_arch = "x86_64")]
        if let Some(wide) = wide_decode::Wide::new() {
            match (&self.numbers, self.format) {
                (Numbers::Blocks(bytes), WeightFormat::F16) => {
                    wide.dots_f16(&bytes.as_slice()[row * self.row_bytes()..][..self.row_bytes()], x, dots);
                    return true;
                }
                (Numbers::Blocks(bytes), WeightFormat::Bf16) => {
                    wide.dots_bf16(&bytes.as_slice()[row * self.row_bytes()..][..self.row_bytes()], x, dots);
                    return true;
                }
                (Numbers::Nf4(numbers), _) if self.columns.is_multiple_of(NF4_BLOCK) => {
                    wide.dots_nf4(numbers, row, self.columns, x, dots);
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    /// The whole matrix as a tensor. What other devices than the CPU compute with; too large for big models otherwise.
    ///
    /// # Errors
    /// A device without the memory for it.
    pub fn dequantize(&self, device: &Device, dtype: DType) -> Result<Tensor, Error> {
        let mut numbers = vec![0f32; self.rows * self.columns];
        self.dequantize_rows(0..self.rows, &mut numbers);
        let tensor = Tensor::from_vec(numbers, (self.rows, self.columns), &Device::Cpu)?;
        Ok(tensor.to_dtype(dtype)?.to_device(device)?)
    }

    /// How it is packed.
    #[must_use]
    pub fn format(&self) -> WeightFormat {
        self.format
    }

    /// Outputs.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Inputs.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Bytes held, in memory or in a mapped file.
    #[must_use]
    pub fn byte_count(&self) -> usize {
        match &self.numbers {
            Numbers::Blocks(bytes) => bytes.len(),
            Numbers::Nf4(numbers) => numbers.byte_count(),
        }
    }

    /// The GGUF blocks, row after row; none for NF4, which GGUF does not know.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.numbers {
            Numbers::Blocks(bytes) => Some(bytes.as_slice()),
            Numbers::Nf4(_) => None,
        }
    }

    /// The parts of an NF4 matrix; none in other formats.
    #[must_use]
    pub fn nf4(&self) -> Option<&Nf4Numbers> {
        match &self.numbers {
            Numbers::Blocks(_) => None,
            Numbers::Nf4(numbers) => Some(numbers),
        }
    }

    /// Bytes of one row of blocks.
    fn row_bytes(&self) -> usize {
        self.columns / self.format.block_columns() * self.format.block_bytes()
    }
}

/// Fills `out` with the numbers of whole blocks, in forms for every machine.
fn decode_plain(format: WeightFormat, bytes: &[u8], out: &mut [f32]) {
    match format {
        WeightFormat::F16 => blocks::decode_f16(bytes, out),
        WeightFormat::Bf16 => blocks::decode_bf16(bytes, out),
        WeightFormat::Q8_0 => blocks::decode_q8_0(bytes, out),
        WeightFormat::Q4_0 => blocks::decode_q4_0(bytes, out),
        WeightFormat::Q4K => super_blocks::decode_q4_k(bytes, out),
        WeightFormat::Q5K => super_blocks::decode_q5_k(bytes, out),
        WeightFormat::Q6K => super_blocks::decode_q6_k(bytes, out),
        WeightFormat::Nf4 => unreachable!("NF4 is not kept in blocks of bytes"),
    }
}

#[cfg(test)]
mod tests;
