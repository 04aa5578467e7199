//! Arguments of the commands that evaluate: a study, and tables that others made.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use isocenter_app::{Alternative, Task};

use super::computing::Device;

#[derive(Args)]
pub(crate) struct Evaluate {
    /// The study; relative paths in it begin where it lies.
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) study: PathBuf,
    /// Folder for its answers, numbers, figures and report.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value_t = Device::Auto)]
    pub(crate) device: Device,
}

#[derive(Args)]
pub(crate) struct Metrics {
    /// Columns case_id, reference, prediction.
    #[arg(value_name = "FILE.csv")]
    pub(crate) file: PathBuf,
    /// What was predicted.
    #[arg(long, value_enum)]
    pub(crate) task: PredictionTask,
}

#[derive(Args)]
pub(crate) struct Compare {
    /// Columns x, y.
    #[arg(value_name = "FILE.csv")]
    pub(crate) file: PathBuf,
    /// What is to be shown of x against y.
    #[arg(long, value_enum, default_value_t = Side::Greater)]
    pub(crate) alternative: Side,
}

#[derive(Args)]
pub(crate) struct Agreement {
    /// Columns case_id, grader_a, grader_b; grades from 1 to 5.
    #[arg(value_name = "FILE.csv")]
    pub(crate) file: PathBuf,
}

/// What was predicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PredictionTask {
    Regimen,
    Modality,
    Icd10,
}

impl From<PredictionTask> for Task {
    fn from(task: PredictionTask) -> Self {
        match task {
            PredictionTask::Regimen => Self::Regimen,
            PredictionTask::Modality => Self::Modality,
            PredictionTask::Icd10 => Self::Icd10,
        }
    }
}

/// What is to be shown of x against y.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    /// x tends to be greater.
    Greater,
    /// x tends to be less.
    Less,
    /// Either.
    TwoSided,
}

impl From<Side> for Alternative {
    fn from(side: Side) -> Self {
        match side {
            Side::Greater => Self::Greater,
            Side::Less => Self::Less,
            Side::TwoSided => Self::TwoSided,
        }
    }
}
