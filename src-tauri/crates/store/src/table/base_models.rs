//! Base models: those that a person put on the list, and the hashes of those that were read once. Their files are never in the vault.

use rusqlite::Row;

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::hash::Hash;
use crate::migration::Migration;
use crate::table::{AccountId, Table, all, change_one, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 2,
    sql: "
        CREATE TABLE base_models (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            place TEXT NOT NULL UNIQUE,
            listing TEXT NOT NULL,
            content_sha256 BLOB CHECK (length(content_sha256) = 32),
            files TEXT NOT NULL CHECK (json_valid(files)),
            changed_by INTEGER REFERENCES accounts (id),
            changed_at_us INTEGER NOT NULL
        ) STRICT;
    ",
}];

row_id! {
    /// Number of a base model.
    BaseModelId(i64)
}

coded_enum! {
    /// Why a base model has a row.
    pub enum BaseModelListing {
        /// It lies where models are looked for; the row only keeps its hash.
        Found = "found",
        /// A person put it on the list.
        Added = "added",
        /// A person took it off the list again.
        Removed = "removed",
    }
}

/// A base model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseModelRow {
    /// Its number.
    pub id: BaseModelId,
    /// Folder or file it lies in.
    pub place: String,
    /// Why it is here.
    pub listing: BaseModelListing,
    /// SHA-256 of its content, if it was read.
    pub content: Option<Hash>,
    /// Sizes and times of its files when it was read, as JSON: while they are the same, the hash holds.
    pub files: String,
}

const COLUMNS: &str = "SELECT id, place, listing, content_sha256, files FROM base_models";

fn row(row: &Row<'_>) -> rusqlite::Result<BaseModelRow> {
    Ok(BaseModelRow {
        id: row.get(0)?,
        place: row.get(1)?,
        listing: row.get(2)?,
        content: row.get(3)?,
        files: row.get(4)?,
    })
}

impl Reading<'_> {
    /// Every base model, in the order in which they came.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn base_models(&self) -> Result<Vec<BaseModelRow>, Error> {
        all(self.connection, &format!("{COLUMNS} ORDER BY id"), [], row)
    }
}

impl WriteTransaction<'_> {
    /// Puts a base model on the list, takes it off, or notes one that was found; its hash stays as it was.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn list_base_model(&mut self, place: &str, listing: BaseModelListing) -> Result<BaseModelId, Error> {
        let (now_us, account): (i64, Option<AccountId>) = (self.now_us(), self.actor.account());
        let sql = "INSERT INTO base_models (place, listing, files, changed_by, changed_at_us) VALUES (?, ?, '{}', ?, ?)
                   ON CONFLICT (place) DO UPDATE SET listing = excluded.listing, changed_by = excluded.changed_by,
                   changed_at_us = excluded.changed_at_us";
        let connection = self.touching(Table::BaseModels);
        connection.execute(sql, (place, listing, account, now_us))?;
        let id = one(connection, "SELECT id FROM base_models WHERE place = ?", [place], |row| row.get(0))?;
        id.ok_or(Error::NoSuchRow { table: Table::BaseModels.code(), id: 0 })
    }

    /// Keeps the hash of a base model with what its files looked like when it was taken.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`], [`Error::ConstraintBroken`] if `files` is not JSON; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn set_base_model_hash(&mut self, id: BaseModelId, content: Hash, files: &str) -> Result<(), Error> {
        let sql = "UPDATE base_models SET content_sha256 = ?, files = ? WHERE id = ?";
        change_one(&self.transaction, Table::BaseModels, id.0, sql, (content, files, id))
    }
}
