//! What `letter` is given.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Subcommand)]
pub(crate) enum Letter {
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
    /// The letter as plain text.
    #[arg(long, value_name = "FILE.txt")]
    pub(crate) letter: PathBuf,
}

#[derive(Args)]
pub(crate) struct LetterScore {
    /// The physician's own letter as plain text.
    #[arg(long, value_name = "FILE.txt")]
    pub(crate) reference: PathBuf,
    /// The letter that is scored, as plain text.
    #[arg(long, value_name = "FILE.txt")]
    pub(crate) letter: PathBuf,
    /// The patient's facts; with them the share of unsupported claims is told.
    #[arg(long, value_name = "FILE")]
    pub(crate) facts: Option<PathBuf>,
}
