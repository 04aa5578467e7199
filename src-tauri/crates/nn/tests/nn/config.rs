//! Configurations, weights and names.

use candle_core::Device;
use isocenter_nn::{BaseWeights, Decoder, DecoderConfig, Error, Projection, RopeScaling};
use isocenter_testkit::tiny_model;

#[test]
fn a_configuration_that_cannot_be_is_refused_by_its_field() {
    let sound = tiny_model::llama2_config();
    let refused = |config: DecoderConfig, wanted: &str| match config.check() {
        Err(Error::InvalidConfig { field, .. }) => assert_eq!(field, wanted),
        other => panic!("{wanted}: {other:?}"),
    };
    refused(DecoderConfig { num_layers: 0, ..sound.clone() }, "num_layers");
    refused(DecoderConfig { num_kv_heads: 3, ..sound.clone() }, "num_kv_heads");
    refused(DecoderConfig { head_dim: 7, ..sound.clone() }, "head_dim");
    refused(DecoderConfig { sliding_window: Some(0), ..sound.clone() }, "sliding_window");
    refused(DecoderConfig { rope_theta: f64::NAN, ..sound.clone() }, "rope_theta");
    refused(DecoderConfig { rope_scaling: RopeScaling::Linear { factor: 0.0 }, ..sound.clone() }, "rope_scaling");
    sound.check().unwrap();
}

#[test]
fn a_weight_that_is_missing_or_of_another_shape_is_named() {
    let config = tiny_model::llama2_config();
    let mut tensors: std::collections::HashMap<_, _> =
        tiny_model::decoder(&config, BaseWeights::Frozen).named_tensors().into_iter().collect();
    let name = "model.layers.1.self_attn.k_proj.weight";
    let right = tensors.insert(name.to_owned(), tiny_model::tensor(1, &[24, 23])).unwrap();
    let load = |tensors| Decoder::load(config.clone(), &tiny_model::MapSource(tensors), BaseWeights::Frozen);
    assert!(load(tensors.clone()).unwrap_err().to_string().contains(name));
    tensors.remove(name);
    assert!(load(tensors.clone()).unwrap_err().to_string().contains(name));
    tensors.insert(name.to_owned(), right);
    load(tensors).unwrap();
}

#[test]
fn tensors_carry_hugging_face_names_and_a_tied_head_is_not_repeated() {
    for config in tiny_model::configs() {
        let names: Vec<String> = tiny_model::decoder(&config, BaseWeights::Frozen)
            .named_tensors()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let tied = usize::from(!config.tie_word_embeddings);
        assert_eq!(names.len(), 2 + tied + 9 * config.num_layers);
        assert!(names.contains(&"model.layers.0.post_attention_layernorm.weight".to_owned()));
        assert_eq!(names.contains(&"lm_head.weight".to_owned()), !config.tie_word_embeddings);
        let count: usize =
            tiny_model::decoder(&config, BaseWeights::Frozen).named_tensors().iter().map(|(_, t)| t.elem_count()).sum();
        assert_eq!(count, config.parameter_count());
    }
}

#[test]
fn projections_are_found_by_their_module_names() {
    for projection in Projection::ALL {
        assert_eq!(Projection::from_module_name(projection.module_name()), Some(projection));
    }
    assert_eq!(Projection::from_module_name("lm_head"), None);
    assert_eq!(Projection::Up.hf_path(3), "model.layers.3.mlp.up_proj");
}

#[test]
fn the_same_seed_draws_the_same_weights_and_another_seed_others() {
    let config = tiny_model::llama2_config();
    let draw = |seed| {
        let decoder = Decoder::new_random(config.clone(), seed, 0.02, BaseWeights::Frozen, &Device::Cpu).unwrap();
        decoder.named_tensors()[0].1.flatten_all().unwrap().to_vec1::<f32>().unwrap()
    };
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    let drawn = draw(1);
    let spread = (drawn.iter().map(|x| f64::from(x * x)).sum::<f64>() / drawn.len() as f64).sqrt();
    assert!((spread - 0.02).abs() < 0.001, "standard deviation {spread}");
}
