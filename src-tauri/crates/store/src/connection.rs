//! Opening the encrypted file: the key first, then every setting set, read back and asserted.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, FileAction};
use crate::key::VaultKey;
use crate::private;

/// How long a connection of the same program (a running backup) is waited for.
const BUSY: Duration = Duration::from_secs(10);

/// What is set, and what must be read back. `synchronous` 2 is FULL, `temp_store` 2 is MEMORY.
const SETTINGS: [(&str, &str); 9] = [
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("foreign_keys", "1"),
    ("temp_store", "2"),
    ("secure_delete", "1"),
    ("trusted_schema", "0"),
    ("cell_size_check", "1"),
    // Only macOS makes a difference between fsync and a full one.
    ("fullfsync", "1"),
    ("checkpoint_fullfsync", "1"),
];

/// Whether a file that is not there is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    Created,
}

/// # Errors
/// [`Error::Damaged`] if the first page cannot be read with this key; [`Error::SettingRefused`]; [`Error::File`] if it cannot be made.
pub(crate) fn open(path: &Path, key: &VaultKey, presence: Presence) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if presence == Presence::Created {
        // SQLite gives its log and its shared memory the mode of the database.
        private::create_file(path).map_err(Error::file(FileAction::Create, path))?;
    }
    let connection = Connection::open_with_flags(path, flags)?;
    // Process-wide and before the key, so that SQLite overwrites what it frees: the key statement is among it. The log
    // would go to standard error.
    connection.execute_batch("PRAGMA cipher_memory_security = ON; PRAGMA cipher_log_level = NONE;")?;
    connection.execute_batch(&key.statement())?;
    connection.busy_timeout(BUSY)?;
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    assert_setting(&connection, "cipher_status", "1")?;
    assert_setting(&connection, "cipher_memory_security", "1")?;
    for (setting, wanted) in SETTINGS {
        connection.pragma_update_and_check(None, setting, wanted, |_| Ok(())).or_else(without_answer)?;
        assert_setting(&connection, setting, wanted)?;
    }
    Ok(connection)
}

/// Some pragmas answer when they are set, some do not.
fn without_answer(error: rusqlite::Error) -> Result<(), rusqlite::Error> {
    if matches!(error, rusqlite::Error::QueryReturnedNoRows) { Ok(()) } else { Err(error) }
}

fn assert_setting(connection: &Connection, setting: &'static str, wanted: &'static str) -> Result<(), Error> {
    use rusqlite::types::ValueRef;
    let found = connection.pragma_query_value(None, setting, |row| {
        Ok(match row.get_ref(0)? {
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            _ => String::new(),
        })
    });
    let found = found.or_else(|error| match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(String::new()),
        error => Err(error),
    })?;
    if found == wanted { Ok(()) } else { Err(Error::SettingRefused { setting, wanted, found }) }
}
