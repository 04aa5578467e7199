//! Cases of letters: a patient's facts, the physician's own letter if it was imported, and what the case is for. What
//! became of the letter is in `letter_versions`.

use isocenter_domain::Redacted;
use rusqlite::{Row, params};

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::hash::Hash;
use crate::migration::Migration;
use crate::table::letter_versions::{self, LetterAct, LetterVersionSummaryRow};
use crate::table::{Table, all, change_one, one};
use crate::transaction::{Reading, WriteTransaction};

/// The long texts stand last, so that a list does not read them.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 5,
    sql: "
        CREATE TABLE letter_cases (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            label TEXT NOT NULL UNIQUE CHECK (label <> ''),
            pseudonym TEXT NOT NULL CHECK (pseudonym <> ''),
            language TEXT NOT NULL CHECK (language IN ('en', 'de')),
            part TEXT NOT NULL,
            is_synthetic INTEGER NOT NULL CHECK (is_synthetic IN (0, 1)),
            imported_at_us INTEGER NOT NULL,
            source_sha256 BLOB NOT NULL CHECK (length(source_sha256) = 32),
            facts TEXT NOT NULL CHECK (json_valid(facts)),
            reference TEXT
        ) STRICT;
        CREATE INDEX letter_cases_by_patient ON letter_cases (pseudonym);
        CREATE TRIGGER letter_cases_begin BEFORE INSERT ON letter_cases
            WHEN EXISTS (SELECT 1 FROM letter_cases WHERE id = NEW.id OR label = NEW.label)
            BEGIN SELECT RAISE(ABORT, 'a case of a letter has a number and a label of its own'); END;
        CREATE TRIGGER letter_cases_stand BEFORE UPDATE ON letter_cases
            WHEN NOT (OLD.id = NEW.id AND OLD.label = NEW.label AND OLD.pseudonym = NEW.pseudonym
                AND OLD.language = NEW.language AND OLD.is_synthetic = NEW.is_synthetic
                AND OLD.imported_at_us = NEW.imported_at_us AND OLD.source_sha256 = NEW.source_sha256
                AND OLD.facts = NEW.facts AND OLD.reference IS NEW.reference)
            BEGIN SELECT RAISE(ABORT, 'of a case of a letter only what it is for changes'); END;
        CREATE TRIGGER letter_cases_stay BEFORE DELETE ON letter_cases
            WHEN EXISTS (SELECT 1 FROM letter_versions WHERE letter_case = OLD.id)
                OR EXISTS (SELECT 1 FROM letter_study_items WHERE letter_case = OLD.id)
            BEGIN SELECT RAISE(ABORT, 'a case with a letter, or in a letter study, is never removed'); END;
    ",
}];

row_id! {
    /// Number of a case of a letter.
    LetterCaseId(i64)
}

coded_enum! {
    /// The language of a letter.
    pub enum LetterLanguage {
        /// English.
        English = "en",
        /// German.
        German = "de",
    }
}

coded_enum! {
    /// What a case of a letter is for.
    pub enum LetterPart {
        /// Training.
        Train = "train",
        /// Measuring while training.
        Validation = "validation",
        /// Measuring and rating afterwards.
        HeldOut = "held_out",
        /// A letter to be written.
        Work = "work",
    }
}

/// A case of a letter to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLetterCase {
    /// Its name; no other has it.
    pub label: String,
    /// The patient's pseudonym.
    pub pseudonym: String,
    /// The language of the letter.
    pub language: LetterLanguage,
    /// What it is for.
    pub part: LetterPart,
    /// Whether the patient is invented.
    pub is_synthetic: bool,
    /// Hash of what it was imported from.
    pub source_sha256: Hash,
    /// The patient's facts as canonical JSON.
    pub facts: Redacted<String>,
    /// The physician's own letter, identifiers masked.
    pub reference: Option<Redacted<String>>,
}

/// A case of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterCaseRow {
    /// Its number.
    pub id: LetterCaseId,
    /// What it was stored with; what it is for as it stands.
    pub case: NewLetterCase,
    /// When it was imported, in microseconds since 1970 UTC.
    pub imported_at_us: i64,
}

/// Where the letter of a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LetterState {
    /// Nobody has begun it.
    NotBegun,
    /// It is in work, also again after a signature.
    Drafted,
    /// Its latest version is signed.
    Signed,
}

/// What a list shows of a case of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterCaseSummaryRow {
    /// Its number.
    pub id: LetterCaseId,
    /// Its name.
    pub label: String,
    /// The patient's pseudonym.
    pub pseudonym: String,
    /// The language of the letter.
    pub language: LetterLanguage,
    /// What it is for.
    pub part: LetterPart,
    /// Whether the patient is invented.
    pub is_synthetic: bool,
    /// When it was imported, in microseconds since 1970 UTC.
    pub imported_at_us: i64,
    /// Hash of what it was imported from.
    pub source_sha256: Hash,
    /// Whether the physician's own letter is there.
    pub has_reference: bool,
    /// The first diagnosis in words, as the facts name it; empty where they name none.
    pub diagnosis: Redacted<String>,
    /// The latest version of the letter.
    pub latest: Option<LetterVersionSummaryRow>,
}

impl LetterCaseSummaryRow {
    /// Where its letter stands.
    #[must_use]
    pub fn state(&self) -> LetterState {
        match self.latest.as_ref().map(|latest| latest.act) {
            None => LetterState::NotBegun,
            Some(LetterAct::Signed) => LetterState::Signed,
            Some(_) => LetterState::Drafted,
        }
    }
}

fn row(row: &Row<'_>) -> rusqlite::Result<LetterCaseRow> {
    Ok(LetterCaseRow {
        id: row.get(0)?,
        case: NewLetterCase {
            label: row.get(1)?,
            pseudonym: row.get(2)?,
            language: row.get(3)?,
            part: row.get(4)?,
            is_synthetic: row.get(5)?,
            source_sha256: row.get(7)?,
            facts: Redacted::new(row.get(8)?),
            reference: row.get::<_, Option<String>>(9)?.map(Redacted::new),
        },
        imported_at_us: row.get(6)?,
    })
}

/// `typeof` looks at the row's header only, where the comparison with null would read the letter.
fn summaries() -> String {
    format!(
        "SELECT c.id, c.label, c.pseudonym, c.language, c.part, c.is_synthetic, c.imported_at_us, c.source_sha256,
         typeof(c.reference) <> 'null', CAST(json_extract(c.facts, '$.diagnoses[0].text') AS TEXT), {}
         FROM letter_cases c LEFT JOIN letter_versions v ON v.letter_case = c.id
         AND v.number = (SELECT max(number) FROM letter_versions WHERE letter_case = c.id)",
        letter_versions::SUMMARY
    )
}

fn summary(row: &Row<'_>) -> rusqlite::Result<LetterCaseSummaryRow> {
    let is_begun = row.get::<_, Option<i64>>(10)?.is_some();
    Ok(LetterCaseSummaryRow {
        id: row.get(0)?,
        label: row.get(1)?,
        pseudonym: row.get(2)?,
        language: row.get(3)?,
        part: row.get(4)?,
        is_synthetic: row.get(5)?,
        imported_at_us: row.get(6)?,
        source_sha256: row.get(7)?,
        has_reference: row.get(8)?,
        diagnosis: Redacted::new(row.get::<_, Option<String>>(9)?.unwrap_or_default()),
        latest: is_begun.then(|| letter_versions::summary(row, 10)).transpose()?,
    })
}

impl Reading<'_> {
    /// Every case of a letter with the latest version of its letter, in the order of import, without the long texts.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_cases(&self) -> Result<Vec<LetterCaseSummaryRow>, Error> {
        all(self.connection, &format!("{} ORDER BY c.id", summaries()), [], summary)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_case_summary(&self, id: LetterCaseId) -> Result<Option<LetterCaseSummaryRow>, Error> {
        one(self.connection, &format!("{} WHERE c.id = ?", summaries()), [id], summary)
    }

    /// One case of a letter.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_case(&self, id: LetterCaseId) -> Result<Option<LetterCaseRow>, Error> {
        let sql = "SELECT id, label, pseudonym, language, part, is_synthetic, imported_at_us, source_sha256, facts,
                   reference FROM letter_cases WHERE id = ?";
        one(self.connection, sql, [id], row)
    }
}

impl WriteTransaction<'_> {
    /// Stores cases of letters; their numbers are given in the same order.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if a label is there already, or facts are not JSON; [`Error::DiskFull`],
    /// [`Error::Sqlite`].
    pub fn insert_letter_cases<'c>(
        &mut self,
        cases: impl IntoIterator<Item = &'c NewLetterCase>,
    ) -> Result<Vec<LetterCaseId>, Error> {
        let now_us = self.now_us();
        let sql = "INSERT INTO letter_cases (label, pseudonym, language, part, is_synthetic, imported_at_us,
                   source_sha256, facts, reference) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id";
        let mut statement = self.touching(Table::LetterCases).prepare_cached(sql)?;
        let mut ids = Vec::new();
        for case in cases {
            let NewLetterCase { label, pseudonym, language, part, is_synthetic, source_sha256, facts, reference } =
                case;
            let reference = reference.as_ref().map(Redacted::reveal);
            let (facts, source) = (facts.reveal(), source_sha256);
            let values = params![label, pseudonym, language, part, is_synthetic, now_us, source, facts, reference];
            ids.push(statement.query_row(values, |row| row.get(0))?);
        }
        Ok(ids)
    }

    /// Says what a case of a letter is for.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`], [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn set_letter_part(&mut self, id: LetterCaseId, part: LetterPart) -> Result<(), Error> {
        let sql = "UPDATE letter_cases SET part = ? WHERE id = ?";
        change_one(&self.transaction, Table::LetterCases, id.0, sql, (part, id))
    }

    /// Removes a case that nobody has begun a letter for and that is in no letter study.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`], [`Error::ConstraintBroken`] if there is a letter or a study; [`Error::DiskFull`],
    /// [`Error::Sqlite`].
    pub fn remove_letter_case(&mut self, id: LetterCaseId) -> Result<(), Error> {
        let connection = self.touching(Table::LetterCases);
        change_one(connection, Table::LetterCases, id.0, "DELETE FROM letter_cases WHERE id = ?", [id])
    }
}
