//! What `finetune` and `export` are given.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use isocenter_app::commands::ExportAs;

use super::computing::Device;
use super::values::{assignment, at_least_one};

#[derive(Args)]
pub(crate) struct Finetune {
    /// Model folder or GGUF file.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: PathBuf,
    /// Lines {"prompt", "answer"}.
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) data: PathBuf,
    /// Folder of the adapter to write; no finished one may be there.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Settings; the defaults if not given.
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) config: Option<PathBuf>,
    /// An adapter to go on from.
    #[arg(long, value_name = "ADAPTER")]
    pub(crate) init: Option<PathBuf>,
    /// Go on from the checkpoint of a stopped run.
    #[arg(long)]
    pub(crate) resume: bool,
    /// Replace a finished adapter that is there.
    #[arg(long, conflicts_with = "resume")]
    pub(crate) force: bool,
    /// One setting, after those of the file.
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = assignment)]
    pub(crate) assignments: Vec<String>,
    /// Where to compute.
    #[arg(long, value_enum, default_value_t = Device::Auto)]
    pub(crate) device: Device,
}

#[derive(Args)]
pub(crate) struct Export {
    /// Model folder or GGUF file.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: PathBuf,
    /// Adapter folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) adapter: PathBuf,
    /// What to write.
    #[arg(long, value_enum)]
    pub(crate) format: ExportFormat,
    /// Folder or file to write; nothing may be there.
    #[arg(long, value_name = "PLACE")]
    pub(crate) out: PathBuf,
    /// Lines {"prompt"} that were not trained on, answered greedily before and after.
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) input: PathBuf,
    /// Longest answer compared, tokens.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = at_least_one)]
    pub(crate) max_tokens: usize,
}

/// What an export writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// The adapter as PEFT reads it.
    Peft,
    /// Base and adapter merged, a Hugging Face folder.
    Safetensors,
    /// Base and adapter merged, one GGUF file in Q8_0.
    Gguf,
}

impl From<ExportFormat> for ExportAs {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Peft => Self::Peft,
            ExportFormat::Safetensors => Self::Safetensors,
            ExportFormat::Gguf => Self::Gguf,
        }
    }
}
