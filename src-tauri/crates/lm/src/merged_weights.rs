//! The weights of a base with an adapter merged into them: W + scale · B A, in f32, one tensor at a time.

use candle_core::{DType, Device, Tensor};
use isocenter_nn::{Adapter, BaseMatrix, PackedMatrix, WeightFormat, WeightSource};

use crate::stored_tensor::StoredFormat;
use crate::tensor_names::place_of;
use crate::{Error, ModelSource};

/// A base with its adapter; gives the merged numbers, rounded as a file of `format` holds them.
pub(crate) struct MergedWeights<'a> {
    pub(crate) base: &'a ModelSource,
    pub(crate) adapter: &'a Adapter,
    pub(crate) format: StoredFormat,
}

impl MergedWeights<'_> {
    /// The merged numbers of a tensor by its Hugging Face name, row after row.
    ///
    /// # Errors
    /// As the base's file; an adapter that does not fit.
    pub(crate) fn numbers(&self, name: &str) -> Result<Vec<f32>, Error> {
        let numbers = self.base.stored(name)?.numbers()?;
        let Some(lora) = place_of(name).and_then(|place| self.adapter.get(place)) else { return Ok(numbers) };
        let shape = (lora.b.dim(0)?, lora.a.dim(1)?);
        let change = (lora.b.detach().matmul(&lora.a.detach())? * lora.scale)?;
        let merged = (Tensor::from_vec(numbers, shape, &Device::Cpu)? + change.to_device(&Device::Cpu)?)?;
        Ok(merged.flatten_all()?.to_vec1()?)
    }

    /// How a tensor of this shape is held: vectors stay f32, and so does a matrix whose rows are not whole blocks.
    pub(crate) fn format_of(&self, shape: &[usize]) -> StoredFormat {
        let whole = shape.last().is_some_and(|columns| self.format.row_bytes(*columns).is_some());
        if shape.len() == 2 && whole { self.format } else { StoredFormat::F32 }
    }

    /// The merged numbers packed as [`Self::format_of`] says; none where they stay f32.
    fn packed(&self, name: &str, shape: &[usize]) -> Result<Option<PackedMatrix>, Error> {
        match (self.format_of(shape), shape) {
            (StoredFormat::Packed(format), [rows, columns]) => {
                Ok(Some(PackedMatrix::quantize(format, *rows, *columns, &self.numbers(name)?)?))
            }
            _ => Ok(None),
        }
    }

    /// The bytes a file holds of a tensor, in Hugging Face's order of rows.
    pub(crate) fn bytes(&self, name: &str, shape: &[usize]) -> Result<Vec<u8>, Error> {
        match self.packed(name, shape)? {
            Some(matrix) => Ok(matrix.bytes().map(<[u8]>::to_vec).unwrap_or_default()),
            None => Ok(self.numbers(name)?.into_iter().flat_map(f32::to_le_bytes).collect()),
        }
    }
}

/// Gives the decoder what it would read out of the written file.
impl WeightSource for MergedWeights<'_> {
    fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Tensor::from_vec(self.numbers(name)?, shape, &Device::Cpu)?)
    }

    fn matrix(&self, name: &str, shape: &[usize; 2]) -> Result<BaseMatrix, Box<dyn std::error::Error + Send + Sync>> {
        Ok(match self.packed(name, shape)? {
            // Read back without another wish, sixteen bits are widened.
            Some(matrix) if matches!(matrix.format(), WeightFormat::F16 | WeightFormat::Bf16) => {
                BaseMatrix::Dense(matrix.dequantize(&Device::Cpu, DType::F32)?)
            }
            Some(matrix) => BaseMatrix::Packed(matrix),
            None => BaseMatrix::Dense(self.tensor(name, shape)?),
        })
    }
}
