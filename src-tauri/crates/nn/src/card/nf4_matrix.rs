//! An NF4 matrix on the card: it stays packed, and is made numbers for one product at a time.

use candle_core::{DType, Device, Result, Tensor};

use super::launch::{Argument, Grid, blank, launch};
use crate::packed::{DYNAMIC_MAP, NF4_VALUES};
use crate::{NF4_BLOCK, Nf4Scales, PackedMatrix};

/// Numbers that one thread of the kernel makes.
const OCTET: usize = 8;

/// A frozen (rows = out, columns = in) matrix with nested scales.
#[derive(Debug, Clone)]
pub(crate) struct CardNf4 {
    rows: usize,
    columns: usize,
    codes: Tensor,
    scale_codes: Tensor,
    nested_scales: Tensor,
    map: Tensor,
    values: Tensor,
    offset: f32,
    /// An empty tensor of the type the numbers are made in.
    like: Tensor,
}

impl CardNf4 {
    /// The matrix on the card, its numbers made in `dtype`; none when it is not NF4 with nested scales and whole blocks.
    pub(crate) fn new(matrix: &PackedMatrix, device: &Device, dtype: DType) -> Result<Option<Self>> {
        let count = matrix.rows() * matrix.columns();
        let Some(numbers) = matrix.nf4().filter(|_| count.is_multiple_of(NF4_BLOCK)) else { return Ok(None) };
        let Nf4Scales::Nested { codes, scales, offset } = &numbers.scales else { return Ok(None) };
        let floats = |numbers: &[f32]| Tensor::from_slice(numbers, numbers.len(), device);
        let bytes = |bytes: &[u8]| Tensor::from_slice(bytes, bytes.len(), device);
        Ok(Some(Self {
            rows: matrix.rows(),
            columns: matrix.columns(),
            codes: bytes(&numbers.codes)?,
            scale_codes: bytes(codes)?,
            nested_scales: floats(scales)?,
            map: floats(&*DYNAMIC_MAP)?,
            values: floats(&NF4_VALUES)?,
            offset: *offset,
            like: Tensor::zeros(1, dtype, device)?,
        }))
    }

    /// (out, in).
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// All numbers.
    pub(crate) fn expanded(&self) -> Result<Tensor> {
        let y = blank((self.rows, self.columns), &self.like)?;
        let octets = self.rows * self.columns / OCTET;
        let arguments = [
            Argument::numbers(&self.codes)?,
            Argument::numbers(&self.scale_codes)?,
            Argument::numbers(&self.nested_scales)?,
            Argument::numbers(&self.map)?,
            Argument::numbers(&self.values)?,
            Argument::numbers(&y)?,
            Argument::size(octets)?,
            Argument::Number(self.offset),
        ];
        launch("dequantize_nf4", &self.like, Grid::Each(octets), &arguments)?;
        Ok(y)
    }
}
