//! Safetensors files, memory-mapped or in memory, read as f32. Checks what it reads; knows no model.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use ::safetensors::tensor::{Dtype, Metadata, TensorInfo};
use ::safetensors::{SafeTensorError, SafeTensors};
use candle_core::{DType, Device, Tensor};
use half::{bf16, f16};
use memmap2::Mmap;

use crate::Error;

/// One open safetensors file whose header was found sound and whole.
pub(crate) struct WeightFile {
    path: PathBuf,
    map: Mmap,
    data_start: usize,
    metadata: Metadata,
}

impl WeightFile {
    /// Maps the file and checks its header against its length.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let read = |source: std::io::Error| match source.kind() {
            std::io::ErrorKind::NotFound => Error::MissingFile { path: path.to_owned() },
            _ => Error::Read { path: path.to_owned(), source },
        };
        let file = File::open(path).map_err(read)?;
        if file.metadata().map_err(read)?.len() == 0 {
            return Err(Error::TruncatedWeights { file: path.to_owned() });
        }
        #[expect(unsafe_code, reason = "mapped files must not change meanwhile; we replace them only by rename")]
        // SAFETY: the map is read-only and private to this value; see the reason above for the file itself.
        let map = unsafe { Mmap::map(&file) }.map_err(read)?;
        let (header_len, metadata) = SafeTensors::read_metadata(&map).map_err(|source| match source {
            SafeTensorError::HeaderTooSmall
            | SafeTensorError::InvalidHeaderLength
            | SafeTensorError::MetadataIncompleteBuffer => Error::TruncatedWeights { file: path.to_owned() },
            source => Error::CorruptWeights { file: path.to_owned(), source },
        })?;
        Ok(Self { path: path.to_owned(), map, data_start: 8 + header_len, metadata })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes of the file.
    pub(crate) fn len(&self) -> u64 {
        self.map.len() as u64
    }

    /// The tensors' names, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = self.metadata.offset_keys();
        names.sort();
        names
    }

    /// The tensor's shape, once its type is known to be readable.
    pub(crate) fn shape(&self, name: &str) -> Result<&[usize], Error> {
        Ok(&self.info(name)?.shape)
    }

    /// The tensor as f32 on the device.
    pub(crate) fn read(&self, name: &str, device: &Device) -> Result<Tensor, Error> {
        let info = self.info(name)?;
        let (start, end) = info.data_offsets;
        // OK because the header check covers every offset.
        let bytes = &self.map[self.data_start + start..self.data_start + end];
        let values = to_f32(info.dtype, bytes);
        if !values.iter().all(|value| value.is_finite()) {
            return Err(Error::NonFiniteWeights { file: self.path.clone(), tensor: name.to_owned() });
        }
        Ok(Tensor::from_vec(values, info.shape.as_slice(), device)?)
    }

    fn info(&self, name: &str) -> Result<&TensorInfo, Error> {
        let missing = || Error::MissingTensor { file: self.path.clone(), tensor: name.to_owned() };
        let info = self.metadata.info(name).ok_or_else(missing)?;
        match info.dtype {
            Dtype::F32 | Dtype::F16 | Dtype::BF16 => Ok(info),
            found => Err(Error::WrongDtype { file: self.path.clone(), tensor: name.to_owned(), found }),
        }
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

/// Little-endian values of one of the three readable types.
fn to_f32(dtype: Dtype, bytes: &[u8]) -> Vec<f32> {
    match dtype {
        Dtype::F16 => bytes.as_chunks::<2>().0.iter().map(|pair| f16::from_le_bytes(*pair).to_f32()).collect(),
        Dtype::BF16 => bytes.as_chunks::<2>().0.iter().map(|pair| bf16::from_le_bytes(*pair).to_f32()).collect(),
        _ => bytes.as_chunks::<4>().0.iter().map(|quad| f32::from_le_bytes(*quad)).collect(),
    }
}
