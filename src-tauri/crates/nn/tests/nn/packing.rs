//! Packed rows: each text computes what it computes alone, and so do its gradients.

use candle_core::Tensor;
use isocenter_nn::{Arithmetic, BaseWeights, Decoder, DecoderConfig, DecoderInput};
use isocenter_testkit::tiny_model::{self, AdapterStart};
use isocenter_testkit::tolerance;

use crate::measure::{largest_difference, relative_difference};

const FORMS: [Arithmetic; 2] = [Arithmetic::Fused, Arithmetic::Differentiable];

fn packed(decoder: &Decoder, texts: &[Vec<u32>]) -> DecoderInput {
    DecoderInput::packed(&texts.iter().map(Vec::as_slice).collect::<Vec<_>>(), decoder.device()).unwrap()
}

#[test]
fn a_packed_text_equals_the_same_text_alone() {
    let narrow = DecoderConfig { sliding_window: Some(4), ..tiny_model::mistral_config() };
    for config in tiny_model::configs().into_iter().chain([narrow]) {
        for form in FORMS {
            let decoder = tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(form);
            for lengths in [&[9, 1, 4][..], &[7], &[130, 2, 150]] {
                let texts = tiny_model::token_rows(3, config.vocab_size, lengths);
                let together = decoder.hidden(&packed(&decoder, &texts), None).unwrap().squeeze(0).unwrap();
                let mut first = 0;
                for text in texts {
                    let alone = DecoderInput::from_rows(std::slice::from_ref(&text), 0, decoder.device()).unwrap();
                    let alone = decoder.hidden(&alone, None).unwrap().squeeze(0).unwrap();
                    let own = together.narrow(0, first, text.len()).unwrap();
                    let off = largest_difference(&own, &alone);
                    assert!(off < tolerance::F32_LOGITS, "{form:?}, {} of {lengths:?}: off by {off}", text.len());
                    first += text.len();
                }
            }
        }
    }
}

/// The loss of every token but the first of each text, and its gradients.
fn loss(
    decoder: &Decoder,
    input: &DecoderInput,
    rows: Vec<u32>,
    targets: &[u32],
    adapter: &isocenter_nn::Adapter,
) -> Tensor {
    let hidden = decoder.hidden(input, Some(adapter)).unwrap().flatten(0, 1).unwrap();
    let rows = Tensor::new(rows, decoder.device()).unwrap();
    decoder.loss_sum(&hidden.index_select(&rows, 0).unwrap(), targets).unwrap()
}

#[test]
fn packed_loss_and_gradients_equal_those_of_padded_rows() {
    for config in tiny_model::configs() {
        let decoder = tiny_model::decoder(&config, BaseWeights::Frozen);
        let (adapter, variables) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
        let texts = tiny_model::token_rows(8, config.vocab_size, &[40, 17, 140, 2]);
        let targets: Vec<u32> = texts.iter().flat_map(|text| text[1..].to_vec()).collect();
        let places = |first_of: &dyn Fn(usize) -> usize| -> Vec<u32> {
            let of = |(index, text): (usize, &Vec<u32>)| {
                (0..text.len() as u32 - 1).map(|token| token + first_of(index) as u32).collect::<Vec<_>>()
            };
            texts.iter().enumerate().flat_map(of).collect()
        };
        let longest = 140;
        let padded = DecoderInput::from_rows(&texts, 0, decoder.device()).unwrap();
        let padded_rows = places(&|index| (index + 1) * longest - texts[index].len());
        let packed_rows = places(&|index| texts[..index].iter().map(Vec::len).sum());
        let one = loss(&decoder, &packed(&decoder, &texts), packed_rows, &targets, &adapter);
        let other = loss(&decoder, &padded, padded_rows, &targets, &adapter);
        let off = one.to_scalar::<f32>().unwrap() / other.to_scalar::<f32>().unwrap() - 1.0;
        assert!(off.abs() < 1e-6, "loss off by {off}");
        let (one, other) = (one.backward().unwrap(), other.backward().unwrap());
        for (name, variable) in &variables {
            let gradient = |store: &candle_core::backprop::GradStore| store.get(variable.as_tensor()).unwrap().clone();
            let off = relative_difference(&gradient(&one), &gradient(&other));
            assert!(off < tolerance::F32_GRADIENT, "{name}: off by {off}");
        }
    }
}

#[test]
fn packing_nothing_is_refused() {
    let decoder = tiny_model::decoder(&tiny_model::llama2_config(), BaseWeights::Frozen);
    assert!(
        DecoderInput::packed(&[], decoder.device()).is_err() && DecoderInput::packed(&[&[]], decoder.device()).is_err()
    );
}
