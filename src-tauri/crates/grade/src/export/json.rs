//! The table as JSON: `format`, `columns`, and `records` with the fields of the CSV, numbers as numbers and contents as objects.

use std::io::{Read, Write};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::columns::{Column, EXPORT_COLUMNS, EXPORT_FORMAT, Kind};
use super::row::{Cell, Row};
use super::rows_of::rows_of;
use super::study_of::study_of;
use crate::{Error, StudyRecord};

/// Writes the whole study of grades, a record a line.
///
/// # Errors
/// [`Error::Io`], [`Error::NulInText`], and those of [`StudyRecord::check`].
pub fn write_grades_json(study: &StudyRecord, mut to: impl Write) -> Result<(), Error> {
    let columns = serde_json::to_string(EXPORT_COLUMNS).map_err(Error::json)?;
    write!(to, "{{\"format\":{EXPORT_FORMAT},\n\"columns\":{columns},\n\"records\":[").map_err(io)?;
    for (place, row) in rows_of(study)?.iter().enumerate() {
        let object = serde_json::to_string(&object(row)?).map_err(Error::json)?;
        write!(to, "{}\n{object}", if place == 0 { "" } else { "," }).map_err(io)?;
    }
    to.write_all(b"\n]}\n").and_then(|()| to.flush()).map_err(io)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "format")]
    _format: u32,
    columns: Vec<String>,
    records: Vec<Map<String, Value>>,
}

/// Reads what [`write_grades_json`] wrote.
///
/// # Errors
/// [`Error::Io`], [`Error::Json`], [`Error::ExportColumns`], [`Error::ExportField`], [`Error::ExportBroken`], [`Error::NewerFormat`], and
/// those of [`StudyRecord::check`].
pub fn read_grades_json(mut from: impl Read) -> Result<StudyRecord, Error> {
    let mut text = String::new();
    from.read_to_string(&mut text).map_err(io)?;
    crate::format::refuse_newer(&text, EXPORT_FORMAT)?;
    let file: File = serde_json::from_str(&text).map_err(Error::json)?;
    if file.columns != EXPORT_COLUMNS {
        return Err(Error::ExportColumns);
    }
    let mut rows = Vec::with_capacity(file.records.len());
    for (object, record) in file.records.into_iter().zip(1..) {
        let mut row = Row::new();
        let fields = object.len();
        let mut read = 0;
        for column in Column::ALL {
            let Some(value) = object.get(column.name()) else { continue };
            row.set(*column, cell(*column, value).ok_or(row.read(record).refused(*column))?);
            read += 1;
        }
        if read != fields {
            return Err(Error::ExportColumns);
        }
        rows.push(row);
    }
    study_of(&rows)
}

fn object(row: &Row) -> Result<Map<String, Value>, Error> {
    let mut object = Map::new();
    for (column, cell) in row.cells() {
        let value = match cell {
            None => continue,
            Some(Cell::Text(text) | Cell::Content(text)) if text.contains('\0') => return Err(Error::NulInText),
            Some(Cell::Text(text)) => Value::from(text.as_str()),
            Some(Cell::Integer(number)) => Value::from(*number),
            Some(Cell::Flag(is_so)) => Value::from(*is_so),
            Some(Cell::Content(json)) => serde_json::from_str(json).map_err(Error::json)?,
        };
        object.insert(column.name().to_owned(), value);
    }
    Ok(object)
}

fn cell(column: Column, value: &Value) -> Option<Cell> {
    match column.kind() {
        Kind::Text => value.as_str().map(|text| Cell::Text(text.to_owned())),
        Kind::Integer => value.as_i64().map(Cell::Integer),
        Kind::Flag => value.as_bool().map(Cell::Flag),
        // Fields keep their order, so this is the text that was hashed.
        Kind::Content => serde_json::to_string(value).ok().map(Cell::Content),
    }
}

fn io(error: std::io::Error) -> Error {
    Error::Io { kind: error.kind() }
}
