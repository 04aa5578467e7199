//! `config.json` and `generation_config.json`, in both spellings that transformers has used; knows nothing of weights.

use std::path::Path;

use isocenter_nn::{DecoderConfig, RopeScaling};
use serde_json::{Map, Value};

use crate::Error;
use crate::json_file::read_json;

/// The families this engine computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    /// LLaMA-2 and LLaMA-3.
    Llama,
    /// Mistral: a window over the last positions.
    Mistral,
}

impl Architecture {
    /// The class name in `config.json`.
    #[must_use]
    pub fn class_name(self) -> &'static str {
        match self {
            Self::Llama => "LlamaForCausalLM",
            Self::Mistral => "MistralForCausalLM",
        }
    }

    /// `model_type` in `config.json`.
    #[must_use]
    pub fn model_type(self) -> &'static str {
        match self {
            Self::Llama => "llama",
            Self::Mistral => "mistral",
        }
    }

    fn from_class_name(name: &str) -> Option<Self> {
        [Self::Llama, Self::Mistral].into_iter().find(|architecture| architecture.class_name() == name)
    }
}

/// What the two configuration files say.
#[derive(Debug, Clone)]
pub(crate) struct Manifest {
    pub(crate) architecture: Architecture,
    pub(crate) config: DecoderConfig,
    pub(crate) bos_id: Option<u32>,
    /// The end-of-sequence ids of both files, each once.
    pub(crate) eos_ids: Vec<u32>,
}

impl Manifest {
    /// Reads the folder's `config.json`, and `generation_config.json` where there is one.
    pub(crate) fn read(folder: &Path) -> Result<Self, Error> {
        let mut manifest = Self::from_config(&read_json(&folder.join("config.json"))?)?;
        let generation_path = folder.join("generation_config.json");
        if generation_path.exists() {
            let generation: Map<String, Value> = read_json(&generation_path)?;
            for id in ids(&generation, "eos_token_id")? {
                if !manifest.eos_ids.contains(&id) {
                    manifest.eos_ids.push(id);
                }
            }
        }
        Ok(manifest)
    }

    fn from_config(config: &Map<String, Value>) -> Result<Self, Error> {
        let architecture = architecture(config)?;
        refuse_unsupported(config)?;
        let hidden_size = size(config, "hidden_size")?;
        let num_heads = size(config, "num_attention_heads")?;
        // The defaults for absent keys are those of transformers' configuration classes.
        let default_kv_heads = match architecture {
            Architecture::Llama => num_heads,
            Architecture::Mistral => 8,
        };
        let num_kv_heads = optional_size(config, "num_key_value_heads")?.unwrap_or(default_kv_heads);
        if !num_heads.is_multiple_of(num_kv_heads) {
            return Err(Error::InvalidConfig { key: "num_key_value_heads" });
        }
        let head_dim = match optional_size(config, "head_dim")? {
            Some(head_dim) => head_dim,
            None if hidden_size.is_multiple_of(num_heads) => hidden_size / num_heads,
            None => return Err(Error::InvalidConfig { key: "head_dim" }),
        };
        if !head_dim.is_multiple_of(2) {
            return Err(Error::InvalidConfig { key: "head_dim" });
        }
        let sliding_window = match architecture {
            Architecture::Llama => None,
            Architecture::Mistral if config.contains_key("sliding_window") => optional_size(config, "sliding_window")?,
            Architecture::Mistral => Some(4096),
        };
        let (rope_theta, rope_scaling) = rope(config)?;
        let default_positions = match architecture {
            Architecture::Llama => 2048,
            Architecture::Mistral => 131_072,
        };
        Ok(Self {
            architecture,
            config: DecoderConfig {
                vocab_size: size(config, "vocab_size")?,
                hidden_size,
                intermediate_size: size(config, "intermediate_size")?,
                num_layers: size(config, "num_hidden_layers")?,
                num_heads,
                num_kv_heads,
                head_dim,
                rms_norm_eps: optional_number(config, "rms_norm_eps")?.unwrap_or(1e-6),
                rope_theta,
                rope_scaling,
                sliding_window,
                tie_word_embeddings: config.get("tie_word_embeddings").and_then(Value::as_bool).unwrap_or(false),
                max_position_embeddings: optional_size(config, "max_position_embeddings")?.unwrap_or(default_positions),
            },
            bos_id: ids(config, "bos_token_id")?.first().copied(),
            eos_ids: ids(config, "eos_token_id")?,
        })
    }
}

fn architecture(config: &Map<String, Value>) -> Result<Architecture, Error> {
    let named =
        config.get("architectures").and_then(Value::as_array).and_then(|list| list.first()).and_then(Value::as_str);
    let Some(name) = named else {
        let model_type = config.get("model_type").and_then(Value::as_str).unwrap_or("(none)");
        return Err(Error::UnknownArchitecture { architecture: model_type.to_owned() });
    };
    Architecture::from_class_name(name).ok_or_else(|| Error::UnknownArchitecture { architecture: name.to_owned() })
}

/// Refuses what would be computed wrongly rather than not at all.
fn refuse_unsupported(config: &Map<String, Value>) -> Result<(), Error> {
    for key in ["attention_bias", "mlp_bias"] {
        if config.get(key).and_then(Value::as_bool) == Some(true) {
            return Err(Error::UnsupportedModel { key, value: "true".to_owned() });
        }
    }
    if let Some(activation) =
        config.get("hidden_act").filter(|value| !value.is_null() && value.as_str() != Some("silu"))
    {
        return Err(Error::UnsupportedModel { key: "hidden_act", value: plain(activation) });
    }
    if let Some(quantization) = config.get("quantization_config").filter(|value| !value.is_null()) {
        let method = quantization.get("quant_method").map_or_else(|| "(unnamed)".to_owned(), plain);
        return Err(Error::UnsupportedModel { key: "quantization_config", value: method });
    }
    if let Some(factor) = config.get("partial_rotary_factor").and_then(Value::as_f64).filter(|factor| *factor != 1.0) {
        return Err(Error::UnsupportedModel { key: "partial_rotary_factor", value: factor.to_string() });
    }
    Ok(())
}

/// `rope_parameters` (newer) or `rope_theta` with `rope_scaling` (older).
fn rope(config: &Map<String, Value>) -> Result<(f64, RopeScaling), Error> {
    const DEFAULT_THETA: f64 = 10_000.0;
    let newer = config.get("rope_parameters").and_then(Value::as_object);
    let older = config.get("rope_scaling").and_then(Value::as_object);
    let theta = match newer.map(|rope| optional_number(rope, "rope_theta")).transpose()?.flatten() {
        Some(theta) => theta,
        None => optional_number(config, "rope_theta")?.unwrap_or(DEFAULT_THETA),
    };
    let Some(scaling) = newer.or(older) else { return Ok((theta, RopeScaling::None)) };
    let kind = scaling.get("rope_type").or_else(|| scaling.get("type")).and_then(Value::as_str).unwrap_or("default");
    let scaling = match kind {
        "default" => RopeScaling::None,
        "linear" => RopeScaling::Linear { factor: number(scaling, "factor")? },
        "llama3" => RopeScaling::Llama3 {
            factor: number(scaling, "factor")?,
            low_freq_factor: number(scaling, "low_freq_factor")?,
            high_freq_factor: number(scaling, "high_freq_factor")?,
            original_max_position_embeddings: size(scaling, "original_max_position_embeddings")?,
        },
        other => return Err(Error::UnsupportedModel { key: "rope_type", value: other.to_owned() }),
    };
    Ok((theta, scaling))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn optional_size(map: &Map<String, Value>, key: &'static str) -> Result<Option<usize>, Error> {
    match map.get(key).filter(|value| !value.is_null()) {
        None => Ok(None),
        Some(value) => match value.as_u64().and_then(|value| usize::try_from(value).ok()) {
            Some(value) if value > 0 => Ok(Some(value)),
            _ => Err(Error::InvalidConfig { key }),
        },
    }
}

fn size(map: &Map<String, Value>, key: &'static str) -> Result<usize, Error> {
    optional_size(map, key)?.ok_or(Error::InvalidConfig { key })
}

fn optional_number(map: &Map<String, Value>, key: &'static str) -> Result<Option<f64>, Error> {
    match map.get(key).filter(|value| !value.is_null()) {
        None => Ok(None),
        Some(value) => match value.as_f64() {
            Some(value) if value.is_finite() && value > 0.0 => Ok(Some(value)),
            _ => Err(Error::InvalidConfig { key }),
        },
    }
}

fn number(map: &Map<String, Value>, key: &'static str) -> Result<f64, Error> {
    optional_number(map, key)?.ok_or(Error::InvalidConfig { key })
}

/// A token id, a list of them, or none.
fn ids(map: &Map<String, Value>, key: &'static str) -> Result<Vec<u32>, Error> {
    let id =
        |value: &Value| value.as_u64().and_then(|value| u32::try_from(value).ok()).ok_or(Error::InvalidConfig { key });
    match map.get(key) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(list)) => list.iter().map(id).collect(),
        Some(value) => Ok(vec![id(value)?]),
    }
}
