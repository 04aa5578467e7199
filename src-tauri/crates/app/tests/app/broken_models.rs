//! Every way a model folder can be wrong: one code, one sentence with what to do, and a listing that still works.

use std::path::Path;

use isocenter_app::wire::{ArmChoice, SuggestRequest};
use isocenter_app::{ErrorCode, commands};
use isocenter_testkit::golden;
use serde_json::json;

use crate::fixture::{House, TASKS, copy, edit, edit_bytes, request};

#[test]
fn models_are_listed_with_what_they_are() {
    let house = House::with_model();
    std::fs::write(house.model().join("isocenter.json"), r#"{"name": "Small one", "demonstration": true}"#).unwrap();
    let models = commands::list_models(&house.application);
    assert_eq!(models.len(), 1);
    let model = &models[0];
    assert_eq!((model.id.as_str(), model.name.as_str(), model.architecture.as_str()), ("llama2", "Small one", "LLaMA"));
    assert!(model.is_demonstration && model.parameters > 100_000 && model.weights_mb > 0.1);
    assert_eq!(serde_json::to_value(&model.tasks).unwrap(), json!(TASKS));
    assert_eq!(model.problem, None);
}

#[test]
fn an_unknown_model_is_missing() {
    assert_eq!(House::with_model().refusal("another").code(), ErrorCode::ModelMissing);
}

/// Spoils a whole model, which must then be listed with a problem of `code` and refused with the same.
fn assert_refused(code: ErrorCode, names: &str, spoil: impl FnOnce(&Path)) {
    let house = House::with_model();
    spoil(&house.model());
    let listed = commands::list_models(&house.application);
    let problem = listed[0].problem.as_ref().expect("the list shows the problem");
    assert_eq!(problem.code, code, "{problem:?}");
    let error = house.refusal("llama2");
    assert_eq!(error.code(), code, "{error}");
    assert!(error.to_string().contains(names), "{error}");
}

#[test]
fn half_a_model_folder_is_incomplete() {
    for name in ["config.json", "tokenizer.json", "model.safetensors"] {
        assert_refused(ErrorCode::ModelIncomplete, name, |folder| std::fs::remove_file(folder.join(name)).unwrap());
    }
}

#[test]
fn a_missing_shard_is_incomplete() {
    let house = House::empty();
    let folder = house.add("llama3", "llama3");
    std::fs::remove_file(folder.join("model-00007-of-00013.safetensors")).unwrap();
    let error = house.refusal("llama3");
    assert_eq!(error.code(), ErrorCode::ModelIncomplete);
    assert!(error.what().contains("model-00007-of-00013.safetensors"), "{error}");
}

#[test]
fn truncated_weights_are_corrupt() {
    assert_refused(ErrorCode::ModelCorrupt, "model.safetensors", |folder| {
        edit_bytes(&folder.join("model.safetensors"), |bytes| bytes.truncate(bytes.len() / 2));
    });
}

#[test]
fn weights_that_are_no_safetensors_are_corrupt() {
    assert_refused(ErrorCode::ModelCorrupt, "model.safetensors", |folder| {
        edit_bytes(&folder.join("model.safetensors"), |bytes| bytes[..64].fill(b'?'));
    });
}

#[test]
fn a_configuration_that_is_no_json_is_corrupt() {
    assert_refused(ErrorCode::ModelCorrupt, "config.json", |folder| {
        edit(&folder.join("config.json"), |text| text[..text.len() / 2].to_owned());
    });
}

#[test]
fn weights_of_a_whole_number_type_are_unsupported() {
    assert_refused(ErrorCode::ModelUnsupported, "I32", |folder| {
        edit_bytes(&folder.join("model.safetensors"), |bytes| {
            let at = bytes.windows(5).position(|window| window == b"\"F32\"").unwrap();
            bytes[at..at + 5].copy_from_slice(b"\"I32\"");
        });
    });
}

#[test]
fn an_unknown_architecture_is_unsupported() {
    assert_refused(ErrorCode::ModelUnsupported, "GPT2LMHeadModel", |folder| {
        edit(&folder.join("config.json"), |text| text.replace("LlamaForCausalLM", "GPT2LMHeadModel"));
    });
}

#[test]
fn a_tokenizer_of_another_vocabulary_is_refused() {
    let house = House::empty();
    let folder = house.add("llama3", "llama3");
    std::fs::copy(golden::model_folder("llama2").join("tokenizer.json"), folder.join("tokenizer.json")).unwrap();
    let error = house.refusal("llama3");
    assert_eq!(error.code(), ErrorCode::ModelCorrupt);
    assert!(error.what().contains("tokenizer"), "{error}");
}

#[test]
fn weights_that_are_not_numbers_are_refused_by_tensor() {
    let house = House::with_model();
    edit_bytes(&house.model().join("model.safetensors"), |bytes| {
        let end = bytes.len();
        bytes[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    });
    let error = house.refusal("llama2");
    assert_eq!(error.code(), ErrorCode::ModelCorrupt);
    assert!(error.what().contains("tensor"), "{error}");
}

#[test]
fn an_adapter_of_another_base_is_refused_by_tensor() {
    let house = House::with_model();
    let adapter = house.model().join("adapters/icd10");
    std::fs::remove_dir_all(&adapter).unwrap();
    copy(&golden::model_folder("mistral").join("adapter"), &adapter);
    let error = house.refusal("llama2");
    assert_eq!(error.code(), ErrorCode::AdapterMismatch);
    assert!(error.what().contains("_proj"), "{error}");
}

#[test]
fn half_an_adapter_is_incomplete() {
    let house = House::with_model();
    std::fs::remove_file(house.model().join("adapters/regimen/adapter_model.safetensors")).unwrap();
    assert_eq!(house.refusal("llama2").code(), ErrorCode::ModelIncomplete);
}

#[test]
fn a_model_that_does_not_fit_into_memory_is_refused_before_a_weight_is_read() {
    let house = House::with_model();
    make_enormous(&house.model());
    let error = house.refusal("llama2");
    assert_eq!(error.code(), ErrorCode::NotEnoughMemory);
    assert!(error.what().contains("GB"), "{error}");
}

/// One layer of terabytes in a sparse file: it takes no room on the disk.
fn make_enormous(folder: &Path) {
    const WIDTH: usize = 262_144;
    const VOCABULARY: usize = 552;
    edit(&folder.join("config.json"), |text| {
        let mut config: serde_json::Value = serde_json::from_str(&text).unwrap();
        for key in ["hidden_size", "intermediate_size"] {
            config[key] = json!(WIDTH);
        }
        config["num_hidden_layers"] = json!(1);
        config["num_attention_heads"] = json!(2048);
        config["num_key_value_heads"] = json!(2048);
        config["head_dim"] = json!(128);
        config.to_string()
    });
    let square = [
        "self_attn.q_proj",
        "self_attn.k_proj",
        "self_attn.v_proj",
        "self_attn.o_proj",
        "mlp.gate_proj",
        "mlp.up_proj",
        "mlp.down_proj",
    ];
    let mut shapes: Vec<(String, Vec<usize>)> =
        square.iter().map(|name| (format!("model.layers.0.{name}.weight"), vec![WIDTH, WIDTH])).collect();
    for norm in ["model.layers.0.input_layernorm", "model.layers.0.post_attention_layernorm", "model.norm"] {
        shapes.push((format!("{norm}.weight"), vec![WIDTH]));
    }
    for table in ["model.embed_tokens", "lm_head"] {
        shapes.push((format!("{table}.weight"), vec![VOCABULARY, WIDTH]));
    }
    let mut header = serde_json::Map::new();
    let mut offset = 0_usize;
    for (name, shape) in shapes {
        let end = offset + shape.iter().product::<usize>() * 2;
        header.insert(name, json!({ "dtype": "F16", "shape": shape, "data_offsets": [offset, end] }));
        offset = end;
    }
    let mut text = serde_json::Value::Object(header).to_string().into_bytes();
    text.resize(text.len().next_multiple_of(8), b' ');
    let mut bytes = (text.len() as u64).to_le_bytes().to_vec();
    bytes.extend(text);
    let path = folder.join("model.safetensors");
    std::fs::write(&path, &bytes).unwrap();
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len((bytes.len() + offset) as u64).unwrap();
}

#[test]
fn a_broken_model_does_not_hide_a_whole_one() {
    let house = House::with_model();
    let broken = house.add("llama2", "aa-broken");
    std::fs::remove_file(broken.join("tokenizer.json")).unwrap();
    let models = commands::list_models(&house.application);
    assert_eq!(models.iter().map(|model| model.problem.is_some()).collect::<Vec<_>>(), [true, false]);
    house.suggest(&SuggestRequest { model: "llama2".into(), ..request(ArmChoice::Base) }).1.unwrap();
    let report = commands::doctor(&house.application);
    assert_eq!(report.models.len(), 2);
    assert!(report.models[1].generation.is_some_and(|fit| fit.needed_gb > 0.0));
}
