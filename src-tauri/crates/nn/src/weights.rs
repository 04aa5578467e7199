//! Where base weights come from and whether they learn.

use candle_core::{Tensor, Var};

use crate::Error;

/// Gives tensors by their Hugging Face names.
pub trait WeightSource {
    /// The tensor `name`, of exactly `shape`, on the decoder's device in the type it computes in.
    ///
    /// # Errors
    /// Whatever keeps the tensor from being read; it becomes the source of [`crate::Error::Weight`].
    fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor, Box<dyn std::error::Error + Send + Sync>>;
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
#[derive(Debug)]
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
        let tensor = match source.tensor(&name, shape) {
            Ok(tensor) => tensor,
            Err(source) => return Err(Error::Weight { name, source }),
        };
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
