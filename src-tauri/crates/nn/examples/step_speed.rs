//! Time of a forward and backward pass: `step_speed [lora|full|infer|decode] [hidden layers vocab batch tokens] [repeats]`.
//! Threads follow RAYON_NUM_THREADS.
#![allow(clippy::unwrap_used, reason = "a measurement, not a product")]

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Instant;

use candle_core::{DType, Device, Tensor, Var};
use isocenter_nn::{
    Adapter, AdapterKey, BaseWeights, Decoder, DecoderConfig, DecoderInput, KvCache, LoraWeights, Projection,
    RopeScaling, projection_shape,
};

fn adapter(config: &DecoderConfig, rank: usize) -> (Adapter, Vec<Var>) {
    let (mut weights, mut variables) = (BTreeMap::new(), Vec::new());
    for layer in 0..config.num_layers {
        for projection in Projection::ALL {
            let (rows, columns) = projection_shape(config, projection);
            let a = Var::from_tensor(&Tensor::full(0.01f32, (rank, columns), &Device::Cpu).unwrap()).unwrap();
            let b = Var::zeros((rows, rank), DType::F32, &Device::Cpu).unwrap();
            let pair = LoraWeights { a: a.as_tensor().clone(), b: b.as_tensor().clone(), scale: 2.0 };
            variables.extend([a, b]);
            weights.insert(AdapterKey { layer, projection }, pair);
        }
    }
    (Adapter::new(weights), variables)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mode = arguments.first().map_or("lora", String::as_str);
    let number =
        |index: usize, otherwise: usize| arguments.get(index).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let (hidden, layers, vocab) = (number(1, 192), number(2, 4), number(3, 3000));
    let (batch, tokens, repeats) = (number(4, 16), number(5, 96), number(6, 8));
    let head_dim = if hidden >= 512 { 64 } else { 32 };
    let config = DecoderConfig {
        vocab_size: vocab,
        hidden_size: hidden,
        intermediate_size: hidden * 8 / 3 / 32 * 32,
        num_layers: layers,
        num_heads: hidden / head_dim,
        num_kv_heads: hidden / head_dim / 2,
        head_dim,
        rms_norm_eps: 1e-5,
        rope_theta: 10_000.0,
        rope_scaling: RopeScaling::None,
        sliding_window: None,
        tie_word_embeddings: true,
        max_position_embeddings: 1024,
    };
    let base = if mode == "full" { BaseWeights::Trainable } else { BaseWeights::Frozen };
    let decoder = Decoder::new_random(config.clone(), 1, 0.02, base, &Device::Cpu).unwrap();
    let (adapter, variables) = adapter(&config, 8);
    let rows: Vec<Vec<u32>> =
        (0..batch).map(|row| (0..tokens).map(|token| ((row * 31 + token * 7) % vocab) as u32).collect()).collect();
    let input = DecoderInput::from_rows(&rows, 0, &Device::Cpu).unwrap();
    let targets: Vec<u32> = (0..batch * tokens).map(|index| (index * 13 % vocab) as u32).collect();
    let mut out = std::io::stdout();
    let mut best = f64::MAX;
    for _ in 0..repeats {
        let start = Instant::now();
        let mut split = 0.0;
        match mode {
            "decode" => {
                let mut cache = KvCache::new(layers);
                let mut logits = Vec::new();
                for token in 0..tokens {
                    let new: Vec<&[u32]> = rows.iter().map(|row| &row[token..token + 1]).collect();
                    decoder.read_to_logits(&new, Some(&adapter), &mut cache, &mut logits).unwrap();
                }
            }
            "infer" => {
                decoder.hidden(&input, None).unwrap();
            }
            _ => {
                let with = (mode == "lora").then_some(&adapter);
                let states = decoder.hidden(&input, with).unwrap().reshape((batch * tokens, hidden)).unwrap();
                let loss = (decoder.loss_sum(&states, &targets).unwrap() / targets.len() as f64).unwrap();
                split = start.elapsed().as_secs_f64();
                let gradients = loss.backward().unwrap();
                assert!(mode == "full" || variables.iter().all(|v| gradients.get(v.as_tensor()).is_some()));
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        best = best.min(seconds);
        writeln!(out, "{:.1} ms, forward {:.1} ms", seconds * 1e3, split * 1e3).unwrap();
    }
    let rate = (batch * tokens) as f64 / best;
    writeln!(out, "best {:.1} ms: {rate:.0} tokens/s, {} weights", best * 1e3, config.parameter_count()).unwrap();
}
