//! Cohorts: where a set of cases comes from, by which rules, and whether it may still change.

use rusqlite::Row;

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::hash::Hash;
use crate::migration::Migration;
use crate::table::{AccountId, Table, all, change_one, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "
        CREATE TABLE cohorts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            created_at_us INTEGER NOT NULL,
            created_by INTEGER REFERENCES accounts (id),
            state TEXT NOT NULL,
            frozen_hash BLOB CHECK (length(frozen_hash) = 32),
            frozen_at_us INTEGER,
            rules TEXT NOT NULL CHECK (json_valid(rules)),
            -- Last, because it is long: what stands behind it could only be read through it.
            sources TEXT NOT NULL CHECK (json_valid(sources))
        ) STRICT;
    ",
}];

row_id! {
    /// Number of a cohort.
    CohortId(i64)
}

coded_enum! {
    /// Whether a cohort may still change.
    pub enum CohortState {
        /// It may.
        Draft = "draft",
        /// It may not.
        Frozen = "frozen",
    }
}

/// A cohort to be made.
#[derive(Debug, Clone)]
pub struct NewCohort {
    /// Its name; no other cohort has it.
    pub name: String,
    /// Names, sizes and digests of the files it comes from, as JSON.
    pub sources: String,
    /// The rules of import and selection, as JSON.
    pub rules: String,
}

/// A cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CohortRow {
    /// Its number.
    pub id: CohortId,
    /// Its name.
    pub name: String,
    /// The rules of import and selection, as JSON.
    pub rules: String,
    /// When it was made, in microseconds since 1970 UTC.
    pub created_at_us: i64,
    /// By whom.
    pub created_by: Option<AccountId>,
    /// Whether it may still change.
    pub state: CohortState,
    /// Hash of its content when it was frozen.
    pub frozen_hash: Option<Hash>,
    /// When it was frozen, in microseconds since 1970 UTC.
    pub frozen_at_us: Option<i64>,
}

const COLUMNS: &str =
    "SELECT id, name, rules, created_at_us, created_by, state, frozen_hash, frozen_at_us FROM cohorts";

fn row(row: &Row<'_>) -> rusqlite::Result<CohortRow> {
    Ok(CohortRow {
        id: row.get(0)?,
        name: row.get(1)?,
        rules: row.get(2)?,
        created_at_us: row.get(3)?,
        created_by: row.get(4)?,
        state: row.get(5)?,
        frozen_hash: row.get(6)?,
        frozen_at_us: row.get(7)?,
    })
}

impl Reading<'_> {
    /// Every cohort, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn cohorts(&self) -> Result<Vec<CohortRow>, Error> {
        all(self.connection, &format!("{COLUMNS} ORDER BY id"), [], row)
    }

    /// One cohort.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn cohort(&self, id: CohortId) -> Result<Option<CohortRow>, Error> {
        one(self.connection, &format!("{COLUMNS} WHERE id = ?"), [id], row)
    }

    /// The files a cohort comes from, as the JSON it was made with; apart from the row, because it is long.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`], [`Error::Sqlite`].
    pub fn cohort_sources(&self, id: CohortId) -> Result<String, Error> {
        let sources = one(self.connection, "SELECT sources FROM cohorts WHERE id = ?", [id], |row| row.get(0))?;
        sources.ok_or(Error::NoSuchRow { table: Table::Cohorts.code(), id: id.0 })
    }
}

impl WriteTransaction<'_> {
    /// Makes a cohort without cases.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if the name is taken or the JSON is none; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_cohort(&mut self, cohort: &NewCohort) -> Result<CohortId, Error> {
        let (now_us, account) = (self.now_us(), self.actor.account());
        let sql = "INSERT INTO cohorts (name, sources, rules, created_at_us, created_by, state)
                   VALUES (?, ?, ?, ?, ?, ?) RETURNING id";
        let values = (&cohort.name, &cohort.sources, &cohort.rules, now_us, account, CohortState::Draft);
        Ok(self.touching(Table::Cohorts).query_row(sql, values, |row| row.get(0))?)
    }

    /// Records other rules.
    ///
    /// # Errors
    /// [`Error::CohortFrozen`], [`Error::NoSuchRow`], [`Error::ConstraintBroken`], [`Error::DiskFull`],
    /// [`Error::Sqlite`].
    pub fn set_cohort_rules(&mut self, id: CohortId, rules: &str) -> Result<(), Error> {
        self.refuse_frozen_cohort(id)?;
        let sql = "UPDATE cohorts SET rules = ? WHERE id = ?";
        change_one(&self.transaction, Table::Cohorts, id.0, sql, (rules, id))
    }

    /// Records other sources, when a corrected export replaces the one it was made of.
    ///
    /// # Errors
    /// As [`WriteTransaction::set_cohort_rules`].
    pub fn set_cohort_sources(&mut self, id: CohortId, sources: &str) -> Result<(), Error> {
        self.refuse_frozen_cohort(id)?;
        let sql = "UPDATE cohorts SET sources = ? WHERE id = ?";
        change_one(&self.transaction, Table::Cohorts, id.0, sql, (sources, id))
    }

    /// Freezes a cohort under the hash of its content: its cases and issues cannot be changed any more.
    ///
    /// # Errors
    /// [`Error::CohortFrozen`], [`Error::NoSuchRow`], [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn freeze_cohort(&mut self, id: CohortId, content: Hash) -> Result<(), Error> {
        self.refuse_frozen_cohort(id)?;
        let sql = "UPDATE cohorts SET state = ?, frozen_hash = ?, frozen_at_us = ? WHERE id = ?";
        change_one(&self.transaction, Table::Cohorts, id.0, sql, (CohortState::Frozen, content, self.now_us(), id))
    }

    /// Every change of what belongs to a cohort asks this first.
    pub(super) fn refuse_frozen_cohort(&self, id: CohortId) -> Result<(), Error> {
        let state = one(&self.transaction, "SELECT state FROM cohorts WHERE id = ?", [id], |row| row.get(0))?;
        match state {
            Some(CohortState::Draft) => Ok(()),
            Some(CohortState::Frozen) => Err(Error::CohortFrozen { cohort: id.0 }),
            None => Err(Error::NoSuchRow { table: Table::Cohorts.code(), id: id.0 }),
        }
    }
}
