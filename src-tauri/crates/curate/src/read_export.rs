//! The mapped cells of an export, row by row, with progress and cancel. What cells mean is read in `diagnosis_row` and `plan_row`.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;

use crate::Error;
use crate::csv_layout::{self, Survey};
use crate::issue::{Issue, IssueReason};
use crate::mapping::{Columns, TableMapping};
use crate::records::{Fields, Next, Records};
use crate::table::{Field, Table};

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Rows or cases done in this stage.
    pub done: u64,
    /// Bytes read of this export, or cases cleaned.
    pub position: u64,
    /// Bytes of this export, or cases to clean.
    pub length: u64,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// An export is being looked at, so that a mapping can be proposed.
    Looking(Table),
    /// An export is being read.
    Reading(Table),
    /// Texts are being cleaned.
    Cleaning,
}

/// Told after each row and each case; `Break` stops the work.
pub type Observer<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

/// An observer that does nothing.
pub const fn unobserved(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// One row's mapped cells.
pub(crate) struct Cells<'a> {
    fields: &'a Fields,
    columns: &'a Columns,
}

impl<'a> Cells<'a> {
    /// The cell of a field without the blanks around it; empty where the export has no such column.
    pub(crate) fn get(&self, field: Field) -> &'a str {
        self.columns.place(field).and_then(|place| self.fields.get(place)).unwrap_or("")
    }

    /// Every mapped cell.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Field, &'a str)> {
        self.columns.iter().map(|(field, place)| (field, self.fields.get(place).unwrap_or("")))
    }
}

/// Reads an export with a mapping.
pub(crate) struct ExportReader {
    table: Table,
    stage: Stage,
    records: Records<File>,
    columns: Columns,
    bytes: u64,
    rows: u64,
}

impl ExportReader {
    /// Opens the export and goes behind its header.
    pub(crate) fn open(
        table: Table,
        stage: Stage,
        path: &Path,
        survey: &Survey,
        mapping: &TableMapping,
    ) -> Result<Self, Error> {
        let columns = Columns::find(table, mapping, &survey.headers)?;
        let failed = |source| Error::Read { table, source };
        let mut records = csv_layout::open(path, survey.layout).map_err(failed)?;
        records.next().map_err(failed)?;
        Ok(Self { table, stage, records, columns, bytes: survey.bytes, rows: 0 })
    }

    /// Rows read so far, those set aside included.
    pub(crate) const fn rows(&self) -> u64 {
        self.rows
    }

    /// The next whole row with its line; rows that are none become issues.
    pub(crate) fn next(
        &mut self,
        issues: &mut Vec<Issue>,
        observer: &mut Observer<'_>,
    ) -> Result<Option<(u64, Cells<'_>)>, Error> {
        loop {
            let next = self.records.next().map_err(|source| Error::Read { table: self.table, source })?;
            if next == Next::End {
                return Ok(None);
            }
            self.rows += 1;
            let progress = Progress {
                stage: self.stage,
                done: self.rows,
                position: self.records.bytes_read(),
                length: self.bytes,
            };
            if observer(progress).is_break() {
                return Err(Error::Cancelled);
            }
            match next {
                Next::Row { line } => {
                    return Ok(Some((line, Cells { fields: self.records.fields(), columns: &self.columns })));
                }
                Next::Broken { line, reason } => {
                    issues.push(Issue { file: self.table, row: line, column: None, reason });
                }
                Next::End => {}
            }
        }
    }
}

/// Collects the issues of one row under the headers of its mapping.
pub(crate) struct RowIssues<'a> {
    table: Table,
    mapping: &'a TableMapping,
    line: u64,
    issues: &'a mut Vec<Issue>,
}

impl<'a> RowIssues<'a> {
    pub(crate) const fn new(table: Table, mapping: &'a TableMapping, line: u64, issues: &'a mut Vec<Issue>) -> Self {
        Self { table, mapping, line, issues }
    }

    /// Collects into `sink` what nobody needs to hear of this row.
    pub(crate) const fn muted<'b>(&self, sink: &'b mut Vec<Issue>) -> RowIssues<'b>
    where
        'a: 'b,
    {
        RowIssues::new(self.table, self.mapping, self.line, sink)
    }

    /// An issue of the cell of `field`.
    pub(crate) fn cell(&mut self, field: Field, reason: IssueReason) {
        let column = self.mapping.columns.get(&field).cloned();
        self.issues.push(Issue { file: self.table, row: self.line, column, reason });
    }

    /// Reports cells that a spreadsheet would run.
    pub(crate) fn note_formulas(&mut self, cells: &Cells<'_>) {
        for (field, cell) in cells.iter() {
            if crate::csv_export::is_formula(cell) {
                self.cell(field, IssueReason::FormulaInCell);
            }
        }
    }
}
