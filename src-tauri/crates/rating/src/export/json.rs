//! The ratings as JSON: the protocol exactly as hashed, its hash, and every entry. Reading gives the same study back.

use std::io::Write;

use serde::{Deserialize, Serialize};

use crate::protocol::refuse_newer;
use crate::{Entry, Error, Ledger, Protocol, Sha256};

/// The newest format of the document.
pub const EXPORT_FORMAT: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    protocol_sha256: Sha256,
    protocol: &'a Protocol,
    entries: &'a [Entry],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    #[serde(rename = "format")]
    _format: u32,
    protocol_sha256: Sha256,
    protocol: Protocol,
    entries: Vec<Entry>,
}

/// A letter study as an export holds it.
#[derive(Debug, Clone)]
pub struct Ratings {
    /// The protocol.
    pub protocol: Protocol,
    /// What was recorded.
    pub ledger: Ledger,
}

/// Writes the whole study.
///
/// # Errors
/// [`Error::Json`], [`Error::Io`].
pub fn write_ratings_json(protocol: &Protocol, ledger: &Ledger, mut to: impl Write) -> Result<(), Error> {
    let document =
        Written { format: EXPORT_FORMAT, protocol_sha256: protocol.sha256()?, protocol, entries: ledger.history() };
    let json = serde_json::to_string_pretty(&document).map_err(Error::json)?;
    to.write_all(json.as_bytes()).and_then(|()| to.flush()).map_err(Error::io)
}

/// Reads what [`write_ratings_json`] wrote.
///
/// # Errors
/// [`Error::NewerFormat`], [`Error::Json`], [`Error::OtherProtocol`], and those of [`Protocol::check`] and [`Ledger::of`].
pub fn read_ratings_json(text: &str) -> Result<Ratings, Error> {
    refuse_newer(text, EXPORT_FORMAT)?;
    let Read { protocol_sha256, protocol, entries, .. } = serde_json::from_str(text).map_err(Error::json)?;
    protocol.check()?;
    if protocol.sha256()? != protocol_sha256 {
        return Err(Error::OtherProtocol);
    }
    let ledger = Ledger::of(&protocol, entries)?;
    Ok(Ratings { protocol, ledger })
}
