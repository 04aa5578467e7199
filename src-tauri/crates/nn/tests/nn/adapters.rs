//! Adapters that fit and those that do not; dropout.

use std::collections::BTreeMap;

use candle_core::{DType, Device, Tensor};
use isocenter_nn::{
    Adapter, AdapterKey, Arithmetic, BaseWeights, DecoderInput, Error, LoraDropout, LoraWeights, Projection,
};
use isocenter_testkit::tiny_model::{self, AdapterStart};
use isocenter_testkit::tolerance;

use crate::measure::{largest_difference, relative_difference};

fn pair(rank: usize, columns: usize, rows: usize) -> LoraWeights {
    let zeros = |shape| Tensor::zeros(shape, DType::F32, &Device::Cpu).unwrap();
    LoraWeights { a: zeros((rank, columns)), b: zeros((rows, rank)), scale: 1.0 }
}

#[test]
fn an_adapter_of_another_shape_is_refused_by_the_name_of_the_tensor() {
    let config = tiny_model::llama2_config();
    let decoder = tiny_model::decoder(&config, BaseWeights::Frozen);
    let input = DecoderInput::from_rows(&[vec![1, 2]], 0, decoder.device()).unwrap();
    let key = AdapterKey { layer: 1, projection: Projection::Down };
    let refused = |weights: LoraWeights| {
        let adapter = Adapter::new(BTreeMap::from([(key, weights)]));
        decoder.hidden(&input, Some(&adapter)).unwrap_err().to_string()
    };
    assert!(refused(pair(4, 41, 24)).contains("model.layers.1.mlp.down_proj.lora_A.weight"));
    assert!(refused(pair(4, 40, 23)).contains("model.layers.1.mlp.down_proj.lora_B.weight"));
    let mut uneven = pair(4, 40, 24);
    uneven.b = Tensor::zeros((24, 3), DType::F32, &Device::Cpu).unwrap();
    assert!(refused(uneven).contains("lora_B"));
    let beyond = Adapter::new(BTreeMap::from([(AdapterKey { layer: 2, projection: Projection::Q }, pair(2, 24, 24))]));
    assert!(matches!(beyond.check_fits(&config), Err(Error::AdapterLayer { layer: 2, num_layers: 2 })));
}

#[test]
fn an_adapter_equals_the_base_with_its_product_added() {
    for config in tiny_model::configs() {
        let decoder = tiny_model::decoder(&config, BaseWeights::Frozen);
        let (adapter, _) = tiny_model::adapter(&config, 3, AdapterStart::Trained);
        let mut added: std::collections::HashMap<_, _> = decoder.named_tensors().into_iter().collect();
        for (key, pair) in adapter.iter() {
            let name = format!("{}.weight", key.projection.hf_path(key.layer));
            let product = (pair.b.matmul(&pair.a).unwrap() * pair.scale).unwrap();
            let sum = (&added[&name] + product).unwrap();
            added.insert(name, sum);
        }
        let added =
            isocenter_nn::Decoder::load(config.clone(), &tiny_model::MapSource(added), BaseWeights::Frozen).unwrap();
        let input = DecoderInput::from_rows(&tiny_model::token_rows(1, 61, &[12, 9]), 0, decoder.device()).unwrap();
        let (base, apart) = (decoder.hidden(&input, None).unwrap(), decoder.hidden(&input, Some(&adapter)).unwrap());
        let off = relative_difference(&apart, &added.hidden(&input, None).unwrap());
        assert!(off < tolerance::F32_REORDERED, "off by {off}");
        let merged = decoder.merged(&adapter).unwrap();
        let off = relative_difference(&apart, &merged.hidden(&input, None).unwrap());
        assert!(off < tolerance::F32_REORDERED, "merged: off by {off}");
        assert_eq!(largest_difference(&base, &decoder.hidden(&input, None).unwrap()), 0.0, "the base stays the base");
    }
}

#[test]
fn dropout_follows_its_seed_is_the_same_in_both_forms_and_is_off_in_generation() {
    let config = tiny_model::llama2_config();
    let (adapter, _) = tiny_model::adapter(&config, 3, AdapterStart::Trained);
    let hidden = |adapter: &Adapter, form: Arithmetic| {
        let decoder = tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(form);
        let input = DecoderInput::from_rows(&[vec![3, 1, 4, 1, 5]], 0, decoder.device()).unwrap();
        decoder.hidden(&input, Some(adapter)).unwrap()
    };
    let dropped = |seed| adapter.with_dropout(LoraDropout { probability: 0.4, seed });
    let first = hidden(&dropped(1), Arithmetic::Fused);
    assert_eq!(largest_difference(&first, &hidden(&dropped(1), Arithmetic::Fused)), 0.0);
    assert!(largest_difference(&first, &hidden(&dropped(2), Arithmetic::Fused)) > 1e-3);
    assert!(largest_difference(&first, &hidden(&dropped(1), Arithmetic::Differentiable)) < tolerance::F32_LOGITS);
    let whole = hidden(&adapter, Arithmetic::Fused);
    assert_eq!(largest_difference(&hidden(&dropped(1).detached(), Arithmetic::Fused), &whole), 0.0);
}
