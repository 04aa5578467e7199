//! PEFT adapter folders: what fits, what does not, and that both files are written or neither.

use std::fs;
use std::path::{Path, PathBuf};

use candle_core::{Device, Tensor};
use isocenter_lm::adapter_file::{self, AdapterSettings, TargetModules};
use isocenter_lm::{Error, ModelSource};
use isocenter_nn::{Adapter, AdapterKey, DecoderConfig, LoraWeights, Projection};
use serde_json::{Value, json};

use crate::fixture::{copy_of, edit_json, edit_tensors, engine, error_of, pack};

const CONFIG: &str = "adapter_config.json";
const WEIGHTS: &str = "adapter_model.safetensors";
const TENSOR: &str = "base_model.model.model.layers.1.self_attn.v_proj.lora_B.weight";

fn config_of(family: &str) -> DecoderConfig {
    ModelSource::open(&pack(family)).unwrap().config().clone()
}

fn read(folder: &Path, family: &str) -> Result<(AdapterSettings, Adapter), Error> {
    adapter_file::read(folder, &config_of(family), &Device::Cpu)
}

/// A copied adapter whose configuration was changed.
fn read_with(edit: impl FnOnce(&mut Value)) -> Result<(AdapterSettings, Adapter), Error> {
    let folder = copy_of("llama2");
    let adapter = folder.path().join("adapter");
    edit_json(&adapter.join(CONFIG), edit);
    read(&adapter, "llama2")
}

fn scale_at(adapter: &Adapter, layer: usize, projection: Projection) -> f64 {
    adapter.get(AdapterKey { layer, projection }).unwrap().scale
}

#[test]
fn the_scale_is_alpha_over_rank_or_over_its_root() {
    let (settings, adapter) = read_with(|_| ()).unwrap();
    assert_eq!(
        (settings.rank, settings.alpha, settings.use_rslora, &settings.target_modules),
        (4, 8.0, false, &TargetModules::All)
    );
    assert_eq!(scale_at(&adapter, 0, Projection::Q), 2.0);
    let (_, adapter) = read_with(|config| config["use_rslora"] = true.into()).unwrap();
    assert_eq!(scale_at(&adapter, 0, Projection::Q), 4.0);
}

#[test]
fn alpha_patterns_change_the_places_they_name_and_only_those() {
    let (_, adapter) =
        read_with(|config| config["alpha_pattern"] = json!({"layers.1.self_attn.q_proj": 2, "up_proj": 4})).unwrap();
    assert_eq!(scale_at(&adapter, 1, Projection::Q), 0.5);
    assert_eq!(scale_at(&adapter, 0, Projection::Q), 2.0);
    assert_eq!(scale_at(&adapter, 2, Projection::Up), 1.0);
}

#[test]
fn patterns_that_are_regular_expressions_are_refused() {
    let error = error_of(read_with(|config| config["rank_pattern"] = json!({".*q_proj": 4})));
    assert!(matches!(&error, Error::UnsupportedAdapter { key, .. } if key.starts_with("rank_pattern")), "{error}");
}

#[test]
fn all_linear_means_all_seven() {
    let (settings, _) = read_with(|config| config["target_modules"] = "all-linear".into()).unwrap();
    assert_eq!(settings.target_modules, TargetModules::All);
}

#[test]
fn names_with_the_adapters_name_inside_are_read() {
    let folder = copy_of("llama2");
    let adapter = folder.path().join("adapter");
    edit_tensors(&adapter.join(WEIGHTS), |tensors| {
        let renamed = tensors.drain().map(|(name, tensor)| {
            (name.replace("lora_A.", "lora_A.default.").replace("lora_B.", "lora_B.default."), tensor)
        });
        let renamed: Vec<_> = renamed.collect();
        tensors.extend(renamed);
    });
    assert_eq!(read(&adapter, "llama2").unwrap().1.iter().count(), 7 * config_of("llama2").num_layers);
}

#[test]
fn settings_that_change_the_arithmetic_are_refused_by_name() {
    for (key, value) in [
        ("use_dora", json!(true)),
        ("bias", json!("lora_only")),
        ("modules_to_save", json!(["lm_head"])),
        ("fan_in_fan_out", json!(true)),
        ("trainable_token_indices", json!([1])),
        ("layer_replication", json!([[0, 2]])),
        ("target_modules", json!(["q_proj", "embed_tokens"])),
        ("target_modules", json!(".*_proj")),
        ("peft_type", json!("IA3")),
        ("r", json!(0)),
    ] {
        let error = error_of(read_with(|config| config[key] = value));
        assert!(
            matches!(&error, Error::UnsupportedAdapter { key: named, .. } if named.starts_with(key)),
            "{key}: {error}"
        );
    }
}

#[test]
fn an_adapter_of_another_base_is_refused_by_its_first_tensor_of_another_shape() {
    let mut wider = config_of("llama2");
    wider.hidden_size *= 2;
    match error_of(adapter_file::read(&pack("llama2").join("adapter"), &wider, &Device::Cpu)) {
        Error::AdapterShape { tensor, expected, found, .. } => {
            assert_eq!(tensor, "base_model.model.model.layers.0.mlp.down_proj.lora_B.weight");
            assert_eq!((expected, found), (vec![wider.hidden_size, 4], vec![wider.hidden_size / 2, 4]));
        }
        error => panic!("{error}"),
    }
}

#[test]
fn an_adapter_of_a_deeper_base_is_refused_by_a_tensor_without_a_place() {
    let mut shallow = config_of("llama2");
    shallow.num_layers -= 1;
    let error = error_of(adapter_file::read(&pack("llama2").join("adapter"), &shallow, &Device::Cpu));
    let unplaced = format!("base_model.model.model.layers.{}.", shallow.num_layers);
    assert!(matches!(&error, Error::AdapterTensorUnplaced { tensor, .. } if tensor.starts_with(&unplaced)), "{error}");
}

#[test]
fn an_adapter_of_a_shallower_base_is_refused_by_the_tensor_it_lacks() {
    let mut deep = config_of("llama2");
    deep.num_layers += 1;
    let error = error_of(adapter_file::read(&pack("llama2").join("adapter"), &deep, &Device::Cpu));
    let lacking = format!("base_model.model.model.layers.{}.self_attn.q_proj.lora_A.weight", deep.num_layers - 1);
    assert!(matches!(&error, Error::MissingTensor { tensor, .. } if *tensor == lacking), "{error}");
}

#[test]
fn an_adapter_for_other_heads_does_not_enter_an_engine_and_leaves_it_as_it_was() {
    let mut engine = engine(&pack("mistral"));
    let error = error_of(engine.add_adapter("tuned", &pack("llama2").join("adapter")));
    assert!(matches!(&error, Error::AdapterShape { tensor, .. } if tensor.contains("k_proj.lora_B")), "{error}");
    assert_eq!(engine.adapter_names().count(), 0);
    let unknown = error_of(engine.score(&[1, 5], Some("tuned")));
    assert!(matches!(&unknown, Error::UnknownAdapter { name } if name == "tuned"), "{unknown}");
}

#[test]
fn adapters_on_embeddings_are_refused_by_their_tensor() {
    let folder = copy_of("llama2");
    let adapter = folder.path().join("adapter");
    let foreign = "base_model.model.model.embed_tokens.lora_embedding_A";
    edit_tensors(&adapter.join(WEIGHTS), |tensors| {
        let tensor = tensors[TENSOR].clone();
        tensors.insert(foreign.to_owned(), tensor);
    });
    let error = error_of(read(&adapter, "llama2"));
    assert!(matches!(&error, Error::AdapterTensorUnplaced { tensor, .. } if tensor == foreign), "{error}");
}

#[test]
fn adapter_values_that_are_not_finite_are_refused_by_name() {
    let folder = copy_of("llama2");
    let adapter = folder.path().join("adapter");
    edit_tensors(&adapter.join(WEIGHTS), |tensors| {
        let bad = (&tensors[TENSOR] * f64::NAN).unwrap();
        tensors.insert(TENSOR.to_owned(), bad);
    });
    let error = error_of(read(&adapter, "llama2"));
    assert!(matches!(&error, Error::NonFiniteWeights { tensor, .. } if tensor == TENSOR), "{error}");
}

#[test]
fn half_an_adapter_folder_is_named_by_the_missing_file() {
    for name in [CONFIG, WEIGHTS] {
        let folder = copy_of("llama2");
        let adapter = folder.path().join("adapter");
        fs::remove_file(adapter.join(name)).unwrap();
        let error = error_of(read(&adapter, "llama2"));
        assert!(matches!(&error, Error::MissingFile { path } if path.ends_with(name)), "{error}");
    }
}

#[test]
fn places_that_differ_from_the_settings_survive_writing_and_reading() {
    let config = config_of("llama2");
    let (mut settings, adapter) = read(&pack("llama2").join("adapter"), "llama2").unwrap();
    let mut weights: std::collections::BTreeMap<AdapterKey, LoraWeights> =
        adapter.iter().map(|(key, weights)| (key, weights.clone())).collect();
    let odd = AdapterKey { layer: 1, projection: Projection::Q };
    let ones =
        |rows: usize, columns: usize| Tensor::ones((rows, columns), candle_core::DType::F32, &Device::Cpu).unwrap();
    weights.insert(odd, LoraWeights { a: ones(2, config.hidden_size), b: ones(config.query_width(), 2), scale: 3.0 });
    settings.dropout = 0.05;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("adapter");
    adapter_file::write(&folder, &settings, &Adapter::new(weights)).unwrap();
    let (settings_again, again) = read(&folder, "llama2").unwrap();
    assert_eq!(settings_again, settings);
    assert_eq!(again.get(odd).unwrap().a.dims(), [2, config.hidden_size]);
    assert!((scale_at(&again, 1, Projection::Q) - 3.0).abs() < 1e-12);
    assert_eq!(scale_at(&again, 0, Projection::Q), 2.0);
}

#[test]
fn the_same_adapter_gives_the_same_bytes() {
    let (settings, adapter) = read(&pack("mistral").join("adapter"), "mistral").unwrap();
    let parent = tempfile::tempdir().unwrap();
    let write = |name: &str| -> PathBuf {
        let folder = parent.path().join(name);
        adapter_file::write(&folder, &settings, &adapter).unwrap();
        folder
    };
    let (one, two) = (write("one"), write("two"));
    for name in [CONFIG, WEIGHTS] {
        assert_eq!(fs::read(one.join(name)).unwrap(), fs::read(two.join(name)).unwrap(), "{name}");
    }
}

#[test]
fn an_adapter_is_written_into_a_folder_that_holds_other_files() {
    let (settings, adapter) = read(&pack("llama2").join("adapter"), "llama2").unwrap();
    let parent = tempfile::tempdir().unwrap();
    let run = parent.path().join("run");
    fs::create_dir(&run).unwrap();
    fs::write(run.join("log.jsonl"), "{}\n").unwrap();
    adapter_file::write(&run, &settings, &adapter).unwrap();
    adapter_file::write(&run, &settings, &adapter).unwrap();
    assert!(run.join("log.jsonl").exists());
    read(&run, "llama2").unwrap();
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1, "no staging folder stays");
}
