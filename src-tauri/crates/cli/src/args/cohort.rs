//! What `import` and `cohort` are given.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use isocenter_app::DateTreatment;

use super::values::at_least_one;

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
    /// Replace an imported cohort that is there.
    #[arg(long)]
    pub(crate) force: bool,
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
    /// Replace a cohort that is there.
    #[arg(long)]
    pub(crate) force: bool,
}
