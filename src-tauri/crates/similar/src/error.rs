//! What the index refuses. No variant carries words of a case.

/// A refusal, with what to do in its words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The same key twice.
    #[error("case {key} was added twice; give each case a key of its own")]
    KeyTwice {
        /// Of the case.
        key: u64,
    },
    /// Some cases have a vector and others have none, so their similarities could not be compared.
    #[error("case {key} differs from the first case in having a vector or not; give one to every case or to none")]
    VectorsMixed {
        /// Of the first case that differs.
        key: u64,
    },
    /// Vectors of different lengths, so of different models.
    #[error("a vector has {found} values and those of the index have {expected}; use vectors of one model")]
    VectorLength {
        /// As given.
        found: usize,
        /// As in the index.
        expected: usize,
    },
    /// A vector that is empty or longer than an exact sum of integers allows.
    #[error("a vector has {found} values; give from 1 to {most}")]
    VectorSize {
        /// As given.
        found: usize,
        /// The most.
        most: usize,
    },
    /// Not a number, or infinite.
    #[error("a vector holds a value that is no finite number; compute it anew")]
    VectorNotFinite,
    /// More cases or words than the index counts.
    #[error("the index holds at most {most} cases; leave some out")]
    TooManyCases {
        /// The most.
        most: usize,
    },
    /// Bytes of something else.
    #[error("these bytes are no index of similar cases; build it anew from the cases")]
    Foreign,
    /// An index of another version of the format, or of other rules for words.
    #[error("the index was built by another version of the program; build it anew from the cases")]
    OtherVersion,
    /// Bytes that were cut or changed.
    #[error("the index is damaged; build it anew from the cases")]
    Damaged,
}
