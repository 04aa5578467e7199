//! What was shown to somebody as a suggestion, exactly: the whole record as JSON, which the vault does not look into. It
//! is never changed and never removed; what was decided on it is in `suggestion_decisions`.

use isocenter_domain::Redacted;
use rusqlite::{Row, params};

use crate::audit_entry::Action;
use crate::code::row_id;
use crate::error::Error;
use crate::evidence_binding::{self, EvidenceRecord};
use crate::hash::Hash;
use crate::migration::Migration;
use crate::table::suggestion_decisions::{self, SuggestionDecisionRow};
use crate::table::{AccountId, Table, all, one};
use crate::transaction::{Reading, WriteTransaction};

/// The long text stands last, so that a list does not read it.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 6,
    sql: "
        CREATE TABLE suggestions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            account INTEGER REFERENCES accounts (id),
            at_us INTEGER NOT NULL,
            diagnosis TEXT NOT NULL,
            shown_sha256 BLOB NOT NULL CHECK (length(shown_sha256) = 32),
            model TEXT NOT NULL CHECK (model <> ''),
            own_plan TEXT NOT NULL,
            shown TEXT NOT NULL CHECK (json_valid(shown))
        ) STRICT;
        CREATE INDEX suggestions_of_account ON suggestions (account, at_us);
        CREATE TRIGGER suggestions_are_new BEFORE INSERT ON suggestions
            WHEN EXISTS (SELECT 1 FROM suggestions WHERE id = NEW.id)
                OR NEW.account IS NULL AND EXISTS (SELECT 1 FROM accounts)
            BEGIN SELECT RAISE(ABORT, 'a suggestion is shown once, to a person where there are any'); END;
        CREATE TRIGGER suggestions_stand BEFORE UPDATE ON suggestions
            BEGIN SELECT RAISE(ABORT, 'what was shown is never changed'); END;
        CREATE TRIGGER suggestions_stay BEFORE DELETE ON suggestions
            BEGIN SELECT RAISE(ABORT, 'what was shown is never removed'); END;
    ",
}];

row_id! {
    /// Number of a suggestion; later ones are higher.
    SuggestionId(i64)
}

/// What is shown; to whom and when are those of the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSuggestion {
    /// The diagnosis as it was typed.
    pub diagnosis: Redacted<String>,
    /// Everything that is shown, as JSON.
    pub shown: Redacted<String>,
    /// The model that answered, as label and hashes of its adapters.
    pub model: String,
    /// The plan that the person wrote down before it was shown; empty where there is none.
    pub own_plan: Redacted<String>,
}

/// A suggestion without the whole of what was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestionSummaryRow {
    /// Its number.
    pub id: SuggestionId,
    /// To whom it was shown; nobody in the demonstration only.
    pub account: Option<AccountId>,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
    /// The diagnosis as it was typed.
    pub diagnosis: Redacted<String>,
    /// Hash of what was shown.
    pub shown_sha256: Hash,
    /// The model that answered.
    pub model: String,
    /// The plan that the person wrote down before it was shown; empty where there is none.
    pub own_plan: Redacted<String>,
    /// The decision that stands, the latest.
    pub latest: Option<SuggestionDecisionRow>,
}

/// A suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestionRow {
    /// All but what was shown.
    pub summary: SuggestionSummaryRow,
    /// Everything that was shown, as JSON.
    pub shown: Redacted<String>,
}

impl SuggestionRow {
    /// Whether what is stored is still what has the stored hash.
    #[must_use]
    pub fn holds(&self) -> bool {
        Hash::of(self.shown.reveal().as_bytes()) == self.summary.shown_sha256
    }
}

const SUMMARY: &str = "s.id, s.account, s.at_us, s.diagnosis, s.shown_sha256, s.model, s.own_plan";

/// Where the columns of the decision begin.
const DECISION: usize = 7;

const FROM: &str = "FROM suggestions s LEFT JOIN suggestion_decisions d ON d.suggestion = s.id
                    AND d.number = (SELECT max(number) FROM suggestion_decisions WHERE suggestion = s.id)";

fn summary(row: &Row<'_>) -> rusqlite::Result<SuggestionSummaryRow> {
    let is_decided = row.get::<_, Option<i64>>(DECISION)?.is_some();
    Ok(SuggestionSummaryRow {
        id: row.get(0)?,
        account: row.get(1)?,
        at_us: row.get(2)?,
        diagnosis: Redacted::new(row.get(3)?),
        shown_sha256: row.get(4)?,
        model: row.get(5)?,
        own_plan: Redacted::new(row.get(6)?),
        latest: is_decided.then(|| suggestion_decisions::row(row, DECISION)).transpose()?,
    })
}

impl Reading<'_> {
    /// One suggestion, with the decision that stands.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn suggestion(&self, id: SuggestionId) -> Result<Option<SuggestionRow>, Error> {
        let decision = suggestion_decisions::COLUMNS;
        let sql = format!("SELECT {SUMMARY}, {decision}, s.shown {FROM} WHERE s.id = ?");
        let shown = DECISION + suggestion_decisions::COUNT;
        one(self.connection, &sql, [id], |row| {
            Ok(SuggestionRow { summary: summary(row)?, shown: Redacted::new(row.get(shown)?) })
        })
    }

    /// What was shown to a person, or in the demonstration where that is nobody, since a moment (microseconds since 1970
    /// UTC): newest first, each with the decision that stands.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn suggestions_of(
        &self,
        account: Option<AccountId>,
        since_us: i64,
    ) -> Result<Vec<SuggestionSummaryRow>, Error> {
        let decision = suggestion_decisions::COLUMNS;
        let sql =
            format!("SELECT {SUMMARY}, {decision} {FROM} WHERE s.account IS ? AND s.at_us >= ? ORDER BY s.id DESC");
        all(self.connection, &sql, (account, since_us), summary)
    }
}

impl WriteTransaction<'_> {
    /// Keeps what is shown. The audit log is told by the commit, with a hash of it.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if what is shown is not JSON, the model has no name, or nobody is signed in although
    /// there are accounts; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn keep_suggestion(&mut self, suggestion: &NewSuggestion) -> Result<SuggestionId, Error> {
        let (now_us, account) = (self.now_us(), self.actor.account());
        let NewSuggestion { diagnosis, shown, model, own_plan } = suggestion;
        let sql = "INSERT INTO suggestions (account, at_us, diagnosis, shown_sha256, model, own_plan, shown)
                   VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id";
        let (shown, sha256) = (shown.reveal(), Hash::of(shown.reveal().as_bytes()));
        let values = params![account, now_us, diagnosis.reveal(), sha256, model, own_plan.reveal(), shown];
        let id = self.touching(Table::Suggestions).prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
        let entry =
            evidence_binding::naming(&self.transaction, Action::SuggestionShown, EvidenceRecord::Suggestion(id))?;
        self.owe(entry);
        Ok(id)
    }
}
