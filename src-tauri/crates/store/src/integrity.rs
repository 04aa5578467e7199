//! Is every page as it was written? Run on a fresh connection: one bad page spoils later reads of the connection that
//! met it.

use rusqlite::Connection;

use crate::error::{Error, Part};

/// How much is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The authentication of every page and the structure of every table: at each open.
    Quick,
    /// The indexes and references as well: before each backup.
    Full,
}

/// # Errors
/// [`Error::Damaged`] if any check finds anything.
pub(crate) fn check(connection: &Connection, depth: Depth) -> Result<(), Error> {
    let structure = match depth {
        Depth::Quick => "quick_check",
        Depth::Full => "integrity_check",
    };
    // All rows of each answer: damage may stand in any of them.
    let pages = rows(connection, "PRAGMA cipher_integrity_check")?;
    let structure = rows(connection, &format!("PRAGMA {structure}"))?;
    let references = match depth {
        Depth::Quick => Vec::new(),
        Depth::Full => rows(connection, "PRAGMA foreign_key_check")?,
    };
    if pages.is_empty() && structure == ["ok"] && references.is_empty() {
        Ok(())
    } else {
        Err(Error::Damaged { part: Part::Database })
    }
}

fn rows(connection: &Connection, pragma: &str) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare(pragma)?;
    let rows = statement.query_map([], |row| Ok(row.get_ref(0)?.as_str().unwrap_or_default().to_owned()))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
