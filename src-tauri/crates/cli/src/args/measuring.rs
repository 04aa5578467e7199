//! What `bench` is given.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::computing::{Device, Quantize};
use super::values::at_least_one;

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// One LoRA step: rank 16 on all projections, a full batch of random tokens.
    Train(BenchTrain),
    /// The temperature scan: each prompt once at each of ten temperatures, every sample of the same length.
    Scan(BenchScan),
    /// One greedy answer after a short prompt.
    Decode(BenchDecode),
}

#[derive(Args)]
pub(crate) struct BenchScan {
    /// Prompts.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = at_least_one)]
    pub(crate) prompts: usize,
    /// Tokens of each prompt.
    #[arg(long, value_name = "N", default_value_t = 160, value_parser = at_least_one)]
    pub(crate) prompt_tokens: usize,
    /// New tokens of each sample.
    #[arg(long, value_name = "N", default_value_t = 48, value_parser = at_least_one)]
    pub(crate) new_tokens: usize,
    #[command(flatten)]
    pub(crate) measured: Measured,
}

#[derive(Args)]
pub(crate) struct BenchDecode {
    /// Tokens of the prompt.
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = at_least_one)]
    pub(crate) prompt_tokens: usize,
    /// New tokens.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = at_least_one)]
    pub(crate) new_tokens: usize,
    #[command(flatten)]
    pub(crate) measured: Measured,
}

/// The model that is measured, and on what.
#[derive(Args)]
pub(crate) struct Measured {
    /// How the base is held in memory.
    #[arg(long, value_enum, default_value_t = Quantize::None)]
    pub(crate) quantize: Quantize,
    /// Model folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: PathBuf,
    /// Adapter folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) adapter: Option<PathBuf>,
    /// Threads that compute.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = at_least_one)]
    pub(crate) threads: usize,
    /// Where to compute.
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
    pub(crate) device: Device,
}

#[derive(Args)]
pub(crate) struct BenchTrain {
    /// Model folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: PathBuf,
    /// Rows of the batch.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = at_least_one)]
    pub(crate) batch: usize,
    /// Tokens of each row.
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = at_least_one)]
    pub(crate) length: usize,
    /// Tokens of each row's end that count in the loss.
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = at_least_one)]
    pub(crate) answer: usize,
    /// Steps counted, after two to warm up.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = at_least_one)]
    pub(crate) steps: usize,
    /// Threads that compute.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = at_least_one)]
    pub(crate) threads: usize,
    /// Recompute activations in the backward pass.
    #[arg(long)]
    pub(crate) checkpointing: bool,
    /// In what the products with the base are computed on the processor.
    #[arg(long, value_enum, default_value_t = ProductType::Float32)]
    pub(crate) dtype: ProductType,
    /// How the base is held in memory.
    #[arg(long, value_enum, default_value_t = Quantize::None)]
    pub(crate) quantize: Quantize,
    /// Where to compute.
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
    pub(crate) device: Device,
}

/// In what products are computed, in the words of the peers' script.
#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "lowercase")]
pub(crate) enum ProductType {
    Float32,
    Bfloat16,
}
