//! What was shown, what was decided on it and the rules it was checked by, bound to the audit log: each of these rows has
//! an audit entry in its own commit that names a hash of the whole row, and a decision's names what was shown as well. So
//! a row that somebody changed in the database shows, although the audit log tells none of its text.

use std::collections::HashMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::audit_chain::records;
use crate::audit_entry::{Action, AuditEntry, AuditValue, Fingerprint, Subject, SubjectKind};
use crate::error::Error;
use crate::hash::{Encoding, Hash};
use crate::table::SuggestionId;
use crate::transaction::Reading;

/// A row that is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EvidenceRecord {
    /// What was shown.
    Suggestion(SuggestionId),
    /// A decision on it.
    Decision {
        /// The suggestion.
        suggestion: SuggestionId,
        /// Number of the decision.
        number: u32,
    },
    /// A version of the rules of the checks.
    CheckRules {
        /// Its number.
        number: u32,
    },
}

impl EvidenceRecord {
    fn place(self) -> (Bound, i64, u32) {
        match self {
            Self::Suggestion(id) => (Bound::Suggestions, id.0, 0),
            Self::Decision { suggestion, number } => (Bound::Decisions, suggestion.0, number),
            Self::CheckRules { number } => (Bound::CheckRules, number.into(), number),
        }
    }
}

/// What does not hold of these rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceFinding {
    /// The row is not the one that the audit log names: it was changed, or put in.
    Changed {
        /// The row.
        record: EvidenceRecord,
    },
    /// An audit entry names a row that is not there.
    NotAsAudited {
        /// Number of the audit entry.
        sequence: u64,
    },
}

/// The tables that are bound.
#[derive(Clone, Copy)]
enum Bound {
    Suggestions,
    Decisions,
    CheckRules,
}

impl Bound {
    const ALL: [Self; 3] = [Self::Suggestions, Self::Decisions, Self::CheckRules];

    /// The field under which the audit log names the hash.
    const fn field(self) -> &'static str {
        match self {
            Self::Suggestions => "shown",
            Self::Decisions => "decision",
            Self::CheckRules => "rules",
        }
    }

    const fn subject(self) -> SubjectKind {
        match self {
            Self::Suggestions | Self::Decisions => SubjectKind::Suggestion,
            Self::CheckRules => SubjectKind::CheckRules,
        }
    }

    /// What is hashed, in this order for ever: the subject's number, the number within it, then all else.
    const fn rows(self) -> &'static str {
        match self {
            Self::Suggestions => {
                "SELECT r.id, 0, r.account, r.at_us, r.diagnosis, r.model, r.own_plan, r.shown_sha256, r.shown
                 FROM suggestions r"
            }
            Self::Decisions => {
                "SELECT r.suggestion, r.number, r.account, r.at_us, r.arm, r.kind, r.reason, r.plan, r.acknowledged,
                 s.account, s.at_us, s.diagnosis, s.model, s.own_plan, s.shown_sha256
                 FROM suggestion_decisions r JOIN suggestions s ON s.id = r.suggestion"
            }
            Self::CheckRules => "SELECT r.number, r.number, r.account, r.at_us, r.reason, r.toml FROM check_rules r",
        }
    }

    /// Which of those rows stands at a subject's number and a number within it.
    const fn condition(self) -> &'static str {
        match self {
            Self::Suggestions => "r.id = ?1 AND 0 = ?2",
            Self::Decisions => "r.suggestion = ?1 AND r.number = ?2",
            Self::CheckRules => "r.number = ?1 AND r.number = ?2",
        }
    }

    const fn record(self, subject: i64, number: u32) -> EvidenceRecord {
        match self {
            Self::Suggestions => EvidenceRecord::Suggestion(SuggestionId(subject)),
            Self::Decisions => EvidenceRecord::Decision { suggestion: SuggestionId(subject), number },
            Self::CheckRules => EvidenceRecord::CheckRules { number },
        }
    }

    /// The hash of a row of [`Bound::rows`]; the tables are strict, so a value has one type only.
    fn hash(self, row: &Row<'_>) -> rusqlite::Result<Hash> {
        let mut encoding = Encoding::of("isocenter evidence v1").text(self.field());
        for at in 0..row.as_ref().column_count() {
            encoding = match row.get_ref(at)? {
                ValueRef::Null => encoding.optional_text(None),
                ValueRef::Integer(number) => encoding.number(number),
                // OK because no bound column holds one.
                ValueRef::Real(number) => encoding.bytes(&number.to_le_bytes()),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => encoding.bytes(bytes),
            };
        }
        Ok(encoding.hash())
    }
}

/// The audit entry of a row that was just written.
pub(crate) fn naming(connection: &Connection, action: Action, record: EvidenceRecord) -> Result<AuditEntry, Error> {
    let (bound, subject, number) = record.place();
    let sql = format!("{} WHERE {}", bound.rows(), bound.condition());
    let hash = connection.prepare_cached(&sql)?.query_row((subject, number), |row| bound.hash(row))?;
    let entry = AuditEntry::new(action, Subject::new(bound.subject(), subject));
    Ok(entry.changing(bound.field(), None, Some(fingerprint(hash))))
}

fn fingerprint(hash: Hash) -> AuditValue {
    AuditValue::Fingerprint(Fingerprint::from_bytes(std::array::from_fn(|at| hash.as_bytes()[at])))
}

impl Reading<'_> {
    /// Whether all that was shown, decided and ruled is as the audit log names it, each row once. Nothing is found if it
    /// is. That the audit log itself holds is [`Reading::verify_audit`]'s to say.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn verify_evidence(&self) -> Result<Vec<EvidenceFinding>, Error> {
        let mut findings = Vec::new();
        for bound in Bound::ALL {
            findings.extend(self.verify_bound(bound)?);
        }
        Ok(findings)
    }

    fn verify_bound(&self, bound: Bound) -> Result<Vec<EvidenceFinding>, Error> {
        // Of each subject the entries that no row has answered yet, oldest first.
        let mut audited: HashMap<i64, Vec<(u64, Option<String>)>> = HashMap::new();
        let condition = "WHERE field = ? AND subject_kind = ? ORDER BY seq";
        for record in records(self.connection, condition, (bound.field(), bound.subject()))? {
            audited.entry(record.subject_id).or_default().push((record.sequence, record.new));
        }
        let mut findings = Vec::new();
        let mut changed: HashMap<i64, usize> = HashMap::new();
        let mut statement = self.connection.prepare(&format!("{} ORDER BY 1, 2", bound.rows()))?;
        // One by one, because what was shown is long.
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (subject, number) = (row.get(0)?, row.get(1)?);
            let named = Some(fingerprint(bound.hash(row)?).to_text());
            let entries = audited.entry(subject).or_default();
            if let Some(at) = entries.iter().position(|(_, new)| *new == named) {
                entries.remove(at);
            } else {
                *changed.entry(subject).or_default() += 1;
                findings.push(EvidenceFinding::Changed { record: bound.record(subject, number) });
            }
        }
        // Each changed row accounts for one of the entries of its subject.
        let mut missing: Vec<u64> = Vec::new();
        for (subject, entries) in audited {
            let accounted = changed.get(&subject).copied().unwrap_or(0);
            missing.extend(entries.iter().skip(accounted).map(|(sequence, _)| *sequence));
        }
        missing.sort_unstable();
        findings.extend(missing.into_iter().map(|sequence| EvidenceFinding::NotAsAudited { sequence }));
        Ok(findings)
    }
}
