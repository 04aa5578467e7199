//! Failures of letters, in words.

use std::path::Path;

use isocenter_letter::Error as Letter;

use crate::error::Error;
use crate::wire::ErrorCode;

/// A failure of facts that the user named.
pub(crate) fn letter(path: &Path, error: &Letter) -> Error {
    let said = error.to_string();
    let (what, advice) = said.split_once("; ").map_or((said.as_str(), None), |(what, advice)| (what, Some(advice)));
    let remedy = match error {
        Letter::Table { .. } => "write one fact a row, as CSV in UTF-8",
        _ => "correct it and try again",
    };
    Error::new(ErrorCode::BadInput, format!("{}: {what}", path.display()), advice.unwrap_or(remedy).to_owned())
}
