//! The whole decoder: embedding, layers, final norm, output head. Reading with a cache is in `cached_reading`.

mod adapter_gradients;
mod cached_reading;
#[cfg(feature = "cuda")]
mod card_gradients;
mod checkpointed;
mod merging;

use std::cell::OnceCell;

pub use adapter_gradients::{AdapterStep, StepWorkspace};
use candle_core::{DType, Device, Tensor, Var};

use crate::attention::{Attention, AttentionShape, Visibility};
#[cfg(feature = "cuda")]
use crate::card::{self, CardCall, CardLayer};
use crate::decoder_layer::{Call, DecoderLayer};
use crate::kv_tensors::PaddedRows;
use crate::linear::{self, Linear};
use crate::masked_cross_entropy::check_targets;
use crate::mlp::Mlp;
use crate::rms_norm::RmsNorm;
use crate::rotary::Rotary;
use crate::weights::{MatrixWeight, Pass, Weight};
use crate::{
    Adapter, AdapterKey, Arithmetic, BaseMatrix, BaseWeights, DecoderConfig, DecoderInput, Error, PackedMatrix,
    Projection, WeightSource, cross_entropy_sum, fused, projection_shape, seeded_random,
};

/// A decoder of the LLaMA or Mistral family. Immutable; adapters are given per call.
#[derive(Debug)]
pub struct Decoder {
    config: DecoderConfig,
    device: Device,
    dtype: DType,
    arithmetic: Arithmetic,
    rotary: Rotary,
    embedding: MatrixWeight,
    layers: Vec<DecoderLayer>,
    norm: RmsNorm,
    /// None when the head is the embedding.
    head: Option<MatrixWeight>,
}

impl Decoder {
    /// Builds a decoder from the weights of `weights`, under their Hugging Face names.
    ///
    /// # Errors
    /// A configuration that cannot be, a weight that cannot be read or has another shape.
    pub fn load(config: DecoderConfig, weights: &dyn WeightSource, base: BaseWeights) -> Result<Self, Error> {
        config.check()?;
        let (hidden, vocab) = (config.hidden_size, config.vocab_size);
        let norm = |name: String| -> Result<RmsNorm, Error> {
            Ok(RmsNorm {
                weight: Weight::load(weights, format!("{name}.weight"), &[hidden], base)?,
                epsilon: config.rms_norm_eps,
            })
        };
        let final_norm = norm("model.norm".to_owned())?;
        let sample = final_norm.weight.at(Pass::Infer);
        let (arithmetic, device, dtype) = (form_for(sample, base), sample.device().clone(), sample.dtype());
        let load = |name: String, shape: [usize; 2]| MatrixWeight::load(weights, name, &shape, base, (&device, dtype));
        let linear = |layer: usize, projection: Projection| -> Result<Linear, Error> {
            let (rows, columns) = projection_shape(&config, projection);
            let weight = load(format!("{}.weight", projection.hf_path(layer)), [rows, columns])?;
            Ok(Linear { weight, place: AdapterKey { layer, projection } })
        };
        let embedding = load("model.embed_tokens.weight".to_owned(), [vocab, hidden])?;
        let layers = (0..config.num_layers)
            .map(|index| {
                Ok(DecoderLayer {
                    index,
                    input_norm: norm(format!("model.layers.{index}.input_layernorm"))?,
                    attention: Attention {
                        queries: linear(index, Projection::Q)?,
                        keys: linear(index, Projection::K)?,
                        values: linear(index, Projection::V)?,
                        output: linear(index, Projection::O)?,
                    },
                    feed_forward_norm: norm(format!("model.layers.{index}.post_attention_layernorm"))?,
                    mlp: Mlp {
                        gate: linear(index, Projection::Gate)?,
                        up: linear(index, Projection::Up)?,
                        down: linear(index, Projection::Down)?,
                    },
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let head =
            if config.tie_word_embeddings { None } else { Some(load("lm_head.weight".to_owned(), [vocab, hidden])?) };
        let rotary = Rotary::new(&config);
        Ok(Self { config, device, dtype, arithmetic, rotary, embedding, layers, norm: final_norm, head })
    }

    /// Builds a decoder with normal(0, `std`) weights, norms of 1, and residual projections scaled by 1/√(2 layers).
    /// The same seed gives the same weights on every machine.
    ///
    /// # Errors
    /// A configuration that cannot be.
    pub fn new_random(
        config: DecoderConfig,
        seed: u64,
        std: f64,
        base: BaseWeights,
        device: &Device,
    ) -> Result<Self, Error> {
        let residual_std = std / (2.0 * config.num_layers as f64).sqrt();
        let source = RandomWeights { seed, std, residual_std, device };
        Self::load(config, &source, base)
    }

    /// The same decoder computing in the given form; by default the fused one on the CPU in f32.
    #[must_use]
    pub fn with_arithmetic(mut self, arithmetic: Arithmetic) -> Self {
        self.arithmetic = arithmetic;
        self
    }

    /// The decoder's shape.
    #[must_use]
    pub fn config(&self) -> &DecoderConfig {
        &self.config
    }

    /// Where the weights lie.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Hidden states after the final norm: (batch, tokens, hidden).
    ///
    /// Token j of row b has position j - left_padding\[b\]; hidden states of padding are finite and mean nothing.
    ///
    /// # Errors
    /// An input or adapter that does not fit.
    pub fn hidden(&self, input: &DecoderInput, adapter: Option<&Adapter>) -> Result<Tensor, Error> {
        let (batch, tokens) = input.ids.dims2()?;
        if batch * tokens == 0 {
            return Err(Error::EmptyInput);
        }
        if let Some(adapter) = adapter {
            adapter.check_fits(&self.config)?;
        }
        let call = self.call(input, adapter)?;
        let ids = input.ids.flatten_all()?;
        let mut x = self.embedding.select_rows(&ids, call.pass)?;
        x = self.through_layers(x, &call, None)?;
        Ok(self.norm.forward(&x, &call)?.reshape((batch, tokens, self.config.hidden_size))?)
    }

    /// The output head on chosen rows: (rows, hidden) to (rows, vocab).
    ///
    /// # Errors
    /// Rows of another width.
    pub fn logits(&self, hidden_rows: &Tensor) -> Result<Tensor, Error> {
        let (hidden_rows, head) = (hidden_rows.contiguous()?, self.head_weight(hidden_rows)?);
        #[cfg(feature = "cuda")]
        if let (Arithmetic::Card, false, BaseMatrix::Dense(head)) = (self.arithmetic, hidden_rows.track_op(), &head) {
            return Ok(card::few_rows_or_product(&hidden_rows, head)?);
        }
        linear::product(&hidden_rows, &head, self.arithmetic)
    }

    /// Sum of -log p(target) over rows: [`Self::logits`] and [`crate::cross_entropy_sum`] in one, without keeping the
    /// logits. `hidden_rows`: (rows, hidden); one target id per row.
    ///
    /// # Errors
    /// As [`crate::cross_entropy_sum`].
    pub fn loss_sum(&self, hidden_rows: &Tensor, targets: &[u32]) -> Result<Tensor, Error> {
        check_targets(hidden_rows.dims2()?.0, self.config.vocab_size, targets)?;
        match self.arithmetic {
            Arithmetic::Fused => fused::output_loss_sum(hidden_rows, &self.head_weight(hidden_rows)?, targets),
            Arithmetic::Card | Arithmetic::Differentiable => cross_entropy_sum(&self.logits(hidden_rows)?, targets),
        }
    }

    /// Every tensor of the base under its Hugging Face name; a tied head is not repeated. Packed matrices are in
    /// [`Self::named_packed`].
    #[must_use]
    pub fn named_tensors(&self) -> Vec<(String, Tensor)> {
        self.weights().map(Weight::named).collect()
    }

    /// Every packed matrix of the base under its Hugging Face name; a tied head is not repeated.
    #[must_use]
    pub fn named_packed(&self) -> Vec<(String, PackedMatrix)> {
        self.matrices().filter_map(MatrixWeight::named_packed).collect()
    }

    /// Every variable of the base under its Hugging Face name; none when frozen.
    #[must_use]
    pub fn variables(&self) -> Vec<(String, Var)> {
        self.weights().filter_map(Weight::variable).collect()
    }

    fn weights(&self) -> impl Iterator<Item = &Weight> {
        let layers = self.layers.iter().flat_map(|layer| {
            let DecoderLayer { input_norm, attention, feed_forward_norm, mlp, .. } = layer;
            [
                Some(&input_norm.weight),
                attention.queries.weight.dense(),
                attention.keys.weight.dense(),
                attention.values.weight.dense(),
                attention.output.weight.dense(),
                Some(&feed_forward_norm.weight),
                mlp.gate.weight.dense(),
                mlp.up.weight.dense(),
                mlp.down.weight.dense(),
            ]
        });
        let head = self.head.as_ref().and_then(MatrixWeight::dense);
        std::iter::once(self.embedding.dense()).chain(layers).chain([Some(&self.norm.weight), head]).flatten()
    }

    fn matrices(&self) -> impl Iterator<Item = &MatrixWeight> {
        let layers = self.layers.iter().flat_map(|layer| {
            let DecoderLayer { attention, mlp, .. } = layer;
            [
                &attention.queries.weight,
                &attention.keys.weight,
                &attention.values.weight,
                &attention.output.weight,
                &mlp.gate.weight,
                &mlp.up.weight,
                &mlp.down.weight,
            ]
        });
        std::iter::once(&self.embedding).chain(layers).chain(&self.head)
    }

    /// The head as these hidden states need it: those of a cached pass carry no gradient, and neither does the head then.
    fn head_weight(&self, hidden_rows: &Tensor) -> Result<BaseMatrix, Error> {
        let pass = if hidden_rows.track_op() { Pass::Learn } else { Pass::Infer };
        self.head.as_ref().unwrap_or(&self.embedding).at(pass)
    }

    /// `x` through every layer, behind what a cache holds.
    fn through_layers(&self, x: Tensor, call: &Call<'_>, mut cache: Option<&mut PaddedRows>) -> Result<Tensor, Error> {
        #[cfg(feature = "cuda")]
        if call.arithmetic == Arithmetic::Card {
            let call = CardCall::new(call)?;
            return self
                .layers
                .iter()
                .try_fold(x, |x, layer| CardLayer { layer, call: &call }.read(&x, cache.as_deref_mut()));
        }
        self.layers.iter().try_fold(x, |x, layer| layer.forward(&x, call, cache.as_deref_mut()))
    }

    /// The form of a pass: where an adapter learns, a card's kernels would leave its gradients out without a word.
    fn arithmetic_for(&self, adapter: Option<&Adapter>) -> Arithmetic {
        match self.arithmetic {
            Arithmetic::Card if adapter.is_some_and(Adapter::learns) => Arithmetic::Differentiable,
            arithmetic => arithmetic,
        }
    }

    fn call<'a>(&'a self, input: &DecoderInput, adapter: Option<&'a Adapter>) -> Result<Call<'a>, Error> {
        let (batch, tokens) = input.ids.dims2()?;
        if input.left_padding.len() != batch {
            return Err(Error::Input { what: "left padding", expected: batch, found: input.left_padding.len() });
        }
        let first_of = |row: usize, token: usize| match &input.text_starts {
            Some(starts) => starts[row * tokens + token] as usize,
            None => input.left_padding[row],
        };
        let positions = (0..batch)
            .flat_map(|row| (0..tokens).map(move |token| (row, token)))
            .map(|(row, token)| token.saturating_sub(first_of(row, token)))
            .map(|position| u32::try_from(position).unwrap_or(u32::MAX))
            .collect();
        let shape = AttentionShape {
            batch,
            tokens,
            heads: self.config.num_heads,
            kv_heads: self.config.num_kv_heads,
            head_dim: self.config.head_dim,
        };
        let visibility = Visibility {
            left_padding: input.left_padding.as_slice().into(),
            window: self.config.sliding_window,
            text_starts: input.text_starts.clone(),
            tokens,
        };
        Ok(Call {
            adapter,
            pass: Pass::Learn,
            arithmetic: self.arithmetic_for(adapter),
            shape,
            rotation: self.rotary.rotation(positions),
            visibility,
            device: &self.device,
            dtype: self.dtype,
            mask: OnceCell::new(),
        })
    }
}

/// The form in which a decoder with such norms computes.
fn form_for(sample: &Tensor, base: BaseWeights) -> Arithmetic {
    if fused::serves(sample) {
        return Arithmetic::Fused;
    }
    #[cfg(feature = "cuda")]
    if card::serves(sample) && base == BaseWeights::Frozen {
        return Arithmetic::Card;
    }
    let _ = base;
    Arithmetic::Differentiable
}

/// Weights drawn anew for training from scratch.
struct RandomWeights<'a> {
    seed: u64,
    std: f64,
    residual_std: f64,
    device: &'a Device,
}

impl WeightSource for RandomWeights<'_> {
    fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor, Box<dyn std::error::Error + Send + Sync>> {
        if shape.len() == 1 {
            return Ok(Tensor::ones(shape, DType::F32, self.device)?);
        }
        let adds_to_the_stream = name.ends_with("o_proj.weight") || name.ends_with("down_proj.weight");
        let std = if adds_to_the_stream { self.residual_std } else { self.std };
        let numbers = seeded_random::normals(self.seed, name, shape.iter().product(), std);
        Ok(Tensor::from_vec(numbers, shape, self.device)?)
    }
}
