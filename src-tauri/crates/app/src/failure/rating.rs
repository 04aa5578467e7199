//! Failures of letter studies, in words.

use isocenter_rating::Error as Rating;

use super::two_parts;
use crate::error::Error;
use crate::wire::ErrorCode;

/// A failure of a letter study. Where `rating` says what to do, it says so behind a semicolon.
pub(crate) fn rating(error: Rating) -> Error {
    let said = error.to_string();
    let (what, advice) = two_parts(&said);
    let code = match error {
        Rating::UnknownRater { .. } => ErrorCode::NotPermitted,
        Rating::NotCurrent { .. } | Rating::AlreadyCurrent { .. } => ErrorCode::AlreadyRecorded,
        _ => ErrorCode::BadInput,
    };
    Error::new(code, what.to_owned(), advice.unwrap_or("correct it and try again").to_owned())
}
