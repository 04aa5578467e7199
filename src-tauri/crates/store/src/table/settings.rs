//! Settings of the vault: a key that the program knows, and a text. Never text of a patient.

use crate::error::Error;
use crate::migration::Migration;
use crate::table::{Table, all, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;",
}];

impl Reading<'_> {
    /// A setting, if it was ever set.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn setting(&self, key: &'static str) -> Result<Option<String>, Error> {
        one(self.connection, "SELECT value FROM settings WHERE key = ?", [key], |row| row.get(0))
    }

    /// Every setting, by key.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn settings(&self) -> Result<Vec<(String, String)>, Error> {
        all(self.connection, "SELECT key, value FROM settings ORDER BY key", [], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}

impl WriteTransaction<'_> {
    /// Sets a setting.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn set_setting(&mut self, key: &'static str, value: &str) -> Result<(), Error> {
        let sql =
            "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.touching(Table::Settings).execute(sql, (key, value))?;
        Ok(())
    }
}
