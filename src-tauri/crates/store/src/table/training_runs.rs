//! Fine-tunes: one row for each, with its full record as JSON. Checkpoints and adapters are files outside the vault, known by their hash.

use rusqlite::Row;

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::hash::Hash;
use crate::migration::Migration;
use crate::table::{AccountId, SplitId, Table, all, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "
        CREATE TABLE training_runs (
            number INTEGER PRIMARY KEY,
            task TEXT,
            split INTEGER REFERENCES splits (id),
            state TEXT NOT NULL,
            base_sha256 BLOB CHECK (length(base_sha256) = 32),
            adapter_sha256 BLOB CHECK (length(adapter_sha256) = 32),
            started_by INTEGER REFERENCES accounts (id),
            started_at_us INTEGER NOT NULL,
            changed_at_us INTEGER NOT NULL,
            -- Last, because it is long: what stands behind it could only be read through it.
            record TEXT NOT NULL CHECK (json_valid(record))
        ) STRICT;
    ",
}];

row_id! {
    /// Number of a run; the folder of its files has the same.
    TrainingRunId(i64)
}

coded_enum! {
    /// Where a run stands.
    pub enum TrainingRunState {
        /// It waits for the machine.
        Queued = "queued",
        /// It has the machine.
        Running = "running",
        /// A person paused it.
        Paused = "paused",
        /// The program ended in the middle of it.
        Interrupted = "interrupted",
        /// All steps are done.
        Finished = "finished",
        /// It ended by itself before the last step.
        StoppedEarly = "stopped_early",
        /// A person ended it before the last step and kept what it had learnt.
        Kept = "kept",
        /// A person threw it away.
        Cancelled = "cancelled",
        /// It failed.
        Failed = "failed",
    }
}

/// What is stored of a run; it replaces all that was stored before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingRun {
    /// Code of the task; none for lines of a file.
    pub task: Option<String>,
    /// The split it learns from; none for lines of a file.
    pub split: Option<SplitId>,
    /// Where it stands.
    pub state: TrainingRunState,
    /// SHA-256 of the base, once it was read.
    pub base: Option<Hash>,
    /// SHA-256 of the adapter, once there is one.
    pub adapter: Option<Hash>,
    /// Everything else, as JSON; no text of a patient.
    pub record: String,
}

/// A run as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingRunRow {
    /// Its number.
    pub id: TrainingRunId,
    /// What is known of it.
    pub run: TrainingRun,
    /// Who started it.
    pub started_by: Option<AccountId>,
    /// When it was stored first, in microseconds since 1970 UTC.
    pub started_at_us: i64,
    /// When it was stored last, in microseconds since 1970 UTC.
    pub changed_at_us: i64,
}

const COLUMNS: &str = "SELECT number, task, split, state, base_sha256, adapter_sha256, started_by, started_at_us, \
                       changed_at_us, record FROM training_runs";

fn row(row: &Row<'_>) -> rusqlite::Result<TrainingRunRow> {
    Ok(TrainingRunRow {
        id: row.get(0)?,
        run: TrainingRun {
            task: row.get(1)?,
            split: row.get(2)?,
            state: row.get(3)?,
            base: row.get(4)?,
            adapter: row.get(5)?,
            record: row.get(9)?,
        },
        started_by: row.get(6)?,
        started_at_us: row.get(7)?,
        changed_at_us: row.get(8)?,
    })
}

impl Reading<'_> {
    /// Every run, by number.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn training_runs(&self) -> Result<Vec<TrainingRunRow>, Error> {
        all(self.connection, &format!("{COLUMNS} ORDER BY number"), [], row)
    }

    /// One run.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn training_run(&self, id: TrainingRunId) -> Result<Option<TrainingRunRow>, Error> {
        one(self.connection, &format!("{COLUMNS} WHERE number = ?"), [id], row)
    }
}

impl WriteTransaction<'_> {
    /// Stores a run under its number; whoever stores it first has started it.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if the record is not JSON or the split is not there; [`Error::DiskFull`],
    /// [`Error::Sqlite`].
    pub fn store_training_run(&mut self, id: TrainingRunId, run: &TrainingRun) -> Result<(), Error> {
        let (now_us, account) = (self.now_us(), self.actor.account());
        let TrainingRun { task, split, state, base, adapter, record } = run;
        let sql = "INSERT INTO training_runs (number, task, split, state, base_sha256, adapter_sha256, started_by,
                   started_at_us, changed_at_us, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)
                   ON CONFLICT (number) DO UPDATE SET task = excluded.task, split = excluded.split,
                   state = excluded.state, base_sha256 = excluded.base_sha256, adapter_sha256 = excluded.adapter_sha256,
                   changed_at_us = excluded.changed_at_us, record = excluded.record";
        let values = rusqlite::params![id, task, split, state, base, adapter, account, now_us, record];
        self.touching(Table::TrainingRuns).execute(sql, values)?;
        Ok(())
    }
}
