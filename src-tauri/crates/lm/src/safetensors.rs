//! Safetensors files: mapped and read, made in memory, or written tensor by tensor. Checks what it reads; knows no model.

use std::collections::HashMap;
use std::path::Path;

use ::safetensors::tensor::{Dtype, Metadata};
use ::safetensors::{SafeTensorError, SafeTensors};
use candle_core::{DType, Device, Tensor};
use isocenter_nn::WeightFormat;
use serde_json::{Map, Value, json};

use crate::Error;
use crate::mapped_file::MappedFile;
use crate::stored_tensor::{StoredFormat, StoredTensor};

/// One open safetensors file whose header was found sound and whole.
pub(crate) struct WeightFile {
    file: MappedFile,
    data_start: usize,
    metadata: Metadata,
}

impl WeightFile {
    /// Maps the file and checks its header against its length.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let file = MappedFile::open(path)?;
        let (header_len, metadata) = SafeTensors::read_metadata(file.bytes()).map_err(|source| match source {
            SafeTensorError::HeaderTooSmall
            | SafeTensorError::InvalidHeaderLength
            | SafeTensorError::MetadataIncompleteBuffer => Error::TruncatedWeights { file: path.to_owned() },
            source => Error::CorruptWeights { file: path.to_owned(), source },
        })?;
        Ok(Self { file, data_start: 8 + header_len, metadata })
    }

    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Bytes of the file.
    pub(crate) fn len(&self) -> u64 {
        self.file.bytes().len() as u64
    }

    /// The tensors' names, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = self.metadata.offset_keys();
        names.sort();
        names
    }

    /// A tensor of a readable type.
    pub(crate) fn stored<'a>(&'a self, name: &'a str) -> Result<StoredTensor<'a>, Error> {
        let missing = || Error::MissingTensor { file: self.path().to_owned(), tensor: name.to_owned() };
        let info = self.metadata.info(name).ok_or_else(missing)?;
        let format = match info.dtype {
            Dtype::F32 => StoredFormat::F32,
            Dtype::F16 => StoredFormat::Packed(WeightFormat::F16),
            Dtype::BF16 => StoredFormat::Packed(WeightFormat::Bf16),
            found => {
                return Err(Error::WrongDtype { file: self.path().to_owned(), tensor: name.to_owned(), found });
            }
        };
        let (start, end) = info.data_offsets;
        let bytes = self.file.part(self.data_start + start..self.data_start + end);
        let bytes = bytes.ok_or_else(|| Error::TruncatedWeights { file: self.path().to_owned() })?;
        Ok(StoredTensor { file: &self.file, name, format, shape: &info.shape, bytes, interleaved_heads: None })
    }

    /// The tensor as f32 on the device.
    pub(crate) fn read(&self, name: &str, device: &Device) -> Result<Tensor, Error> {
        self.stored(name)?.tensor(device, DType::F32)
    }
}

/// A safetensors file of the tensors, each stored as `dtype` (F32, F16 or BF16). The same tensors always give the same
/// bytes.
///
/// # Errors
/// A device that cannot be read from, or tensors too large for the format.
pub(crate) fn serialize(tensors: &[(String, Tensor)], dtype: DType) -> Result<Vec<u8>, Error> {
    let stored = tensors
        .iter()
        .map(|(name, tensor)| Ok((name.as_str(), tensor.detach().to_device(&Device::Cpu)?.to_dtype(dtype)?)))
        .collect::<Result<Vec<_>, Error>>()?;
    // PyTorch's loaders look for this entry.
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    let views = stored.iter().map(|(name, tensor)| (*name, tensor));
    ::safetensors::serialize(views, Some(metadata)).map_err(|source| Error::Serialize { source })
}

/// The header of a safetensors file whose tensors follow one by one, without gaps, in this order.
///
/// # Errors
/// [`Error::NoSuchFormat`] for a format of blocks, which safetensors does not know.
pub(crate) fn header(tensors: &[(String, Vec<usize>, StoredFormat)]) -> Result<Vec<u8>, Error> {
    let mut entries = Map::new();
    entries.insert("__metadata__".to_owned(), json!({ "format": "pt" }));
    let mut start = 0;
    for (name, shape, format) in tensors {
        let dtype = match format {
            StoredFormat::F32 => "F32",
            StoredFormat::Packed(WeightFormat::F16) => "F16",
            StoredFormat::Packed(WeightFormat::Bf16) => "BF16",
            StoredFormat::Packed(format) => return Err(Error::NoSuchFormat { format: *format }),
        };
        let end = start + shape.iter().product::<usize>() * format.block_bytes();
        entries.insert(name.clone(), json!({ "dtype": dtype, "shape": shape, "data_offsets": [start, end] }));
        start = end;
    }
    let mut text = Value::Object(entries).to_string().into_bytes();
    text.resize(text.len().next_multiple_of(8), b' ');
    let mut bytes = (text.len() as u64).to_le_bytes().to_vec();
    bytes.extend(text);
    Ok(bytes)
}
