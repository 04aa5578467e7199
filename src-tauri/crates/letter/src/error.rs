//! What stops the reading of facts. No variant carries text of a patient.

/// A refusal, with what to do in its words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// JSON that is none. What serde says may quote the text, so only the place is kept.
    #[error("line {line}, column {column}: not JSON")]
    Json {
        /// From 1; 0 where no place can be told.
        line: usize,
        /// From 1; 0 where no place can be told.
        column: usize,
    },
    /// JSON that is not one object.
    #[error("facts are one JSON object")]
    NotAnObject,
    /// A table that is none.
    #[error("record {record}: not a table of the columns `fact` and `value`")]
    Table {
        /// From 1.
        record: u64,
    },
    /// Facts of a newer version.
    #[error("it is of format {found}, this program knows up to {newest}; use the version of Isocenter that wrote it")]
    NewerFormat {
        /// As written.
        found: u64,
        /// As known.
        newest: u64,
    },
    /// More than one patient can have.
    #[error("{found} facts are more than the {most} that one patient can have; keep one patient a file")]
    TooMany {
        /// As read.
        found: usize,
        /// As allowed.
        most: usize,
    },
    /// Nothing that is a fact.
    #[error("there is no fact in it; name at least a diagnosis")]
    NoFacts,
}
