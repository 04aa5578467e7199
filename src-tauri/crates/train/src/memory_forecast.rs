//! How much main memory a fine-tune will hold at its peak, by parts. Computed from shapes: nothing is loaded.
//!
//! It follows what the step on the processor does, so it must be mended whenever that changes; `bench train` prints it
//! beside the measured peak.

use crate::{Quantize, RecipeConfig};
use isocenter_nn::{DecoderConfig, Projection, projection_shape};

const F32_BYTES: u64 = 4;
/// Program, tokenizer, threads and the allocator's own, before any weight is read.
const PROCESS_BYTES: u64 = 20 << 20;
/// Numbers of logits held at once while the loss is computed.
const LOGITS_AT_ONCE: u64 = 2 * 1024 * 1024;
/// Rows of logits that are computed at once however large the vocabulary is.
const LEAST_LOGIT_ROWS: u64 = 16;

/// What a forecast depends on.
#[derive(Clone, Copy, Debug)]
pub struct ForecastInput<'a> {
    /// The shape of the base.
    pub shape: &'a DecoderConfig,
    /// Bytes of the base in the form it is held in.
    pub weights_bytes: u64,
    /// Rank, modules, micro-batch and checkpointing are taken from here.
    pub config: &'a RecipeConfig,
    /// Tokens of the longest example, its answer included.
    pub longest_tokens: usize,
    /// Tokens of the longest answer, the end token included.
    pub longest_answer_tokens: usize,
    /// Whether the best adapter by validation is kept beside the last.
    pub keeps_best: bool,
}

/// Bytes of main memory at the peak of a fine-tune.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryForecast {
    /// The base.
    pub weights: u64,
    /// The adapter: its numbers twice (the optimiser's and the layers'), its gradient, and the best one so far.
    pub adapter: u64,
    /// AdamW's two moments.
    pub optimiser: u64,
    /// What the backward pass needs of the forward pass.
    pub activations: u64,
    /// Logits and their gradients.
    pub logits: u64,
    /// Buffers of one layer on its way, and what reading the base needs beyond all that.
    pub scratch: u64,
    /// The program itself.
    pub process: u64,
}

impl MemoryForecast {
    /// The forecast of one micro-batch of the longest examples.
    ///
    /// With R tokens at once, of which L are labels, hidden width h, query width q, key and value width k, intermediate
    /// width m, rank r and P trained numbers (all in f32):
    /// - adapter: 3 P, and P more where the best one is kept; optimiser: 2 P;
    /// - a layer whose activations are kept: R (2 h + 2 q + 2 k + 2 m + r · modules); of the last layer only R (h + q +
    ///   2 k) + L (q + h + 2 m); a layer that is computed again: R h. With checkpointing the last layer is kept, and
    ///   one more at a time;
    /// - logits: at most 2 Mi numbers, but 16 rows of the vocabulary at least, and 4 L h;
    /// - scratch: R (4 h + 2 m + 2 q + 4 k), the buffers alive in the backward pass of one layer. While the base is read,
    ///   nothing of a step is there yet, but the largest matrix is, as it lies in the file and, where it is packed, once
    ///   more widened. Where that is more than everything a step needs, the difference is counted here.
    #[must_use]
    pub fn new(input: &ForecastInput<'_>) -> Self {
        let ForecastInput { shape, weights_bytes, config, .. } = *input;
        let rows = (config.micro_batch * input.longest_tokens.saturating_sub(1).max(1)) as u64;
        let labels = match config.loss_on {
            crate::LossOn::Answer => (config.micro_batch * input.longest_answer_tokens) as u64,
            crate::LossOn::All => rows,
        }
        .clamp(1, rows);
        let hidden = shape.hidden_size as u64;
        let (query, key) = (shape.query_width() as u64, shape.key_value_width() as u64);
        let (middle, layers) = (shape.intermediate_size as u64, shape.num_layers as u64);
        let modules = config.target_modules.projections();
        let trained = trained_numbers(shape, &modules, config.rank);

        let low = (config.rank * modules.len()) as u64;
        let kept_layer = rows * (2 * hidden + 2 * query + 2 * key + 2 * middle + low);
        let behind = if config.dropout > 0.0 { rows } else { labels };
        let last_layer = rows * (hidden + query + 2 * key + low) + behind * (query + hidden + 2 * middle);
        let others = layers.saturating_sub(1);
        let activations = match config.checkpointing {
            true => others * rows * hidden + last_layer.max(if others > 0 { kept_layer } else { 0 }),
            false => others * kept_layer + last_layer,
        };
        let logit_rows = labels.min((LOGITS_AT_ONCE / shape.vocab_size as u64).max(LEAST_LOGIT_ROWS));
        let copies = if input.keeps_best { 4 } else { 3 };
        let step = Self {
            weights: weights_bytes,
            adapter: copies * trained * F32_BYTES,
            optimiser: 2 * trained * F32_BYTES,
            activations: activations * F32_BYTES,
            logits: (logit_rows * shape.vocab_size as u64 + 4 * labels * hidden) * F32_BYTES,
            scratch: rows * (4 * hidden + 2 * middle + 2 * query + 4 * key) * F32_BYTES,
            process: PROCESS_BYTES,
        };
        let beside_weights = step.total() - step.weights - step.process;
        Self { scratch: step.scratch + reading_bytes(input).saturating_sub(beside_weights), ..step }
    }

    /// All parts together.
    #[must_use]
    pub fn total(&self) -> u64 {
        let Self { weights, adapter, optimiser, activations, logits, scratch, process } = self;
        weights + adapter + optimiser + activations + logits + scratch + process
    }
}

impl RecipeConfig {
    /// Numbers that a run with this configuration trains.
    #[must_use]
    pub fn trainable_parameters(&self, shape: &DecoderConfig) -> u64 {
        trained_numbers(shape, &self.target_modules.projections(), self.rank)
    }
}

/// What is held beside the base when its largest matrix is read.
fn reading_bytes(input: &ForecastInput<'_>) -> u64 {
    let shape = input.shape;
    let projections = Projection::ALL.into_iter().map(|projection| {
        let (rows, columns) = projection_shape(shape, projection);
        rows * columns
    });
    let largest = projections.chain([shape.vocab_size * shape.hidden_size]).max().unwrap_or(0) as u64 * F32_BYTES;
    // The embedding and the head are the largest, and only these two pack them: widened first.
    match input.config.quantize {
        Quantize::Q8_0 | Quantize::Q4K => 2 * largest,
        Quantize::None | Quantize::Nf4 => largest,
    }
}

/// Numbers of an adapter of this rank on these projections of every layer.
fn trained_numbers(shape: &DecoderConfig, modules: &[Projection], rank: usize) -> u64 {
    let widths: usize = modules
        .iter()
        .map(|module| {
            let (rows, columns) = projection_shape(shape, *module);
            rows + columns
        })
        .sum();
    (rank * widths * shape.num_layers) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use isocenter_nn::RopeScaling;

    fn shape() -> DecoderConfig {
        DecoderConfig {
            vocab_size: 32_000,
            hidden_size: 4096,
            intermediate_size: 11_008,
            num_layers: 32,
            num_heads: 32,
            num_kv_heads: 32,
            head_dim: 128,
            rms_norm_eps: 1e-5,
            rope_theta: 10_000.0,
            rope_scaling: RopeScaling::None,
            sliding_window: None,
            tie_word_embeddings: false,
            max_position_embeddings: 4096,
        }
    }

    fn forecast(change: impl FnOnce(&mut RecipeConfig)) -> MemoryForecast {
        let mut config = RecipeConfig { micro_batch: 1, ..RecipeConfig::default() };
        change(&mut config);
        MemoryForecast::new(&ForecastInput {
            shape: &shape(),
            weights_bytes: 4_000_000_000,
            config: &config,
            longest_tokens: 257,
            longest_answer_tokens: 32,
            keeps_best: false,
        })
    }

    #[test]
    fn the_adapter_of_a_7b_model_has_the_numbers_that_peft_counts() {
        // peft's print_trainable_parameters for LLaMA-2-7B, r = 16, seven projections: 39,976,960.
        assert_eq!(trained_numbers(&shape(), &Projection::ALL, 16), 39_976_960);
        assert_eq!(forecast(|_| ()).optimiser, 2 * 4 * 39_976_960);
    }

    #[test]
    fn checkpointing_bounds_the_activations_by_one_layer_and_the_inputs_of_the_others() {
        let (kept, recomputed) = (forecast(|_| ()), forecast(|config| config.checkpointing = true));
        assert!(recomputed.activations * 8 < kept.activations, "{recomputed:?} against {kept:?}");
        assert!(recomputed.activations >= 31 * 256 * 4096 * 4, "every layer's input");
    }

    #[test]
    fn reading_the_largest_matrix_counts_where_a_step_needs_less() {
        let tiny = |config: &mut RecipeConfig| (config.rank, config.checkpointing) = (1, true);
        let small = forecast(|config| {
            tiny(config);
            config.quantize = Quantize::Q8_0;
        });
        let beside_weights = small.total() - small.weights - small.process;
        assert_eq!(beside_weights, 2 * 32_000 * 4096 * 4, "the head in the file and widened");
        let dense = forecast(tiny);
        assert_eq!(dense.total() - dense.weights - dense.process, 32_000 * 4096 * 4, "the head in the file");
        let large = forecast(|config| config.rank = 64);
        assert!(large.total() - large.weights - large.process > beside_weights);
    }

    #[test]
    fn letters_on_an_8b_model_in_four_bits_need_well_under_half_of_48_gb() {
        let llama_3_8b = DecoderConfig {
            vocab_size: 128_256,
            intermediate_size: 14_336,
            num_kv_heads: 8,
            rope_theta: 500_000.0,
            max_position_embeddings: 8192,
            ..shape()
        };
        let config =
            RecipeConfig { micro_batch: 1, checkpointing: true, quantize: Quantize::Nf4, ..RecipeConfig::default() };
        let of_tokens = |longest_tokens| {
            let input = ForecastInput {
                shape: &llama_3_8b,
                // Linear layers in NF4 with nested scales, embedding and head in bfloat16.
                weights_bytes: 5_700_000_000,
                config: &config,
                longest_tokens,
                longest_answer_tokens: longest_tokens / 4,
                keeps_best: false,
            };
            MemoryForecast::new(&input).total()
        };
        let (short, long) = (of_tokens(2049), of_tokens(4097));
        assert!(short < long && long < 16_000_000_000, "{short} and {long} bytes");
        assert!(long - short > 2048 * 4096 * 31 * 4, "each layer's input of 2,048 more tokens");
    }

    #[test]
    fn every_part_is_in_the_total_and_a_larger_batch_needs_more() {
        let one = forecast(|_| ());
        let parts = [one.weights, one.adapter, one.optimiser, one.activations, one.logits, one.scratch, one.process];
        assert_eq!(one.total(), parts.iter().sum::<u64>());
        assert!(forecast(|config| config.micro_batch = 2).total() > one.total());
        assert!(forecast(|config| config.rank = 32).total() > one.total());
    }
}
