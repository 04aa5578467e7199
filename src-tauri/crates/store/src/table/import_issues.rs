//! Rows of an export that were set aside: where and why, never what stood there.

use crate::error::Error;
use crate::migration::Migration;
use crate::table::{CohortId, Table, all};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "
        CREATE TABLE import_issues (
            id INTEGER PRIMARY KEY,
            cohort INTEGER NOT NULL REFERENCES cohorts (id),
            file TEXT NOT NULL,
            line INTEGER NOT NULL,
            field TEXT,
            reason TEXT NOT NULL
        ) STRICT;
        CREATE INDEX import_issues_by_cohort ON import_issues (cohort);
    ",
}];

/// A row that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportIssueRow {
    /// Which of the two exports, as a code.
    pub file: String,
    /// Row number, from 1, without the header.
    pub row: u64,
    /// Name of the column, if it is one column's fault.
    pub column: Option<String>,
    /// Why, as a code.
    pub reason: String,
}

impl Reading<'_> {
    /// The rows of a cohort's exports that were set aside, in the order they were found.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn import_issues(&self, cohort: CohortId) -> Result<Vec<ImportIssueRow>, Error> {
        let sql = "SELECT file, line, field, reason FROM import_issues WHERE cohort = ? ORDER BY id";
        all(self.connection, sql, [cohort], |row| {
            Ok(ImportIssueRow {
                file: row.get(0)?,
                row: row.get::<_, i64>(1)?.cast_unsigned(),
                column: row.get(2)?,
                reason: row.get(3)?,
            })
        })
    }
}

impl WriteTransaction<'_> {
    /// Stores rows that were set aside.
    ///
    /// # Errors
    /// [`Error::CohortFrozen`], [`Error::NoSuchRow`], [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_import_issues<'i>(
        &mut self,
        cohort: CohortId,
        issues: impl IntoIterator<Item = &'i ImportIssueRow>,
    ) -> Result<(), Error> {
        self.refuse_frozen_cohort(cohort)?;
        let connection = self.touching(Table::ImportIssues);
        let sql = "INSERT INTO import_issues (cohort, file, line, field, reason) VALUES (?, ?, ?, ?, ?)";
        let mut statement = connection.prepare_cached(sql)?;
        for ImportIssueRow { file, row, column, reason } in issues {
            statement.execute((cohort, file, row.cast_signed(), column, reason))?;
        }
        Ok(())
    }
}
