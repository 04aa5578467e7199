//! What can go wrong when rules are set up. Finding itself cannot fail.

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The site's record number format is no regular expression, or one too large to search with.
    #[error("the record number format `{pattern}` cannot be read")]
    RecordNumberFormat {
        /// The setting as it was given.
        pattern: String,
    },
    /// The site's record number format matches the empty text, so it would match everywhere.
    #[error("the record number format `{pattern}` matches nothing and everything")]
    RecordNumberFormatEmpty {
        /// The setting as it was given.
        pattern: String,
    },
}
