//! The vault's own id: binds database, slots and seal to each other.

use rusqlite::Connection;

use crate::error::{Error, Part};
use crate::migration::Migration;
use crate::slot::VaultId;

pub(super) const MIGRATIONS: &[Migration] =
    &[Migration { version: 1, sql: "CREATE TABLE vault (id BLOB NOT NULL CHECK (length(id) = 16)) STRICT;" }];

pub(crate) fn set_vault_id(connection: &Connection, vault: &VaultId) -> Result<(), Error> {
    connection.execute("INSERT INTO vault (id) VALUES (?)", [vault])?;
    Ok(())
}

/// # Errors
/// [`Error::Damaged`] if there is not exactly one.
pub(crate) fn vault_id(connection: &Connection) -> Result<VaultId, Error> {
    let ids: Vec<VaultId> = super::all(connection, "SELECT id FROM vault", [], |row| row.get(0))?;
    match ids.as_slice() {
        [id] => Ok(*id),
        _ => Err(Error::Damaged { part: Part::Database }),
    }
}
