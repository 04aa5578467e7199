//! Versions of letters. They only ever follow each other: whoever adds one says which it follows, and is refused if
//! another came between. What a version holds is a draft as JSON, which the vault does not look into.

use isocenter_domain::Redacted;
use rusqlite::{Row, params};

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::hash::Hash;
use crate::letter_fault::LetterFault;
use crate::migration::Migration;
use crate::table::{AccountId, LetterCaseId, Table, all, one};
use crate::transaction::{Reading, WriteTransaction};

/// The long text stands last, so that a list does not read it.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 5,
    sql: "
        CREATE TABLE letter_versions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            letter_case INTEGER NOT NULL REFERENCES letter_cases (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            act TEXT NOT NULL,
            text_sha256 BLOB NOT NULL CHECK (length(text_sha256) = 32),
            model TEXT NOT NULL,
            account INTEGER REFERENCES accounts (id),
            at_us INTEGER NOT NULL,
            content TEXT NOT NULL CHECK (json_valid(content)),
            UNIQUE (letter_case, number)
        ) STRICT;
        CREATE TRIGGER letter_versions_follow BEFORE INSERT ON letter_versions
            WHEN EXISTS (SELECT 1 FROM letter_versions WHERE id = NEW.id)
                OR NEW.number <> 1 + coalesce(
                    (SELECT max(number) FROM letter_versions WHERE letter_case = NEW.letter_case), 0)
                OR NEW.number = 1 AND NEW.act = 'signed'
                OR (NEW.act = 'reopened') <> coalesce((SELECT act = 'signed' FROM letter_versions
                    WHERE letter_case = NEW.letter_case AND number = NEW.number - 1), 0)
            BEGIN SELECT RAISE(ABORT, 'a version follows the latest one, and a signed one is reopened first'); END;
        CREATE TRIGGER letter_versions_stand BEFORE UPDATE ON letter_versions
            BEGIN SELECT RAISE(ABORT, 'a version of a letter is never changed'); END;
        CREATE TRIGGER letter_versions_stay BEFORE DELETE ON letter_versions
            BEGIN SELECT RAISE(ABORT, 'a version of a letter is never removed'); END;
    ",
}];

row_id! {
    /// Number of a version among all letters; later ones are higher.
    LetterVersionId(i64)
}

coded_enum! {
    /// What made a version.
    pub enum LetterAct {
        /// A model drafted the letter, or a section of it.
        Drafted = "drafted",
        /// A model drafted a section anew.
        Redrafted = "redrafted",
        /// A person wrote or changed text.
        Edited = "edited",
        /// A section was locked.
        Locked = "locked",
        /// A section was unlocked.
        Unlocked = "unlocked",
        /// A claim was confirmed, or a confirmation taken back.
        Confirmed = "confirmed",
        /// The letter was signed.
        Signed = "signed",
        /// A signed letter was opened for changes.
        Reopened = "reopened",
    }
}

/// What makes a version in the course of the work; signing and reopening have changes of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterChange {
    /// A model drafted the letter, or a section of it.
    Drafted,
    /// A model drafted a section anew.
    Redrafted,
    /// A person wrote or changed text.
    Edited,
    /// A section was locked.
    Locked,
    /// A section was unlocked.
    Unlocked,
    /// A claim was confirmed, or a confirmation taken back.
    Confirmed,
}

impl LetterChange {
    /// As it stands in the version.
    #[must_use]
    pub const fn act(self) -> LetterAct {
        match self {
            Self::Drafted => LetterAct::Drafted,
            Self::Redrafted => LetterAct::Redrafted,
            Self::Edited => LetterAct::Edited,
            Self::Locked => LetterAct::Locked,
            Self::Unlocked => LetterAct::Unlocked,
            Self::Confirmed => LetterAct::Confirmed,
        }
    }
}

/// A version to be added; who and when are those of the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLetterVersion {
    /// The case.
    pub letter_case: LetterCaseId,
    /// Number of the version it follows, which must be the latest; none for the first.
    pub follows: Option<u32>,
    /// What makes it.
    pub change: LetterChange,
    /// The draft as JSON.
    pub content: Redacted<String>,
    /// Hash of the letter's whole text.
    pub text_sha256: Hash,
    /// The model whose words it holds, as label and hash of its adapter; empty where there is none.
    pub model: String,
}

/// A version without what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterVersionSummaryRow {
    /// Its number among all letters.
    pub id: LetterVersionId,
    /// The case.
    pub letter_case: LetterCaseId,
    /// Its number within the letter, from 1.
    pub number: u32,
    /// What made it.
    pub act: LetterAct,
    /// Hash of the letter's whole text.
    pub text_sha256: Hash,
    /// The model whose words it holds; empty where there is none.
    pub model: String,
    /// Who made it.
    pub account: Option<AccountId>,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
}

/// A version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterVersionRow {
    /// All but what it holds.
    pub summary: LetterVersionSummaryRow,
    /// The draft as JSON.
    pub content: Redacted<String>,
}

/// What [`summary`] reads, of `letter_versions v`.
pub(super) const SUMMARY: &str = "v.id, v.letter_case, v.number, v.act, v.text_sha256, v.model, v.account, v.at_us";

/// A version whose columns begin at `at`.
pub(super) fn summary(row: &Row<'_>, at: usize) -> rusqlite::Result<LetterVersionSummaryRow> {
    Ok(LetterVersionSummaryRow {
        id: row.get(at)?,
        letter_case: row.get(at + 1)?,
        number: row.get(at + 2)?,
        act: row.get(at + 3)?,
        text_sha256: row.get(at + 4)?,
        model: row.get(at + 5)?,
        account: row.get(at + 6)?,
        at_us: row.get(at + 7)?,
    })
}

fn row(row: &Row<'_>) -> rusqlite::Result<LetterVersionRow> {
    Ok(LetterVersionRow { summary: summary(row, 0)?, content: Redacted::new(row.get(8)?) })
}

impl Reading<'_> {
    /// The versions of a letter, oldest first, without what they hold.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_versions(&self, case: LetterCaseId) -> Result<Vec<LetterVersionSummaryRow>, Error> {
        let sql = format!("SELECT {SUMMARY} FROM letter_versions v WHERE v.letter_case = ? ORDER BY v.number");
        all(self.connection, &sql, [case], |row| summary(row, 0))
    }

    /// One version of a letter.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_version(&self, case: LetterCaseId, number: u32) -> Result<Option<LetterVersionRow>, Error> {
        let sql =
            format!("SELECT {SUMMARY}, v.content FROM letter_versions v WHERE v.letter_case = ? AND v.number = ?");
        one(self.connection, &sql, (case, number), row)
    }

    /// The latest version of a letter.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn latest_letter_version(&self, case: LetterCaseId) -> Result<Option<LetterVersionRow>, Error> {
        let sql = format!(
            "SELECT {SUMMARY}, v.content FROM letter_versions v WHERE v.letter_case = ? ORDER BY v.number DESC LIMIT 1"
        );
        one(self.connection, &sql, [case], row)
    }
}

/// What every way to add a version gives.
pub(super) struct Version<'n> {
    pub(super) letter_case: LetterCaseId,
    pub(super) follows: Option<u32>,
    pub(super) act: LetterAct,
    pub(super) content: &'n str,
    pub(super) text_sha256: Hash,
    pub(super) model: &'n str,
}

impl WriteTransaction<'_> {
    /// Adds a version of a letter.
    ///
    /// # Errors
    /// [`Error::Letter`] with [`LetterFault::MovedOn`] if it does not follow the latest, or [`LetterFault::Signed`]
    /// (nothing is written); [`Error::ConstraintBroken`] if there is no such case or the content is not JSON;
    /// [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_letter_version(&mut self, version: &NewLetterVersion) -> Result<LetterVersionSummaryRow, Error> {
        let NewLetterVersion { letter_case, follows, change, content, text_sha256, model } = version;
        self.refuse_signed(*letter_case, *follows)?;
        self.write_letter_version(&Version {
            letter_case: *letter_case,
            follows: *follows,
            act: change.act(),
            content: content.reveal(),
            text_sha256: *text_sha256,
            model,
        })
    }

    /// Opens a signed letter for changes: a new version that holds what was signed.
    ///
    /// # Errors
    /// [`Error::Letter`] with [`LetterFault::MovedOn`] if `signed` is not the latest version, or
    /// [`LetterFault::NotSigned`] (nothing is written); [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn reopen_letter(&mut self, case: LetterCaseId, signed: u32) -> Result<LetterVersionSummaryRow, Error> {
        let is_signed = self.followed(case, Some(signed))? == Some(LetterAct::Signed);
        let latest = self.reading().letter_version(case, signed)?.filter(|_| is_signed);
        let latest = latest.ok_or(Error::Letter(LetterFault::NotSigned))?;
        self.write_letter_version(&Version {
            letter_case: case,
            follows: Some(signed),
            act: LetterAct::Reopened,
            content: latest.content.reveal(),
            text_sha256: latest.summary.text_sha256,
            model: &latest.summary.model,
        })
    }

    /// Refuses what does not follow the latest version, or follows a signed one.
    pub(super) fn refuse_signed(&self, case: LetterCaseId, follows: Option<u32>) -> Result<(), Error> {
        match self.followed(case, follows)? {
            Some(LetterAct::Signed) => Err(Error::Letter(LetterFault::Signed)),
            _ => Ok(()),
        }
    }

    /// What made the version that is followed, which must be the latest; nothing for the first.
    fn followed(&self, case: LetterCaseId, follows: Option<u32>) -> Result<Option<LetterAct>, Error> {
        let sql = "SELECT number, act FROM letter_versions WHERE letter_case = ? ORDER BY number DESC LIMIT 1";
        let latest = one(&self.transaction, sql, [case], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (number, act) = latest.unzip();
        if number == follows { Ok(act) } else { Err(Error::Letter(LetterFault::MovedOn { latest: number })) }
    }

    pub(super) fn write_letter_version(&mut self, version: &Version<'_>) -> Result<LetterVersionSummaryRow, Error> {
        let (now_us, account) = (self.now_us(), self.actor.account());
        let Version { letter_case, follows, act, content, text_sha256, model } = version;
        let number = follows.map_or(1, |follows| follows + 1);
        let sql = "INSERT INTO letter_versions (letter_case, number, act, text_sha256, model, account, at_us, content)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                   RETURNING id, letter_case, number, act, text_sha256, model, account, at_us";
        let values = params![letter_case, number, act, text_sha256, model, account, now_us, content];
        Ok(self.touching(Table::LetterVersions).prepare_cached(sql)?.query_row(values, |row| summary(row, 0))?)
    }
}
