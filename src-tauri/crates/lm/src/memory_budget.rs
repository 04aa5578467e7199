//! How much memory a model takes and how much the machine has. An estimate from shapes: nothing is loaded or measured.

use isocenter_nn::DecoderConfig;
use sysinfo::System;

const F32_BYTES: u64 = 4;
/// Buffers alive beside the ones counted, as a share of them: one part in this many.
const SLACK_PARTS: u64 = 10;

/// What a model is loaded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelUse {
    /// Answering: the weights, the cache of keys and values, the logits.
    Generation {
        /// Answers at once.
        batch: usize,
        /// Prompt and answer together, in tokens.
        context_tokens: usize,
    },
}

/// The machine's main memory, or the limit of the container around this process when that is lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MachineMemory {
    /// Bytes there are.
    pub total_bytes: u64,
    /// Bytes a new process could take now.
    pub available_bytes: u64,
}

impl MachineMemory {
    /// Asks the system; none where it does not tell.
    #[must_use]
    pub fn read() -> Option<Self> {
        let mut system = System::new().ok()?;
        system.refresh_memory();
        let machine = Self { total_bytes: system.total_memory(), available_bytes: system.available_memory() };
        if machine.total_bytes == 0 {
            return None;
        }
        Some(match system.cgroup_limits() {
            Some(limits) if limits.total_memory > 0 => Self {
                total_bytes: machine.total_bytes.min(limits.total_memory),
                // Not its `free_memory`: that counts cached files as taken.
                available_bytes: machine.available_bytes.min(limits.total_memory.saturating_sub(limits.rss)),
            },
            _ => machine,
        })
    }
}

/// Bytes of f32 weights of a decoder.
#[must_use]
pub fn weight_bytes(config: &DecoderConfig) -> u64 {
    config.parameter_count() as u64 * F32_BYTES
}

/// Bytes needed to load a decoder as f32 and use it so.
#[must_use]
pub fn bytes_needed(config: &DecoderConfig, model_use: ModelUse) -> u64 {
    weight_bytes(config) + working_bytes(config, model_use)
}

/// Bytes needed beside the weights.
#[must_use]
pub fn working_bytes(config: &DecoderConfig, model_use: ModelUse) -> u64 {
    let working = match model_use {
        ModelUse::Generation { batch, context_tokens } => generation_bytes(config, batch as u64, context_tokens as u64),
    };
    working + working / SLACK_PARTS
}

/// Bytes of the keys and values of one token of one answer.
#[must_use]
pub fn cache_bytes_per_token(config: &DecoderConfig) -> u64 {
    (2 * config.num_layers * config.key_value_width()) as u64 * F32_BYTES
}

fn generation_bytes(config: &DecoderConfig, batch: u64, tokens: u64) -> u64 {
    // Growing a cache holds the old and the new one of a layer side by side for a moment.
    let cache =
        batch * tokens * cache_bytes_per_token(config) * (config.num_layers as u64 + 1) / config.num_layers as u64;
    let prompt = batch * tokens * (3 * config.hidden_size + 2 * config.intermediate_size) as u64 * F32_BYTES;
    let scores = batch * config.num_heads as u64 * tokens * tokens * F32_BYTES;
    let logits = 2 * batch * config.vocab_size as u64 * F32_BYTES;
    cache + prompt + scores + logits
}
