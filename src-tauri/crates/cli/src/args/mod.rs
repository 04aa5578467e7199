//! The command line as PRODUCT states it, a file for each subject. Parsing validates only; acting is in `commands`.

mod answering;
mod cohort;
mod computing;
mod demonstration;
mod evaluating;
mod letter;
mod measuring;
mod training;
mod values;
mod vault;

use clap::{Parser, Subcommand};

pub(crate) use answering::{Generate, Score, Suggest};
pub(crate) use cohort::{Cohort, Import, Synthesise};
pub(crate) use computing::Quantize;
pub(crate) use demonstration::{Build, Demo, DemoStudy};
pub(crate) use evaluating::{Agreement, Compare, Evaluate, Metrics};
pub(crate) use letter::{Letter, LetterCheck, LetterDraft, LetterScore, LetterSynthesise};
pub(crate) use measuring::{Bench, BenchTrain, Measured, ProductType};
pub(crate) use training::{Export, Finetune};
pub(crate) use vault::{
    Audit, CreateVault, ExportCheckpoint, PassphraseSource, RestoreVault, ShowAudit, Vault, VaultAccess, VerifyAudit,
};

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
    /// Run a study (scan, metrics, tests, figures, report) into a folder; goes on where an earlier run stopped.
    Evaluate(Evaluate),
    /// Metrics of any predictions.
    Metrics(Metrics),
    /// Wilcoxon's signed-rank test of two columns.
    Compare(Compare),
    /// Agreement of two graders.
    Agreement(Agreement),
    /// Check a physician letter against facts, and score it against another.
    #[command(subcommand)]
    Letter(Letter),
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
