//! What stops a study of grades. No variant carries text of a patient, of a comment or of an answer, not even in a source.

use crate::{DecisionId, EntryId, Grade, GraderId, ItemNumber, ProtocolFault};

/// A refusal, with what to do in its words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number that is no grade.
    #[error("{number} is no grade; a grade is 1, 2, 3, 4 or 5")]
    NotAGrade {
        /// As given.
        number: u8,
    },
    /// Not the five grades in their order.
    #[error("a scale has five definitions, of grades 1 to 5 in their order")]
    ScaleNotFive,
    /// A name or definition without words.
    #[error("grade {grade} needs a name and a definition")]
    ScaleBlank {
        /// Of which.
        grade: Grade,
    },
    /// A group that does not follow from the number.
    #[error(
        "the group of grade {grade} follows from its number: 1 and 2 acceptable, 3 potentially unsafe, 4 and 5 not"
    )]
    ScaleGroup {
        /// Of which.
        grade: Grade,
    },
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
        fault: ProtocolFault,
    },
    /// More repeats than fit into the last third.
    #[error("{percent} % repeats; at most {} % fit into the last third of the list", crate::MOST_REPEAT_PERCENT)]
    RepeatPercent {
        /// As given.
        percent: u32,
    },
    /// No arm.
    #[error("choose at least one model")]
    NoArm,
    /// Not enough cases to draw from.
    #[error(
        "{cases} cases and {examples} examples cannot be drawn from the {available} cases with a regimen of every model"
    )]
    TooFewCases {
        /// There are.
        available: usize,
        /// Wanted.
        cases: usize,
        /// Wanted beside.
        examples: usize,
    },
    /// A grader who is not in the protocol.
    #[error("grader {grader} is not in the protocol")]
    UnknownGrader {
        /// Which.
        grader: GraderId,
    },
    /// A regimen or example that is not in the protocol.
    #[error("regimen {item} is not in the protocol")]
    UnknownItem {
        /// Which.
        item: ItemNumber,
    },
    /// An act with what does not belong to it, or without what does.
    #[error("an entry is a grade, or a skip with a reason, or a withdrawal, and nothing of two")]
    NotAnAct,
    /// A withdrawal of nothing.
    #[error("entry {entry} withdraws nothing")]
    NothingWithdrawn {
        /// Which.
        entry: EntryId,
    },
    /// Text with a character that tables cannot hold.
    #[error("the text holds a NUL character; take it out")]
    NulInText,
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
    /// A record of the panel that does not replace exactly what stood.
    #[error("record {decision} of the panel does not replace exactly what stood")]
    DecisionOrder {
        /// Which.
        decision: DecisionId,
    },
    /// A signature on a record of the panel that is not there.
    #[error("there is no record {decision} of the panel that could have been signed")]
    UnknownDecision {
        /// Which.
        decision: DecisionId,
    },
    /// A grader who does not grade, or does not any more.
    #[error("grader {grader} does not grade in this study")]
    NotGrading {
        /// Which.
        grader: GraderId,
    },
    /// The only grader who is left.
    #[error("grader {grader} is the only one left; name who grades in their place")]
    LastGrader {
        /// Which.
        grader: GraderId,
    },
    /// Somebody who is or was a grader of this study.
    #[error("account {grader} grades or graded in this study already; choose somebody else")]
    GraderAgain {
        /// Which.
        grader: GraderId,
    },
    /// An amendment that changes nothing.
    #[error("this amendment changes nothing")]
    NothingAmended,
    /// An amendment without a reason.
    #[error("say why")]
    ReasonMissing,
    /// An amendment that does not follow from what was before.
    #[error("amendment {number} does not follow from the protocol before it")]
    AmendmentChain {
        /// From 1.
        number: u32,
    },
    /// A regimen whose texts are not there.
    #[error("the texts of regimen {item} are missing")]
    TextMissing {
        /// Which.
        item: ItemNumber,
    },
    /// An example without the senior oncologist's grade.
    #[error("example {number} has no grade yet")]
    ExampleMissing {
        /// Which.
        number: ItemNumber,
    },
    /// A packet of another study of grades.
    #[error("this packet is of another study of grades")]
    OtherStudy,
    /// Another packet of this study.
    #[error("this is not the packet that went out")]
    OtherPacket,
    /// A packet of another grader.
    #[error("this packet holds entries of another grader than it went out to")]
    OtherGrader,
    /// A packet that was merged.
    #[error("this packet was merged before; its grades are here")]
    MergedBefore,
    /// A packet that is not what was signed.
    #[error("this packet is not what its grader signed; ask for it once more")]
    PacketAltered,
    /// A table without the columns it should have.
    #[error("the columns are not those of an exported study of grades")]
    ExportColumns,
    /// A field that cannot be what its column says.
    #[error("record {record} of the export: {column} cannot be read")]
    ExportField {
        /// From 1.
        record: usize,
        /// The column.
        column: &'static str,
    },
    /// A record that contradicts the others.
    #[error("record {record} of the export does not fit the others")]
    ExportBroken {
        /// From 1.
        record: usize,
    },
    /// Something cannot be read or written.
    #[error("cannot be read or written: {kind}")]
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
}
