//! Splits of a cohort for a task: which case trains and which tests, and whether that may still change.

use rusqlite::Row;

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::hash::Hash;
use crate::migration::Migration;
use crate::table::{CaseId, CohortId, Table, all, change_one, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "
        CREATE TABLE splits (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            cohort INTEGER NOT NULL REFERENCES cohorts (id),
            task TEXT NOT NULL,
            settings TEXT NOT NULL CHECK (json_valid(settings)),
            state TEXT NOT NULL,
            frozen_hash BLOB CHECK (length(frozen_hash) = 32),
            frozen_at_us INTEGER,
            UNIQUE (cohort, task)
        ) STRICT;
        CREATE TABLE split_members (
            split INTEGER NOT NULL REFERENCES splits (id),
            case_id INTEGER NOT NULL REFERENCES cases (id),
            part TEXT NOT NULL,
            PRIMARY KEY (split, case_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX split_members_by_case ON split_members (case_id);
    ",
}];

row_id! {
    /// Number of a split.
    SplitId(i64)
}

coded_enum! {
    /// What a case is for.
    pub enum SplitPart {
        /// Training.
        Train = "train",
        /// Testing.
        Test = "test",
    }
}

coded_enum! {
    /// Whether a split may still change.
    pub enum SplitState {
        /// It may.
        Draft = "draft",
        /// It may not.
        Frozen = "frozen",
    }
}

/// A case in a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SplitMember {
    /// The case.
    pub case: CaseId,
    /// What it is for.
    pub part: SplitPart,
}

/// A split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitRow {
    /// Its number.
    pub id: SplitId,
    /// Its cohort.
    pub cohort: CohortId,
    /// Code of the task.
    pub task: String,
    /// Seed, sizes and strata, as JSON.
    pub settings: String,
    /// Whether it may still change.
    pub state: SplitState,
    /// Hash of its content when it was frozen.
    pub frozen_hash: Option<Hash>,
    /// When it was frozen, in microseconds since 1970 UTC.
    pub frozen_at_us: Option<i64>,
}

const COLUMNS: &str = "SELECT id, cohort, task, settings, state, frozen_hash, frozen_at_us FROM splits";

fn row(row: &Row<'_>) -> rusqlite::Result<SplitRow> {
    Ok(SplitRow {
        id: row.get(0)?,
        cohort: row.get(1)?,
        task: row.get(2)?,
        settings: row.get(3)?,
        state: row.get(4)?,
        frozen_hash: row.get(5)?,
        frozen_at_us: row.get(6)?,
    })
}

impl Reading<'_> {
    /// The splits of a cohort, by task.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn splits(&self, cohort: CohortId) -> Result<Vec<SplitRow>, Error> {
        all(self.connection, &format!("{COLUMNS} WHERE cohort = ? ORDER BY task"), [cohort], row)
    }

    /// One split, such as the one that a fine-tune learnt from.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn split(&self, id: SplitId) -> Result<Option<SplitRow>, Error> {
        one(self.connection, &format!("{COLUMNS} WHERE id = ?"), [id], row)
    }

    /// The split of a cohort for a task, once it is frozen.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn frozen_split(&self, cohort: CohortId, task: &str) -> Result<Option<SplitRow>, Error> {
        let sql = format!("{COLUMNS} WHERE cohort = ? AND task = ? AND state = ?");
        one(self.connection, &sql, (cohort, task, SplitState::Frozen), row)
    }

    /// The cases of a split, by number.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn split_members(&self, split: SplitId) -> Result<Vec<SplitMember>, Error> {
        let sql = "SELECT case_id, part FROM split_members WHERE split = ? ORDER BY case_id";
        all(self.connection, sql, [split], |row| Ok(SplitMember { case: row.get(0)?, part: row.get(1)? }))
    }
}

impl WriteTransaction<'_> {
    /// Makes the split of a cohort for a task, in place of a draft if there is one. A frozen cohort can still be split.
    ///
    /// # Errors
    /// [`Error::SplitFrozen`] if the one that is there is frozen; [`Error::ConstraintBroken`] for a case twice or not
    /// there,
    /// [`Error::NoSuchRow`] for one of another cohort;
    /// [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn replace_split(
        &mut self,
        cohort: CohortId,
        task: &str,
        settings: &str,
        members: &[SplitMember],
    ) -> Result<SplitId, Error> {
        let sql = "SELECT id FROM splits WHERE cohort = ? AND task = ?";
        if let Some(old) = one(&self.transaction, sql, (cohort, task), |row| row.get(0))? {
            self.refuse_frozen_split(old)?;
            self.touching(Table::SplitMembers).execute("DELETE FROM split_members WHERE split = ?", [old])?;
            self.touching(Table::Splits).execute("DELETE FROM splits WHERE id = ?", [old])?;
        }
        let sql = "INSERT INTO splits (cohort, task, settings, state) VALUES (?, ?, ?, ?) RETURNING id";
        let values = (cohort, task, settings, SplitState::Draft);
        let split: SplitId = self.touching(Table::Splits).query_row(sql, values, |row| row.get(0))?;
        let connection = self.touching(Table::SplitMembers);
        let sql = "INSERT INTO split_members (split, case_id, part) VALUES (?, ?, ?)";
        let mut statement = connection.prepare_cached(sql)?;
        for SplitMember { case, part } in members {
            statement.execute((split, case, part))?;
        }
        let sql = "SELECT m.case_id FROM split_members m JOIN cases c ON c.id = m.case_id
                   WHERE m.split = ? AND c.cohort <> ? LIMIT 1";
        match one(connection, sql, (split, cohort), |row| row.get(0))? {
            Some(foreign) => Err(Error::NoSuchRow { table: Table::Cases.code(), id: foreign }),
            None => Ok(split),
        }
    }

    /// Freezes a split under the hash of its content.
    ///
    /// # Errors
    /// [`Error::SplitFrozen`], [`Error::NoSuchRow`], [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn freeze_split(&mut self, id: SplitId, content: Hash) -> Result<(), Error> {
        self.refuse_frozen_split(id)?;
        let sql = "UPDATE splits SET state = ?, frozen_hash = ?, frozen_at_us = ? WHERE id = ?";
        change_one(&self.transaction, Table::Splits, id.0, sql, (SplitState::Frozen, content, self.now_us(), id))
    }

    fn refuse_frozen_split(&self, id: SplitId) -> Result<(), Error> {
        match one(&self.transaction, "SELECT state FROM splits WHERE id = ?", [id], |row| row.get(0))? {
            Some(SplitState::Draft) => Ok(()),
            Some(SplitState::Frozen) => Err(Error::SplitFrozen { split: id.0 }),
            None => Err(Error::NoSuchRow { table: Table::Splits.code(), id: id.0 }),
        }
    }
}
