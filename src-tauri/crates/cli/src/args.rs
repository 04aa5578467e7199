//! The command line as PRODUCT states it. Parsing validates only; acting is in `commands`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use isocenter_app::commands::ExportAs;
use isocenter_app::commands::demonstration::Stage;
use isocenter_app::{DateTreatment, DeviceChoice};

/// Fine-tuned language models for radiation oncology, offline. Research use only: every suggestion needs a physician's judgement.
#[derive(Parser)]
#[command(name = "isocenter-cli", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Print one JSON document (or JSON lines for streams) on standard output and nothing else.
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Suggest a regimen, a modality and an ICD-10-CM code for one diagnosis.
    Suggest(Suggest),
    /// Generate raw text.
    Generate(Generate),
    /// Token log-probabilities of given texts.
    Score(Score),
    /// Fine-tune a LoRA adapter on lines {"prompt", "answer"}.
    Finetune(Finetune),
    /// Measure speed and memory as the peers' scripts do.
    #[command(subcommand)]
    Bench(Bench),
    /// Write an adapter, alone or merged into its base, and keep it only if it answers as the pair did.
    Export(Export),
    /// Read two exports of the oncology information system, select and clean the cases, and write the cohort.
    Import(Import),
    /// Cohorts of cases.
    #[command(subcommand)]
    Cohort(Cohort),
    /// Make, check, back up, restore and verify a vault.
    #[command(subcommand)]
    Vault(Vault),
    /// The audit log of a vault.
    #[command(subcommand)]
    Audit(Audit),
    /// The demonstration models.
    #[command(subcommand)]
    Demo(Demo),
    /// Devices, memory, threads, models found, and what fits.
    Doctor,
}

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

#[derive(Args)]
pub(crate) struct Finetune {
    /// Model folder or GGUF file.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: PathBuf,
    /// Lines {"prompt", "answer"}.
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) data: PathBuf,
    /// Folder of the adapter to write.
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
    /// One setting, after those of the file.
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = assignment)]
    pub(crate) assignments: Vec<String>,
    /// Where to compute.
    #[arg(long, value_enum, default_value_t = Device::Auto)]
    pub(crate) device: Device,
}

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
    /// How the base is held in memory.
    #[arg(long, value_enum, default_value_t = Quantize::None)]
    pub(crate) quantize: Quantize,
    /// Where to compute.
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
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

#[derive(Args)]
pub(crate) struct Import {
    /// The diagnosis export, CSV.
    #[arg(long, value_name = "FILE")]
    pub(crate) diagnoses: PathBuf,
    /// The plan export, CSV.
    #[arg(long, value_name = "FILE")]
    pub(crate) plans: PathBuf,
    /// Folder to write into.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// A saved mapping of columns, dates and dose unit; recognised from the files if not given.
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) mapping: Option<PathBuf>,
    /// What becomes of dates in the texts; only `year` is Safe Harbor.
    #[arg(long, value_enum, default_value_t = Dates::Year)]
    pub(crate) dates: Dates,
}

/// What becomes of dates in the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dates {
    /// Only the year stays.
    Year,
    /// Days from the first fraction.
    Offset,
    /// All dates of a patient move by the same days.
    Shift,
}

impl From<Dates> for DateTreatment {
    fn from(dates: Dates) -> Self {
        match dates {
            Dates::Year => Self::YearOnly,
            Dates::Offset => Self::DayOffset,
            Dates::Shift => Self::Shift,
        }
    }
}

#[derive(Subcommand)]
pub(crate) enum Cohort {
    /// Write Aria-shaped synthetic exports with the mess of real ones, and their truth.
    Synthesise(Synthesise),
}

#[derive(Args)]
pub(crate) struct Synthesise {
    /// Number of cases.
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) cases: usize,
    /// The same seed gives the same files.
    #[arg(long, value_name = "N")]
    pub(crate) seed: u64,
    /// Folder to write into.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Subcommand)]
pub(crate) enum Vault {
    /// Make a vault with its first account, and print its recovery code, this once.
    Create(CreateVault),
    /// Sign in and out again: does the passphrase open the vault?
    UnlockCheck(VaultAccess),
    /// Make a backup in the vault's folder; the ten newest and the last of each day are kept.
    Backup(VaultAccess),
    /// Put a backup into a new folder, sign in there and verify it.
    Restore(RestoreVault),
    /// Check every page of the database and every entry of the audit log.
    Verify(VaultAccess),
}

#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Show entries, oldest first.
    Show(ShowAudit),
    /// Check every entry, and against a checkpoint that none before it was cut off or rewritten.
    Verify(VerifyAudit),
    /// Print or write a checkpoint, to be kept outside this machine.
    Checkpoint(ExportCheckpoint),
}

/// Where the passphrase comes from; a prompt on the terminal if neither is given. It is never an argument, which others could read.
#[derive(Args)]
pub(crate) struct PassphraseSource {
    /// Read the passphrase from this file descriptor, its first line.
    #[arg(long, value_name = "N", conflicts_with = "passphrase_file")]
    pub(crate) passphrase_fd: Option<u32>,
    /// Read the passphrase from this file, its first line.
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// Which vault, and who signs in.
#[derive(Args)]
pub(crate) struct VaultAccess {
    /// Folder of the vault.
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Name of the account; may be left out where there is one only.
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseSource,
}

#[derive(Args)]
pub(crate) struct CreateVault {
    /// Folder to make; it must not be there yet, or be empty.
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Name of the first person.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// What they do; both keep the accounts.
    #[arg(long, value_enum)]
    pub(crate) role: FirstRole,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseSource,
}

#[derive(Args)]
pub(crate) struct RestoreVault {
    /// Folder of the backup, as `vault backup` names it.
    #[arg(long, value_name = "DIR")]
    pub(crate) backup: PathBuf,
    #[command(flatten)]
    pub(crate) access: VaultAccess,
}

#[derive(Args)]
pub(crate) struct ShowAudit {
    #[command(flatten)]
    pub(crate) access: VaultAccess,
    /// How many of the newest entries.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) last: u64,
    /// All entries after this number instead.
    #[arg(long, value_name = "N", conflicts_with = "last")]
    pub(crate) after: Option<u64>,
}

#[derive(Args)]
pub(crate) struct VerifyAudit {
    #[command(flatten)]
    pub(crate) access: VaultAccess,
    /// A checkpoint that was taken earlier.
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct ExportCheckpoint {
    #[command(flatten)]
    pub(crate) access: VaultAccess,
    /// File to write; printed if not given.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Who may be the first in a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FirstRole {
    Physicist,
    Administrator,
}

impl From<FirstRole> for isocenter_app::commands::vault_administration::FirstRole {
    fn from(role: FirstRole) -> Self {
        match role {
            FirstRole::Physicist => Self::Physicist,
            FirstRole::Administrator => Self::Administrator,
        }
    }
}

#[derive(Subcommand)]
pub(crate) enum Demo {
    /// Rebuild the demonstration models from their recipes; goes on where an earlier build stopped.
    Build(Build),
}

#[derive(Args)]
pub(crate) struct Build {
    /// Folder with the recipes.
    #[arg(long, value_name = "DIR", default_value = "models/recipes")]
    pub(crate) recipes: PathBuf,
    /// Folder in which each model gets its own.
    #[arg(long, value_name = "DIR", default_value = "models")]
    pub(crate) out: PathBuf,
    /// One model by its id.
    #[arg(long, value_name = "ID")]
    pub(crate) model: Option<String>,
    /// One stage, done again even if it is finished: base, adapter-regimen, adapter-modality, adapter-icd10, evaluate.
    #[arg(long, value_name = "STAGE", value_parser = stage)]
    pub(crate) stage: Option<Stage>,
}

/// Where to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Device {
    Auto,
    Cpu,
    Cuda,
    Metal,
}

impl From<Device> for DeviceChoice {
    fn from(device: Device) -> Self {
        match device {
            Device::Auto => Self::Auto,
            Device::Cpu => Self::Cpu,
            Device::Cuda => Self::Cuda,
            Device::Metal => Self::Metal,
        }
    }
}

/// How the base is held in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Quantize {
    None,
    #[value(name = "q8_0")]
    Q8_0,
    #[value(name = "q4_k")]
    Q4K,
    Nf4,
}

impl From<Quantize> for isocenter_app::Quantize {
    fn from(quantize: Quantize) -> Self {
        match quantize {
            Quantize::None => Self::None,
            Quantize::Q8_0 => Self::Q8_0,
            Quantize::Q4K => Self::Q4K,
            Quantize::Nf4 => Self::Nf4,
        }
    }
}

fn temperature(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && value >= 0.0 => Ok(value),
        _ => Err("a number of at least 0 is needed".to_owned()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value <= 1.0 => Ok(value),
        _ => Err("a number above 0 and at most 1 is needed".to_owned()),
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(value) if value > 0 => Ok(value),
        _ => Err("a whole number of at least 1 is needed".to_owned()),
    }
}

fn assignment(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((key, _)) if !key.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("KEY=VALUE is needed".to_owned()),
    }
}

fn stage(text: &str) -> Result<Stage, String> {
    Stage::ALL.into_iter().find(|stage| stage.name() == text).ok_or_else(|| {
        let names: Vec<_> = Stage::ALL.iter().map(|stage| stage.name()).collect();
        format!("one of {} is needed", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
