//! LoRA adapters: y = x Wᵀ + scale · (x Aᵀ) Bᵀ (Hu et al. 2021, equation 3), kept apart from the base.

use std::collections::BTreeMap;

use candle_core::Tensor;

use crate::{AdapterKey, DecoderConfig, Error, projection_shape};

/// The low-rank pair of one projection.
#[derive(Debug, Clone)]
pub struct LoraWeights {
    /// A: (rank, in).
    pub a: Tensor,
    /// B: (out, rank).
    pub b: Tensor,
    /// alpha / rank, or alpha / √rank for rank-stabilised LoRA.
    pub scale: f64,
}

/// Inputs of the low-rank path dropped at random, in training only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoraDropout {
    /// The share of inputs set to zero, at least 0 and below 1; the rest is scaled up to keep the mean.
    pub probability: f64,
    /// Draws the mask; give each step its own.
    pub seed: u64,
}

/// A set of LoRA pairs for a decoder. The tensors may be variables or plain.
#[derive(Debug, Clone, Default)]
pub struct Adapter {
    weights: BTreeMap<AdapterKey, LoraWeights>,
    dropout: Option<LoraDropout>,
}

impl Adapter {
    /// An adapter of these pairs.
    #[must_use]
    pub fn new(weights: BTreeMap<AdapterKey, LoraWeights>) -> Self {
        Self { weights, dropout: None }
    }

    /// The same pairs (tensors are shared), with dropout on the low-rank paths.
    #[must_use]
    pub fn with_dropout(&self, dropout: LoraDropout) -> Self {
        Self { weights: self.weights.clone(), dropout: Some(dropout) }
    }

    /// The pair at a place, if it has one.
    #[must_use]
    pub fn get(&self, key: AdapterKey) -> Option<&LoraWeights> {
        self.weights.get(&key)
    }

    /// Every pair with its place, in the order of layers and projections.
    pub fn iter(&self) -> impl Iterator<Item = (AdapterKey, &LoraWeights)> {
        self.weights.iter().map(|(key, weights)| (*key, weights))
    }

    /// The same pairs without gradients and without dropout, for generation.
    #[must_use]
    pub fn detached(&self) -> Self {
        let still =
            |weights: &LoraWeights| LoraWeights { a: weights.a.detach(), b: weights.b.detach(), scale: weights.scale };
        Self { weights: self.weights.iter().map(|(key, weights)| (*key, still(weights))).collect(), dropout: None }
    }

    /// The same pairs without gradients, dropout kept: the forward pass of a training step that records nothing.
    pub(crate) fn still(&self) -> Self {
        Self { dropout: self.dropout, ..self.detached() }
    }

    /// Whether candle records what is computed with one of the pairs.
    pub(crate) fn learns(&self) -> bool {
        self.weights.values().any(|pair| pair.a.track_op() || pair.b.track_op())
    }

    /// The dropout in force.
    #[must_use]
    pub fn dropout(&self) -> Option<LoraDropout> {
        self.dropout
    }

    /// Refuses an adapter made for another shape of decoder.
    ///
    /// # Errors
    /// [`Error::AdapterLayer`] or [`Error::Shape`], which names the tensor that does not fit.
    pub fn check_fits(&self, config: &DecoderConfig) -> Result<(), Error> {
        for (key, weights) in self.iter() {
            if key.layer >= config.num_layers {
                return Err(Error::AdapterLayer { layer: key.layer, num_layers: config.num_layers });
            }
            let (rows, columns) = projection_shape(config, key.projection);
            let rank = weights.a.dims().first().copied().unwrap_or(0);
            for (side, tensor, expected) in
                [("lora_A", &weights.a, [rank, columns]), ("lora_B", &weights.b, [rows, rank])]
            {
                if rank == 0 || tensor.dims() != expected {
                    return Err(Error::Shape {
                        name: format!("{}.{side}.weight", key.projection.hf_path(key.layer)),
                        expected: expected.to_vec(),
                        found: tensor.dims().to_vec(),
                    });
                }
            }
        }
        Ok(())
    }
}
