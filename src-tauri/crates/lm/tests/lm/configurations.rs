//! `config.json` in its spellings, and what of it is refused.

use isocenter_lm::{Error, ModelSource};
use isocenter_nn::RopeScaling;
use serde_json::{Value, json};

use crate::fixture::{copy_of, edit_config, edit_json, error_of};

fn opened_with(family: &str, edit: impl FnOnce(&mut Value)) -> Result<ModelSource, Error> {
    let folder = copy_of(family);
    edit_config(folder.path(), edit);
    ModelSource::open(folder.path())
}

fn without(config: &mut Value, key: &str) {
    config.as_object_mut().unwrap().remove(key);
}

fn llama3_scaling() -> RopeScaling {
    RopeScaling::Llama3 {
        factor: 8.0,
        low_freq_factor: 1.0,
        high_freq_factor: 4.0,
        original_max_position_embeddings: 64,
    }
}

#[test]
fn the_older_and_the_newer_spelling_of_rotary_settings_mean_the_same() {
    let older = opened_with("llama3", |_| ()).unwrap();
    let newer = opened_with("llama3", |config| {
        let mut rope = config["rope_scaling"].take();
        rope["rope_theta"] = config["rope_theta"].take();
        config["rope_parameters"] = rope;
        without(config, "rope_scaling");
        without(config, "rope_theta");
    })
    .unwrap();
    assert_eq!(older.config().rope_scaling, llama3_scaling());
    assert_eq!(older.config().rope_theta, 500_000.0);
    assert_eq!(older.config(), newer.config());
}

#[test]
fn type_is_read_as_rope_type() {
    let folder =
        opened_with("llama2", |config| config["rope_scaling"] = json!({"type": "linear", "factor": 2.0})).unwrap();
    assert_eq!(folder.config().rope_scaling, RopeScaling::Linear { factor: 2.0 });
}

#[test]
fn absent_head_sizes_follow_from_the_hidden_size() {
    let whole = opened_with("llama2", |_| ()).unwrap();
    let folder = opened_with("llama2", |config| {
        without(config, "head_dim");
        without(config, "num_key_value_heads");
    })
    .unwrap();
    assert_eq!(folder.config(), whole.config());
}

#[test]
fn a_sliding_window_of_null_is_none() {
    assert_eq!(
        opened_with("mistral", |config| config["sliding_window"] = Value::Null).unwrap().config().sliding_window,
        None
    );
}

#[test]
fn a_llama_has_no_sliding_window_whatever_its_file_says() {
    assert_eq!(
        opened_with("llama2", |config| config["sliding_window"] = 16.into()).unwrap().config().sliding_window,
        None
    );
}

#[test]
fn end_tokens_of_both_files_and_of_the_tokenizer_are_joined() {
    let folder = copy_of("llama3");
    edit_config(folder.path(), |config| config["eos_token_id"] = json!([1, 3]));
    edit_json(&folder.path().join("generation_config.json"), |config| config["eos_token_id"] = json!([3, 2]));
    assert_eq!(ModelSource::open(folder.path()).unwrap().eos_ids(), [1, 3, 2, 4], "4 is the tokenizer's own");
}

#[test]
fn an_unknown_architecture_is_named() {
    let error = error_of(opened_with("llama2", |config| config["architectures"] = json!(["Qwen2ForCausalLM"])));
    assert!(
        matches!(&error, Error::UnknownArchitecture { architecture } if architecture == "Qwen2ForCausalLM"),
        "{error}"
    );
}

#[test]
fn what_would_be_computed_wrongly_is_refused_by_its_key() {
    for (key, value, named) in [
        ("attention_bias", json!(true), "attention_bias"),
        ("mlp_bias", json!(true), "mlp_bias"),
        ("hidden_act", json!("gelu"), "hidden_act"),
        ("quantization_config", json!({"quant_method": "awq"}), "quantization_config"),
        ("partial_rotary_factor", json!(0.5), "partial_rotary_factor"),
        ("rope_scaling", json!({"rope_type": "yarn", "factor": 4.0}), "rope_type"),
    ] {
        let error = error_of(opened_with("llama2", |config| config[key] = value));
        assert!(matches!(&error, Error::UnsupportedModel { key, .. } if *key == named), "{key}: {error}");
    }
}

#[test]
fn values_that_cannot_be_are_refused_by_their_key() {
    for (key, value) in [
        ("hidden_size", json!(0)),
        ("num_hidden_layers", json!("three")),
        ("vocab_size", Value::Null),
        ("rms_norm_eps", json!(-1.0)),
        ("num_key_value_heads", json!(3)),
        ("head_dim", json!(15)),
        ("eos_token_id", json!("</s>")),
    ] {
        let error = error_of(opened_with("llama2", |config| config[key] = value));
        assert!(matches!(&error, Error::InvalidConfig { key: named } if *named == key), "{key}: {error}");
    }
}

#[test]
fn a_configuration_that_is_not_json_is_named() {
    let folder = copy_of("llama2");
    std::fs::write(folder.path().join("config.json"), "{").unwrap();
    let error = error_of(ModelSource::open(folder.path()));
    assert!(matches!(&error, Error::Json { path, .. } if path.ends_with("config.json")), "{error}");
}
