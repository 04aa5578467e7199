//! Studies of the evaluation: what each asks, as its study file, and where it stands. The answers are in `study_samples`.

use rusqlite::Row;

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::hash::Hash;
use crate::migration::Migration;
use crate::table::{AccountId, CohortId, Table, all, change_one, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 3,
    sql: "
        CREATE TABLE studies (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            cohort INTEGER NOT NULL REFERENCES cohorts (id),
            name TEXT NOT NULL,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            state TEXT NOT NULL,
            planned INTEGER NOT NULL,
            elapsed_ms INTEGER NOT NULL,
            failure TEXT,
            made_by INTEGER REFERENCES accounts (id),
            made_at_us INTEGER NOT NULL,
            changed_at_us INTEGER NOT NULL,
            study TEXT NOT NULL,
            record TEXT CHECK (json_valid(record))
        ) STRICT;
    ",
}];

row_id! {
    /// Number of a study.
    StudyId(i64)
}

coded_enum! {
    /// Where a study stands.
    pub enum StudyState {
        /// It was made and never started.
        Ready = "ready",
        /// It runs, or waits for the machine.
        Running = "running",
        /// A person paused it.
        Paused = "paused",
        /// The vault was locked in the middle of it: answers hold patients' plans and can be stored in an open vault only.
        PausedByLock = "paused_by_lock",
        /// The program ended in the middle of it.
        Interrupted = "interrupted",
        /// Every answer is stored.
        Finished = "finished",
        /// It failed.
        Failed = "failed",
    }
}

/// A new study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStudy {
    /// The cohort whose held-out cases it asks.
    pub cohort: CohortId,
    /// What people call it.
    pub name: String,
    /// The study file. It names models and settings and holds nothing of a patient.
    pub study: String,
    /// Hash of what determines its numbers.
    pub sha256: Hash,
    /// Answers that it plans.
    pub planned: i64,
}

/// A study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyRow {
    /// Its number.
    pub id: StudyId,
    /// What it was made with.
    pub made: NewStudy,
    /// What its answers depend on beyond the study, as JSON; nothing before it was started.
    pub record: Option<String>,
    /// Where it stands.
    pub state: StudyState,
    /// Answers that are stored.
    pub stored: i64,
    /// Time spent on it, milliseconds.
    pub elapsed_ms: i64,
    /// Why it failed, in words; holds nothing of a patient.
    pub failure: Option<String>,
    /// Who made it.
    pub made_by: Option<AccountId>,
    /// When, in microseconds since 1970 UTC.
    pub made_at_us: i64,
    /// When its state changed last, in microseconds since 1970 UTC.
    pub changed_at_us: i64,
}

/// What changes of a study while it is worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyProgress {
    /// Where it stands.
    pub state: StudyState,
    /// Time spent on it, milliseconds.
    pub elapsed_ms: i64,
    /// Why it failed, in words.
    pub failure: Option<String>,
}

const COLUMNS: &str = "SELECT s.id, s.cohort, s.name, s.study, s.sha256, s.planned, s.state,
                       (SELECT COUNT(*) FROM study_samples a WHERE a.study = s.id), s.elapsed_ms, s.failure, s.made_by,
                       s.made_at_us, s.changed_at_us, s.record FROM studies s";

fn row(row: &Row<'_>) -> rusqlite::Result<StudyRow> {
    Ok(StudyRow {
        id: row.get(0)?,
        made: NewStudy {
            cohort: row.get(1)?,
            name: row.get(2)?,
            study: row.get(3)?,
            sha256: row.get(4)?,
            planned: row.get(5)?,
        },
        record: row.get(13)?,
        state: row.get(6)?,
        stored: row.get(7)?,
        elapsed_ms: row.get(8)?,
        failure: row.get(9)?,
        made_by: row.get(10)?,
        made_at_us: row.get(11)?,
        changed_at_us: row.get(12)?,
    })
}

impl Reading<'_> {
    /// Every study, in the order in which they were made.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn studies(&self) -> Result<Vec<StudyRow>, Error> {
        all(self.connection, &format!("{COLUMNS} ORDER BY s.id"), [], row)
    }

    /// One study.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn study(&self, id: StudyId) -> Result<Option<StudyRow>, Error> {
        one(self.connection, &format!("{COLUMNS} WHERE s.id = ?"), [id], row)
    }
}

impl WriteTransaction<'_> {
    /// Adds a study that nobody has started.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if there is no such cohort; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_study(&mut self, study: &NewStudy) -> Result<StudyId, Error> {
        let (now_us, account) = (self.now_us(), self.actor.account());
        let NewStudy { cohort, name, study, sha256, planned } = study;
        let sql = "INSERT INTO studies (cohort, name, study, sha256, state, planned, elapsed_ms, made_by, made_at_us,
                   changed_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?8) RETURNING id";
        let values = rusqlite::params![cohort, name, study, sha256, StudyState::Ready, planned, account, now_us];
        Ok(self.touching(Table::Studies).query_row(sql, values, |row| row.get(0))?)
    }

    /// Says where a study stands.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`], [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn set_study_progress(&mut self, id: StudyId, progress: &StudyProgress) -> Result<(), Error> {
        let StudyProgress { state, elapsed_ms, failure } = progress;
        let sql = "UPDATE studies SET state = ?, elapsed_ms = ?, failure = ?, changed_at_us = ? WHERE id = ?";
        let values = rusqlite::params![state, elapsed_ms, failure, self.now_us(), id];
        change_one(&self.transaction, Table::Studies, id.0, sql, values)
    }

    /// Keeps what the answers of a study depend on beyond its file.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`], [`Error::ConstraintBroken`] if `record` is not JSON; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn set_study_record(&mut self, id: StudyId, record: &str) -> Result<(), Error> {
        let sql = "UPDATE studies SET record = ? WHERE id = ?";
        change_one(&self.transaction, Table::Studies, id.0, sql, (record, id))
    }

    /// Removes a study with all its answers.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`], [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn remove_study(&mut self, id: StudyId) -> Result<(), Error> {
        self.touching(Table::StudySamples).execute("DELETE FROM study_samples WHERE study = ?", [id])?;
        let connection = self.touching(Table::Studies);
        change_one(connection, Table::Studies, id.0, "DELETE FROM studies WHERE id = ?", [id])
    }
}
