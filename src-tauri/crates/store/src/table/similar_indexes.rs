//! Indexes of cohorts' training cases, one for each model: bytes that the search of similar cases makes and reads. They are
//! derived from the cases and the model, so one that is made anew replaces the old one.

use std::fmt;

use rusqlite::params;

use crate::audit_entry::{Action, AuditEntry, AuditValue, Subject, SubjectKind};
use crate::error::Error;
use crate::migration::Migration;
use crate::table::{CohortId, Table, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 6,
    sql: "
        CREATE TABLE similar_indexes (
            id INTEGER PRIMARY KEY,
            cohort INTEGER NOT NULL REFERENCES cohorts (id),
            model TEXT NOT NULL CHECK (model <> ''),
            cases INTEGER NOT NULL CHECK (cases >= 0),
            at_us INTEGER NOT NULL,
            -- Last, because it is long: what stands behind it could only be read through it.
            bytes BLOB NOT NULL,
            UNIQUE (cohort, model)
        ) STRICT;
    ",
}];

/// An index to be kept. It holds words of patients' texts, so `Debug` tells the length of it only.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSimilarIndex {
    /// The cohort whose training cases it holds.
    pub cohort: CohortId,
    /// Key of the model whose hidden states it holds.
    pub model: String,
    /// How many cases it holds.
    pub cases: u32,
    /// The index.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for NewSimilarIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cohort, model, cases, bytes } = self;
        let shown = (cohort, model, cases, bytes.len());
        write!(f, "NewSimilarIndex{shown:?}")
    }
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimilarIndexRow {
    /// What was kept.
    pub index: NewSimilarIndex,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
}

impl Reading<'_> {
    /// The index of a cohort for a model, if one was made.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn similar_index(&self, cohort: CohortId, model: &str) -> Result<Option<SimilarIndexRow>, Error> {
        let sql = "SELECT cohort, model, cases, bytes, at_us FROM similar_indexes WHERE cohort = ? AND model = ?";
        one(self.connection, sql, (cohort, model), |row| {
            let index =
                NewSimilarIndex { cohort: row.get(0)?, model: row.get(1)?, cases: row.get(2)?, bytes: row.get(3)? };
            Ok(SimilarIndexRow { index, at_us: row.get(4)? })
        })
    }
}

impl WriteTransaction<'_> {
    /// Keeps an index in place of the one of the same cohort and model. The audit log is told by the commit, with the
    /// number of cases.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if there is no such cohort or the model has no key; [`Error::DiskFull`],
    /// [`Error::Sqlite`].
    pub fn keep_similar_index(&mut self, index: &NewSimilarIndex) -> Result<(), Error> {
        let NewSimilarIndex { cohort, model, cases, bytes } = index;
        let values = params![cohort, model, cases, self.now_us(), bytes];
        let sql = "INSERT OR REPLACE INTO similar_indexes (cohort, model, cases, at_us, bytes) VALUES (?, ?, ?, ?, ?)";
        self.touching(Table::SimilarIndexes).prepare_cached(sql)?.execute(values)?;
        let entry = AuditEntry::new(Action::SimilarIndexBuilt, Subject::new(SubjectKind::Cohort, cohort.0));
        self.owe(entry.changing("cases", None, Some(AuditValue::Number((*cases).into()))));
        Ok(())
    }
}
