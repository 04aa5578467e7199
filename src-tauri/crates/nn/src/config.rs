//! The shape of a decoder: sizes, rotary settings, sliding window. No file format: who reads `config.json` fills it.

use crate::Error;

/// How rotary frequencies are stretched for longer contexts.
#[derive(Debug, Clone, PartialEq)]
pub enum RopeScaling {
    /// Frequencies as they are.
    None,
    /// Every frequency divided by `factor`.
    Linear {
        /// The stretch, at least 1.
        factor: f64,
    },
    /// LLaMA 3.1: low frequencies divided, high ones kept, smooth between.
    Llama3 {
        /// The stretch of the low frequencies.
        factor: f64,
        /// Wavelengths above `original / low_freq_factor` are stretched wholly.
        low_freq_factor: f64,
        /// Wavelengths below `original / high_freq_factor` are kept.
        high_freq_factor: f64,
        /// The context the base was trained on before stretching, in tokens.
        original_max_position_embeddings: usize,
    },
    /// Every frequency divided by a number of its own, as GGUF files store the LLaMA 3.1 rule (`rope_freqs`).
    Divided {
        /// One divisor for each pair, head_dim / 2 in all.
        factors: Vec<f32>,
    },
}

/// Sizes and constants of a decoder, as Hugging Face configurations name them.
#[derive(Debug, Clone, PartialEq)]
pub struct DecoderConfig {
    /// Tokens in the vocabulary.
    pub vocab_size: usize,
    /// Width of the residual stream.
    pub hidden_size: usize,
    /// Width inside the gated feed-forward part.
    pub intermediate_size: usize,
    /// Decoder layers.
    pub num_layers: usize,
    /// Query heads.
    pub num_heads: usize,
    /// Key and value heads; divides `num_heads`.
    pub num_kv_heads: usize,
    /// Width of a head; even.
    pub head_dim: usize,
    /// The epsilon under the root of RMSNorm.
    pub rms_norm_eps: f64,
    /// The base of the rotary frequencies.
    pub rope_theta: f64,
    /// How the rotary frequencies are stretched.
    pub rope_scaling: RopeScaling,
    /// A key is visible only if fewer than this many tokens lie from it to the query.
    pub sliding_window: Option<usize>,
    /// Whether the output head is the token embedding.
    pub tie_word_embeddings: bool,
    /// The longest sequence the model was made for, in tokens.
    pub max_position_embeddings: usize,
}

impl DecoderConfig {
    /// Width of all query heads together.
    #[must_use]
    pub fn query_width(&self) -> usize {
        self.num_heads * self.head_dim
    }

    /// Width of all key (or value) heads together.
    #[must_use]
    pub fn key_value_width(&self) -> usize {
        self.num_kv_heads * self.head_dim
    }

    /// Numbers in the base, counting a tied output head once.
    #[must_use]
    pub fn parameter_count(&self) -> usize {
        let projections: usize = crate::Projection::ALL
            .into_iter()
            .map(|projection| {
                let (rows, columns) = crate::projection_shape(self, projection);
                rows * columns
            })
            .sum();
        let embedding = self.vocab_size * self.hidden_size;
        let head = if self.tie_word_embeddings { 0 } else { embedding };
        self.num_layers * (projections + 2 * self.hidden_size) + self.hidden_size + embedding + head
    }

    /// Refuses a configuration no decoder can be built from.
    ///
    /// # Errors
    /// [`Error::InvalidConfig`] names the first field that cannot be.
    pub fn check(&self) -> Result<(), Error> {
        let positive = [
            ("vocab_size", self.vocab_size),
            ("hidden_size", self.hidden_size),
            ("intermediate_size", self.intermediate_size),
            ("num_layers", self.num_layers),
            ("num_heads", self.num_heads),
            ("num_kv_heads", self.num_kv_heads),
            ("head_dim", self.head_dim),
            ("max_position_embeddings", self.max_position_embeddings),
        ];
        for (field, value) in positive {
            if value == 0 {
                return Err(Error::InvalidConfig { field, value: "0".to_owned() });
            }
        }
        let refuse = |field, value: String| Err(Error::InvalidConfig { field, value });
        if !self.num_heads.is_multiple_of(self.num_kv_heads) {
            return refuse("num_kv_heads", self.num_kv_heads.to_string());
        }
        if !self.head_dim.is_multiple_of(2) {
            return refuse("head_dim", self.head_dim.to_string());
        }
        if self.sliding_window == Some(0) {
            return refuse("sliding_window", "0".to_owned());
        }
        if !(self.rms_norm_eps.is_finite() && self.rms_norm_eps >= 0.0) {
            return refuse("rms_norm_eps", self.rms_norm_eps.to_string());
        }
        if !(self.rope_theta.is_finite() && self.rope_theta > 0.0) {
            return refuse("rope_theta", self.rope_theta.to_string());
        }
        let stretch_is_sound = match &self.rope_scaling {
            RopeScaling::None => true,
            RopeScaling::Linear { factor } => factor.is_finite() && *factor > 0.0,
            RopeScaling::Llama3 { factor, low_freq_factor, high_freq_factor, original_max_position_embeddings } => {
                [factor, low_freq_factor, high_freq_factor].iter().all(|f| f.is_finite() && **f > 0.0)
                    && high_freq_factor > low_freq_factor
                    && *original_max_position_embeddings > 0
            }
            RopeScaling::Divided { factors } => {
                factors.len() == self.head_dim / 2 && factors.iter().all(|factor| factor.is_finite() && *factor > 0.0)
            }
        };
        if !stretch_is_sound {
            return refuse("rope_scaling", format!("{:?}", self.rope_scaling));
        }
        Ok(())
    }
}
