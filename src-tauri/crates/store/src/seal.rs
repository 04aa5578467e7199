//! `vault.seal`: the head of the audit chain and the number of rows of each table, encrypted, written after each
//! commit.
//!
//! SQLite takes a damaged -wal for a short one and says nothing, so lost commits show only here. The seal is written
//! when the commit is on disk: it may lag behind the database by what was committed before a crash, and never leads it.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::aead::{self, NONCE};
use crate::audit_chain::{Head, records};
use crate::error::{Error, FileAction, Part};
use crate::hash::{Encoding, Hash};
use crate::hex;
use crate::key::{Purpose, Secret, VaultKey};
use crate::slot::VaultId;
use crate::table::Table;
use crate::whole_file::{self, Durability, Readers};

const MAGIC: &[u8; 16] = b"isocenter seal 1";

/// Rows of each table.
pub(crate) type Counts = BTreeMap<Table, u64>;

/// What is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub(crate) sequence: u64,
    pub(crate) hash: Hash,
    pub(crate) counts: Counts,
}

#[derive(Serialize, Deserialize)]
struct Content {
    sequence: u64,
    #[serde(with = "hex::bytes")]
    hash: [u8; 32],
    rows: BTreeMap<String, u64>,
}

/// The key of the seal and the vault it belongs to.
pub(crate) struct Sealer {
    key: Secret,
    bound: Vec<u8>,
}

impl Sealer {
    pub(crate) fn new(key: &VaultKey, vault: &VaultId) -> Self {
        Self { key: key.derive(Purpose::Seal), bound: Encoding::of("isocenter vault seal v1").bytes(vault).finish() }
    }

    /// Writes the seal of a chain that ends at `head`.
    pub(crate) fn write(&self, path: &Path, head: &Head, counts: &Counts, durability: Durability) -> Result<(), Error> {
        let rows = counts.iter().map(|(table, rows)| (table.code().to_owned(), *rows)).collect();
        let content = Content { sequence: head.sequence, hash: *head.hash.as_bytes(), rows };
        #[expect(clippy::expect_used, reason = "the fields are numbers, strings and a map of them")]
        let content = serde_json::to_vec(&content).expect("a seal can be written as JSON");
        let closed = aead::close(&self.key, &content, &self.bound)?;
        let text = [MAGIC.as_slice(), &closed.nonce, &closed.ciphertext].concat();
        whole_file::write(path, &text, durability, Readers::Owner)
    }

    /// # Errors
    /// [`Error::Missing`], [`Error::Damaged`].
    pub(crate) fn read(&self, path: &Path) -> Result<Sealed, Error> {
        let damaged = || Error::Damaged { part: Part::Seal };
        let text = match std::fs::read(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::Missing { part: Part::Seal });
            }
            text => text.map_err(Error::file(FileAction::Read, path))?,
        };
        let rest = text.strip_prefix(MAGIC).ok_or_else(damaged)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
        let content = aead::open(&self.key, nonce, ciphertext, &self.bound).ok_or_else(damaged)?;
        let content: Content = serde_json::from_slice(&content).map_err(|_| damaged())?;
        // Tables that this program does not know are left to the version check.
        let counts = content.rows.iter().filter_map(|(table, rows)| Some((Table::from_code(table)?, *rows))).collect();
        Ok(Sealed { sequence: content.sequence, hash: Hash::from_bytes(content.hash), counts })
    }
}

/// Compares what was sealed with a database whose chain ends at `head`.
///
/// # Errors
/// [`Error::Truncated`], [`Error::ChainDiverged`], [`Error::RowsDiffer`].
pub(crate) fn hold(sealed: &Sealed, connection: &Connection, head: &Head, counts: &Counts) -> Result<(), Error> {
    if head.sequence < sealed.sequence {
        let missing = sealed.sequence - head.sequence;
        return Err(Error::Truncated { sealed: sealed.sequence, found: head.sequence, missing });
    }
    if sealed.sequence > 0 {
        let there = records(connection, "WHERE seq = ?", [sealed.sequence.cast_signed()])?;
        if there.first().is_none_or(|record| record.hash != sealed.hash) {
            return Err(Error::ChainDiverged { sequence: sealed.sequence });
        }
    }
    let entries = counts.get(&Table::Audit).copied().unwrap_or(0);
    if entries != head.sequence {
        return Err(Error::RowsDiffer { table: Table::Audit.code(), sealed: head.sequence, found: entries });
    }
    // A seal that lags cannot tell how many rows the commits after it added or removed.
    if head.sequence > sealed.sequence {
        return Ok(());
    }
    for (table, rows) in &sealed.counts {
        let found = counts.get(table).copied().unwrap_or(0);
        if found != *rows {
            return Err(Error::RowsDiffer { table: table.code(), sealed: *rows, found });
        }
    }
    Ok(())
}

/// Rows of one table.
pub(crate) fn count(connection: &Connection, table: Table) -> Result<u64, Error> {
    let sql = format!("SELECT count(*) FROM {}", table.code());
    Ok(connection.prepare_cached(&sql)?.query_row([], |row| row.get::<_, i64>(0))?.cast_unsigned())
}

/// Rows of every table.
pub(crate) fn count_all(connection: &Connection) -> Result<Counts, Error> {
    Table::ALL.iter().map(|table| Ok((*table, count(connection, *table)?))).collect()
}
