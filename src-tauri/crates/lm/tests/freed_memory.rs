//! A model that is put away leaves the memory. Alone in its process, for it weighs the process.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use candle_core::{DType, Device};
use isocenter_lm::{Architecture, CancelToken, DeviceChoice, Engine, GenerationOptions, ProcessMemory, write_base};
use isocenter_nn::{BaseWeights, Decoder, DecoderConfig, RopeScaling};
use serde_json::json;

/// About 60 MB in tensors of a few megabytes each: pieces that an allocator likes to keep.
fn config() -> DecoderConfig {
    DecoderConfig {
        vocab_size: 300,
        hidden_size: 512,
        intermediate_size: 1408,
        num_layers: 5,
        num_heads: 8,
        num_kv_heads: 8,
        head_dim: 64,
        rms_norm_eps: 1e-5,
        rope_theta: 10_000.0,
        rope_scaling: RopeScaling::None,
        sliding_window: None,
        tie_word_embeddings: false,
        max_position_embeddings: 256,
    }
}

fn resident() -> u64 {
    ProcessMemory::read().unwrap().resident_bytes
}

#[test]
fn a_model_that_is_put_away_leaves_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let config = config();
    {
        let decoder = Decoder::new_random(config.clone(), 1, 0.05, BaseWeights::Frozen, &Device::Cpu).unwrap();
        let tensors = decoder.named_tensors();
        write_base(folder.path(), &config, Architecture::Llama, &tensors, DType::F32, Some(0), 1).unwrap();
    }
    let vocabulary = json!({"<s>": 0, "</s>": 1, "a": 2});
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
        "pre_tokenizer": null, "post_processor": null, "decoder": null,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "a"},
    });
    std::fs::write(folder.path().join("tokenizer.json"), tokenizer.to_string()).unwrap();
    let weights = config.parameter_count() as u64 * 4;
    let options = GenerationOptions { temperature: 1.0, top_p: None, seed: 1, max_tokens: 8 };
    let work = |folder: &std::path::Path| {
        let engine = Engine::open(folder, DeviceChoice::Cpu).unwrap();
        engine.generate(&[vec![0, 2], vec![2]], None, &options, &CancelToken::new(), &mut |_| ()).unwrap();
        engine
    };
    // Once before, so that threads and tables that stay are there.
    drop(work(folder.path()));
    let before = resident();
    // A thread of the pool may let go of the last tensor a moment after the engine is dropped; what is really kept stays
    // through every round.
    let mut after = u64::MAX;
    for _ in 0..5 {
        let engine = work(folder.path());
        let during = resident();
        drop(engine);
        assert!(during > before + weights * 8 / 10, "{before} before, {during} with {weights} bytes of weights");
        after = after.min(resident());
    }
    assert!(after < before + weights / 10, "{before} before, {after} after {weights} bytes of weights");
}
