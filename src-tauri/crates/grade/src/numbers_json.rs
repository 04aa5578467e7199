//! All numbers as one JSON document, for whoever computes them anew. An undefined number is `null` with its reason beside it.

use std::io::Write;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::report::DEFINITIONS;
use crate::{CheckedRecord, Error, Numbers, Sha256};

/// The newest format of the document.
pub const NUMBERS_FORMAT: u32 = 1;
/// Computes all of it anew from the exports: stands beside `grades.csv`, `grades.json` and `numbers.json`.
pub const RECOMPUTE_GRADES_PY: &str = include_str!("../../../../assets/evaluation/recompute_grades.py");

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    name: &'a str,
    protocol_sha256: Sha256,
    is_demonstration: bool,
    definitions: Map<String, Value>,
    #[serde(flatten)]
    numbers: &'a Numbers,
}

/// Writes `numbers.json`.
///
/// # Errors
/// [`Error::Json`], [`Error::Io`].
pub fn write_numbers_json(checked: &CheckedRecord<'_>, numbers: &Numbers, mut to: impl Write) -> Result<(), Error> {
    let words = |(name, meaning): (&str, &str)| (name.to_owned(), Value::String(meaning.to_owned()));
    let document = Document {
        format: NUMBERS_FORMAT,
        name: &checked.protocol.name,
        protocol_sha256: checked.protocol.sha256()?,
        is_demonstration: checked.protocol.is_demonstration,
        definitions: DEFINITIONS.into_iter().map(words).collect(),
        numbers,
    };
    let json = serde_json::to_string_pretty(&document).map_err(Error::json)?;
    to.write_all(json.as_bytes()).and_then(|()| to.flush()).map_err(|error| Error::Io { kind: error.kind() })
}
