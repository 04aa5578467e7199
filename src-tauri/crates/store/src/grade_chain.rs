//! What graders recorded, bound together: each entry carries a hash of itself and of the one before it, of whichever
//! study, and the audit log names the last of them in each commit that adds some. So a grade that somebody changed in
//! the database shows, although the audit log says nothing of grades.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::audit_chain::records;
use crate::audit_entry::{Action, AuditEntry, AuditValue, Fingerprint};
use crate::error::Error;
use crate::hash::{Encoding, Hash};
use crate::table::{GRADE_COLUMNS, GradeAct, GradeEntryId, NewGradeEntry, all, grade_row, one};
use crate::transaction::Reading;

/// Actions whose audit entry names the last hash.
const BINDING: [Action; 4] =
    [Action::GradeRecorded, Action::GradeCorrected, Action::GradeWithdrawn, Action::GradingLocked];

/// The field under which they do.
const FIELD: &str = "history";

/// What does not hold of the entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradeFinding {
    /// The entry, or the one before it, is not what was recorded, or no longer stands although nothing replaced it.
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

/// What is audited of a commit: the entries of grades name the last hash, and where entries were added under none of
/// those actions, as a packet's are, one more says so.
pub(crate) fn bind(connection: &Connection, entries: &[AuditEntry], adds: Adds) -> Result<Vec<AuditEntry>, Error> {
    let mut entries = entries.to_vec();
    let names_it = |entry: &AuditEntry| BINDING.contains(&entry.action);
    match entries.last() {
        Some(last) if adds == Adds::Grades && !entries.iter().any(names_it) => {
            let bound = AuditEntry::new(last.action, last.subject);
            entries.push(naming(connection, bound)?);
        }
        _ => {
            for entry in entries.iter_mut().filter(|entry| names_it(entry)) {
                *entry = naming(connection, *entry)?;
            }
        }
    }
    Ok(entries)
}

/// Whether a commit adds entries of graders.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Adds {
    Grades,
    Other,
}

fn naming(connection: &Connection, entry: AuditEntry) -> Result<AuditEntry, Error> {
    Ok(entry.changing(FIELD, None, Some(fingerprint(head(connection)?))))
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
        let mut known = HashMap::from([(fingerprint(genesis()).to_text(), 0)]);
        let mut previous = genesis();
        let entries = all(self.connection, &format!("{GRADE_COLUMNS} ORDER BY e.id"), [], |row| {
            Ok((grade_row(row)?, row.get::<_, Hash>(14)?))
        })?;
        for (row, stored) in &entries {
            if following(previous, &row.entry) != *stored {
                findings.push(GradeFinding::Changed { entry: row.id });
            }
            known.insert(fingerprint(*stored).to_text(), row.id.0);
            previous = *stored;
        }
        let mut last_audited = 0;
        for record in records(self.connection, "WHERE field = ? ORDER BY seq", [FIELD])? {
            match record.new.as_ref().and_then(|new| known.get(new)) {
                Some(entry) => last_audited = last_audited.max(*entry),
                None => findings.push(GradeFinding::NotAsAudited { sequence: record.sequence }),
            }
        }
        if let Some((after, _)) = entries.iter().find(|(row, _)| row.id.0 > last_audited)
            && !findings.iter().any(|finding| matches!(finding, GradeFinding::NotAsAudited { .. }))
        {
            findings.push(GradeFinding::Changed { entry: after.id });
        }
        let sql = "SELECT c.entry FROM current_grades c JOIN grade_entries e ON e.replaces = c.entry ORDER BY c.entry";
        findings.extend(all(self.connection, sql, [], |row| Ok(GradeFinding::Replaced { entry: row.get(0)? }))?);
        // What a packet brought may have come beside what stands.
        let sql = "SELECT e.id FROM grade_entries e LEFT JOIN current_grades c ON c.entry = e.id
                   LEFT JOIN grade_entries later ON later.replaces = e.id
                   WHERE c.entry IS NULL AND later.id IS NULL AND e.act <> ? AND e.packet IS NULL ORDER BY e.id";
        let fallen = all(self.connection, sql, [GradeAct::Withdrawn], |row| row.get(0))?;
        findings.extend(fallen.into_iter().map(|entry| GradeFinding::Changed { entry }));
        Ok(findings)
    }
}
