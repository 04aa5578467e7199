//! What can be wrong with the table.

/// A table that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The regimen table is not the CSV that was expected.
    #[error("the regimen table cannot be read; compare its columns with those of the built-in table")]
    Table {
        /// What the CSV reader says.
        #[source]
        source: csv::Error,
    },
    /// A row has a value that is none of its column.
    #[error("regimen {id} has no usable {column}; correct that row")]
    Row {
        /// The row's id.
        id: String,
        /// The column.
        column: &'static str,
    },
    /// Two rows have the same id.
    #[error("regimen {id} stands twice in the table; give one of the two another id")]
    SameId {
        /// The id.
        id: String,
    },
}
