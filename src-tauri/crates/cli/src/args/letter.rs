//! What `letter` is given.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Subcommand)]
pub(crate) enum Letter {
    /// Draft a letter from its patient's facts, and hold it against them.
    Draft(LetterDraft),
    /// Write invented patients: facts and the letter of an invented physician.
    Synthesise(LetterSynthesise),
    /// Hold every claim of a letter against its patient's facts.
    Check(LetterCheck),
    /// ROUGE and edit distance of a letter against the physician's own.
    Score(LetterScore),
}

#[derive(Args)]
pub(crate) struct LetterCheck {
    /// The patient's facts, as JSON, or as CSV with the columns fact, value.
    #[arg(long, value_name = "FILE")]
    pub(crate) facts: PathBuf,
    /// The letter as text, DOCX or PDF.
    #[arg(long, value_name = "FILE.txt")]
    pub(crate) letter: PathBuf,
}

#[derive(Args)]
pub(crate) struct LetterScore {
    /// The physician's own letter as text, DOCX or PDF.
    #[arg(long, value_name = "FILE.txt")]
    pub(crate) reference: PathBuf,
    /// The letter that is scored, as text, DOCX or PDF.
    #[arg(long, value_name = "FILE.txt")]
    pub(crate) letter: PathBuf,
    /// The patient's facts; with them the share of unsupported claims is told.
    #[arg(long, value_name = "FILE")]
    pub(crate) facts: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct LetterDraft {
    /// The patient's facts, as JSON, or as CSV with the columns fact, value.
    #[arg(long, value_name = "FILE")]
    pub(crate) facts: PathBuf,
    /// Folder or GGUF file of a model with adapters/letter; the first found that drafts letters if none is named.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: Option<PathBuf>,
    /// Ask the base, without its adapter.
    #[arg(long)]
    pub(crate) base: bool,
    /// Sampling temperature; 0 takes the likeliest token each time.
    #[arg(long, default_value_t = 0.0, value_name = "T")]
    pub(crate) temperature: f64,
    /// Seed of the sampling.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    /// Also write the letter into this file.
    #[arg(long, value_name = "FILE.txt")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct LetterSynthesise {
    /// Patients.
    #[arg(long, value_name = "N")]
    pub(crate) patients: usize,
    /// Seed.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    /// Folder for the files.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Replace what an earlier call made there.
    #[arg(long)]
    pub(crate) force: bool,
}
