//! Failures of the rules of the checks and of the search for similar cases, in words.

use super::two_parts;
use crate::error::Error;
use crate::wire::ErrorCode;

/// Rules that cannot be.
pub(crate) fn check(error: isocenter_check::Error) -> Error {
    let said = error.to_string();
    let (what, advice) = two_parts(&said);
    Error::new(ErrorCode::BadInput, what.to_owned(), advice.unwrap_or("correct it and try again").to_owned())
}

/// An index that cannot be made or searched: only a fault of this program, or of its files.
pub(crate) fn similar(error: isocenter_similar::Error) -> Error {
    super::internal(&error)
}
