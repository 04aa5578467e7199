//! Writing a base model as a Hugging Face folder that transformers can open; its tokenizer is written by whoever
//! trained it.

use std::path::Path;

use candle_core::{DType, Tensor};
use isocenter_nn::{DecoderConfig, RopeScaling};
use serde_json::{Value, json};

use crate::safetensors::serialize;
use crate::staged_folder::StagedFolder;
use crate::{Architecture, Error};

/// Writes `config.json`, `generation_config.json` and one `model.safetensors`. Other files of the folder stay.
///
/// `tensors` are under their Hugging Face names; each is stored as `dtype` (F32, F16 or BF16).
///
/// # Errors
/// [`Error::DiskFull`] or [`Error::Write`]; nothing is left behind then.
pub fn write_base(
    folder: &Path,
    config: &DecoderConfig,
    architecture: Architecture,
    tensors: &[(String, Tensor)],
    dtype: DType,
    bos_id: Option<u32>,
    eos_id: u32,
) -> Result<(), Error> {
    let generation = json!({ "bos_token_id": bos_id, "eos_token_id": eos_id });
    let mut staged = StagedFolder::beside(folder)?;
    staged.write("model.safetensors", &serialize(tensors, dtype)?)?;
    staged.write("generation_config.json", pretty(&generation).as_bytes())?;
    let config = config_json(config, architecture, torch_name(dtype), bos_id, &[eos_id])?;
    staged.write("config.json", pretty(&config).as_bytes())?;
    staged.publish()
}

/// The content of `config.json`, with the older spelling of the rotary settings, which every version of transformers
/// reads.
///
/// # Errors
/// [`Error::RotaryNotInConfig`].
pub(crate) fn config_json(
    config: &DecoderConfig,
    architecture: Architecture,
    torch_dtype: &str,
    bos_id: Option<u32>,
    eos_ids: &[u32],
) -> Result<Value, Error> {
    let rope_scaling = match &config.rope_scaling {
        RopeScaling::None => Value::Null,
        RopeScaling::Linear { factor } => json!({ "rope_type": "linear", "factor": factor }),
        RopeScaling::Llama3 { factor, low_freq_factor, high_freq_factor, original_max_position_embeddings } => json!({
            "rope_type": "llama3",
            "factor": factor,
            "low_freq_factor": low_freq_factor,
            "high_freq_factor": high_freq_factor,
            "original_max_position_embeddings": original_max_position_embeddings,
        }),
        RopeScaling::Divided { .. } => return Err(Error::RotaryNotInConfig),
    };
    let mut value = json!({
        "architectures": [architecture.class_name()],
        "attention_dropout": 0.0,
        "bos_token_id": bos_id,
        "eos_token_id": one_or_all(eos_ids),
        "head_dim": config.head_dim,
        "hidden_act": "silu",
        "hidden_size": config.hidden_size,
        "intermediate_size": config.intermediate_size,
        "max_position_embeddings": config.max_position_embeddings,
        "model_type": architecture.model_type(),
        "num_attention_heads": config.num_heads,
        "num_hidden_layers": config.num_layers,
        "num_key_value_heads": config.num_kv_heads,
        "rms_norm_eps": config.rms_norm_eps,
        "rope_scaling": rope_scaling,
        "rope_theta": config.rope_theta,
        "tie_word_embeddings": config.tie_word_embeddings,
        "torch_dtype": torch_dtype,
        "use_cache": true,
        "vocab_size": config.vocab_size,
    });
    if architecture == Architecture::Mistral {
        value["sliding_window"] = json!(config.sliding_window);
    }
    Ok(value)
}

/// One id as a number, several as a list.
pub(crate) fn one_or_all(ids: &[u32]) -> Value {
    match ids {
        [id] => json!(id),
        ids => json!(ids),
    }
}

fn torch_name(dtype: DType) -> &'static str {
    match dtype {
        DType::BF16 => "bfloat16",
        DType::F16 => "float16",
        _ => "float32",
    }
}

/// JSON for people.
pub(crate) fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
