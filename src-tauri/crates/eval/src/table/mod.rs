//! Numbers of tables that others made: predictions, pairs of values, pairs of grades. Columns are found by name; order, further columns, a byte
//! order mark, quotes and either line end do not matter. Opening files is the caller's.

mod grades;
mod pairs;
mod predictions;

use std::io::Read;

pub use grades::{GradeAgreement, Kappas, agreement_of_csv};
pub use pairs::compare_csv;
pub use predictions::{ClassMetrics, Confusion, PredictionMetrics, Rates, RegimenMetrics, metrics_of_csv};

use crate::Error;

/// A row of the wanted columns.
struct Row<const N: usize> {
    /// Line of the file, from 1.
    line: u64,
    fields: [String; N],
}

/// The rows of `columns`, in that order; fields without blanks round them.
fn rows<const N: usize>(columns: [&'static str; N], from: impl Read) -> Result<Vec<Row<N>>, Error> {
    let refused = |source| Error::Table { source };
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(from);
    let header = reader.headers().map_err(refused)?.clone();
    let named = |column: &'static str| {
        let places = header.iter().enumerate().filter(move |(_, name)| name.trim_start_matches('\u{feff}') == column);
        places.map(|(place, _)| place).collect::<Vec<_>>()
    };
    let found = columns.map(named);
    if let Some(place) = found.iter().position(|places| places.len() > 1) {
        return Err(Error::ColumnTwice { column: columns[place] });
    }
    let missing: Vec<&'static str> =
        columns.iter().zip(&found).filter(|(_, places)| places.is_empty()).map(|(column, _)| *column).collect();
    if !missing.is_empty() {
        return Err(Error::ColumnsMissing { missing, needed: columns.to_vec() });
    }
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(refused)? {
        let line = record.position().map_or(0, csv::Position::line);
        let mut fields = [const { String::new() }; N];
        for ((field, places), column) in fields.iter_mut().zip(&found).zip(columns) {
            record.get(places[0]).ok_or(Error::Field { line, column })?.clone_into(field);
        }
        rows.push(Row { line, fields });
    }
    Ok(rows)
}

/// Refuses a case that is there twice.
fn check_ids<const N: usize>(rows: &[Row<N>]) -> Result<(), Error> {
    let mut seen = std::collections::HashSet::new();
    match rows.iter().find(|row| !seen.insert(row.fields[0].as_str())) {
        Some(twice) => Err(Error::CaseTwice { case: crate::CaseId::new(twice.fields[0].clone()) }),
        None => Ok(()),
    }
}
