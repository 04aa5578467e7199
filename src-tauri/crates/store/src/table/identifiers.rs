//! Names, numbers and dates of patients, as the export has them: needed to find them in the diagnoses and to review
//! what was found, and deleted when the cohort is frozen. They are nowhere but in the vault.

use isocenter_domain::Redacted;

use crate::code::coded_enum;
use crate::error::Error;
use crate::migration::Migration;
use crate::table::{CohortId, Table, all};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "
        CREATE TABLE identifiers (
            id INTEGER PRIMARY KEY,
            cohort INTEGER NOT NULL REFERENCES cohorts (id),
            patient_key TEXT NOT NULL,
            kind TEXT NOT NULL,
            content TEXT NOT NULL
        ) STRICT;
        CREATE INDEX identifiers_by_patient ON identifiers (cohort, patient_key);
    ",
}];

coded_enum! {
    /// What an identifier is.
    pub enum IdentifierKind {
        /// A name, or a part of one.
        Name = "name",
        /// A number of the hospital.
        RecordNumber = "record_number",
        /// A date, such as that of birth.
        Date = "date",
        /// Anything else: an address, a telephone number.
        Contact = "contact",
    }
}

/// An identifier of a patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifierRow {
    /// The patient's pseudonym.
    pub patient_key: String,
    /// What it is.
    pub kind: IdentifierKind,
    /// The identifier.
    pub content: Redacted<String>,
}

impl Reading<'_> {
    /// The identifiers of one patient.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn identifiers(&self, cohort: CohortId, patient_key: &str) -> Result<Vec<IdentifierRow>, Error> {
        let sql = "SELECT patient_key, kind, content FROM identifiers WHERE cohort = ? AND patient_key = ? ORDER BY id";
        all(self.connection, sql, (cohort, patient_key), |row| {
            Ok(IdentifierRow { patient_key: row.get(0)?, kind: row.get(1)?, content: Redacted::new(row.get(2)?) })
        })
    }
}

impl WriteTransaction<'_> {
    /// Stores identifiers.
    ///
    /// # Errors
    /// [`Error::CohortFrozen`], [`Error::NoSuchRow`], [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_identifiers<'i>(
        &mut self,
        cohort: CohortId,
        identifiers: impl IntoIterator<Item = &'i IdentifierRow>,
    ) -> Result<(), Error> {
        self.refuse_frozen_cohort(cohort)?;
        let connection = self.touching(Table::Identifiers);
        let sql = "INSERT INTO identifiers (cohort, patient_key, kind, content) VALUES (?, ?, ?, ?)";
        let mut statement = connection.prepare_cached(sql)?;
        for IdentifierRow { patient_key, kind, content } in identifiers {
            statement.execute((cohort, patient_key, kind, content.reveal()))?;
        }
        Ok(())
    }

    /// Deletes the identifiers of a cohort, frozen or not, and says how many there were.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn drop_identifiers(&mut self, cohort: CohortId) -> Result<u64, Error> {
        let dropped =
            self.touching(Table::Identifiers).execute("DELETE FROM identifiers WHERE cohort = ?", [cohort])?;
        Ok(dropped as u64)
    }
}
