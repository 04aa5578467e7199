//! What `suggest`, `generate` and `score` are given.

use std::path::PathBuf;

use clap::Args;

use super::computing::{Device, Quantize};
use super::values::{at_least_one, share, temperature};

#[derive(Args)]
pub(crate) struct Suggest {
    /// Model folder; the built-in demonstration if not given.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: Option<PathBuf>,
    /// Sampling temperature of the regimen; 0 takes the likeliest token each time.
    #[arg(long, value_name = "T", default_value_t = 0.1, value_parser = temperature)]
    pub(crate) temperature: f64,
    /// Seed of the sampling.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Regimens to draw, 1 to 50; how many agree is told beside the plan that most of them state.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=50))]
    pub(crate) samples: u32,
    /// How the base is held in memory.
    #[arg(long, value_enum, default_value_t = Quantize::None)]
    pub(crate) quantize: Quantize,
    /// Ask the base without adapters.
    #[arg(long)]
    pub(crate) base: bool,
    /// The diagnosis, or - to read it from standard input.
    #[arg(value_name = "TEXT|-")]
    pub(crate) text: String,
}

#[derive(Args)]
pub(crate) struct Generate {
    /// Model folder or GGUF file.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: PathBuf,
    /// Adapter folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) adapter: Option<PathBuf>,
    /// Sampling temperature; 0 takes the likeliest token each time.
    #[arg(long, value_name = "T", default_value_t = 0.0, value_parser = temperature)]
    pub(crate) temperature: f64,
    /// Draw only among the likeliest tokens that hold this share.
    #[arg(long, value_name = "P", value_parser = share)]
    pub(crate) top_p: Option<f64>,
    /// Seed of the sampling.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Longest answer, tokens.
    #[arg(long, value_name = "N", default_value_t = 128, value_parser = at_least_one)]
    pub(crate) max_tokens: usize,
    /// Where to compute.
    #[arg(long, value_enum, default_value_t = Device::Auto)]
    pub(crate) device: Device,
    /// How the base is held in memory.
    #[arg(long, value_enum, default_value_t = Quantize::None)]
    pub(crate) quantize: Quantize,
    /// Lines {"prompt"}, {"messages"} or {"ids"}.
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) input: Option<PathBuf>,
    /// One prompt.
    #[arg(value_name = "PROMPT", required_unless_present = "input", conflicts_with = "input")]
    pub(crate) prompt: Option<String>,
}

#[derive(Args)]
pub(crate) struct Score {
    /// Model folder or GGUF file.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: PathBuf,
    /// Adapter folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) adapter: Option<PathBuf>,
    /// Lines {"text"} or {"ids"}.
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) input: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value_t = Device::Auto)]
    pub(crate) device: Device,
    /// How the base is held in memory.
    #[arg(long, value_enum, default_value_t = Quantize::None)]
    pub(crate) quantize: Quantize,
}
