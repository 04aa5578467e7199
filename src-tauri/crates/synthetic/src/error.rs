//! What can go wrong between the tables and the files.

use std::path::PathBuf;

/// A table that cannot be read, or a file that cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A regimen and what the scenario makes of it have no usable dose or fractions.
    #[error("regimen {id} has no usable dose or fractions")]
    RegimenRow {
        /// The row's id.
        id: String,
    },
    /// A scenario names a regimen that the table has not.
    #[error("the regimen table has no {id}, which the scenario `{scenario}` names")]
    UnknownRegimen {
        /// The id.
        id: String,
        /// The scenario.
        scenario: String,
    },
    /// A line of a scenario file is not understood.
    #[error("line {line} of the scenarios `{file}` is not understood")]
    ScenarioLine {
        /// Name of the file.
        file: &'static str,
        /// Line number, from 1.
        line: usize,
    },
    /// A template names a slot that was not drawn.
    #[error("the scenario `{scenario}` names `{slot}`, which it has not drawn")]
    UnknownSlot {
        /// The scenario.
        scenario: String,
        /// The name between the braces.
        slot: String,
    },
    /// No line of a list applies to the features that were drawn.
    #[error("no {list} line of the scenario `{scenario}` applies")]
    NothingApplies {
        /// The scenario.
        scenario: String,
        /// Which list: text, menu, code or slot.
        list: &'static str,
    },
    /// The scenarios are too few for so many texts that all differ.
    #[error("no further text that differs from the others could be drawn")]
    Exhausted,
    /// A file cannot be written.
    #[error("{} cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A row cannot be written.
    #[error("a row of {} cannot be written", path.display())]
    WriteRow {
        /// The file.
        path: PathBuf,
        /// What the CSV writer says.
        #[source]
        source: csv::Error,
    },
}
