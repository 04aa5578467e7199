//! Activation checkpointing changes no number: loss and gradients are those of the plain pass, bit for bit.

use std::collections::HashMap;

use candle_core::{Tensor, Var};
use isocenter_nn::{
    Adapter, AdapterKey, Arithmetic, BaseWeights, Decoder, DecoderInput, Error, LoraDropout, Projection,
};
use isocenter_testkit::tiny_model::{self, AdapterStart};

use crate::measure::flat;

/// The loss, and the gradient of every variable by its name.
type Found = (f32, HashMap<String, Vec<f32>>);

const FACTOR: f64 = 0.125;

struct Case<'a> {
    decoder: &'a Decoder,
    adapter: Option<&'a Adapter>,
    variables: &'a [(String, Var)],
    input: DecoderInput,
}

impl Case<'_> {
    fn rows(&self) -> (Tensor, Vec<u32>) {
        let rows: Vec<u32> = (3..12).collect();
        let targets = rows.iter().map(|row| row * 5 % 61).collect();
        (Tensor::new(rows, self.decoder.device()).unwrap(), targets)
    }

    fn plain(&self) -> Found {
        let (rows, targets) = self.rows();
        let hidden = self.decoder.hidden(&self.input, self.adapter).unwrap().flatten(0, 1).unwrap();
        let sum = self.decoder.loss_sum(&hidden.index_select(&rows, 0).unwrap(), &targets).unwrap();
        let store = sum.affine(FACTOR, 0.0).unwrap().backward().unwrap();
        let of = |(name, variable): &(String, Var)| {
            store.get(variable.as_tensor()).map(|gradient| (name.clone(), flat(gradient)))
        };
        (sum.to_scalar().unwrap(), self.variables.iter().filter_map(of).collect())
    }

    fn checkpointed(&self) -> Found {
        let (rows, targets) = self.rows();
        let mut found = HashMap::new();
        let loss = self
            .decoder
            .checkpointed_loss::<Error>(&self.input, self.adapter, Some(&rows), &targets, FACTOR, &mut |store| {
                for (name, variable) in self.variables {
                    if let Some(gradient) = store.remove(variable.as_tensor()) {
                        assert!(found.insert(name.clone(), flat(&gradient)).is_none(), "{name} comes once");
                    }
                }
                Ok(())
            })
            .unwrap();
        (loss, found)
    }

    fn assert_equal(&self, what: &str) {
        let (plain, checkpointed) = (self.plain(), self.checkpointed());
        assert_eq!(plain.0, checkpointed.0, "{what}: the loss");
        assert_eq!(plain.1.len(), checkpointed.1.len(), "{what}: as many gradients");
        assert!(!plain.1.is_empty(), "{what}: something learns");
        for (name, gradient) in &plain.1 {
            assert!(gradient == &checkpointed.1[name], "{what}: the gradient of {name}");
        }
    }
}

fn padded(decoder: &Decoder) -> DecoderInput {
    let rows = tiny_model::token_rows(7, decoder.config().vocab_size, &[14, 9, 5]);
    DecoderInput::from_rows(&rows, 0, decoder.device()).unwrap()
}

#[test]
fn gradients_of_an_adapter_are_those_of_the_plain_pass() {
    for config in tiny_model::configs() {
        for form in [Arithmetic::Fused, Arithmetic::Differentiable] {
            let decoder = tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(form);
            let (adapter, variables) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
            let dropping = adapter.with_dropout(LoraDropout { probability: 0.3, seed: 5 });
            for adapter in [&adapter, &dropping] {
                let case =
                    Case { decoder: &decoder, adapter: Some(adapter), variables: &variables, input: padded(&decoder) };
                case.assert_equal(&format!("{form:?}, dropout {:?}", adapter.dropout()));
            }
            let texts = tiny_model::token_rows(9, config.vocab_size, &[9, 12, 4]);
            let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
            let input = DecoderInput::packed(&texts, decoder.device()).unwrap();
            Case { decoder: &decoder, adapter: Some(&adapter), variables: &variables, input }.assert_equal("packed");
        }
    }
}

#[test]
fn layers_below_the_first_adapter_are_left_out() {
    let config = tiny_model::llama3_config();
    let decoder = tiny_model::decoder(&config, BaseWeights::Frozen);
    let (adapter, variables) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
    let last = config.num_layers - 1;
    let only = |key: &AdapterKey| key.layer == last && key.projection == Projection::Up;
    let upper = Adapter::new(
        adapter.iter().filter(|(key, _)| only(key)).map(|(key, weights)| (key, weights.clone())).collect(),
    );
    let case = Case { decoder: &decoder, adapter: Some(&upper), variables: &variables, input: padded(&decoder) };
    case.assert_equal("one module");
    assert_eq!(case.checkpointed().1.len(), 2);
}

#[test]
fn gradients_of_a_trainable_base_are_those_of_the_plain_pass() {
    for config in tiny_model::configs() {
        let decoder = tiny_model::decoder(&config, BaseWeights::Trainable);
        let variables = decoder.variables();
        let case = Case { decoder: &decoder, adapter: None, variables: &variables, input: padded(&decoder) };
        if config.tie_word_embeddings {
            // The embedding's gradient comes in two parts, from the head and from the input.
            continue;
        }
        case.assert_equal("base");
    }
}
