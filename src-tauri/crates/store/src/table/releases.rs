//! Which run's adapter answers for a task, as a history that only grows: a withdrawal is a row of its own.

use crate::code::coded_enum;
use crate::error::Error;
use crate::hash::Hash;
use crate::migration::Migration;
use crate::table::{AccountId, Table, TrainingRunId, all};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "
        CREATE TABLE releases (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            model TEXT NOT NULL,
            task TEXT NOT NULL,
            run INTEGER NOT NULL REFERENCES training_runs (number),
            adapter_sha256 BLOB NOT NULL CHECK (length(adapter_sha256) = 32),
            act TEXT NOT NULL,
            made_by INTEGER REFERENCES accounts (id),
            made_at_us INTEGER NOT NULL
        ) STRICT;
    ",
}];

coded_enum! {
    /// What was done.
    pub enum ReleaseAct {
        /// The adapter answers from now on.
        Released = "released",
        /// It answers no more; the one before it does.
        Withdrawn = "withdrawn",
    }
}

/// What is released or withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRelease {
    /// Id of the base model.
    pub model: String,
    /// Code of the task.
    pub task: String,
    /// The run.
    pub run: TrainingRunId,
    /// SHA-256 of its adapter at that time.
    pub adapter: Hash,
    /// What is done.
    pub act: ReleaseAct,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseRow {
    /// What was released or withdrawn.
    pub release: NewRelease,
    /// By whom.
    pub made_by: Option<AccountId>,
    /// When, in microseconds since 1970 UTC.
    pub made_at_us: i64,
}

impl Reading<'_> {
    /// The whole history, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn releases(&self) -> Result<Vec<ReleaseRow>, Error> {
        let sql = "SELECT model, task, run, adapter_sha256, act, made_by, made_at_us FROM releases ORDER BY id";
        all(self.connection, sql, [], |row| {
            Ok(ReleaseRow {
                release: NewRelease {
                    model: row.get(0)?,
                    task: row.get(1)?,
                    run: row.get(2)?,
                    adapter: row.get(3)?,
                    act: row.get(4)?,
                },
                made_by: row.get(5)?,
                made_at_us: row.get(6)?,
            })
        })
    }
}

impl WriteTransaction<'_> {
    /// Adds a line to the history.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if there is no such run; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_release(&mut self, release: &NewRelease) -> Result<(), Error> {
        let (now_us, account) = (self.now_us(), self.actor.account());
        let NewRelease { model, task, run, adapter, act } = release;
        let sql = "INSERT INTO releases (model, task, run, adapter_sha256, act, made_by, made_at_us)
                   VALUES (?, ?, ?, ?, ?, ?, ?)";
        self.touching(Table::Releases).execute(sql, (model, task, run, adapter, act, account, now_us))?;
        Ok(())
    }
}
