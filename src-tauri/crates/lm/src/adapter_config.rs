//! `adapter_config.json` as PEFT reads and writes it. Tensors are read by `adapter_file`.

use std::collections::BTreeMap;
use std::path::Path;

use isocenter_nn::{Adapter, AdapterKey, Projection};
use serde_json::{Map, Value, json};

use crate::Error;
use crate::json_file::read_json;

/// Which projections carry a LoRA pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetModules {
    /// All seven of every layer (`all-linear` in PEFT's words).
    All,
    /// Those named, in every layer.
    Listed(Vec<Projection>),
}

impl TargetModules {
    /// The projections, in the order of a layer.
    #[must_use]
    pub fn projections(&self) -> Vec<Projection> {
        match self {
            Self::All => Projection::ALL.to_vec(),
            Self::Listed(listed) => {
                Projection::ALL.into_iter().filter(|projection| listed.contains(projection)).collect()
            }
        }
    }
}

/// What `adapter_config.json` says of an adapter.
#[derive(Debug, Clone, PartialEq)]
pub struct AdapterSettings {
    /// Rank of the pairs (PEFT's `r`).
    pub rank: usize,
    /// PEFT's `lora_alpha`.
    pub alpha: f64,
    /// Whether the scale is alpha / √rank (rank-stabilised, Kalajdzievski 2023) instead of alpha / rank.
    pub use_rslora: bool,
    /// Where the pairs sit.
    pub target_modules: TargetModules,
    /// Dropout used in training; answering never drops.
    pub dropout: f64,
    /// The base it was trained on, as its trainer called it.
    pub base_model_name_or_path: String,
}

impl AdapterSettings {
    /// The factor of the low-rank path.
    #[must_use]
    pub fn scale(&self) -> f64 {
        scale(self.alpha, self.rank, self.use_rslora)
    }
}

/// The settings with what only reading needs.
pub(crate) struct AdapterConfig {
    pub(crate) settings: AdapterSettings,
    /// Layers that carry pairs; none means all.
    pub(crate) layers: Option<Vec<usize>>,
    rank_pattern: Vec<(String, usize)>,
    alpha_pattern: Vec<(String, f64)>,
}

impl AdapterConfig {
    /// Reads the file and refuses by name whatever would change the arithmetic.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let config: Map<String, Value> = read_json(path)?;
        let refuse = |key: String| Err(Error::UnsupportedAdapter { file: path.to_owned(), key });
        if config.get("peft_type").and_then(Value::as_str) != Some("LORA") {
            return refuse(setting(&config, "peft_type"));
        }
        for key in UNSUPPORTED_WHEN_SET {
            if config.get(key).is_some_and(is_set) {
                return refuse(setting(&config, key));
            }
        }
        if config.get("bias").is_some_and(|bias| !bias.is_null() && bias.as_str() != Some("none")) {
            return refuse(setting(&config, "bias"));
        }
        let Some(rank) = config
            .get("r")
            .and_then(Value::as_u64)
            .and_then(|rank| usize::try_from(rank).ok())
            .filter(|rank| *rank > 0)
        else {
            return refuse(setting(&config, "r"));
        };
        let Some(alpha) = config.get("lora_alpha").and_then(Value::as_f64).filter(|alpha| alpha.is_finite()) else {
            return refuse(setting(&config, "lora_alpha"));
        };
        let Some(target_modules) = config.get("target_modules").and_then(target_modules) else {
            return refuse(setting(&config, "target_modules"));
        };
        let layers = match config.get("layers_to_transform") {
            None | Some(Value::Null) => None,
            Some(value) => match layer_list(value) {
                Some(layers) => Some(layers),
                None => return refuse(setting(&config, "layers_to_transform")),
            },
        };
        let Some(rank_pattern) = pattern(&config, "rank_pattern", |value| {
            value.as_u64().and_then(|rank| usize::try_from(rank).ok()).filter(|rank| *rank > 0)
        }) else {
            return refuse(setting(&config, "rank_pattern"));
        };
        let Some(alpha_pattern) = pattern(&config, "alpha_pattern", Value::as_f64) else {
            return refuse(setting(&config, "alpha_pattern"));
        };
        Ok(Self {
            settings: AdapterSettings {
                rank,
                alpha,
                use_rslora: config.get("use_rslora").and_then(Value::as_bool).unwrap_or(false),
                target_modules,
                dropout: config.get("lora_dropout").and_then(Value::as_f64).unwrap_or(0.0),
                base_model_name_or_path: config
                    .get("base_model_name_or_path")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned(),
            },
            layers,
            rank_pattern,
            alpha_pattern,
        })
    }

    /// The rank at one place.
    pub(crate) fn rank(&self, key: AdapterKey) -> usize {
        matching(&self.rank_pattern, key).unwrap_or(self.settings.rank)
    }

    /// The factor of the low-rank path at one place.
    pub(crate) fn scale(&self, key: AdapterKey) -> f64 {
        scale(
            matching(&self.alpha_pattern, key).unwrap_or(self.settings.alpha),
            self.rank(key),
            self.settings.use_rslora,
        )
    }
}

/// The file's content for an adapter. Places whose rank or scale differ from the settings are listed in PEFT's
/// patterns.
pub(crate) fn config_json(settings: &AdapterSettings, adapter: &Adapter) -> String {
    let mut rank_pattern = BTreeMap::new();
    let mut alpha_pattern = BTreeMap::new();
    for (key, weights) in adapter.iter() {
        let rank = weights.a.dims().first().copied().unwrap_or(settings.rank);
        let path = key.projection.hf_path(key.layer);
        if rank != settings.rank {
            rank_pattern.insert(path.clone(), rank);
        }
        if (weights.scale - scale(settings.alpha, rank, settings.use_rslora)).abs() > 1e-9 * weights.scale.abs() {
            alpha_pattern.insert(path, weights.scale / scale(1.0, rank, settings.use_rslora));
        }
    }
    let target_modules: Vec<&str> =
        settings.target_modules.projections().into_iter().map(Projection::module_name).collect();
    // Only keys that every PEFT since 0.9 knows: older ones refuse keys they do not.
    let config = json!({
        "alpha_pattern": alpha_pattern,
        "auto_mapping": null,
        "base_model_name_or_path": settings.base_model_name_or_path,
        "bias": "none",
        "fan_in_fan_out": false,
        "inference_mode": true,
        "init_lora_weights": true,
        "layer_replication": null,
        "layers_pattern": null,
        "layers_to_transform": null,
        "loftq_config": {},
        "lora_alpha": number(settings.alpha),
        "lora_dropout": settings.dropout,
        "megatron_config": null,
        "megatron_core": "megatron.core",
        "modules_to_save": null,
        "peft_type": "LORA",
        "r": settings.rank,
        "rank_pattern": rank_pattern,
        "revision": null,
        "target_modules": target_modules,
        "task_type": "CAUSAL_LM",
        "use_dora": false,
        "use_rslora": settings.use_rslora,
    });
    format!("{config:#}\n")
}

/// Settings that, when set, need arithmetic or tensors this engine does not have.
const UNSUPPORTED_WHEN_SET: [&str; 17] = [
    "use_dora",
    "use_qalora",
    "use_bdlora",
    "lora_bias",
    "fan_in_fan_out",
    "modules_to_save",
    "exclude_modules",
    "layers_pattern",
    "layer_replication",
    "target_parameters",
    "trainable_token_indices",
    "alora_invocation_tokens",
    "megatron_config",
    "arrow_config",
    "kasa_config",
    "monteclora_config",
    "velora_config",
];

fn is_set(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        _ => true,
    }
}

fn setting(config: &Map<String, Value>, key: &str) -> String {
    format!("{key} = {}", config.get(key).unwrap_or(&Value::Null))
}

/// A whole alpha is written as PEFT writes it, without a decimal point.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and small, as just checked")]
        return json!(value as i64);
    }
    json!(value)
}

fn scale(alpha: f64, rank: usize, use_rslora: bool) -> f64 {
    let rank = rank as f64;
    if use_rslora { alpha / rank.sqrt() } else { alpha / rank }
}

/// A list of module names, one name, or `all-linear`; None for anything else (a pattern, a head, an embedding).
fn target_modules(value: &Value) -> Option<TargetModules> {
    let projection = |name: &Value| Projection::from_module_name(name.as_str()?.rsplit('.').next()?);
    match value {
        Value::String(text) if text == "all-linear" => Some(TargetModules::All),
        Value::String(_) => projection(value).map(|projection| TargetModules::Listed(vec![projection])),
        Value::Array(names) => {
            let listed = names.iter().map(projection).collect::<Option<Vec<_>>>()?;
            let listed = TargetModules::Listed(listed).projections();
            Some(if listed.len() == Projection::ALL.len() { TargetModules::All } else { TargetModules::Listed(listed) })
        }
        _ => None,
    }
}

fn layer_list(value: &Value) -> Option<Vec<usize>> {
    let layer = |value: &Value| value.as_u64().and_then(|layer| usize::try_from(layer).ok());
    match value {
        Value::Array(list) => list.iter().map(layer).collect(),
        single => layer(single).map(|layer| vec![layer]),
    }
}

/// A pattern table whose keys are plain paths. None for regular expressions, which PEFT also takes.
fn pattern<T>(config: &Map<String, Value>, key: &str, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<(String, T)>> {
    match config.get(key) {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::Object(map)) => map
            .iter()
            .map(|(path, value)| {
                let is_plain = path.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_'));
                is_plain.then(|| read(value)).flatten().map(|value| (path.clone(), value))
            })
            .collect(),
        Some(_) => None,
    }
}

/// PEFT takes the first key that is the whole path or its end after a dot.
fn matching<T: Copy>(pattern: &[(String, T)], key: AdapterKey) -> Option<T> {
    let path = key.projection.hf_path(key.layer);
    let fits = |end: &str| path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    pattern.iter().find(|(end, _)| fits(end)).map(|(_, value)| *value)
}
