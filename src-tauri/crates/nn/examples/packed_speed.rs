//! Time of generation and of a training step over a packed base with made-up weights:
//! `packed_speed decode|prompt|step f16|bf16|q8_0|q4_k|q6_k|nf4 small|1b|7b [rows] [tokens] [repeats]`.
//! Threads follow RAYON_NUM_THREADS. Beside each figure stands the rate at which weights were read.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement, not a product")]

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Instant;

use candle_core::{DType, Device, Tensor, Var};
use isocenter_nn::{
    Adapter, AdapterKey, BaseMatrix, BaseWeights, Decoder, DecoderConfig, DecoderInput, KvCache, LoraWeights,
    Nf4Numbers, Nf4Scales, PackedMatrix, Projection, RopeScaling, SharedBytes, WeightFormat, WeightSource,
    projection_shape,
};

/// The same few rows over and over: quickly made, and as many bytes as a real base.
struct MadeUp(WeightFormat);

impl WeightSource for MadeUp {
    fn tensor(&self, _name: &str, shape: &[usize]) -> Result<Tensor, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Tensor::ones(shape, DType::F32, &Device::Cpu)?)
    }

    fn matrix(
        &self,
        _name: &str,
        [rows, columns]: &[usize; 2],
    ) -> Result<BaseMatrix, Box<dyn std::error::Error + Send + Sync>> {
        let numbers: Vec<f32> =
            (0..columns * 4).map(|place| ((place * 7919 % 1013) as f32 / 1013.0 - 0.5) * 0.05).collect();
        let format = if self.0 == WeightFormat::Q6K { WeightFormat::Q8_0 } else { self.0 };
        let few = PackedMatrix::quantize(format, 4, *columns, &numbers)?;
        let repeat = |bytes: &[u8], wanted: usize| bytes.iter().copied().cycle().take(wanted).collect::<Vec<u8>>();
        if let Some(few) = few.nf4() {
            let Nf4Scales::Nested { codes, scales, offset } = &few.scales else { panic!("nested scales") };
            let count = rows * columns;
            let numbers = Nf4Numbers {
                codes: repeat(&few.codes, count / 2),
                scales: Nf4Scales::Nested {
                    codes: repeat(codes, count / 64),
                    scales: vec![scales[0]; (count / 64).div_ceil(256)],
                    offset: *offset,
                },
            };
            return Ok(BaseMatrix::Packed(PackedMatrix::from_nf4(*rows, *columns, numbers)?));
        }
        let bytes = match self.0 {
            // Any bytes are codes; the scales are made small.
            WeightFormat::Q6K => (0..self.0.byte_count(*rows, *columns)?)
                .map(|place| match place % 210 {
                    208 => 0,
                    209 => 4,
                    other => (other * 37 % 251) as u8,
                })
                .collect(),
            format => repeat(few.bytes().unwrap(), format.byte_count(*rows, *columns)?),
        };
        Ok(BaseMatrix::Packed(PackedMatrix::from_bytes(self.0, *rows, *columns, SharedBytes::owned(bytes))?))
    }
}

fn shape(name: &str) -> DecoderConfig {
    let (vocab_size, hidden_size, intermediate_size, num_layers, num_heads, num_kv_heads) = match name {
        "small" => (32_000, 1024, 2816, 12, 16, 4),
        "1b" => (32_000, 2048, 5632, 22, 32, 4),
        "7b" => (32_000, 4096, 11_008, 32, 32, 32),
        other => panic!("no shape {other}"),
    };
    DecoderConfig {
        vocab_size,
        hidden_size,
        intermediate_size,
        num_layers,
        num_heads,
        num_kv_heads,
        head_dim: hidden_size / num_heads,
        rms_norm_eps: 1e-5,
        rope_theta: 10_000.0,
        rope_scaling: RopeScaling::None,
        sliding_window: None,
        tie_word_embeddings: false,
        max_position_embeddings: 4096,
    }
}

fn adapter(config: &DecoderConfig) -> (Adapter, Vec<Var>) {
    let (mut weights, mut variables) = (BTreeMap::new(), Vec::new());
    for layer in 0..config.num_layers {
        for projection in Projection::ALL {
            let (rows, columns) = projection_shape(config, projection);
            let a = Var::from_tensor(&Tensor::full(0.01f32, (16, columns), &Device::Cpu).unwrap()).unwrap();
            let b = Var::zeros((rows, 16), DType::F32, &Device::Cpu).unwrap();
            let pair = LoraWeights { a: a.as_tensor().clone(), b: b.as_tensor().clone(), scale: 2.0 };
            variables.extend([a, b]);
            weights.insert(AdapterKey { layer, projection }, pair);
        }
    }
    (Adapter::new(weights), variables)
}

fn slices(rows: &[Vec<u32>]) -> Vec<&[u32]> {
    rows.iter().map(Vec::as_slice).collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let word =
        |index: usize, otherwise: &'static str| arguments.get(index).map_or(otherwise, String::as_str).to_owned();
    let number =
        |index: usize, otherwise: usize| arguments.get(index).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let format = match word(1, "q8_0").as_str() {
        "f16" => WeightFormat::F16,
        "bf16" => WeightFormat::Bf16,
        "q8_0" => WeightFormat::Q8_0,
        "q4_k" => WeightFormat::Q4K,
        "q6_k" => WeightFormat::Q6K,
        "nf4" => WeightFormat::Nf4,
        other => panic!("no format {other}"),
    };
    let (mode, config) = (word(0, "decode"), shape(&word(2, "1b")));
    let (rows, tokens, repeats) = (number(3, 1), number(4, 32), number(5, 3));
    let decoder = Decoder::load(config.clone(), &MadeUp(format), BaseWeights::Frozen).unwrap();
    let read_per_pass: usize = decoder
        .named_packed()
        .iter()
        .filter(|(name, _)| !name.contains("embed_tokens"))
        .map(|(_, matrix)| matrix.byte_count())
        .sum();
    let ids = |count: usize| -> Vec<Vec<u32>> {
        let row = |row: usize| (0..count).map(|at| (row * 31 + at * 7) as u32 % 31_000).collect();
        (0..rows).map(row).collect()
    };
    let mut out = std::io::stdout();
    let mut logits = Vec::new();
    for _ in 0..repeats {
        let (seconds, done) = match mode.as_str() {
            "decode" => {
                let mut cache = KvCache::new(config.num_layers);
                let (prompt, one) = (ids(8), ids(1));
                let (prompt, one): (Vec<_>, Vec<_>) = (slices(&prompt), slices(&one));
                decoder.read_to_logits(&prompt, None, &mut cache, &mut logits).unwrap();
                let start = Instant::now();
                for _ in 0..tokens {
                    decoder.read_to_logits(&one, None, &mut cache, &mut logits).unwrap();
                }
                (start.elapsed().as_secs_f64(), tokens)
            }
            "prompt" => {
                let prompt = ids(tokens);
                let mut cache = KvCache::new(config.num_layers);
                let start = Instant::now();
                decoder.read_to_logits(&slices(&prompt), None, &mut cache, &mut logits).unwrap();
                (start.elapsed().as_secs_f64(), 1)
            }
            "step" => {
                let (adapter, variables) = adapter(&config);
                let batch = DecoderInput::from_rows(&ids(tokens), 0, &Device::Cpu).unwrap();
                let targets: Vec<u32> = (0..rows * tokens).map(|index| (index * 13 % 31_000) as u32).collect();
                let start = Instant::now();
                let hidden = decoder.hidden(&batch, Some(&adapter)).unwrap();
                let hidden = hidden.reshape(((), config.hidden_size)).unwrap();
                let gradients = decoder.loss_sum(&hidden, &targets).unwrap().backward().unwrap();
                assert!(variables.iter().all(|variable| gradients.get(variable.as_tensor()).is_some()));
                (start.elapsed().as_secs_f64(), 1)
            }
            other => panic!("no mode {other}"),
        };
        let per_pass = seconds / done as f64;
        let tokens_per_pass = if mode == "decode" { rows } else { rows * tokens };
        writeln!(
            out,
            "{mode} {format} rows {rows} tokens {tokens}: {:.2} ms a pass, {:.2} tokens/s, weights read at {:.1} GB/s",
            per_pass * 1e3,
            tokens_per_pass as f64 / per_pass,
            read_per_pass as f64 / per_pass / 1e9,
        )
        .unwrap();
    }
}
