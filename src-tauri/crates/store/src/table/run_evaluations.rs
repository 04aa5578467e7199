//! Base against tuned: what the held-out cases gave for a run, each time it was measured.

use crate::error::Error;
use crate::migration::Migration;
use crate::table::{AccountId, Table, TrainingRunId, all};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "
        CREATE TABLE run_evaluations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER NOT NULL REFERENCES training_runs (number),
            made_by INTEGER REFERENCES accounts (id),
            made_at_us INTEGER NOT NULL,
            result TEXT NOT NULL CHECK (json_valid(result))
        ) STRICT;
        CREATE INDEX run_evaluations_by_run ON run_evaluations (run);
    ",
}];

/// One measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunEvaluationRow {
    /// The run.
    pub run: TrainingRunId,
    /// Who measured.
    pub made_by: Option<AccountId>,
    /// When, in microseconds since 1970 UTC.
    pub made_at_us: i64,
    /// Figures, hashes and the probe, as JSON; no text of a patient.
    pub result: String,
}

impl Reading<'_> {
    /// Every measurement, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn run_evaluations(&self) -> Result<Vec<RunEvaluationRow>, Error> {
        let sql = "SELECT run, made_by, made_at_us, result FROM run_evaluations ORDER BY id";
        all(self.connection, sql, [], |row| {
            Ok(RunEvaluationRow {
                run: row.get(0)?,
                made_by: row.get(1)?,
                made_at_us: row.get(2)?,
                result: row.get(3)?,
            })
        })
    }
}

impl WriteTransaction<'_> {
    /// Stores a measurement.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if there is no such run or the result is not JSON; [`Error::DiskFull`],
    /// [`Error::Sqlite`].
    pub fn insert_run_evaluation(&mut self, run: TrainingRunId, result: &str) -> Result<(), Error> {
        let (now_us, account) = (self.now_us(), self.actor.account());
        let sql = "INSERT INTO run_evaluations (run, made_by, made_at_us, result) VALUES (?, ?, ?, ?)";
        self.touching(Table::RunEvaluations).execute(sql, (run, account, now_us, result))?;
        Ok(())
    }
}
