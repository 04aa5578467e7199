//! Letter studies: what each protocol fixes, where it stands, and who rates. The letters are in `letter_study_items`, the
//! ratings in `letter_ratings`.

use rusqlite::{Row, params};

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::hash::Hash;
use crate::letter_fault::LetterFault;
use crate::migration::Migration;
use crate::table::{AccountId, Table, all, change_one, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 5,
    sql: "
        CREATE TABLE letter_studies (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE CHECK (name <> ''),
            protocol TEXT NOT NULL CHECK (json_valid(protocol)),
            protocol_sha256 BLOB CHECK (length(protocol_sha256) = 32),
            state TEXT NOT NULL,
            created_at_us INTEGER NOT NULL,
            created_by INTEGER REFERENCES accounts (id),
            CHECK ((state IN ('draft', 'drafting')) = (protocol_sha256 IS NULL))
        ) STRICT;
        CREATE TABLE letter_study_raters (
            study INTEGER NOT NULL REFERENCES letter_studies (id) ON DELETE CASCADE,
            account INTEGER NOT NULL REFERENCES accounts (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            PRIMARY KEY (study, account),
            UNIQUE (study, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER letter_studies_begin BEFORE INSERT ON letter_studies
            WHEN NEW.state <> 'draft' OR EXISTS (SELECT 1 FROM letter_studies WHERE id = NEW.id OR name = NEW.name)
            BEGIN SELECT RAISE(ABORT, 'a letter study begins as a draft, under a new number and name'); END;
        CREATE TRIGGER letter_studies_go_forward BEFORE UPDATE ON letter_studies
            WHEN NOT (OLD.id = NEW.id AND OLD.created_at_us = NEW.created_at_us AND OLD.created_by IS NEW.created_by
                AND (OLD.state = 'draft' AND NEW.state = 'draft'
                    OR OLD.name = NEW.name AND (
                        OLD.protocol = NEW.protocol AND (OLD.state = 'draft' AND NEW.state = 'drafting'
                            OR OLD.state = 'drafting' AND NEW.state = 'draft'
                            OR OLD.state = 'open' AND NEW.state = 'locked'
                                AND OLD.protocol_sha256 = NEW.protocol_sha256)
                        OR OLD.state = 'drafting' AND NEW.state = 'open'
                            AND EXISTS (SELECT 1 FROM letter_study_items WHERE study = OLD.id)
                            AND EXISTS (SELECT 1 FROM letter_study_raters WHERE study = OLD.id))))
            BEGIN SELECT RAISE(ABORT, 'a letter study goes from draft to drafting to open to locked'); END;
        CREATE TRIGGER letter_studies_stay BEFORE DELETE ON letter_studies
            WHEN EXISTS (SELECT 1 FROM letter_ratings WHERE study = OLD.id)
            BEGIN SELECT RAISE(ABORT, 'a letter study that was rated is never removed'); END;
        CREATE TRIGGER letter_study_raters_come_first BEFORE INSERT ON letter_study_raters
            WHEN NOT EXISTS (SELECT 1 FROM letter_studies WHERE id = NEW.study AND state IN ('draft', 'drafting'))
                OR EXISTS (SELECT 1 FROM letter_study_raters
                    WHERE study = NEW.study AND (account = NEW.account OR number = NEW.number))
            BEGIN SELECT RAISE(ABORT, 'raters are named before a letter study is opened, each once'); END;
        CREATE TRIGGER letter_study_raters_stand BEFORE UPDATE ON letter_study_raters
            BEGIN SELECT RAISE(ABORT, 'a rater is named anew, never changed'); END;
        CREATE TRIGGER letter_study_raters_stay BEFORE DELETE ON letter_study_raters
            WHEN (SELECT state FROM letter_studies WHERE id = OLD.study) IN ('open', 'locked')
            BEGIN SELECT RAISE(ABORT, 'the raters of an open letter study stay'); END;
    ",
}];

row_id! {
    /// Number of a letter study.
    LetterStudyId(i64)
}

coded_enum! {
    /// Where a letter study stands.
    pub enum LetterStudyState {
        /// Its protocol may change.
        Draft = "draft",
        /// Its letters are being drafted.
        Drafting = "drafting",
        /// Protocol, raters and letters are fixed; it is rated.
        Open = "open",
        /// Nothing changes any more.
        Locked = "locked",
    }
}

/// A letter study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterStudyRow {
    /// Its number.
    pub id: LetterStudyId,
    /// What people call it; no other has it.
    pub name: String,
    /// Its protocol as JSON; it names cases by their labels and holds no text of a patient.
    pub protocol: String,
    /// Hash of the protocol, from the opening on.
    pub protocol_sha256: Option<Hash>,
    /// Where it stands.
    pub state: LetterStudyState,
    /// When it was made, in microseconds since 1970 UTC.
    pub created_at_us: i64,
    /// Who made it.
    pub created_by: Option<AccountId>,
    /// How many rate.
    pub raters: u32,
    /// How many letters it has.
    pub items: u32,
    /// How many ratings stand, of all raters together.
    pub ratings: u32,
}

/// Somebody who rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterRaterRow {
    /// Their number within the study, from 1.
    pub number: u32,
    /// Their account.
    pub account: AccountId,
}

const COLUMNS: &str = "SELECT s.id, s.name, s.protocol, s.protocol_sha256, s.state, s.created_at_us, s.created_by,
                       (SELECT count(*) FROM letter_study_raters WHERE study = s.id),
                       (SELECT count(*) FROM letter_study_items WHERE study = s.id),
                       (SELECT count(*) FROM current_letter_ratings WHERE study = s.id) FROM letter_studies s";

fn row(row: &Row<'_>) -> rusqlite::Result<LetterStudyRow> {
    Ok(LetterStudyRow {
        id: row.get(0)?,
        name: row.get(1)?,
        protocol: row.get(2)?,
        protocol_sha256: row.get(3)?,
        state: row.get(4)?,
        created_at_us: row.get(5)?,
        created_by: row.get(6)?,
        raters: row.get(7)?,
        items: row.get(8)?,
        ratings: row.get(9)?,
    })
}

impl Reading<'_> {
    /// Every letter study, in the order in which they were made.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_studies(&self) -> Result<Vec<LetterStudyRow>, Error> {
        all(self.connection, &format!("{COLUMNS} ORDER BY s.id"), [], row)
    }

    /// One letter study.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_study(&self, id: LetterStudyId) -> Result<Option<LetterStudyRow>, Error> {
        one(self.connection, &format!("{COLUMNS} WHERE s.id = ?"), [id], row)
    }

    /// The raters of a letter study, by number.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_study_raters(&self, id: LetterStudyId) -> Result<Vec<LetterRaterRow>, Error> {
        let sql = "SELECT number, account FROM letter_study_raters WHERE study = ? ORDER BY number";
        all(self.connection, sql, [id], |row| Ok(LetterRaterRow { number: row.get(0)?, account: row.get(1)? }))
    }
}

impl WriteTransaction<'_> {
    /// Adds a draft of a letter study.
    ///
    /// # Errors
    /// [`Error::Letter`] with [`LetterFault::StudyNameTaken`]; [`Error::ConstraintBroken`] for a protocol that is not
    /// JSON, or no name; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_letter_study(&mut self, name: &str, protocol: &str) -> Result<LetterStudyId, Error> {
        self.refuse_taken_name(name, None)?;
        let (now_us, account) = (self.now_us(), self.actor.account());
        let sql = "INSERT INTO letter_studies (name, protocol, state, created_at_us, created_by)
                   VALUES (?, ?, ?, ?, ?) RETURNING id";
        let values = (name, protocol, LetterStudyState::Draft, now_us, account);
        Ok(self.touching(Table::LetterStudies).query_row(sql, values, |row| row.get(0))?)
    }

    /// Changes name and protocol of a draft. Letters that were drafted for it stay: whoever changes what they depend on
    /// removes them ([`WriteTransaction::remove_letter_study_items`]).
    ///
    /// # Errors
    /// [`Error::Letter`] with [`LetterFault::StudyStands`] if it is no draft, or [`LetterFault::StudyNameTaken`];
    /// [`Error::NoSuchRow`], [`Error::ConstraintBroken`] for a protocol that is not JSON; [`Error::DiskFull`],
    /// [`Error::Sqlite`].
    pub fn set_letter_study_draft(&mut self, id: LetterStudyId, name: &str, protocol: &str) -> Result<(), Error> {
        self.letter_study_must_be(id, &[LetterStudyState::Draft])?;
        self.refuse_taken_name(name, Some(id))?;
        let sql = "UPDATE letter_studies SET name = ?, protocol = ? WHERE id = ?";
        change_one(&self.transaction, Table::LetterStudies, id.0, sql, (name, protocol, id))
    }

    /// Names the raters of a study that is not open yet, in place of those named before; they are numbered in this order.
    ///
    /// # Errors
    /// [`Error::Letter`] with [`LetterFault::StudyStands`]; [`Error::NoSuchRow`], [`Error::ConstraintBroken`] for an
    /// account that is not there, or twice; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn set_letter_study_raters(&mut self, id: LetterStudyId, raters: &[AccountId]) -> Result<(), Error> {
        self.letter_study_must_be(id, &[LetterStudyState::Draft, LetterStudyState::Drafting])?;
        let connection = self.touching(Table::LetterStudyRaters);
        connection.execute("DELETE FROM letter_study_raters WHERE study = ?", [id])?;
        let sql = "INSERT INTO letter_study_raters (study, account, number) VALUES (?, ?, ?)";
        let mut statement = connection.prepare_cached(sql)?;
        for (number, account) in (1_u32..).zip(raters) {
            statement.execute((id, account, number))?;
        }
        Ok(())
    }

    /// From now on letters are drafted for a draft of a study.
    ///
    /// # Errors
    /// [`Error::Letter`] with [`LetterFault::StudyStands`]; [`Error::NoSuchRow`], [`Error::DiskFull`],
    /// [`Error::Sqlite`].
    pub fn begin_letter_study_drafting(&mut self, id: LetterStudyId) -> Result<(), Error> {
        self.move_letter_study(id, LetterStudyState::Draft, LetterStudyState::Drafting)
    }

    /// Drafting was stopped: the study is a draft again, and keeps the letters that were drafted.
    ///
    /// # Errors
    /// As [`WriteTransaction::begin_letter_study_drafting`].
    pub fn stop_letter_study_drafting(&mut self, id: LetterStudyId) -> Result<(), Error> {
        self.move_letter_study(id, LetterStudyState::Drafting, LetterStudyState::Draft)
    }

    /// Opens a study whose letters are drafted: fixes its protocol, raters and letters.
    ///
    /// # Errors
    /// [`Error::Letter`] with [`LetterFault::StudyStands`] if its letters are not being drafted, or
    /// [`LetterFault::NothingToRate`]; [`Error::NoSuchRow`], [`Error::ConstraintBroken`] for a protocol that is not JSON;
    /// [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn open_letter_study(&mut self, id: LetterStudyId, protocol: &str, sha256: Hash) -> Result<(), Error> {
        self.letter_study_must_be(id, &[LetterStudyState::Drafting])?;
        let row = self.reading().letter_study(id)?;
        if row.is_some_and(|row| row.raters == 0 || row.items == 0) {
            return Err(Error::Letter(LetterFault::NothingToRate));
        }
        let sql = "UPDATE letter_studies SET protocol = ?, protocol_sha256 = ?, state = ? WHERE id = ?";
        let values = params![protocol, sha256, LetterStudyState::Open, id];
        change_one(&self.transaction, Table::LetterStudies, id.0, sql, values)
    }

    /// Locks an open study.
    ///
    /// # Errors
    /// As [`WriteTransaction::begin_letter_study_drafting`].
    pub fn lock_letter_study(&mut self, id: LetterStudyId) -> Result<(), Error> {
        self.move_letter_study(id, LetterStudyState::Open, LetterStudyState::Locked)
    }

    /// Removes a study that nobody has ever rated, with its raters and letters.
    ///
    /// # Errors
    /// [`Error::Letter`] with [`LetterFault::StudyRated`]; [`Error::NoSuchRow`], [`Error::DiskFull`],
    /// [`Error::Sqlite`].
    pub fn remove_letter_study(&mut self, id: LetterStudyId) -> Result<(), Error> {
        let sql = "SELECT 1 FROM letter_ratings WHERE study = ? LIMIT 1";
        if one(&self.transaction, sql, [id], |_| Ok(()))?.is_some() {
            return Err(Error::Letter(LetterFault::StudyRated));
        }
        self.touching(Table::LetterStudyRaters);
        self.touching(Table::LetterStudyItems);
        let connection = self.touching(Table::LetterStudies);
        change_one(connection, Table::LetterStudies, id.0, "DELETE FROM letter_studies WHERE id = ?", [id])
    }

    fn move_letter_study(
        &mut self,
        id: LetterStudyId,
        from: LetterStudyState,
        to: LetterStudyState,
    ) -> Result<(), Error> {
        self.letter_study_must_be(id, &[from])?;
        let sql = "UPDATE letter_studies SET state = ? WHERE id = ?";
        change_one(&self.transaction, Table::LetterStudies, id.0, sql, (to, id))
    }

    pub(super) fn letter_study_must_be(&self, id: LetterStudyId, states: &[LetterStudyState]) -> Result<(), Error> {
        let sql = "SELECT state FROM letter_studies WHERE id = ?";
        match one(&self.transaction, sql, [id], |row| row.get(0))? {
            None => Err(Error::NoSuchRow { table: Table::LetterStudies.code(), id: id.0 }),
            Some(state) if states.contains(&state) => Ok(()),
            Some(state) => Err(Error::Letter(LetterFault::StudyStands { state })),
        }
    }

    fn refuse_taken_name(&self, name: &str, own: Option<LetterStudyId>) -> Result<(), Error> {
        let sql = "SELECT id FROM letter_studies WHERE name = ?1 AND id IS NOT ?2";
        match one(&self.transaction, sql, (name, own), |row| row.get(0))? {
            Some(study) => Err(Error::Letter(LetterFault::StudyNameTaken { study })),
            None => Ok(()),
        }
    }
}
