//! Left padding and the sliding window: what a row computes does not depend on what stands beside or before it.

use candle_core::Tensor;
use isocenter_nn::{Arithmetic, BaseWeights, Decoder, DecoderConfig, DecoderInput};
use isocenter_testkit::{tiny_model, tolerance};

use crate::measure::{flat, largest_difference};

const FORMS: [Arithmetic; 2] = [Arithmetic::Fused, Arithmetic::Differentiable];

fn hidden(decoder: &Decoder, rows: &[Vec<u32>]) -> Tensor {
    let input = DecoderInput::from_rows(rows, 0, decoder.device()).unwrap();
    decoder.hidden(&input, None).unwrap()
}

#[test]
fn a_padded_row_equals_the_same_row_alone() {
    for config in tiny_model::configs() {
        for form in FORMS {
            let decoder = tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(form);
            for lengths in [&[9, 1, 4][..], &[3, 7], &[130, 150, 2]] {
                let rows = tiny_model::token_rows(3, config.vocab_size, lengths);
                let longest = *lengths.iter().max().unwrap();
                let together = hidden(&decoder, &rows);
                assert!(flat(&together).iter().all(|value| value.is_finite()), "padding rows stay finite");
                for (index, row) in rows.iter().enumerate() {
                    let alone = hidden(&decoder, std::slice::from_ref(row)).squeeze(0).unwrap();
                    let padded = together.get(index).unwrap().narrow(0, longest - row.len(), row.len()).unwrap();
                    let off = largest_difference(&padded, &alone);
                    assert!(off < tolerance::F32_LOGITS, "{form:?}, row of {} in {longest}: off by {off}", row.len());
                }
            }
        }
    }
}

#[test]
fn a_token_outside_the_window_of_every_layer_changes_nothing() {
    let config = DecoderConfig { num_layers: 1, sliding_window: Some(4), ..tiny_model::mistral_config() };
    for form in FORMS {
        let decoder = tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(form);
        let row = tiny_model::token_rows(5, config.vocab_size, &[10]).remove(0);
        let mut changed = row.clone();
        changed[5] = (changed[5] + 1) % 61;
        let (before, after) = (hidden(&decoder, &[row]), hidden(&decoder, &[changed]));
        let moved: Vec<bool> = (0..10)
            .map(|token| {
                let at = |x: &Tensor| x.get(0).unwrap().get(token).unwrap();
                largest_difference(&at(&before), &at(&after)) > 1e-6
            })
            .collect();
        let wanted: Vec<bool> = (0..10).map(|token| (5..9).contains(&token)).collect();
        assert_eq!(moved, wanted, "{form:?}: a window of 4 sees itself and three tokens before");
    }
}

#[test]
fn an_input_that_does_not_fit_is_refused() {
    let decoder = tiny_model::decoder(&tiny_model::llama2_config(), BaseWeights::Frozen);
    assert!(DecoderInput::from_rows(&[], 0, decoder.device()).is_err());
    assert!(DecoderInput::from_rows(&[vec![]], 0, decoder.device()).is_err());
    let mut input = DecoderInput::from_rows(&[vec![1, 2]], 0, decoder.device()).unwrap();
    input.left_padding.push(0);
    assert!(decoder.hidden(&input, None).is_err());
    let input = DecoderInput::from_rows(&[vec![61]], 0, decoder.device()).unwrap();
    assert!(decoder.hidden(&input, None).is_err(), "a token outside the vocabulary");
}
