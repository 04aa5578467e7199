//! The first rows of an export as a mapping reads them, for a person to check. It holds patient text, so it has no `Debug`.

use std::path::Path;

use isocenter_domain::Redacted;

use crate::Error;
use crate::csv_layout::survey;
use crate::mapping::TableMapping;
use crate::read_export::{ExportReader, Stage, unobserved};
use crate::table::{Field, Table};

/// The first rows of an export.
pub struct Preview {
    /// Every header of the file.
    pub headers: Vec<String>,
    /// The mapped fields, in the order of the cells.
    pub fields: Vec<Field>,
    /// The mapped cells of each row.
    pub rows: Vec<Vec<Redacted<String>>>,
}

/// The first `count` whole rows.
///
/// # Errors
/// Files that cannot be read, and mapped headers that are not there.
pub fn preview(table: Table, path: &Path, mapping: &TableMapping, count: usize) -> Result<Preview, Error> {
    let survey = survey(table, path, Some(mapping.layout))?;
    let mut reader = ExportReader::open(table, Stage::Looking(table), path, &survey, mapping)?;
    let mut rows = Vec::new();
    while rows.len() < count
        && let Some((_, cells)) = reader.next(&mut Vec::new(), &mut unobserved)?
    {
        rows.push(cells.iter().map(|(_, cell)| Redacted::new(cell.to_owned())).collect());
    }
    Ok(Preview { headers: survey.headers, fields: mapping.columns.keys().copied().collect(), rows })
}
