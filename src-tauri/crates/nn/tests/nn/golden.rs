//! Logits against transformers and PEFT on the golden pack.

use std::collections::BTreeMap;

use candle_core::Tensor;
use isocenter_nn::{
    Adapter, AdapterKey, Arithmetic, BaseWeights, Decoder, DecoderConfig, DecoderInput, LoraWeights, Projection,
    RopeScaling,
};
use isocenter_testkit::{golden, tiny_model::MapSource, tolerance};

use crate::measure::largest_difference;

fn config(family: &str) -> DecoderConfig {
    let json = golden::json(&golden::model_folder(family).join("config.json"));
    let size = |key: &str| json[key].as_u64().unwrap() as usize;
    let rope = if json["rope_parameters"].is_object() {
        json["rope_parameters"].clone()
    } else {
        json["rope_scaling"].clone()
    };
    let theta = json["rope_theta"].as_f64().or(rope["rope_theta"].as_f64()).unwrap();
    let rope_scaling = if rope["rope_type"] == "llama3" {
        RopeScaling::Llama3 {
            factor: rope["factor"].as_f64().unwrap(),
            low_freq_factor: rope["low_freq_factor"].as_f64().unwrap(),
            high_freq_factor: rope["high_freq_factor"].as_f64().unwrap(),
            original_max_position_embeddings: rope["original_max_position_embeddings"].as_u64().unwrap() as usize,
        }
    } else {
        RopeScaling::None
    };
    DecoderConfig {
        vocab_size: size("vocab_size"),
        hidden_size: size("hidden_size"),
        intermediate_size: size("intermediate_size"),
        num_layers: size("num_hidden_layers"),
        num_heads: size("num_attention_heads"),
        num_kv_heads: size("num_key_value_heads"),
        head_dim: size("head_dim"),
        rms_norm_eps: json["rms_norm_eps"].as_f64().unwrap(),
        rope_theta: theta,
        rope_scaling,
        sliding_window: json["sliding_window"].as_u64().map(|window| window as usize),
        tie_word_embeddings: json["tie_word_embeddings"].as_bool().unwrap(),
        max_position_embeddings: size("max_position_embeddings"),
    }
}

fn adapter(family: &str, config: &DecoderConfig) -> Adapter {
    let folder = golden::model_folder(family).join("adapter");
    let settings = golden::json(&folder.join("adapter_config.json"));
    let (rank, alpha) = (settings["r"].as_f64().unwrap(), settings["lora_alpha"].as_f64().unwrap());
    let scale = if settings["use_rslora"] == true { alpha / rank.sqrt() } else { alpha / rank };
    let tensors = golden::tensors(&folder.join("adapter_model.safetensors"));
    let mut weights = BTreeMap::new();
    for layer in 0..config.num_layers {
        for projection in Projection::ALL {
            let path = format!("base_model.model.{}", projection.hf_path(layer));
            let take = |side: &str| tensors[&format!("{path}.{side}.weight")].clone();
            weights
                .insert(AdapterKey { layer, projection }, LoraWeights { a: take("lora_A"), b: take("lora_B"), scale });
        }
    }
    Adapter::new(weights)
}

fn logits(decoder: &Decoder, ids: &[u32], adapter: Option<&Adapter>) -> Tensor {
    let input = DecoderInput::from_rows(&[ids.to_vec()], 0, decoder.device()).unwrap();
    let hidden = decoder.hidden(&input, adapter).unwrap();
    decoder.logits(&hidden.squeeze(0).unwrap()).unwrap()
}

#[test]
fn logits_equal_those_of_transformers_with_and_without_an_adapter() {
    for family in golden::FAMILIES {
        let config = config(family);
        let adapter = adapter(family, &config);
        adapter.check_fits(&config).unwrap();
        let record = golden::json(&golden::pack().join("engine").join(format!("{family}.json")));
        let wanted = golden::tensors(&golden::pack().join("engine").join(format!("{family}.safetensors")));
        for arithmetic in [Arithmetic::Fused, Arithmetic::Differentiable] {
            let source = MapSource(golden::model_tensors(&golden::model_folder(family)));
            let decoder =
                Decoder::load(config.clone(), &source, BaseWeights::Frozen).unwrap().with_arithmetic(arithmetic);
            for (index, prompt) in record["prompts"].as_array().unwrap().iter().enumerate() {
                let ids: Vec<u32> =
                    prompt["ids"].as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as u32).collect();
                for (name, adapter) in [("logits", None), ("adapter_logits", Some(&adapter))] {
                    let off =
                        largest_difference(&logits(&decoder, &ids, adapter), &wanted[&format!("prompt{index}.{name}")]);
                    assert!(off < tolerance::F32_LOGITS, "{family} {arithmetic:?} prompt {index} {name}: off by {off}");
                }
            }
        }
    }
}
