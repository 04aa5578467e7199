//! The letters of a letter study: texts of patients with their author, so only whoever asks for one gets its text. They
//! come while the study's letters are drafted and are fixed once it is open.

use isocenter_domain::Redacted;
use rusqlite::{Row, params};

use crate::code::coded_enum;
use crate::error::Error;
use crate::migration::Migration;
use crate::table::{LetterCaseId, LetterStudyId, LetterStudyState, Table, all, one};
use crate::transaction::{Reading, WriteTransaction};

/// The long texts stand last, so that a list does not read them.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 5,
    sql: "
        CREATE TABLE letter_study_items (
            study INTEGER NOT NULL REFERENCES letter_studies (id) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number >= 1),
            letter_case INTEGER NOT NULL REFERENCES letter_cases (id),
            author TEXT NOT NULL,
            model TEXT NOT NULL,
            measures TEXT NOT NULL CHECK (json_valid(measures)),
            text TEXT NOT NULL CHECK (text <> ''),
            PRIMARY KEY (study, number),
            UNIQUE (study, letter_case, author, model),
            CHECK ((author = 'physician') = (model = ''))
        ) STRICT;
        CREATE INDEX letter_study_items_by_case ON letter_study_items (letter_case);
        CREATE TRIGGER letter_study_items_come_first BEFORE INSERT ON letter_study_items
            WHEN (SELECT state FROM letter_studies WHERE id = NEW.study) IS NOT 'drafting'
                OR EXISTS (SELECT 1 FROM letter_study_items WHERE study = NEW.study AND (number = NEW.number
                    OR letter_case = NEW.letter_case AND author = NEW.author AND model = NEW.model))
            BEGIN SELECT RAISE(ABORT, 'letters come while a letter study has them drafted, each once'); END;
        CREATE TRIGGER letter_study_items_stand BEFORE UPDATE ON letter_study_items
            BEGIN SELECT RAISE(ABORT, 'a letter of a letter study is never changed'); END;
        CREATE TRIGGER letter_study_items_stay BEFORE DELETE ON letter_study_items
            WHEN (SELECT state FROM letter_studies WHERE id = OLD.study) IN ('drafting', 'open', 'locked')
            BEGIN SELECT RAISE(ABORT, 'letters are removed with a draft, or with the whole letter study'); END;
    ",
}];

coded_enum! {
    /// Who wrote a letter of a letter study; raters are not told.
    pub enum LetterAuthor {
        /// A base model.
        Base = "base",
        /// A tuned model.
        Tuned = "tuned",
        /// The physician.
        Physician = "physician",
    }
}

/// A letter of a letter study without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterStudyItemSummaryRow {
    /// Its number within the study, from 1.
    pub number: u32,
    /// The case that it is about.
    pub letter_case: LetterCaseId,
    /// Who wrote it.
    pub author: LetterAuthor,
    /// Label of the model; empty exactly for a physician's.
    pub model: String,
    /// What was measured of it, as JSON.
    pub measures: Redacted<String>,
}

/// A letter of a letter study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterStudyItemRow {
    /// All but its text.
    pub summary: LetterStudyItemSummaryRow,
    /// The whole letter.
    pub text: Redacted<String>,
}

const SUMMARY: &str = "number, letter_case, author, model, measures";

fn summary(row: &Row<'_>) -> rusqlite::Result<LetterStudyItemSummaryRow> {
    Ok(LetterStudyItemSummaryRow {
        number: row.get(0)?,
        letter_case: row.get(1)?,
        author: row.get(2)?,
        model: row.get(3)?,
        measures: Redacted::new(row.get(4)?),
    })
}

impl Reading<'_> {
    /// The letters of a letter study, by number, without their texts.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_study_items(&self, id: LetterStudyId) -> Result<Vec<LetterStudyItemSummaryRow>, Error> {
        let sql = format!("SELECT {SUMMARY} FROM letter_study_items WHERE study = ? ORDER BY number");
        all(self.connection, &sql, [id], summary)
    }

    /// One letter of a letter study.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_study_item(&self, id: LetterStudyId, number: u32) -> Result<Option<LetterStudyItemRow>, Error> {
        let sql = format!("SELECT {SUMMARY}, text FROM letter_study_items WHERE study = ? AND number = ?");
        one(self.connection, &sql, (id, number), |row| {
            Ok(LetterStudyItemRow { summary: summary(row)?, text: Redacted::new(row.get(5)?) })
        })
    }

    /// How many letters a letter study has.
    ///
    /// # Errors
    /// [`Error::Sqlite`].
    pub fn count_letter_study_items(&self, id: LetterStudyId) -> Result<u32, Error> {
        let sql = "SELECT count(*) FROM letter_study_items WHERE study = ?";
        Ok(self.connection.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
    }
}

impl WriteTransaction<'_> {
    /// Adds letters to a letter study while they are drafted.
    ///
    /// # Errors
    /// [`Error::Letter`] with [`LetterFault::StudyStands`](crate::LetterFault::StudyStands) in any other state;
    /// [`Error::NoSuchRow`], [`Error::ConstraintBroken`] if there is no such case, a number is taken, the author's letter
    /// of the case is there, or the measures are not JSON; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_letter_study_items(&mut self, id: LetterStudyId, items: &[LetterStudyItemRow]) -> Result<(), Error> {
        self.letter_study_must_be(id, &[LetterStudyState::Drafting])?;
        let sql = "INSERT INTO letter_study_items (study, number, letter_case, author, model, measures, text)
                   VALUES (?, ?, ?, ?, ?, ?, ?)";
        let mut statement = self.touching(Table::LetterStudyItems).prepare_cached(sql)?;
        for LetterStudyItemRow { summary, text } in items {
            let LetterStudyItemSummaryRow { number, letter_case, author, model, measures } = summary;
            statement.execute(params![id, number, letter_case, author, model, measures.reveal(), text.reveal()])?;
        }
        Ok(())
    }

    /// Removes the letters of a draft, before its protocol changes what they are.
    ///
    /// # Errors
    /// [`Error::Letter`] with [`LetterFault::StudyStands`](crate::LetterFault::StudyStands) if it is no draft;
    /// [`Error::NoSuchRow`], [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn remove_letter_study_items(&mut self, id: LetterStudyId) -> Result<(), Error> {
        self.letter_study_must_be(id, &[LetterStudyState::Draft])?;
        self.touching(Table::LetterStudyItems).execute("DELETE FROM letter_study_items WHERE study = ?", [id])?;
        Ok(())
    }
}
