//! What stops a letter study. No variant carries text of a patient, of a comment or of a letter, not even in a source.

use crate::{EntryId, ItemNumber, ProtocolFault, RaterNumber};

/// A refusal, with what to do in its words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number that is no score.
    #[error("{number} is no score; a score is 1, 2, 3 or 4")]
    NotAScore {
        /// As given.
        number: u8,
    },
    /// Not one score for each dimension.
    #[error("{found} scores for {wanted} dimensions; score each dimension once")]
    ScoreCount {
        /// As given.
        found: usize,
        /// Of the protocol.
        wanted: usize,
    },
    /// A comment without an end.
    #[error("the comment has {found} characters, more than {most}; shorten it")]
    CommentTooLong {
        /// As given.
        found: usize,
        /// As allowed.
        most: usize,
    },
    /// Text with a character that tables cannot hold.
    #[error("the text holds a NUL character; take it out")]
    NulInText,
    /// Text that is no hash.
    #[error("not a SHA-256 in lower-case hexadecimal")]
    NotASha256,
    /// A file or text of a newer version.
    #[error("it is of format {found}, this program knows up to {newest}; use the version of Isocenter that wrote it")]
    NewerFormat {
        /// As written.
        found: u32,
        /// As known.
        newest: u32,
    },
    /// JSON that is none or not of the form it should have. What serde says may quote the text, so only the place is kept.
    #[error("line {line}, column {column}: not of the form it should have")]
    Json {
        /// From 1; 0 where no place can be told.
        line: usize,
        /// From 1; 0 where no place can be told.
        column: usize,
    },
    /// A protocol that contradicts itself.
    #[error("the protocol does not hang together: {fault}")]
    ProtocolBroken {
        /// How.
        #[from]
        fault: ProtocolFault,
    },
    /// An export whose protocol is not the one it names.
    #[error("the protocol is not the one that the export names; export it again")]
    OtherProtocol,
    /// A rater who is not in the protocol.
    #[error("rater {rater} is not in the protocol")]
    UnknownRater {
        /// Which.
        rater: RaterNumber,
    },
    /// A letter that is not in the protocol.
    #[error("letter {item} is not in the protocol")]
    UnknownItem {
        /// Which.
        item: ItemNumber,
    },
    /// A withdrawal of nothing.
    #[error("entry {entry} withdraws nothing")]
    NothingWithdrawn {
        /// Which.
        entry: EntryId,
    },
    /// Entries that do not follow each other.
    #[error("entry {entry} is there twice or out of order")]
    EntryOrder {
        /// The later one.
        entry: EntryId,
    },
    /// An entry that replaces what did not stand.
    #[error("entry {entry} replaces entry {replaces}, which did not stand")]
    NotCurrent {
        /// Which.
        entry: EntryId,
        /// What it says it replaces.
        replaces: EntryId,
    },
    /// A second first entry.
    #[error("entry {entry} replaces nothing although another stood")]
    AlreadyCurrent {
        /// Which.
        entry: EntryId,
    },
    /// Something cannot be written.
    #[error("cannot be written: {kind}")]
    Io {
        /// What the system says.
        kind: std::io::ErrorKind,
    },
    /// A number that could not be computed.
    #[error("a number could not be computed")]
    Statistics {
        /// Why.
        #[from]
        source: isocenter_stats::Error,
    },
}

impl Error {
    /// The place of a fault in JSON, without its text.
    pub(crate) fn json(error: serde_json::Error) -> Self {
        Self::Json { line: error.line(), column: error.column() }
    }

    pub(crate) fn io(error: std::io::Error) -> Self {
        Self::Io { kind: error.kind() }
    }
}
