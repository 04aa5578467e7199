//! Every variable learns, nothing frozen does, and gradients equal those of the plain form and finite differences.

use std::collections::HashSet;

use candle_core::backprop::GradStore;
use candle_core::{Tensor, Var};
use isocenter_nn::{Adapter, Arithmetic, BaseWeights, Decoder, DecoderConfig, DecoderInput, cross_entropy_sum};
use isocenter_testkit::tiny_model::{self, AdapterStart};
use isocenter_testkit::tolerance;

use crate::measure::{flat, relative_difference};

/// How the loss is taken from the hidden states.
#[derive(Debug, Clone, Copy)]
enum Head {
    LogitsThenLoss,
    AtOnce,
}

/// The mean loss of predicting the second half of each row from what stands before.
fn loss(decoder: &Decoder, adapter: Option<&Adapter>, lengths: &[usize], head: Head) -> Tensor {
    let rows = tiny_model::token_rows(21, decoder.config().vocab_size, lengths);
    let input = DecoderInput::from_rows(&rows, 0, decoder.device()).unwrap();
    let hidden = decoder.hidden(&input, adapter).unwrap();
    let (_, tokens, width) = hidden.dims3().unwrap();
    let (mut picked, mut targets) = (Vec::new(), Vec::new());
    for (index, row) in rows.iter().enumerate() {
        for position in row.len() / 2..row.len() - 1 {
            picked.push((index * tokens + tokens - row.len() + position) as u32);
            targets.push(row[position + 1]);
        }
    }
    let picked = Tensor::new(picked, decoder.device()).unwrap();
    let hidden = hidden.reshape(((), width)).unwrap().index_select(&picked, 0).unwrap();
    let sum = match head {
        Head::LogitsThenLoss => cross_entropy_sum(&decoder.logits(&hidden).unwrap(), &targets).unwrap(),
        Head::AtOnce => decoder.loss_sum(&hidden, &targets).unwrap(),
    };
    (sum / targets.len() as f64).unwrap()
}

fn assert_finite_and_moving(gradients: &GradStore, variables: &[(String, Var)], moving: impl Fn(&str) -> bool) {
    for (name, variable) in variables {
        let gradient = gradients.get(variable.as_tensor()).unwrap_or_else(|| panic!("{name} has no gradient"));
        assert_eq!(gradient.dims(), variable.dims(), "{name}");
        let numbers = flat(gradient);
        assert!(numbers.iter().all(|value| value.is_finite()), "{name}");
        assert_eq!(numbers.iter().any(|value| *value != 0.0), moving(name), "{name}");
    }
}

#[test]
fn every_lora_tensor_learns_and_no_base_tensor_does() {
    for config in tiny_model::configs() {
        let decoder = tiny_model::decoder(&config, BaseWeights::Frozen);
        assert!(decoder.variables().is_empty());
        for (start, head) in [
            (AdapterStart::Fresh, Head::LogitsThenLoss),
            (AdapterStart::Trained, Head::LogitsThenLoss),
            (AdapterStart::Trained, Head::AtOnce),
        ] {
            let (adapter, variables) = tiny_model::adapter(&config, 4, start);
            let gradients = loss(&decoder, Some(&adapter), &[14, 9, 5], head).backward().unwrap();
            let trained = start == AdapterStart::Trained;
            // While B is zero no gradient reaches A (Hu et al. 2021, section 4.1).
            assert_finite_and_moving(&gradients, &variables, |name| trained || name.ends_with("lora_B"));
            let known: HashSet<_> = variables.iter().map(|(_, variable)| variable.as_tensor().id()).collect();
            let strangers = gradients.get_ids().filter(|id| !known.contains(id)).count();
            assert_eq!(strangers, 0, "gradients of tensors that do not learn");
        }
    }
}

#[test]
fn every_variable_of_a_trainable_base_learns() {
    for config in tiny_model::configs() {
        for head in [Head::LogitsThenLoss, Head::AtOnce] {
            let decoder = tiny_model::decoder(&config, BaseWeights::Trainable);
            let variables = decoder.variables();
            assert_eq!(variables.len(), decoder.named_tensors().len());
            let gradients = loss(&decoder, None, &[14, 9, 5], head).backward().unwrap();
            assert_finite_and_moving(&gradients, &variables, |_| true);
        }
    }
}

fn assert_same_gradients(name: &str, found: &GradStore, wanted: &GradStore, pairs: &[(Var, Var)]) {
    for (index, (one, other)) in pairs.iter().enumerate() {
        let off = relative_difference(found.get(one.as_tensor()).unwrap(), wanted.get(other.as_tensor()).unwrap());
        assert!(off < tolerance::F32_GRADIENT, "{name}, variable {index}: off by {off}");
    }
}

#[test]
fn fused_gradients_equal_those_of_the_plain_form() {
    let wide = DecoderConfig {
        hidden_size: 40,
        intermediate_size: 72,
        num_heads: 6,
        num_kv_heads: 3,
        head_dim: 10,
        vocab_size: 301,
        ..tiny_model::llama3_config()
    };
    for config in tiny_model::configs().into_iter().chain([wide]) {
        for lengths in [&[14, 9, 5][..], &[6], &[150, 140]] {
            for head in [Head::LogitsThenLoss, Head::AtOnce] {
                let (adapter, variables) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
                let same: Vec<_> = variables.iter().map(|(_, variable)| (variable.clone(), variable.clone())).collect();
                let fused = tiny_model::decoder(&config, BaseWeights::Frozen);
                let plain =
                    tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(Arithmetic::Differentiable);
                let (one, other) =
                    (loss(&fused, Some(&adapter), lengths, head), loss(&plain, Some(&adapter), lengths, head));
                let off = (one.to_scalar::<f32>().unwrap() / other.to_scalar::<f32>().unwrap() - 1.0).abs();
                assert!(off < 1e-5, "loss off by {off}");
                assert_same_gradients("lora", &one.backward().unwrap(), &other.backward().unwrap(), &same);

                let fused = tiny_model::decoder(&config, BaseWeights::Trainable);
                let plain =
                    tiny_model::decoder(&config, BaseWeights::Trainable).with_arithmetic(Arithmetic::Differentiable);
                let pairs: Vec<_> =
                    fused.variables().into_iter().zip(plain.variables()).map(|((_, a), (_, b))| (a, b)).collect();
                let (one, other) = (loss(&fused, None, lengths, head), loss(&plain, None, lengths, head));
                assert_same_gradients("base", &one.backward().unwrap(), &other.backward().unwrap(), &pairs);
            }
        }
    }
}

#[test]
fn a_trainable_base_with_a_learning_adapter_learns_both() {
    let config = tiny_model::llama3_config();
    let (adapter, variables) = tiny_model::adapter(&config, 2, AdapterStart::Trained);
    let decoder = tiny_model::decoder(&config, BaseWeights::Trainable);
    let gradients = loss(&decoder, Some(&adapter), &[8, 6], Head::AtOnce).backward().unwrap();
    assert_finite_and_moving(&gradients, &variables, |_| true);
    assert_finite_and_moving(&gradients, &decoder.variables(), |_| true);
}

#[test]
fn the_loss_moves_along_its_gradient_as_finite_differences_say() {
    for config in tiny_model::configs() {
        let decoder = tiny_model::decoder(&config, BaseWeights::Trainable);
        let measure = || loss(&decoder, None, &[12, 7], Head::AtOnce).to_scalar::<f32>().unwrap();
        let gradients = loss(&decoder, None, &[12, 7], Head::AtOnce).backward().unwrap();
        for (name, variable) in decoder.variables() {
            let gradient = gradients.get(variable.as_tensor()).unwrap().clone();
            let size = gradient.sqr().unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap().sqrt();
            let before = variable.as_tensor().copy().unwrap();
            let at = |step: f32| {
                variable.set(&(&before + (&gradient * f64::from(step / size)).unwrap()).unwrap()).unwrap();
                measure()
            };
            let step = 4e-3;
            let slope = (at(step) - at(-step)) / (2.0 * step);
            variable.set(&before).unwrap();
            let off = (slope - size).abs() / size.max(0.05);
            assert!(off < tolerance::FINITE_DIFFERENCE, "{name}: slope {slope}, gradient {size}");
        }
    }
}

#[test]
fn a_loss_without_matching_targets_is_refused() {
    let logits = tiny_model::tensor(1, &[3, 10]);
    assert!(cross_entropy_sum(&logits, &[1, 2]).is_err());
    assert!(cross_entropy_sum(&logits, &[1, 2, 10]).is_err());
    let even = candle_core::Tensor::zeros((3, 10), candle_core::DType::F32, &candle_core::Device::Cpu).unwrap();
    let loss = cross_entropy_sum(&even, &[1, 2, 9]).unwrap().to_scalar::<f32>().unwrap();
    assert!((loss - 3.0 * 10f32.ln()).abs() < 1e-5, "even odds cost the logarithm of the vocabulary");
}
