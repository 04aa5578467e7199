//! The start of an adapter: as PEFT, A uniform in ±1/√in (Kaiming with a = √5), B zero, so that the tuned model begins as the base.

use crate::accumulate::Variable;
use crate::data_order::{Stream, generator};
use crate::{Error, RecipeConfig};
use candle_core::{Device, Tensor, Var};
use isocenter_nn::{Adapter, AdapterKey, DecoderConfig, LoraWeights, projection_shape};
use rand::Rng;
use std::collections::BTreeMap;

/// An adapter in training: its tensors are variables, and the list of them.
pub(crate) struct TrainableAdapter {
    pub(crate) adapter: Adapter,
    pub(crate) variables: Vec<Variable>,
}

/// A fresh adapter on every projection the configuration names.
pub(crate) fn fresh_adapter(
    config: &RecipeConfig,
    shape: &DecoderConfig,
    device: &Device,
) -> Result<TrainableAdapter, Error> {
    let mut random = generator(config.seed, Stream::AdapterStart);
    let mut weights = BTreeMap::new();
    for layer in 0..shape.num_layers {
        for projection in config.target_modules.projections() {
            let (rows, columns) = projection_shape(shape, projection);
            let bound = 1.0 / (columns as f32).sqrt();
            let a: Vec<f32> = (0..config.rank * columns).map(|_| random.random_range(-bound..bound)).collect();
            let a = Tensor::from_vec(a, (config.rank, columns), device)?;
            let b = Tensor::zeros((rows, config.rank), candle_core::DType::F32, device)?;
            weights.insert(AdapterKey { layer, projection }, LoraWeights { a, b, scale: config.scale() });
        }
    }
    trainable(&Adapter::new(weights))
}

/// The same adapter with variables for tensors.
pub(crate) fn trainable(start: &Adapter) -> Result<TrainableAdapter, Error> {
    let mut weights = BTreeMap::new();
    let mut variables = Vec::new();
    for (key, pair) in start.iter() {
        let a = Var::from_tensor(&pair.a.to_dtype(candle_core::DType::F32)?.contiguous()?)?;
        let b = Var::from_tensor(&pair.b.to_dtype(candle_core::DType::F32)?.contiguous()?)?;
        let path = key.projection.hf_path(key.layer);
        weights.insert(key, LoraWeights { a: a.as_tensor().clone(), b: b.as_tensor().clone(), scale: pair.scale });
        variables.push(Variable { name: format!("{path}.lora_A"), tensor: a });
        variables.push(Variable { name: format!("{path}.lora_B"), tensor: b });
    }
    Ok(TrainableAdapter { adapter: Adapter::new(weights), variables })
}

/// The adapter's present values without any graph, for saving and for evaluation.
pub(crate) fn detached(adapter: &Adapter) -> Adapter {
    let pairs = adapter
        .iter()
        .map(|(key, pair)| (key, LoraWeights { a: pair.a.detach(), b: pair.b.detach(), scale: pair.scale }));
    Adapter::new(pairs.collect())
}

/// An adapter shaped like `like` with these values, one vector a tensor in the order of [`trainable`]'s variables.
pub(crate) fn adapter_of(like: &Adapter, values: &[Vec<f32>]) -> Result<Adapter, Error> {
    let mut values = values.iter();
    let mut next = |tensor: &Tensor| -> Result<Tensor, Error> {
        let numbers = values.next().map_or(&[][..], Vec::as_slice);
        Ok(Tensor::from_slice(numbers, tensor.shape(), &Device::Cpu)?)
    };
    let mut weights = BTreeMap::new();
    for (key, pair) in like.iter() {
        weights.insert(key, LoraWeights { a: next(&pair.a)?, b: next(&pair.b)?, scale: pair.scale });
    }
    Ok(Adapter::new(weights))
}
