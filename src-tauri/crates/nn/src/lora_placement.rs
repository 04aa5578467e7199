//! Where LoRA sits: the seven projections of a decoder layer, their names and shapes.

use crate::DecoderConfig;

/// A linear map of a decoder layer that can carry a LoRA adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Projection {
    /// Queries.
    Q,
    /// Keys.
    K,
    /// Values.
    V,
    /// Attention output.
    O,
    /// Gate of the feed-forward part.
    Gate,
    /// Up-projection of the feed-forward part.
    Up,
    /// Down-projection of the feed-forward part.
    Down,
}

impl Projection {
    /// All seven, in the order of a layer.
    pub const ALL: [Self; 7] = [Self::Q, Self::K, Self::V, Self::O, Self::Gate, Self::Up, Self::Down];

    /// The Hugging Face module name, such as `q_proj`.
    #[must_use]
    pub fn module_name(self) -> &'static str {
        match self {
            Self::Q => "q_proj",
            Self::K => "k_proj",
            Self::V => "v_proj",
            Self::O => "o_proj",
            Self::Gate => "gate_proj",
            Self::Up => "up_proj",
            Self::Down => "down_proj",
        }
    }

    /// The projection of a Hugging Face module name.
    #[must_use]
    pub fn from_module_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|projection| projection.module_name() == name)
    }

    /// The Hugging Face path of the module, such as `model.layers.0.self_attn.q_proj`.
    #[must_use]
    pub fn hf_path(self, layer: usize) -> String {
        let block = match self {
            Self::Q | Self::K | Self::V | Self::O => "self_attn",
            Self::Gate | Self::Up | Self::Down => "mlp",
        };
        format!("model.layers.{layer}.{block}.{}", self.module_name())
    }
}

/// One place in the decoder: a projection of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AdapterKey {
    /// The layer, counted from 0.
    pub layer: usize,
    /// The projection.
    pub projection: Projection,
}

/// Rows and columns of a projection's weight: (out, in).
#[must_use]
pub fn projection_shape(config: &DecoderConfig, projection: Projection) -> (usize, usize) {
    let hidden = config.hidden_size;
    match projection {
        Projection::Q => (config.query_width(), hidden),
        Projection::K | Projection::V => (config.key_value_width(), hidden),
        Projection::O => (hidden, config.query_width()),
        Projection::Gate | Projection::Up => (config.intermediate_size, hidden),
        Projection::Down => (hidden, config.intermediate_size),
    }
}
