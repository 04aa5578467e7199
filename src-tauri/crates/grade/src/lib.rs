//! A study of grades from its protocol to its numbers: two graders, blinded and each in an own order, a panel for what differs, the report.
//!
//! It neither stores nor shows: the caller keeps the [`Protocol`] and every [`GradeEntry`], and hands all of them to [`Ledger::of`].
//! It knows no files, no clocks, no vault. A number that a definition leaves open is `None`, never 0.

mod amendment;
mod assignment;
mod digest;
mod discrepancy;
mod draw;
mod drawing;
mod entry;
mod error;
mod export;
mod format;
mod id;
mod ledger;
mod numbers;
mod numbers_json;
mod packet;
mod panel;
mod protocol;
mod protocol_check;
mod record;
mod report;
mod scale;
mod wording;
mod words;

pub use amendment::{Amendment, AmendmentRecord, amended};
pub use assignment::{Assignment, Look};
pub use digest::Sha256;
pub use discrepancy::{cross_table, discrepancies, is_discrepancy};
pub use drawing::{Drawn, draw};
pub use entry::{Act, GradeEntry, Place, Round};
pub use error::Error;
pub use export::{
    EXPORT_COLUMNS, EXPORT_FORMAT, read_grades_csv, read_grades_json, write_grades_csv, write_grades_json,
};
pub use id::{ArmId, CaseId, DecisionId, EntryId, GraderId, ItemNumber, MemberId, PacketId};
pub use ledger::{Ledger, Pair, Pairs, Progress};
pub use numbers::{
    Acceptance, Agreement, ArmNumbers, Distribution, HASTY_MS, Numbers, Pace, PanelNumbers, RepeatNumbers, Share,
    Statistic, Undefined, agreement,
};
pub use numbers_json::{NUMBERS_FORMAT, RECOMPUTE_GRADES_PY, write_numbers_json};
pub use packet::{
    Conflict, ItemText, Merge, MergedEntry, PACKET_FORMAT, PacketBack, PacketExample, PacketHome, PacketItem,
    PacketOut, PacketSignature, Replaced, Standing, merge,
};
pub use panel::{
    DECISION_FORMAT, Decision, DecisionMissing, DecisionRecord, Member, PanelPart, PanelReason, Signature, Vote,
    VoteSeen, is_void, standing_decisions, votes_seen,
};
pub use protocol::{
    Arm, Example, ExampleGrade, Grader, Item, Letter, MOST_REPEAT_PERCENT, PROTOCOL_FORMAT, Protocol, ProtocolCase,
    ProtocolFault, ProtocolMissing, StudyRef,
};
pub use record::{CheckedRecord, LockMissing, LockSignature, StudyRecord};
pub use report::{GradeFact, GradeFigure, ReportParts, blinding, finding, report_page, report_section};
pub use scale::{Grade, GradeDefinition, GradeGroup, GradeScale};
