//! All numbers as one JSON document. An undefined number is `null`, with its reason beside it where it may have several.

use std::io::Write;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::report::DEFINITIONS;
use crate::{Error, Numbers, Protocol, Sha256};

/// The newest format of the document.
pub const NUMBERS_FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    name: &'a str,
    protocol_sha256: Sha256,
    is_demonstration: bool,
    points: &'a [String],
    has_default_words: bool,
    definitions: Map<String, Value>,
    #[serde(flatten)]
    numbers: &'a Numbers,
}

/// Writes `numbers.json`.
///
/// # Errors
/// [`Error::Json`], [`Error::Io`].
pub fn write_numbers_json(protocol: &Protocol, numbers: &Numbers, mut to: impl Write) -> Result<(), Error> {
    let words = |(name, meaning): (&str, &str)| (name.to_owned(), Value::String(meaning.to_owned()));
    let document = Document {
        format: NUMBERS_FORMAT,
        name: &protocol.name,
        protocol_sha256: protocol.sha256()?,
        is_demonstration: protocol.is_demonstration,
        points: &protocol.points,
        has_default_words: protocol.has_default_words(),
        definitions: DEFINITIONS.into_iter().map(words).collect(),
        numbers,
    };
    let json = serde_json::to_string_pretty(&document).map_err(Error::json)?;
    to.write_all(json.as_bytes()).and_then(|()| to.flush()).map_err(Error::io)
}
