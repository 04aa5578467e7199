//! CSV as this program writes it: a cell that a spreadsheet would run as a formula gets an apostrophe before it.

use std::borrow::Cow;
use std::io::Write;

use crate::Error;
use crate::issue::Issue;

/// The cell as it may be written: with an apostrophe where it begins with `=`, `+`, `-`, `@`, a tabulator or a carriage return.
#[must_use]
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether an imported cell is meant to run: a sign before a number, a dash or `--` before words is how people write.
pub(crate) fn is_formula(text: &str) -> bool {
    let is_call = |rest: &str| rest.contains(['(', '!', '|']) && rest.starts_with(|c: char| c.is_ascii_alphabetic());
    text.starts_with(['=', '@']) && text.len() > 1 || text.strip_prefix(['+', '-']).is_some_and(is_call)
}

/// Writes the issues as CSV with the columns `file,row,column,reason,words`.
///
/// # Errors
/// [`Error::Write`].
pub fn write_issues(issues: &[Issue], out: impl Write) -> Result<(), Error> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["file", "row", "column", "reason", "words"]).map_err(Error::Write)?;
    for issue in issues {
        let row = issue.row.to_string();
        let column = issue.column.as_deref().unwrap_or("");
        let cells = [issue.file.name(), row.as_str(), column, issue.reason.label(), issue.reason.sentence()];
        writer.write_record(cells.map(|cell| csv_cell(cell).into_owned())).map_err(Error::Write)?;
    }
    writer.flush().map_err(|source| Error::Write(source.into()))
}
