//! Each fused operation against its plain form, forward and backward, and its gradient against finite differences.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use candle_core::{Device, Tensor, Var};

use super::*;
use crate::attention::{AttentionShape, Visibility};
use crate::rotary::{Rotary, Rotation};
use crate::{BaseMatrix, DecoderConfig, LoraWeights, RopeScaling, differentiable, seeded_random};

fn variable(seed: u64, shape: &[usize]) -> Var {
    let numbers = seeded_random::normals(seed, "test", shape.iter().product(), 0.8);
    Var::from_tensor(&Tensor::from_vec(numbers, shape, &Device::Cpu).unwrap()).unwrap()
}

fn flat(tensor: &Tensor) -> Vec<f32> {
    tensor.flatten_all().unwrap().to_vec1().unwrap()
}

fn assert_close(found: &Tensor, wanted: &Tensor, what: &str) {
    assert_eq!(found.dims(), wanted.dims(), "{what}");
    let (found, wanted) = (flat(found), flat(wanted));
    let largest = wanted.iter().fold(1e-3f32, |largest, value| largest.max(value.abs()));
    for (found, wanted) in found.iter().zip(&wanted) {
        assert!((found - wanted).abs() < 2e-5 * largest, "{what}: {found} instead of {wanted}");
    }
}

/// A weighting of the result's numbers, so that every one of them pulls differently.
fn weighted(result: &Tensor) -> Tensor {
    let weights = seeded_random::normals(99, "weights", result.elem_count(), 1.0);
    let weights = Tensor::from_vec(weights, result.shape(), &Device::Cpu).unwrap();
    (result * weights).unwrap().sum_all().unwrap()
}

/// Holds the fused operation to the plain one, and its gradients to the plain ones and to central differences.
fn hold(what: &str, inputs: &[&Var], fused: impl Fn() -> Tensor, plain: impl Fn() -> Tensor) {
    assert_close(&fused(), &plain(), what);
    let (one, other) = (weighted(&fused()).backward().unwrap(), weighted(&plain()).backward().unwrap());
    for (index, input) in inputs.iter().enumerate() {
        let gradient = one.get(input.as_tensor()).unwrap_or_else(|| panic!("{what}: no gradient of input {index}"));
        assert_close(gradient, other.get(input.as_tensor()).unwrap(), &format!("{what}, gradient {index}"));
        let size = gradient.sqr().unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap().sqrt();
        if size == 0.0 {
            continue;
        }
        let before = input.as_tensor().copy().unwrap();
        let at = |step: f32| {
            input.set(&(&before + (gradient * f64::from(step / size)).unwrap()).unwrap()).unwrap();
            // In f64, or the sum of many numbers hides the difference.
            let weights = seeded_random::normals(99, "weights", fused().elem_count(), 1.0);
            flat(&fused()).iter().zip(weights).map(|(y, w)| f64::from(*y) * f64::from(w)).sum::<f64>()
        };
        let slope = (at(1e-2) - at(-1e-2)) / 2e-2;
        input.set(&before).unwrap();
        assert!((slope / f64::from(size) - 1.0).abs() < 1e-2, "{what}, input {index}: slope {slope}, gradient {size}");
    }
}

#[test]
fn frozen_linear_equals_the_product_and_hides_its_weight() {
    for (rows, columns, out) in [(1, 5, 7), (3, 33, 2), (130, 64, 96)] {
        let (x, weight) = (variable(1, &[rows, columns]), variable(2, &[out, columns]).as_detached_tensor());
        let plain = || x.as_tensor().matmul(&weight.t().unwrap()).unwrap();
        hold("frozen linear", &[&x], || frozen_linear(&x, &BaseMatrix::Dense(weight.clone())).unwrap(), plain);
        let gradients =
            frozen_linear(&x, &BaseMatrix::Dense(weight.clone())).unwrap().sum_all().unwrap().backward().unwrap();
        assert!(gradients.get(&weight).is_none());
    }
}

#[test]
fn trainable_linear_equals_the_product() {
    for (rows, columns, out) in [(1, 5, 7), (3, 33, 2), (130, 64, 96)] {
        let (x, weight) = (variable(1, &[rows, columns]), variable(2, &[out, columns]));
        let plain = || x.as_tensor().matmul(&weight.as_tensor().t().unwrap()).unwrap();
        hold("trainable linear", &[&x, &weight], || trainable_linear(&x, &weight).unwrap(), plain);
    }
}

#[test]
fn lora_linear_equals_base_and_low_rank_path() {
    for (rows, columns, out, rank) in [(1, 6, 7, 1), (5, 33, 20, 4), (200, 48, 64, 8)] {
        let (x, weight) = (variable(1, &[rows, columns]), variable(2, &[out, columns]).as_detached_tensor());
        let (a, b) = (variable(3, &[rank, columns]), variable(4, &[out, rank]));
        let pair = LoraWeights { a: a.as_tensor().clone(), b: b.as_tensor().clone(), scale: 0.7 };
        let dense = BaseMatrix::Dense(weight.clone());
        let plain = || {
            let base = x.as_tensor().matmul(&weight.t().unwrap()).unwrap();
            (base + differentiable::low_rank(&x, &pair).unwrap()).unwrap()
        };
        hold("lora linear", &[&x, &a, &b], || lora_linear(&x, &dense, &pair, None).unwrap(), plain);

        let mask = DropoutMask { probability: 0.3, seed: 5 };
        let factors: Vec<f32> = (0..rows * columns).map(|index| mask.factor(index)).collect();
        let factors = Tensor::from_vec(factors, (rows, columns), &Device::Cpu).unwrap();
        let plain = || {
            let base = x.as_tensor().matmul(&weight.t().unwrap()).unwrap();
            (base + differentiable::low_rank(&(x.as_tensor() * &factors).unwrap(), &pair).unwrap()).unwrap()
        };
        hold("lora linear with dropout", &[&x, &a, &b], || lora_linear(&x, &dense, &pair, Some(mask)).unwrap(), plain);
    }
}

#[test]
fn dropout_drops_its_share_and_keeps_the_mean() {
    let mask = DropoutMask { probability: 0.25, seed: 8 };
    let factors: Vec<f32> = (0..40_000).map(|index| mask.factor(index)).collect();
    let dropped = factors.iter().filter(|factor| **factor == 0.0).count() as f64 / 40_000.0;
    let mean = factors.iter().map(|factor| f64::from(*factor)).sum::<f64>() / 40_000.0;
    assert!((dropped - 0.25).abs() < 0.01 && (mean - 1.0).abs() < 0.01, "dropped {dropped}, mean {mean}");
}

#[test]
fn rms_norm_equals_its_definition_with_a_frozen_and_a_learning_weight() {
    for (rows, width) in [(1, 3), (7, 37), (300, 192)] {
        let (x, weight) = (variable(1, &[rows, width]), variable(2, &[width]));
        let plain = || differentiable::rms_norm(&x, &weight, 1e-5).unwrap();
        hold("learning norm", &[&x, &weight], || rms_norm(&x, &weight, 1e-5).unwrap(), plain);
        let still = weight.as_detached_tensor();
        let plain = || differentiable::rms_norm(&x, &still, 1e-5).unwrap();
        hold("frozen norm", &[&x], || rms_norm(&x, &still, 1e-5).unwrap(), plain);
    }
}

#[test]
fn swiglu_equals_its_definition() {
    for (rows, width) in [(1, 3), (7, 37), (300, 192)] {
        let (gate, up) = (variable(1, &[rows, width]), variable(2, &[rows, width]));
        let plain = || differentiable::swiglu(&gate, &up).unwrap();
        hold("swiglu", &[&gate, &up], || swiglu(&gate, &up).unwrap(), plain);
    }
}

fn rotation(head_dim: usize, padding: &[usize], tokens: usize) -> Rotation {
    let config = DecoderConfig {
        vocab_size: 8,
        hidden_size: 8,
        intermediate_size: 8,
        num_layers: 1,
        num_heads: 1,
        num_kv_heads: 1,
        head_dim,
        rms_norm_eps: 1e-5,
        rope_theta: 100.0,
        rope_scaling: RopeScaling::None,
        sliding_window: None,
        tie_word_embeddings: false,
        max_position_embeddings: 64,
    };
    let positions = padding.iter().flat_map(|pads| (0..tokens).map(move |token| token.saturating_sub(*pads) as u32));
    Rotary::new(&config).rotation(positions.collect())
}

#[test]
fn self_attention_equals_masked_softmax_over_all_scores() {
    for (batch, tokens, heads, kv_heads, head_dim, window, texts) in [
        (1, 1, 1, 1, 2, None, &[][..]),
        (2, 7, 4, 2, 6, None, &[]),
        (3, 20, 6, 2, 8, Some(4), &[]),
        (2, 150, 4, 2, 16, None, &[]),
        (1, 300, 2, 1, 8, Some(140), &[]),
        (1, 12, 4, 2, 6, None, &[5, 1, 6]),
        (1, 310, 2, 1, 8, Some(9), &[140, 3, 167]),
    ] {
        let shape = AttentionShape { batch, tokens, heads, kv_heads, head_dim };
        let padding: Vec<usize> = (0..batch).map(|row| row * 3).collect();
        let rotation = rotation(head_dim, &padding, tokens);
        let starts: Vec<u32> = texts.iter().fold(Vec::new(), |mut starts, length| {
            starts.extend(std::iter::repeat_n(starts.len() as u32, *length));
            starts
        });
        let visibility = Visibility {
            left_padding: Arc::from(padding.as_slice()),
            window,
            text_starts: (!texts.is_empty()).then(|| starts.as_slice().into()),
            tokens,
        };
        let rows = batch * tokens;
        let (queries, keys) = (variable(1, &[rows, heads * head_dim]), variable(2, &[rows, kv_heads * head_dim]));
        let values = variable(3, &[rows, kv_heads * head_dim]);
        // Rows of padding see nothing: 0 here, a mean in the plain form. Neither counts.
        let real: Vec<f32> = (0..rows).map(|row| f32::from(row % tokens >= padding[row / tokens])).collect();
        let real = Tensor::from_vec(real, (rows, 1), &Device::Cpu).unwrap();
        let mut mask = vec![f32::MIN / 2.0; batch * tokens * tokens];
        for (index, row) in mask.chunks_exact_mut(tokens).enumerate() {
            for (key, value) in row.iter_mut().enumerate() {
                let (query, pads) = (index % tokens, padding[index / tokens]);
                let pads = starts.get(query).map_or(pads, |start| *start as usize);
                if key >= pads && key <= query && window.is_none_or(|window| query - key < window) {
                    *value = 0.0;
                }
            }
        }
        let mask = Tensor::from_vec(mask, (batch, 1, tokens, tokens), &Device::Cpu).unwrap();
        let (cos, sin) = rotation.tensors(batch, tokens, &Device::Cpu).unwrap();
        let plain = || {
            let heads_of = |x: &Var, heads: usize| {
                x.reshape((batch, tokens, heads, head_dim)).unwrap().transpose(1, 2).unwrap().contiguous().unwrap()
            };
            let queries = differentiable::rotate(&heads_of(&queries, heads), &cos, &sin).unwrap();
            let keys = differentiable::rotate(&heads_of(&keys, kv_heads), &cos, &sin).unwrap();
            let out = differentiable::attention(&queries, &keys, &heads_of(&values, kv_heads), &mask).unwrap();
            let out = out.transpose(1, 2).unwrap().reshape((rows, heads * head_dim)).unwrap();
            out.broadcast_mul(&real).unwrap()
        };
        let fused = || {
            let out = self_attention(&queries, &keys, &values, shape, &rotation, &visibility).unwrap();
            assert!(flat(&out).iter().all(|value| value.is_finite()));
            out.broadcast_mul(&real).unwrap()
        };
        hold(&format!("attention {shape:?}"), &[&queries, &keys, &values], fused, plain);
    }
}

#[test]
fn cross_entropy_equals_its_definition_and_so_does_the_loss_taken_with_the_head() {
    for (rows, width, vocab) in [(1, 3, 5), (40, 12, 301), (70, 8, 40_000)] {
        let (hidden, head) = (variable(1, &[rows, width]), variable(2, &[vocab, width]));
        let targets: Vec<u32> = (0..rows).map(|row| ((row * 7919 + 3) % vocab) as u32).collect();
        let logits = Var::from_tensor(&hidden.matmul(&head.t().unwrap()).unwrap()).unwrap();
        let plain = || differentiable::cross_entropy_sum(&logits, &targets).unwrap();
        hold("cross-entropy", &[&logits], || cross_entropy_sum(&logits, &targets).unwrap(), plain);
        let plain = || {
            let logits = hidden.matmul(&head.as_tensor().t().unwrap()).unwrap();
            differentiable::cross_entropy_sum(&logits, &targets).unwrap()
        };
        hold(
            "loss with a learning head",
            &[&hidden, &head],
            || output_loss_sum(&hidden, &BaseMatrix::Dense(head.as_tensor().clone()), &targets).unwrap(),
            plain,
        );
        let still = BaseMatrix::Dense(head.as_detached_tensor());
        let frozen = || output_loss_sum(&hidden, &still, &targets).unwrap();
        hold("loss with a frozen head", &[&hidden], frozen, plain);
    }
}

#[test]
fn a_few_rows_times_a_weight_equal_the_same_rows_among_many() {
    for (depth, columns) in [(1, 1), (7, 3), (33, 10), (192, 701)] {
        let (x, weight) = (variable(1, &[40, depth]), variable(2, &[columns, depth]).as_detached_tensor());
        let weight = BaseMatrix::Dense(weight);
        let many = frozen_linear(&x.as_detached_tensor(), &weight).unwrap();
        for rows in [1, 2, 3, 8, 15, 16, 17] {
            let few = frozen_linear(&x.as_detached_tensor().narrow(0, 0, rows).unwrap(), &weight).unwrap();
            assert_close(&few, &many.narrow(0, 0, rows).unwrap(), &format!("{rows} rows of {depth} times {columns}"));
        }
    }
}
