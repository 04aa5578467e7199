//! What was decided on a suggestion. Decisions only ever follow each other, and the latest stands; only whoever was shown
//! the suggestion decides on it.

use isocenter_domain::Redacted;
use rusqlite::types::Type;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use crate::audit_entry::{Action, AuditEntry, AuditValue, Subject, SubjectKind};
use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::evidence_binding::{self, EvidenceRecord};
use crate::evidence_fault::EvidenceFault;
use crate::migration::Migration;
use crate::table::{AccountId, SuggestionId, Table, all, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 6,
    sql: "
        CREATE TABLE suggestion_decisions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            suggestion INTEGER NOT NULL REFERENCES suggestions (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            account INTEGER REFERENCES accounts (id),
            at_us INTEGER NOT NULL,
            arm TEXT NOT NULL CHECK (arm IN ('tuned', 'base')),
            kind TEXT NOT NULL CHECK (kind IN ('accepted', 'edited', 'rejected')),
            reason TEXT NOT NULL,
            plan TEXT NOT NULL,
            acknowledged TEXT NOT NULL CHECK (json_type(acknowledged) = 'array'),
            UNIQUE (suggestion, number),
            CHECK (kind <> 'rejected' OR reason <> ''),
            CHECK ((kind = 'rejected') = (plan = ''))
        ) STRICT;
        CREATE TRIGGER suggestion_decisions_follow BEFORE INSERT ON suggestion_decisions
            WHEN EXISTS (SELECT 1 FROM suggestion_decisions WHERE id = NEW.id)
                OR NEW.number <> 1 + coalesce(
                    (SELECT max(number) FROM suggestion_decisions WHERE suggestion = NEW.suggestion), 0)
                OR NEW.account IS NOT (SELECT account FROM suggestions WHERE id = NEW.suggestion)
                OR CASE WHEN json_valid(NEW.acknowledged) THEN EXISTS (SELECT 1 FROM json_each(NEW.acknowledged)
                    WHERE type <> 'object'
                    OR coalesce(json_type(value, '$.rule'), '') <> 'text' OR json_extract(value, '$.rule') = ''
                    OR coalesce(json_type(value, '$.reason'), '') <> 'text' OR json_extract(value, '$.reason') = '')
                    ELSE 1 END
            BEGIN SELECT RAISE(ABORT, 'a decision follows the latest one, of whoever was shown the suggestion'); END;
        CREATE TRIGGER suggestion_decisions_stand BEFORE UPDATE ON suggestion_decisions
            BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
        CREATE TRIGGER suggestion_decisions_stay BEFORE DELETE ON suggestion_decisions
            BEGIN SELECT RAISE(ABORT, 'a decision is never removed'); END;
    ",
}];

row_id! {
    /// Number of a decision among all suggestions; later ones are higher.
    SuggestionDecisionId(i64)
}

coded_enum! {
    /// Whose answer was decided on.
    pub enum SuggestionArm {
        /// The fine-tuned model's.
        Tuned = "tuned",
        /// The base model's.
        Base = "base",
    }
}

coded_enum! {
    /// What was decided.
    pub enum SuggestionDecisionKind {
        /// The plan was taken as it was suggested.
        Accepted = "accepted",
        /// The plan was changed, then taken.
        Edited = "edited",
        /// The suggestion was turned down.
        Rejected = "rejected",
    }
}

impl SuggestionDecisionKind {
    const fn action(self) -> Action {
        match self {
            Self::Accepted => Action::SuggestionAccepted,
            Self::Edited => Action::SuggestionEdited,
            Self::Rejected => Action::SuggestionRejected,
        }
    }
}

/// A finding of the checks that stops, and why the person goes on all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcknowledgedStop {
    /// Id of the rule.
    pub rule: String,
    /// Why.
    pub reason: Redacted<String>,
}

/// What is decided; who and when are those of the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSuggestionDecision {
    /// The suggestion.
    pub suggestion: SuggestionId,
    /// Number of the decision it follows, which must be the latest; 0 for the first.
    pub follows: u32,
    /// Whose answer it is on.
    pub arm: SuggestionArm,
    /// What is decided.
    pub kind: SuggestionDecisionKind,
    /// Why; needed for a rejection.
    pub reason: Redacted<String>,
    /// The plan that is taken; empty for a rejection.
    pub plan: Redacted<String>,
    /// The stops that were acknowledged, none of them without a reason.
    pub acknowledged: Vec<AcknowledgedStop>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestionDecisionRow {
    /// Its number among all suggestions.
    pub id: SuggestionDecisionId,
    /// The suggestion.
    pub suggestion: SuggestionId,
    /// Its number within the suggestion, from 1.
    pub number: u32,
    /// Who decided; nobody in the demonstration only.
    pub account: Option<AccountId>,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
    /// Whose answer it is on.
    pub arm: SuggestionArm,
    /// What was decided.
    pub kind: SuggestionDecisionKind,
    /// Why; may be empty but for a rejection.
    pub reason: Redacted<String>,
    /// The plan that was taken; empty for a rejection.
    pub plan: Redacted<String>,
    /// The stops that were acknowledged.
    pub acknowledged: Vec<AcknowledgedStop>,
}

/// An acknowledged stop as JSON.
#[derive(Serialize, Deserialize)]
struct StoredStop {
    rule: String,
    reason: String,
}

/// What [`row`] reads, of `suggestion_decisions d`.
pub(super) const COLUMNS: &str =
    "d.id, d.suggestion, d.number, d.account, d.at_us, d.arm, d.kind, d.reason, d.plan, d.acknowledged";

/// How many columns that is.
pub(super) const COUNT: usize = 10;

/// A decision whose columns begin at `at`.
pub(super) fn row(row: &Row<'_>, at: usize) -> rusqlite::Result<SuggestionDecisionRow> {
    let acknowledged: String = row.get(at + 9)?;
    // What serde_json says of a fault would quote the text.
    let acknowledged: Vec<StoredStop> = serde_json::from_str(&acknowledged)
        .map_err(|_| rusqlite::Error::InvalidColumnType(at + 9, "acknowledged".into(), Type::Text))?;
    let stop = |StoredStop { rule, reason }| AcknowledgedStop { rule, reason: Redacted::new(reason) };
    Ok(SuggestionDecisionRow {
        id: row.get(at)?,
        suggestion: row.get(at + 1)?,
        number: row.get(at + 2)?,
        account: row.get(at + 3)?,
        at_us: row.get(at + 4)?,
        arm: row.get(at + 5)?,
        kind: row.get(at + 6)?,
        reason: Redacted::new(row.get(at + 7)?),
        plan: Redacted::new(row.get(at + 8)?),
        acknowledged: acknowledged.into_iter().map(stop).collect(),
    })
}

fn as_json(stops: &[AcknowledgedStop]) -> String {
    let stop = |stop: &AcknowledgedStop| serde_json::json!({ "rule": stop.rule, "reason": stop.reason.reveal() });
    serde_json::Value::from(stops.iter().map(stop).collect::<Vec<_>>()).to_string()
}

impl Reading<'_> {
    /// The decisions on a suggestion, oldest first; the last one stands.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn suggestion_decisions(&self, suggestion: SuggestionId) -> Result<Vec<SuggestionDecisionRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM suggestion_decisions d WHERE d.suggestion = ? ORDER BY d.number");
        all(self.connection, &sql, [suggestion], |found| row(found, 0))
    }
}

impl WriteTransaction<'_> {
    /// Decides on a suggestion; the decision stands from now on. The audit log is told by the commit: what was decided, on
    /// whose answer, how many stops were acknowledged, and a hash of the decision with what was shown.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`]; [`Error::Evidence`] with [`EvidenceFault::ShownToAnother`], or with
    /// [`EvidenceFault::DecidedMeanwhile`] if it does not follow the latest (nothing is written);
    /// [`Error::ConstraintBroken`] for an impossible decision; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn decide_suggestion(&mut self, decision: &NewSuggestionDecision) -> Result<SuggestionDecisionRow, Error> {
        let (now_us, account) = (self.now_us(), self.actor.account());
        let NewSuggestionDecision { suggestion, follows, arm, kind, reason, plan, acknowledged } = decision;
        let sql = "SELECT s.account,
                   (SELECT coalesce(max(number), 0) FROM suggestion_decisions WHERE suggestion = s.id)
                   FROM suggestions s WHERE s.id = ?";
        let shown = one(&self.transaction, sql, [suggestion], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (shown_to, latest): (Option<AccountId>, u32) =
            shown.ok_or(Error::NoSuchRow { table: Table::Suggestions.code(), id: suggestion.0 })?;
        if shown_to != account {
            return Err(Error::Evidence(EvidenceFault::ShownToAnother));
        }
        if latest != *follows {
            return Err(Error::Evidence(EvidenceFault::DecidedMeanwhile { latest }));
        }
        let sql = "INSERT INTO suggestion_decisions AS d (suggestion, number, account, at_us, arm, kind, reason, plan,
                   acknowledged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                   RETURNING id, suggestion, number, account, at_us, arm, kind, reason, plan, acknowledged";
        let (number, stops) = (follows + 1, as_json(acknowledged));
        let values = params![suggestion, number, account, now_us, arm, kind, reason.reveal(), plan.reveal(), stops];
        let connection = self.touching(Table::SuggestionDecisions);
        let written = connection.prepare_cached(sql)?.query_row(values, |found| row(found, 0))?;
        let record = EvidenceRecord::Decision { suggestion: *suggestion, number };
        let entry = evidence_binding::naming(&self.transaction, kind.action(), record)?;
        self.owe(entry.because(arm.code()));
        if !acknowledged.is_empty() {
            let entry = AuditEntry::new(Action::StopsAcknowledged, Subject::new(SubjectKind::Suggestion, suggestion.0));
            let stops = i64::try_from(acknowledged.len()).unwrap_or(i64::MAX);
            self.owe(entry.changing("stops", None, Some(AuditValue::Number(stops))));
        }
        Ok(written)
    }
}
