//! The table as CSV: UTF-8 without a mark, commas, a header row. No cell begins a formula: one that would is written with `'` before it,
//! as is one that begins with `'`, and reading takes one `'` away.

use std::io::{Read, Write};

use super::columns::{Column, EXPORT_COLUMNS, Kind};
use super::row::{Cell, Row};
use super::rows_of::rows_of;
use super::study_of::study_of;
use crate::{Error, StudyRecord};

/// Writes the whole study of grades.
///
/// # Errors
/// [`Error::Io`], [`Error::NulInText`], and those of [`StudyRecord::check`].
pub fn write_grades_csv(study: &StudyRecord, to: impl Write) -> Result<(), Error> {
    let mut table = ::csv::Writer::from_writer(to);
    table.write_record(EXPORT_COLUMNS).map_err(io)?;
    for row in rows_of(study)? {
        for (_, cell) in row.cells() {
            table.write_field(cell.map_or(Ok(String::new()), field)?).map_err(io)?;
        }
        table.write_record(None::<&[u8]>).map_err(io)?;
    }
    table.flush().map_err(|error| Error::Io { kind: error.kind() })
}

/// Reads what [`write_grades_csv`] wrote.
///
/// # Errors
/// [`Error::Io`], [`Error::ExportColumns`], [`Error::ExportField`], [`Error::ExportBroken`], [`Error::NewerFormat`], and those of
/// [`StudyRecord::check`].
pub fn read_grades_csv(from: impl Read) -> Result<StudyRecord, Error> {
    let mut table = ::csv::Reader::from_reader(from);
    if table.headers().map_err(io)? != EXPORT_COLUMNS {
        return Err(Error::ExportColumns);
    }
    let mut rows = Vec::new();
    for (fields, record) in table.records().zip(1..) {
        let fields = fields.map_err(io)?;
        let mut row = Row::new();
        for (column, field) in Column::ALL.iter().zip(&fields) {
            if !field.is_empty() {
                row.set(*column, cell(*column, field).ok_or(row.read(record).refused(*column))?);
            }
        }
        rows.push(row);
    }
    study_of(&rows)
}

fn field(cell: &Cell) -> Result<String, Error> {
    let text = match cell {
        Cell::Text(text) | Cell::Content(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Flag(is_so) => is_so.to_string(),
    };
    if text.contains('\0') {
        return Err(Error::NulInText);
    }
    Ok(isocenter_report::cell(&text).into_owned())
}

fn cell(column: Column, field: &str) -> Option<Cell> {
    let text = field.strip_prefix('\'').unwrap_or(field);
    match column.kind() {
        Kind::Text => Some(Cell::Text(text.to_owned())),
        Kind::Integer => text.parse().ok().map(Cell::Integer),
        Kind::Flag => text.parse().ok().map(Cell::Flag),
        Kind::Content => Some(Cell::Content(text.to_owned())),
    }
}

fn io(error: ::csv::Error) -> Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => Error::Io { kind: error.kind() },
        // Not UTF-8, or a row of another length.
        _ => Error::ExportColumns,
    }
}
