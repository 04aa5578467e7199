//! Answers of a study: one JSON record for each question, and never two. They hold texts of patients' plans, so they leave the vault by a
//! person's export only.

use isocenter_domain::Redacted;

use crate::error::Error;
use crate::migration::Migration;
use crate::table::{StudyId, Table, all};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 3,
    sql: "
        CREATE TABLE study_samples (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES studies (id),
            unit TEXT NOT NULL,
            record TEXT NOT NULL CHECK (json_valid(record)),
            UNIQUE (study, unit)
        ) STRICT;
    ",
}];

/// An answer as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudySampleRow {
    /// Which question of the study it answers, in the words of the caller; holds nothing of a patient but the pseudonym of the case.
    pub unit: String,
    /// The whole answer as JSON.
    pub record: Redacted<String>,
}

impl Reading<'_> {
    /// The answers of a study, in the order in which they came.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn study_samples(&self, study: StudyId) -> Result<Vec<StudySampleRow>, Error> {
        let sql = "SELECT unit, record FROM study_samples WHERE study = ? ORDER BY id";
        let row = |row: &rusqlite::Row<'_>| {
            Ok(StudySampleRow { unit: row.get(0)?, record: Redacted::new(row.get::<_, String>(1)?) })
        };
        all(self.connection, sql, [study], row)
    }
}

impl WriteTransaction<'_> {
    /// Stores answers; one whose question is answered already is left as it was. Gives how many were new.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if there is no such study or a record is not JSON; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_study_samples(&mut self, study: StudyId, samples: &[StudySampleRow]) -> Result<usize, Error> {
        let sql =
            "INSERT INTO study_samples (study, unit, record) VALUES (?, ?, ?) ON CONFLICT (study, unit) DO NOTHING";
        let mut statement = self.touching(Table::StudySamples).prepare_cached(sql)?;
        let mut new = 0;
        for StudySampleRow { unit, record } in samples {
            new += statement.execute((study, unit, record.reveal()))?;
        }
        Ok(new)
    }
}
