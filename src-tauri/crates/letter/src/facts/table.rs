//! Facts as a table of two columns, `fact` and `value`, one patient a file.

use super::Place;
use super::leaves::Leaf;
use crate::Error;

/// Every row of a table.
pub(super) fn leaves(text: &str) -> Result<Vec<Leaf>, Error> {
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let delimiter = [b';', b'\t'].into_iter().find(|mark| head.as_bytes().contains(mark)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|_| Error::Table { record: 0 })?.clone();
    let column = |name: &str| headers.iter().position(|head| head.trim().eq_ignore_ascii_case(name));
    let (Some(fact), Some(value)) = (column("fact"), column("value")) else { return Err(Error::Table { record: 0 }) };
    let mut found = Vec::new();
    for (record, row) in (1_u64..).zip(reader.records()) {
        let row = row.map_err(|_| Error::Table { record })?;
        let (Some(fact), Some(value)) = (row.get(fact), row.get(value)) else { return Err(Error::Table { record }) };
        found.push(Leaf { path: fact.trim().to_owned(), value: value.to_owned(), place: Place::Record(record) });
    }
    Ok(found)
}
