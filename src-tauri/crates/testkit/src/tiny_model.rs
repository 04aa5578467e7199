//! Small models of each family with random weights, and adapters for them.
#![expect(clippy::expect_used, reason = "for tests only: tiny models are always sound")]

use std::collections::{BTreeMap, HashMap};

use candle_core::{Device, Tensor, Var};
use isocenter_nn::{
    Adapter, AdapterKey, BaseWeights, Decoder, DecoderConfig, LoraWeights, Projection, RopeScaling, WeightSource,
    projection_shape,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A LLaMA-2 in small: as many key as query heads, own output head.
#[must_use]
pub fn llama2_config() -> DecoderConfig {
    DecoderConfig {
        vocab_size: 61,
        hidden_size: 24,
        intermediate_size: 40,
        num_layers: 2,
        num_heads: 4,
        num_kv_heads: 4,
        head_dim: 6,
        rms_norm_eps: 1e-5,
        rope_theta: 10_000.0,
        rope_scaling: RopeScaling::None,
        sliding_window: None,
        tie_word_embeddings: false,
        max_position_embeddings: 512,
    }
}

/// A LLaMA-3 in small: shared key heads, scaled rotary frequencies, tied head.
#[must_use]
pub fn llama3_config() -> DecoderConfig {
    DecoderConfig {
        num_kv_heads: 2,
        rope_theta: 500_000.0,
        rope_scaling: RopeScaling::Llama3 {
            factor: 8.0,
            low_freq_factor: 1.0,
            high_freq_factor: 4.0,
            original_max_position_embeddings: 64,
        },
        tie_word_embeddings: true,
        ..llama2_config()
    }
}

/// A Mistral in small: shared key heads, a sliding window, heads wider than hidden / heads.
#[must_use]
pub fn mistral_config() -> DecoderConfig {
    DecoderConfig { num_kv_heads: 2, head_dim: 8, sliding_window: Some(5), ..llama2_config() }
}

/// The three of them.
#[must_use]
pub fn configs() -> [DecoderConfig; 3] {
    [llama2_config(), llama3_config(), mistral_config()]
}

/// A decoder with weights so large that every layer matters.
#[must_use]
pub fn decoder(config: &DecoderConfig, base: BaseWeights) -> Decoder {
    decoder_with_spread(config, 0.25, base)
}

/// The same with another standard deviation of the weights; wider layers want a smaller one.
#[must_use]
pub fn decoder_with_spread(config: &DecoderConfig, std: f64, base: BaseWeights) -> Decoder {
    Decoder::new_random(config.clone(), 7, std, base, &Device::Cpu).expect("a tiny configuration is sound")
}

/// Uniform numbers in [-1, 1).
#[must_use]
pub fn numbers(seed: u64, count: usize) -> Vec<f32> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|_| random.random_range(-1.0f32..1.0)).collect()
}

/// A tensor of uniform numbers in [-1, 1) on the CPU.
#[must_use]
pub fn tensor(seed: u64, shape: &[usize]) -> Tensor {
    Tensor::from_vec(numbers(seed, shape.iter().product()), shape, &Device::Cpu).expect("the count fits the shape")
}

/// Rows of token ids, of these lengths.
#[must_use]
pub fn token_rows(seed: u64, vocab_size: usize, lengths: &[usize]) -> Vec<Vec<u32>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let vocab_size = u32::try_from(vocab_size).expect("a tiny vocabulary");
    lengths.iter().map(|length| (0..*length).map(|_| random.random_range(0..vocab_size)).collect()).collect()
}

/// How an adapter starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdapterStart {
    /// B is zero, as training begins.
    Fresh,
    /// A and B are both random, as after some training.
    Trained,
}

/// An adapter on all seven projections of every layer, and its variables by name.
#[must_use]
pub fn adapter(config: &DecoderConfig, rank: usize, start: AdapterStart) -> (Adapter, Vec<(String, Var)>) {
    let (mut weights, mut variables) = (BTreeMap::new(), Vec::new());
    for layer in 0..config.num_layers {
        for projection in Projection::ALL {
            let (rows, columns) = projection_shape(config, projection);
            let seed = (layer * 16 + projection as usize) as u64;
            let a = (tensor(seed, &[rank, columns]) * 0.3).expect("small numbers");
            let b = match start {
                AdapterStart::Fresh => Tensor::zeros((rows, rank), candle_core::DType::F32, &Device::Cpu),
                AdapterStart::Trained => tensor(seed + 1000, &[rows, rank]) * 0.3,
            };
            let (a, b) =
                (Var::from_tensor(&a).expect("a copy"), Var::from_tensor(&b.expect("small numbers")).expect("a copy"));
            let path = projection.hf_path(layer);
            variables.push((format!("{path}.lora_A"), a.clone()));
            variables.push((format!("{path}.lora_B"), b.clone()));
            let pair = LoraWeights { a: a.as_tensor().clone(), b: b.as_tensor().clone(), scale: 1.5 };
            weights.insert(AdapterKey { layer, projection }, pair);
        }
    }
    (Adapter::new(weights), variables)
}

/// Weights out of a map, such as one read from a golden file.
#[derive(Debug)]
pub struct MapSource(pub HashMap<String, Tensor>);

impl WeightSource for MapSource {
    fn tensor(&self, name: &str, _shape: &[usize]) -> Result<Tensor, Box<dyn std::error::Error + Send + Sync>> {
        self.0.get(name).cloned().ok_or_else(|| format!("no tensor {name}").into())
    }
}
