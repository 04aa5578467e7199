//! What stops a study. No variant carries text of a patient or of an answer.

use std::{fmt, io};

use isocenter_domain::Task;

use crate::{CaseId, ModelId, Temperature};

/// A refusal, with what to do in its words.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The study file is no TOML, or has a key that is unknown, missing or of the wrong kind.
    #[error("line {line} of the study file: {}", .source.message())]
    StudyFile {
        /// Line, from 1; 0 where no place can be told.
        line: usize,
        /// What.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The study cannot be written as TOML.
    #[error("the study cannot be written as a file")]
    StudyText {
        /// Why.
        #[source]
        source: Box<toml::ser::Error>,
    },
    /// The name is blank.
    #[error("the study has no name; give `name`")]
    StudyUnnamed,
    /// `cases.sha256` is none, or is not there although the study was frozen before.
    #[error("`cases.sha256` is not a SHA-256 in lower-case hexadecimal; a study file of your own may leave it out")]
    NotASha256,
    /// There is no model.
    #[error("the study has no model; add `[[models]]`")]
    NoModel,
    /// A blank id, label, family or folder.
    #[error("model `{model}` has a blank id, label, family or folder")]
    ModelIncomplete {
        /// Which one.
        model: ModelId,
    },
    /// Two models share an id, or label and role.
    #[error("model `{model}` is there twice, by its id or by its label and role")]
    ModelTwice {
        /// The later one.
        model: ModelId,
    },
    /// A base of which the study already has one.
    #[error("model `{model}` is one of two bases of the same folder; keep one")]
    BaseTwice {
        /// One of the two.
        model: ModelId,
    },
    /// A base that names an adapter.
    #[error("model `{model}` is a base but names an adapter; make its role `tuned` or take the adapter away")]
    BaseWithAdapter {
        /// Which one.
        model: ModelId,
    },
    /// A tuned model without an adapter for a task of the study.
    #[error("model `{model}` is tuned but names no adapter for {task}")]
    AdapterMissing {
        /// Which one.
        model: ModelId,
        /// For which task.
        task: Task,
    },
    /// A tuned model whose base is not in the study.
    #[error("model `{model}` is tuned but the study has no base of its folder to compare it with")]
    BaseMissing {
        /// Which one.
        model: ModelId,
    },
    /// Nothing is asked.
    #[error("the study has no task; add `[tasks.regimen]`, `[tasks.modality]` or `[tasks.icd10]`")]
    NoTask,
    /// A temperature is there twice.
    #[error("temperature {temperature} is there twice")]
    TemperatureTwice {
        /// Which one.
        temperature: Temperature,
    },
    /// A number that its setting does not allow.
    #[error("`{setting}` cannot be {value}: {}", .setting.range())]
    SettingOutOfRange {
        /// Which setting.
        setting: Setting,
        /// As given; 0 stands for an empty list too.
        value: f64,
    },
    /// The answer parser is of a version that this program does not have.
    #[error("answer parser {version} is unknown; this program has 1")]
    UnknownParser {
        /// As given.
        version: u32,
    },
    /// A file of cases or samples cannot be read or written.
    #[error("the {file} cannot be read or written")]
    Io {
        /// Which one.
        file: StudyFileKind,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A line is not of the form it should have.
    #[error("line {line} of the {file} is not of the form it should have (column {column})")]
    Line {
        /// Which file.
        file: StudyFileKind,
        /// From 1.
        line: usize,
        /// From 1; 0 where no place can be told.
        column: usize,
    },
    /// A case is there twice.
    #[error("case {case} is there twice")]
    CaseTwice {
        /// Which one.
        case: CaseId,
    },
    /// The cases are not those of the study.
    #[error(
        "the case list is another one than the study's: its SHA-256 is {found}, the study says {expected}; it is taken over the content of \
         the list, not over the bytes of its file as sha256sum does"
    )]
    OtherCases {
        /// In the study.
        expected: String,
        /// Of the list.
        found: String,
    },
    /// No case has a true answer for a task of the study.
    #[error("no case has a true answer for {task}; take the task out or add cases")]
    NoCase {
        /// Which task.
        task: Task,
    },
    /// Samples of another study, or of this one before it was changed.
    #[error("the samples are of another study: {found} instead of {expected}; begin the run anew")]
    OtherStudy {
        /// This study's hash.
        expected: String,
        /// The file's.
        found: String,
    },
    /// A record that the study does not ask for.
    #[error("record {record} is none that the study asks for")]
    UnplannedRecord {
        /// Place in the list, from 1.
        record: usize,
    },
    /// Two records of one unit.
    #[error("record {record} is there a second time")]
    RecordTwice {
        /// Place of the later one, from 1.
        record: usize,
    },
    /// Probabilities that are none: not finite, not from 0 to 1, or not summing to 1.
    #[error("record {record} holds numbers that are no probabilities of the four modalities")]
    NotProbabilities {
        /// Place in the list, from 1.
        record: usize,
    },
    /// The run is not finished.
    #[error("{missing} of {planned} samples are missing, first {model}, {task}, case {case}; finish the run")]
    SamplesMissing {
        /// How many.
        missing: usize,
        /// Of how many.
        planned: usize,
        /// Model of the first one.
        model: ModelId,
        /// Its task.
        task: Task,
        /// Its case.
        case: CaseId,
    },
    /// The table of samples cannot be written.
    #[error("the table of samples cannot be written")]
    Csv {
        /// Why.
        #[source]
        source: csv::Error,
    },
    /// The numbers cannot be written.
    #[error("the numbers cannot be written")]
    Json {
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A table lacks columns.
    #[error("the table has no column {}; its first row must name {}", .missing.join(", "), .needed.join(", "))]
    ColumnsMissing {
        /// Those that are not there.
        missing: Vec<&'static str>,
        /// All that are needed.
        needed: Vec<&'static str>,
    },
    /// A column is there twice.
    #[error("the table has the column {column} twice")]
    ColumnTwice {
        /// Which one.
        column: &'static str,
    },
    /// A field of a table is not what its column needs.
    #[error("line {line} of the table: {column} cannot be read")]
    Field {
        /// Line of the file, from 1.
        line: u64,
        /// The column.
        column: &'static str,
    },
    /// The table is no CSV in UTF-8.
    #[error("the table cannot be read as CSV in UTF-8")]
    Table {
        /// Where and why.
        #[source]
        source: csv::Error,
    },
    /// A statistic refused its input.
    #[error("a statistic cannot be computed")]
    Statistic {
        /// Why.
        #[source]
        source: isocenter_stats::Error,
    },
}

/// Which of the two files of JSON lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StudyFileKind {
    /// The frozen cases.
    Cases,
    /// The stored samples.
    Samples,
}

impl fmt::Display for StudyFileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cases => "case list",
            Self::Samples => "sample file",
        })
    }
}

/// A number of the study file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Setting {
    /// `tasks.*.max_tokens`
    MaxTokens,
    /// `tasks.icd10.beams`
    Beams,
    /// `sampling.temperatures`
    Temperatures,
    /// `sampling.samples_per_temperature`
    SamplesPerTemperature,
    /// `sampling.top_p`
    TopP,
    /// `sampling.seed`
    Seed,
    /// `statistics.bootstrap_seed`
    BootstrapSeed,
    /// `statistics.bootstrap_resamples`
    BootstrapResamples,
    /// `statistics.significance`
    Significance,
    /// `statistics.alpha_beta_gray`
    AlphaBetaGray,
    /// `statistics.eqd2_tolerance`
    Eqd2Tolerance,
    /// `statistics.calibration_bins`
    CalibrationBins,
}

impl Setting {
    /// What it may be, in words.
    #[must_use]
    pub const fn range(self) -> &'static str {
        match self {
            Self::MaxTokens
            | Self::Beams
            | Self::SamplesPerTemperature
            | Self::BootstrapResamples
            | Self::CalibrationBins => "it must be at least 1",
            Self::Temperatures => "it must hold at least one number, each from 0 to 10",
            Self::TopP => "it must be above 0 and at most 1",
            Self::Seed | Self::BootstrapSeed => "it must be below 2^63",
            Self::Significance => "it must be between 0 and 1",
            Self::Eqd2Tolerance => "it must be at least 0 and below 1",
            Self::AlphaBetaGray => "it must be above 0",
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MaxTokens => "max_tokens",
            Self::Beams => "beams",
            Self::Temperatures => "temperatures",
            Self::SamplesPerTemperature => "samples_per_temperature",
            Self::TopP => "top_p",
            Self::Seed => "seed",
            Self::BootstrapSeed => "bootstrap_seed",
            Self::BootstrapResamples => "bootstrap_resamples",
            Self::Significance => "significance",
            Self::AlphaBetaGray => "alpha_beta_gray",
            Self::Eqd2Tolerance => "eqd2_tolerance",
            Self::CalibrationBins => "calibration_bins",
        })
    }
}

impl From<isocenter_stats::Error> for Error {
    fn from(source: isocenter_stats::Error) -> Self {
        Self::Statistic { source }
    }
}
