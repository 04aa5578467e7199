//! What stops the reading of facts and drafts and the acts on a draft. No variant carries text of a patient.

use crate::SectionKind;

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
    /// A draft that no version of this program writes.
    #[error("line {line}, column {column}: not a draft of a letter, or a damaged one; restore it from a backup")]
    DamagedDraft {
        /// From 1; 0 where no place can be told.
        line: usize,
        /// From 1; 0 where no place can be told.
        column: usize,
    },
    /// A change of a section that is locked.
    #[error("the section “{}” is locked; unlock it before you change it", section.heading(crate::Language::English))]
    SectionLocked {
        /// Which.
        section: SectionKind,
    },
    /// A lock on nothing.
    #[error("the section “{}” has no text that could be locked; write it first", section.heading(crate::Language::English))]
    NothingToLock {
        /// Which.
        section: SectionKind,
    },
    /// More text than a letter has.
    #[error("{found} characters are more than the {most} that a letter may have; shorten it")]
    LetterTooLong {
        /// As written.
        found: usize,
        /// As allowed.
        most: usize,
    },
    /// A confirmation without a reason.
    #[error("say why this may stand in the letter")]
    ReasonMissing,
    /// A reason that is a letter itself.
    #[error("the reason has {found} characters; {most} are enough, shorten it")]
    ReasonTooLong {
        /// As written.
        found: usize,
        /// As allowed.
        most: usize,
    },
    /// A confirmation of what blocks nothing.
    #[error("nothing in the letter needs this confirmation; look at the check again")]
    NothingToConfirm,
    /// A withdrawal of what is not confirmed.
    #[error("this is not confirmed; look at the check again")]
    NotConfirmed,
}
