//! What graders recorded, bound together: each entry carries a hash of itself and of the one before it, of whichever
//! study, and the audit entry of each grade names the last of them. So a grade that somebody changed in the database
//! shows, although the audit log says nothing of grades.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::audit_chain::records;
use crate::audit_entry::{Action, AuditEntry, AuditValue, Fingerprint};
use crate::error::Error;
use crate::hash::{Encoding, Hash};
use crate::table::{GRADE_COLUMNS, GradeEntryId, NewGradeEntry, all, grade_row, one};
use crate::transaction::Reading;

/// Actions whose audit entry names the last hash.
const BINDING: [Action; 4] =
    [Action::GradeRecorded, Action::GradeCorrected, Action::GradeWithdrawn, Action::GradingLocked];

/// What does not hold of the entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradeFinding {
    /// The entry, or the one before it, is not what was recorded.
    Changed {
        /// The first such entry of a run.
        entry: GradeEntryId,
    },
    /// An audit entry names a history that is not there.
    NotAsAudited {
        /// Number of the audit entry.
        sequence: u64,
    },
    /// An entry stands although another replaced it.
    Replaced {
        /// The entry that stands.
        entry: GradeEntryId,
    },
}

/// What the first entry follows.
fn genesis() -> Hash {
    Encoding::of("isocenter grade genesis v1").hash()
}

/// The hash of the last entry.
pub(crate) fn head(connection: &Connection) -> Result<Hash, Error> {
    let last = one(connection, "SELECT sha256 FROM grade_entries ORDER BY id DESC LIMIT 1", [], |row| row.get(0))?;
    Ok(last.unwrap_or_else(genesis))
}

/// The hash of an entry after one whose hash is `previous`.
pub(crate) fn following(previous: Hash, entry: &NewGradeEntry) -> Hash {
    let NewGradeEntry { place, act, grade, reason, comment, is_flagged, focus_ms, recorded_at_us, replaces, packet } =
        entry;
    Encoding::of("isocenter grade entry v1")
        .bytes(previous.as_bytes())
        .number(place.grading.0)
        .number(place.account.0.into())
        .text(place.round.code())
        .number(place.item.into())
        .text(act.code())
        // Neither 0 is a value: grades are 1 to 5, rows count from 1.
        .number(grade.unwrap_or(0).into())
        .text(reason.reveal())
        .text(comment.reveal())
        .number((*is_flagged).into())
        .number((*focus_ms).into())
        .number(*recorded_at_us)
        .number(replaces.map_or(0, |entry| entry.0))
        .optional_text(packet.as_deref())
        .hash()
}

/// An audit entry of a grade, with the fingerprint of the last hash as its new value.
pub(crate) fn bind(connection: &Connection, mut entry: AuditEntry) -> Result<AuditEntry, Error> {
    if BINDING.contains(&entry.action) {
        entry.field = Some("history");
        entry.new = Some(fingerprint(head(connection)?));
    }
    Ok(entry)
}

fn fingerprint(hash: Hash) -> AuditValue {
    AuditValue::Fingerprint(Fingerprint::from_bytes(std::array::from_fn(|at| hash.as_bytes()[at])))
}

impl Reading<'_> {
    /// Whether all that was ever recorded is as it was recorded, and what stands is the last of it. Nothing is found if
    /// it is. That the audit log itself holds is [`Reading::verify_audit`]'s to say.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn verify_grades(&self) -> Result<Vec<GradeFinding>, Error> {
        let mut findings = Vec::new();
        let mut known = HashSet::from([fingerprint(genesis()).to_text()]);
        let mut previous = genesis();
        let entries = all(self.connection, &format!("{GRADE_COLUMNS} ORDER BY e.id"), [], |row| {
            Ok((grade_row(row)?, row.get::<_, Hash>(14)?))
        })?;
        for (row, stored) in entries {
            if following(previous, &row.entry) != stored {
                findings.push(GradeFinding::Changed { entry: row.id });
            }
            known.insert(fingerprint(stored).to_text());
            previous = stored;
        }
        let audited = records(self.connection, "WHERE field = 'history' ORDER BY seq", [])?;
        let missing = audited.iter().filter(|record| record.new.as_ref().is_none_or(|new| !known.contains(new)));
        findings.extend(missing.map(|record| GradeFinding::NotAsAudited { sequence: record.sequence }));
        let sql = "SELECT c.entry FROM current_grades c JOIN grade_entries e ON e.replaces = c.entry ORDER BY c.entry";
        findings.extend(all(self.connection, sql, [], |row| Ok(GradeFinding::Replaced { entry: row.get(0)? }))?);
        Ok(findings)
    }
}
