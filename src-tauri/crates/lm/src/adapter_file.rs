//! PEFT adapter folders: `adapter_config.json` and `adapter_model.safetensors`, read and written so that PEFT and we
//! read each other's.

use std::collections::BTreeMap;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use isocenter_nn::{Adapter, AdapterKey, DecoderConfig, LoraWeights, Projection, projection_shape};

use crate::Error;
use crate::adapter_config::{AdapterConfig, config_json};
pub use crate::adapter_config::{AdapterSettings, TargetModules};
use crate::safetensors::{WeightFile, serialize};
use crate::staged_folder::StagedFolder;

const CONFIG_FILE: &str = "adapter_config.json";
pub(crate) const WEIGHTS_FILE: &str = "adapter_model.safetensors";
const PEFT_PREFIX: &str = "base_model.model.";

/// Reads an adapter for a base of the given shape; its tensors are f32 on the device.
///
/// # Errors
/// [`Error::AdapterShape`] or [`Error::AdapterTensorUnplaced`] names the tensor that does not fit this base,
/// [`Error::MissingTensor`] one that
/// the settings promise, [`Error::UnsupportedAdapter`] a setting this engine does not compute; the errors of weight
/// files otherwise.
pub fn read(folder: &Path, config: &DecoderConfig, device: &Device) -> Result<(AdapterSettings, Adapter), Error> {
    let adapter_config = AdapterConfig::read(&folder.join(CONFIG_FILE))?;
    let file = WeightFile::open(&folder.join(WEIGHTS_FILE))?;
    let mut sides: BTreeMap<AdapterKey, Sides> = BTreeMap::new();
    for name in file.names() {
        let place = TensorPlace::of(&name).filter(|place| place.key.layer < config.num_layers);
        let Some(TensorPlace { key, side }) = place else {
            return Err(Error::AdapterTensorUnplaced { file: file.path().to_owned(), tensor: name });
        };
        let (rows, columns) = projection_shape(config, key.projection);
        let rank = adapter_config.rank(key);
        let expected = match side {
            Side::A => [rank, columns],
            Side::B => [rows, rank],
        };
        let found = file.stored(&name)?.shape;
        if found != expected {
            return Err(Error::AdapterShape {
                file: file.path().to_owned(),
                tensor: name.clone(),
                expected: expected.to_vec(),
                found: found.to_vec(),
            });
        }
        let tensor = file.read(&name, device)?;
        let pair = sides.entry(key).or_default();
        match side {
            Side::A => pair.a = Some(tensor),
            Side::B => pair.b = Some(tensor),
        }
    }
    let mut weights = BTreeMap::new();
    for key in promised(&adapter_config, config) {
        let missing =
            |side: Side| Error::MissingTensor { file: file.path().to_owned(), tensor: tensor_name(key, side) };
        let pair = sides.remove(&key).unwrap_or_default();
        let (a, b) = (pair.a.ok_or_else(|| missing(Side::A))?, pair.b.ok_or_else(|| missing(Side::B))?);
        weights.insert(key, LoraWeights { a, b, scale: adapter_config.scale(key) });
    }
    if let Some(key) = sides.keys().next() {
        return Err(Error::AdapterTensorUnplaced { file: file.path().to_owned(), tensor: tensor_name(*key, Side::A) });
    }
    Ok((adapter_config.settings, Adapter::new(weights)))
}

/// Writes an adapter, both files whole or neither. The same adapter always gives the same bytes.
///
/// # Errors
/// [`Error::DiskFull`] or [`Error::Write`]; nothing is left behind then, and an earlier adapter in the folder stays as
/// it was.
pub fn write(folder: &Path, settings: &AdapterSettings, adapter: &Adapter) -> Result<(), Error> {
    let mut tensors = Vec::new();
    for (key, weights) in adapter.iter() {
        tensors.push((tensor_name(key, Side::A), weights.a.clone()));
        tensors.push((tensor_name(key, Side::B), weights.b.clone()));
    }
    let mut staged = StagedFolder::beside(folder)?;
    staged.write(WEIGHTS_FILE, &serialize(&tensors, DType::F32)?)?;
    staged.write(CONFIG_FILE, config_json(settings, adapter).as_bytes())?;
    staged.publish()
}

#[derive(Default)]
struct Sides {
    a: Option<Tensor>,
    b: Option<Tensor>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    A,
    B,
}

struct TensorPlace {
    key: AdapterKey,
    side: Side,
}

impl TensorPlace {
    /// `base_model.model.model.layers.3.mlp.up_proj.lora_A.weight`, or with an adapter's name as
    /// `lora_A.default.weight`.
    fn of(name: &str) -> Option<Self> {
        let path = name.strip_prefix(PEFT_PREFIX)?.strip_suffix(".weight")?;
        let (module, side) = match (path.split_once(".lora_A"), path.split_once(".lora_B")) {
            (Some((module, rest)), _) if is_adapter_name(rest) => (module, Side::A),
            (_, Some((module, rest))) if is_adapter_name(rest) => (module, Side::B),
            _ => return None,
        };
        let projection = Projection::from_module_name(module.rsplit('.').next()?)?;
        let layer = module.strip_prefix("model.layers.")?.split('.').next()?.parse().ok()?;
        // The block between layer and projection (`self_attn`, `mlp`) must be the one the projection lives in.
        (projection.hf_path(layer) == module).then_some(Self { key: AdapterKey { layer, projection }, side })
    }
}

fn is_adapter_name(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('.')
}

fn tensor_name(key: AdapterKey, side: Side) -> String {
    let side = match side {
        Side::A => "lora_A",
        Side::B => "lora_B",
    };
    format!("{PEFT_PREFIX}{}.{side}.weight", key.projection.hf_path(key.layer))
}

fn promised(adapter: &AdapterConfig, config: &DecoderConfig) -> Vec<AdapterKey> {
    let carries = |layer: &usize| adapter.layers.as_ref().is_none_or(|layers| layers.contains(layer));
    let projections = adapter.settings.target_modules.projections();
    (0..config.num_layers)
        .filter(carries)
        .flat_map(|layer| projections.iter().map(move |projection| AdapterKey { layer, projection: *projection }))
        .collect()
}
