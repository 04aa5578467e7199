//! A record as a row: a cell for each column.

use super::columns::Column;
use crate::{Error, Grade, Sha256};

/// A value of a record.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Integer(i64),
    Flag(bool),
    /// JSON without blanks.
    Content(String),
}

/// A record. Its `Debug` would show comments, so it has none.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Row(Vec<Option<Cell>>);

impl Row {
    pub(super) fn new() -> Self {
        Self(vec![None; Column::ALL.len()])
    }

    /// A row of this kind of record.
    pub(super) fn of(record: &str) -> Self {
        Self::new().text(Column::Record, record)
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = (Column, Option<&Cell>)> {
        Column::ALL.iter().copied().zip(self.0.iter().map(Option::as_ref))
    }

    pub(super) fn set(&mut self, column: Column, cell: Cell) {
        self.0[column as usize] = Some(cell);
    }

    /// Words; none leave the cell blank.
    pub(super) fn text(mut self, column: Column, text: &str) -> Self {
        if !text.is_empty() {
            self.set(column, Cell::Text(text.to_owned()));
        }
        self
    }

    pub(super) fn integer(mut self, column: Column, number: impl Into<i64>) -> Self {
        self.set(column, Cell::Integer(number.into()));
        self
    }

    pub(super) fn integer_if(self, column: Column, number: Option<impl Into<i64>>) -> Self {
        match number {
            Some(number) => self.integer(column, number),
            None => self,
        }
    }

    pub(super) fn flag(mut self, column: Column, is_so: bool) -> Self {
        self.set(column, Cell::Flag(is_so));
        self
    }

    pub(super) fn content(mut self, json: String) -> Self {
        self.set(Column::Content, Cell::Content(json));
        self
    }

    /// Reads this row, counted from 1.
    pub(super) const fn read(&self, record: usize) -> RowReader<'_> {
        RowReader { row: self, record }
    }
}

/// Takes values out of a row, naming row and column where there is none.
#[derive(Clone, Copy)]
pub(super) struct RowReader<'a> {
    row: &'a Row,
    record: usize,
}

impl<'a> RowReader<'a> {
    pub(super) const fn refused(&self, column: Column) -> Error {
        Error::ExportField { record: self.record, column: column.name() }
    }

    fn cell(&self, column: Column) -> Option<&'a Cell> {
        self.row.0[column as usize].as_ref()
    }

    /// Words; empty when there are none.
    pub(super) fn text(&self, column: Column) -> &'a str {
        match self.cell(column) {
            Some(Cell::Text(text)) => text,
            _ => "",
        }
    }

    /// A number, if there is one.
    pub(super) fn integer_if<T: TryFrom<i64>>(&self, column: Column) -> Result<Option<T>, Error> {
        match self.cell(column) {
            None => Ok(None),
            Some(Cell::Integer(number)) => T::try_from(*number).map(Some).map_err(|_| self.refused(column)),
            Some(_) => Err(self.refused(column)),
        }
    }

    pub(super) fn integer<T: TryFrom<i64>>(&self, column: Column) -> Result<T, Error> {
        self.integer_if(column)?.ok_or(self.refused(column))
    }

    pub(super) fn grade_if(&self, column: Column) -> Result<Option<Grade>, Error> {
        let number: Option<u8> = self.integer_if(column)?;
        number.map(|number| Grade::new(number).ok_or(self.refused(column))).transpose()
    }

    pub(super) fn flag(&self, column: Column) -> Result<bool, Error> {
        match self.cell(column) {
            Some(Cell::Flag(is_so)) => Ok(*is_so),
            _ => Err(self.refused(column)),
        }
    }

    pub(super) fn content(&self) -> Result<&'a str, Error> {
        match self.cell(Column::Content) {
            Some(Cell::Content(json)) => Ok(json),
            _ => Err(self.refused(Column::Content)),
        }
    }

    pub(super) fn sha256(&self, column: Column) -> Result<Sha256, Error> {
        self.text(column).parse().map_err(|_| self.refused(column))
    }

    /// A value by its word.
    pub(super) fn word<T>(&self, column: Column, of_word: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
        of_word(self.text(column)).ok_or(self.refused(column))
    }
}
