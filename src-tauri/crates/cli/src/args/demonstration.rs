//! What `demo` is given.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use isocenter_app::commands::demonstration::Stage;

use super::values::stage;

#[derive(Subcommand)]
pub(crate) enum Demo {
    /// Rebuild the demonstration models from their recipes; goes on where an earlier build stopped.
    Build(Build),
    /// Write the study of the demonstration models on their held-out cases, for `evaluate`.
    Study(DemoStudy),
}

#[derive(Args)]
pub(crate) struct Build {
    /// Folder with the recipes; those built into this program if not given.
    #[arg(long, value_name = "DIR")]
    pub(crate) recipes: Option<PathBuf>,
    /// Folder in which each model gets its own.
    #[arg(long, value_name = "DIR", default_value = "models")]
    pub(crate) out: PathBuf,
    /// One model by its id.
    #[arg(long, value_name = "ID")]
    pub(crate) model: Option<String>,
    /// One stage, done again even if it is finished: base, adapter-regimen, adapter-modality, adapter-icd10, adapter-letter, evaluate.
    #[arg(long, value_name = "STAGE", value_parser = stage)]
    pub(crate) stage: Option<Stage>,
}

#[derive(Args)]
pub(crate) struct DemoStudy {
    /// Folder with the recipes; those built into this program if not given.
    #[arg(long, value_name = "DIR")]
    pub(crate) recipes: Option<PathBuf>,
    /// Folder in which each model has its own; where models are looked for if not given.
    #[arg(long, value_name = "DIR")]
    pub(crate) models: Option<PathBuf>,
    /// Folder for study.toml and cases.jsonl.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}
