//! Everything of a study of grades in one value: what is locked, exported and computed from.

use isocenter_grade::{AmendmentRecord, LockSignature, MemberId, Protocol, Sha256, StudyRecord};
use isocenter_store::Reading;

use super::book::Book;
use super::discussion::Discussion;
use crate::error::Error;
use crate::failure;

/// The record of a study of grades that was made here and opened.
///
/// # Errors
/// A draft, a packet; a damaged vault.
pub(crate) fn study_record(reading: Reading<'_>, book: &Book) -> Result<StudyRecord, Error> {
    let discussion = Discussion::read(reading, book)?;
    let protocols = reading.grading_protocols(book.id()).map_err(failure::vault)?;
    let frozen = protocols.first().ok_or_else(failure::damaged)?;
    let amendments = reading.grading_amendments(book.id()).map_err(failure::vault)?;
    let amendment = |row: &isocenter_store::GradingAmendmentRow| -> Result<AmendmentRecord, Error> {
        serde_json::from_str(&row.change).map_err(|_| failure::damaged())
    };
    let lock = reading.grading_lock(book.id()).map_err(failure::vault)?;
    Ok(StudyRecord {
        frozen: Protocol::from_json(&frozen.protocol).map_err(failure::grade)?,
        amendments: amendments.iter().map(amendment).collect::<Result<Vec<_>, Error>>()?,
        entries: discussion.ledger.history().to_vec(),
        decisions: discussion.decisions,
        signatures: discussion.signatures,
        votes: discussion.votes,
        lock: lock.map(|lock| LockSignature {
            account: MemberId::new(lock.account.0),
            name: lock.name,
            meaning: lock.meaning,
            at_us: lock.locked_at_us,
            sha256: Sha256::new(*lock.sha256.as_bytes()),
        }),
    })
}
