//! Where base weights come from and whether they learn.

use candle_core::{DType, Device, Tensor, Var};

#[cfg(feature = "cuda")]
use crate::card::CardNf4;
use crate::{BaseMatrix, Error, PackedMatrix};

/// Gives tensors by their Hugging Face names.
pub trait WeightSource {
    /// The tensor `name`, of exactly `shape`, on the decoder's device in the type it computes in.
    ///
    /// # Errors
    /// Whatever keeps the tensor from being read; it becomes the source of [`crate::Error::Weight`].
    fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor, Box<dyn std::error::Error + Send + Sync>>;

    /// The matrix `name`, of exactly `shape` (out, in): dense as [`Self::tensor`] gives it, or packed. The decoder asks
    /// this for the embedding, the seven projections and the output head. Packed matrices stay packed on the CPU under a
    /// frozen base, NF4 on NVIDIA cards too; elsewhere, and for a base that learns, they are expanded when they are loaded.
    ///
    /// # Errors
    /// As [`Self::tensor`].
    fn matrix(&self, name: &str, shape: &[usize; 2]) -> Result<BaseMatrix, Box<dyn std::error::Error + Send + Sync>> {
        Ok(BaseMatrix::Dense(self.tensor(name, shape)?))
    }
}

/// Whether the base learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseWeights {
    /// The base is fixed; no gradient of it is ever computed.
    Frozen,
    /// Every tensor of the base is a variable (training from scratch).
    Trainable,
}

/// Whether a forward pass is followed by a backward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pass {
    /// Gradients flow to whatever learns.
    Learn,
    /// Nothing is recorded.
    Infer,
}

/// A tensor of the base.
#[derive(Debug, Clone)]
pub(crate) struct Weight {
    name: String,
    variable: Option<Var>,
    /// The same numbers without a gradient.
    still: Tensor,
}

impl Weight {
    /// Reads `name` from the source.
    pub(crate) fn load(
        source: &dyn WeightSource,
        name: String,
        shape: &[usize],
        base: BaseWeights,
    ) -> Result<Self, Error> {
        match source.tensor(&name, shape) {
            Ok(tensor) => Self::new(name, tensor, shape, base),
            Err(source) => Err(Error::Weight { name, source }),
        }
    }

    pub(crate) fn new(name: String, tensor: Tensor, shape: &[usize], base: BaseWeights) -> Result<Self, Error> {
        if tensor.dims() != shape {
            return Err(Error::Shape { name, expected: shape.to_vec(), found: tensor.dims().to_vec() });
        }
        match base {
            BaseWeights::Frozen => Ok(Self { name, variable: None, still: tensor.detach().contiguous()? }),
            BaseWeights::Trainable => {
                let variable = Var::from_tensor(&tensor.contiguous()?)?;
                Ok(Self { name, still: variable.as_detached_tensor(), variable: Some(variable) })
            }
        }
    }

    /// The tensor as a pass needs it.
    pub(crate) fn at(&self, pass: Pass) -> &Tensor {
        match (&self.variable, pass) {
            (Some(variable), Pass::Learn) => variable.as_tensor(),
            _ => &self.still,
        }
    }

    /// The Hugging Face name with the numbers, without gradient.
    pub(crate) fn named(&self) -> (String, Tensor) {
        (self.name.clone(), self.still.clone())
    }

    /// The variable, if it learns.
    pub(crate) fn variable(&self) -> Option<(String, Var)> {
        self.variable.as_ref().map(|variable| (self.name.clone(), variable.clone()))
    }
}

/// A matrix of the base: a tensor, or packed numbers that stay as they are.
#[derive(Debug, Clone)]
pub(crate) enum MatrixWeight {
    Dense(Weight),
    Packed {
        name: String,
        matrix: PackedMatrix,
    },
    /// NF4 on a card.
    #[cfg(feature = "cuda")]
    OnCard {
        matrix: CardNf4,
    },
}

impl MatrixWeight {
    /// Reads `name` from the source. Packed numbers stay packed on the CPU under a frozen base; elsewhere they are
    /// expanded to `dtype` on `device`.
    pub(crate) fn load(
        source: &dyn WeightSource,
        name: String,
        shape: &[usize; 2],
        base: BaseWeights,
        (device, dtype): (&Device, DType),
    ) -> Result<Self, Error> {
        let matrix = match source.matrix(&name, shape) {
            Ok(matrix) => matrix,
            Err(source) => return Err(Error::Weight { name, source }),
        };
        match matrix {
            BaseMatrix::Packed(matrix) if [matrix.rows(), matrix.columns()] != *shape => {
                Err(Error::Shape { name, expected: shape.to_vec(), found: vec![matrix.rows(), matrix.columns()] })
            }
            BaseMatrix::Packed(matrix) if device.is_cpu() && base == BaseWeights::Frozen => {
                Ok(Self::Packed { name, matrix })
            }
            BaseMatrix::Packed(matrix) => {
                #[cfg(feature = "cuda")]
                if device.is_cuda()
                    && base == BaseWeights::Frozen
                    && let Some(matrix) = CardNf4::new(&matrix, device, dtype)?
                {
                    return Ok(Self::OnCard { matrix });
                }
                Weight::new(name, matrix.dequantize(device, dtype)?, shape, base).map(Self::Dense)
            }
            BaseMatrix::Dense(tensor) => Weight::new(name, tensor, shape, base).map(Self::Dense),
        }
    }

    /// (out, in).
    pub(crate) fn size(&self) -> (usize, usize) {
        match self {
            Self::Dense(weight) => weight.still.dims2().unwrap_or_default(),
            Self::Packed { matrix, .. } => (matrix.rows(), matrix.columns()),
            #[cfg(feature = "cuda")]
            Self::OnCard { matrix } => matrix.size(),
        }
    }

    /// The matrix as a pass needs it; what is packed on a card is expanded for it.
    pub(crate) fn at(&self, pass: Pass) -> Result<BaseMatrix, Error> {
        match self {
            Self::Dense(weight) => Ok(BaseMatrix::Dense(weight.at(pass).clone())),
            Self::Packed { matrix, .. } => Ok(BaseMatrix::Packed(matrix.clone())),
            #[cfg(feature = "cuda")]
            Self::OnCard { matrix } => Ok(BaseMatrix::Dense(matrix.expanded()?)),
        }
    }

    /// The tensor, if it is one.
    pub(crate) fn dense(&self) -> Option<&Weight> {
        match self {
            Self::Dense(weight) => Some(weight),
            _ => None,
        }
    }

    /// The packed numbers, if it is packed.
    pub(crate) fn packed(&self) -> Option<&PackedMatrix> {
        match self {
            Self::Packed { matrix, .. } => Some(matrix),
            _ => None,
        }
    }

    /// The Hugging Face name with the packed numbers, if it is packed.
    pub(crate) fn named_packed(&self) -> Option<(String, PackedMatrix)> {
        match self {
            Self::Packed { name, matrix } => Some((name.clone(), matrix.clone())),
            _ => None,
        }
    }

    /// Rows of it as a plain tensor in `dtype`: what an embedding gives for token ids.
    pub(crate) fn select_rows(&self, ids: &Tensor, pass: Pass) -> Result<Tensor, Error> {
        let matrix = match self {
            Self::Dense(weight) => return Ok(weight.at(pass).index_select(ids, 0)?),
            Self::Packed { matrix, .. } => matrix,
            #[cfg(feature = "cuda")]
            Self::OnCard { matrix } => return Ok(matrix.expanded()?.index_select(ids, 0)?),
        };
        let (ids, columns) = (ids.to_vec1::<u32>()?, matrix.columns());
        let mut rows = vec![0f32; ids.len() * columns];
        for (id, row) in ids.iter().zip(rows.chunks_exact_mut(columns)) {
            let id_row = *id as usize;
            if id_row >= matrix.rows() {
                return Err(Error::TokenOutOfVocabulary { id: *id, vocab_size: matrix.rows() });
            }
            matrix.dequantize_rows(id_row..id_row + 1, row);
        }
        Ok(Tensor::from_vec(rows, (ids.len(), columns), &Device::Cpu)?)
    }
}
