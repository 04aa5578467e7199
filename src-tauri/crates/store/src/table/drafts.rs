//! What a person was writing when the vault was locked. Asked for by account: it reappears for the same person only.

use isocenter_domain::Redacted;

use crate::code::coded_enum;
use crate::error::Error;
use crate::migration::Migration;
use crate::table::{AccountId, Table, all, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "
        CREATE TABLE drafts (
            account INTEGER NOT NULL REFERENCES accounts (id),
            kind TEXT NOT NULL,
            subject INTEGER NOT NULL,
            content TEXT NOT NULL,
            saved_at_us INTEGER NOT NULL,
            PRIMARY KEY (account, kind, subject)
        ) STRICT, WITHOUT ROWID;
    ",
}];

coded_enum! {
    /// What a draft is of.
    pub enum DraftKind {
        /// A diagnosis pasted into Suggest; its subject is 0.
        Diagnosis = "diagnosis",
        /// The Curate screen; its subject is a cohort.
        Curate = "curate",
        /// A grade and its comment; its subject is 0.
        Grade = "grade",
        /// What the panel is settling; its subject is 0.
        Panel = "panel",
        /// What is written in a letter and not kept yet; its subject is 0.
        Letter = "letter",
    }
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// What it is of.
    pub kind: DraftKind,
    /// Row number of what it is of.
    pub subject: i64,
    /// What was written.
    pub content: Redacted<String>,
    /// When, in microseconds since 1970 UTC.
    pub saved_at_us: i64,
}

const COLUMNS: &str = "SELECT kind, subject, content, saved_at_us FROM drafts WHERE account = ?1";

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<DraftRow> {
    let content = Redacted::new(row.get(2)?);
    Ok(DraftRow { kind: row.get(0)?, subject: row.get(1)?, content, saved_at_us: row.get(3)? })
}

impl Reading<'_> {
    /// The drafts of one person.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn drafts(&self, account: AccountId) -> Result<Vec<DraftRow>, Error> {
        all(self.connection, &format!("{COLUMNS} ORDER BY kind, subject"), [account], row)
    }

    /// One draft of one person.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn draft(&self, account: AccountId, kind: DraftKind, subject: i64) -> Result<Option<DraftRow>, Error> {
        one(self.connection, &format!("{COLUMNS} AND kind = ?2 AND subject = ?3"), (account, kind, subject), row)
    }
}

impl WriteTransaction<'_> {
    /// Saves a draft of whoever signed in.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if nobody with an account did; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn save_draft(&mut self, kind: DraftKind, subject: i64, content: &Redacted<String>) -> Result<(), Error> {
        let (account, now_us) = (self.actor.account(), self.now_us());
        let sql = "INSERT INTO drafts (account, kind, subject, content, saved_at_us) VALUES (?, ?, ?, ?, ?)
                   ON CONFLICT DO UPDATE SET content = excluded.content, saved_at_us = excluded.saved_at_us";
        self.touching(Table::Drafts).execute(sql, (account, kind, subject, content.reveal(), now_us))?;
        Ok(())
    }

    /// Discards a draft of whoever signed in, if there is one.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn discard_draft(&mut self, kind: DraftKind, subject: i64) -> Result<(), Error> {
        let account = self.actor.account();
        let sql = "DELETE FROM drafts WHERE account = ? AND kind = ? AND subject = ?";
        self.touching(Table::Drafts).execute(sql, (account, kind, subject))?;
        Ok(())
    }
}
