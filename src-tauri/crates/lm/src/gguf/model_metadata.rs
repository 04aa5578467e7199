//! The metadata of a GGUF file for a model: its sizes under llama.cpp's keys. The counterpart of `model_config`.

use std::f64::consts::TAU;

use isocenter_nn::{DecoderConfig, RopeScaling};

use crate::gguf::model_config::{ARCHITECTURE, BOS_ID, EOS_ID, EOS_IDS, EOT_ID, FAMILY, LLAMA, SLIDING_WINDOW};
use crate::gguf::writer::HeaderDraft;
use crate::manifest::Architecture;

/// What ends and begins a text.
pub(crate) struct TextBounds<'a> {
    pub(crate) bos: Option<u32>,
    /// The first is declared as the end of a text, the second as the end of a turn.
    pub(crate) eos: &'a [u32],
}

/// Writes the sizes.
pub(crate) fn put_model(draft: &mut HeaderDraft, architecture: Architecture, config: &DecoderConfig) {
    draft.text(ARCHITECTURE, LLAMA);
    draft.text("general.type", "model");
    draft.whole("general.quantization_version", 2);
    draft.text(FAMILY, architecture.model_type());
    for (key, size) in [
        ("vocab_size", config.vocab_size),
        ("context_length", config.max_position_embeddings),
        ("embedding_length", config.hidden_size),
        ("block_count", config.num_layers),
        ("feed_forward_length", config.intermediate_size),
        ("attention.head_count", config.num_heads),
        ("attention.head_count_kv", config.num_kv_heads),
        ("attention.key_length", config.head_dim),
        ("attention.value_length", config.head_dim),
        ("rope.dimension_count", config.head_dim),
    ] {
        draft.whole(&format!("{LLAMA}.{key}"), size);
    }
    draft.number("llama.attention.layer_norm_rms_epsilon", config.rms_norm_eps);
    draft.number("llama.rope.freq_base", config.rope_theta);
    if let Some(window) = config.sliding_window {
        draft.whole(SLIDING_WINDOW, window);
    }
    if let RopeScaling::Linear { factor } = config.rope_scaling {
        draft.text("llama.rope.scaling.type", "linear");
        draft.number("llama.rope.scaling.factor", factor);
    }
}

/// Writes the tokens around a text.
pub(crate) fn put_bounds(draft: &mut HeaderDraft, bounds: &TextBounds<'_>) {
    if let Some(bos) = bounds.bos {
        draft.whole(BOS_ID, bos as usize);
    }
    for (key, id) in [EOS_ID, EOT_ID].into_iter().zip(bounds.eos) {
        draft.whole(key, *id as usize);
    }
    draft.wholes(EOS_IDS, bounds.eos);
}

/// The divisors of the rotary frequencies, head_dim / 2 of them, where the model stretches them one by one. The rule of
/// LLaMA 3.1 as llama.cpp's converter writes it.
pub(crate) fn rope_factors(config: &DecoderConfig) -> Option<Vec<f32>> {
    let RopeScaling::Llama3 { factor, low_freq_factor, high_freq_factor, original_max_position_embeddings } =
        &config.rope_scaling
    else {
        return match &config.rope_scaling {
            RopeScaling::Divided { factors } => Some(factors.clone()),
            _ => None,
        };
    };
    let original = *original_max_position_embeddings as f64;
    let divisor = |pair: usize| {
        let frequency = config.rope_theta.powf(-2.0 * pair as f64 / config.head_dim as f64);
        let wavelength = TAU / frequency;
        if wavelength < original / high_freq_factor {
            1.0
        } else if wavelength > original / low_freq_factor {
            *factor
        } else {
            let smooth = (original / wavelength - low_freq_factor) / (high_freq_factor - low_freq_factor);
            1.0 / ((1.0 - smooth) / factor + smooth)
        }
    };
    #[expect(clippy::cast_possible_truncation, reason = "the format stores them as f32")]
    Some((0..config.head_dim / 2).map(|pair| divisor(pair) as f32).collect())
}
