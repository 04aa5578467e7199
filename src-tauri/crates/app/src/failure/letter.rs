//! Failures of letters and of the files they come from, in words.

use std::path::Path;

use isocenter_document::Error as Document;
use isocenter_letter::{Error as Letter, PairFault};
use isocenter_store::LetterFault;

use super::two_parts;
use crate::error::Error;
use crate::files;
use crate::wire::ErrorCode;

/// A failure of facts that the user named.
pub(crate) fn letter(path: &Path, error: &Letter) -> Error {
    let remedy = match error {
        Letter::Table { .. } => "write one fact a row, as CSV in UTF-8",
        _ => "correct it and try again",
    };
    of_file(path.display(), &error.to_string(), remedy)
}

/// What cannot be done with a draft.
pub(crate) fn letter_draft(error: Letter) -> Error {
    let said = error.to_string();
    let (what, advice) = two_parts(&said);
    Error::new(ErrorCode::BadInput, what.to_owned(), advice.unwrap_or("look at the letter again").to_owned())
}

/// A past letter that does not go with its facts.
pub(crate) fn letter_pair(path: &Path, fault: &PairFault) -> Error {
    of_file(files::name_of(path), &fault.to_string(), "leave it out")
}

/// A file of which no text could be read.
pub(crate) fn document_file(path: &Path, error: Document) -> Error {
    of_file(files::name_of(path), &error.to_string(), "choose another file")
}

/// A letter that could not be written as a file.
pub(crate) fn document(error: Document) -> Error {
    let said = error.to_string();
    let (what, advice) = two_parts(&said);
    Error::new(ErrorCode::BadInput, what.to_owned(), advice.unwrap_or("choose another form").to_owned())
}

/// What of letters and letter studies the vault refuses.
pub(super) fn stored_letter(fault: LetterFault) -> Error {
    let said = fault.to_string();
    let (what, advice) = said.split_once(": ").map_or((said.as_str(), None), |(what, advice)| (what, Some(advice)));
    let code = match fault {
        LetterFault::MovedOn { .. } | LetterFault::RatedMeanwhile { .. } => ErrorCode::AlreadyRecorded,
        _ => ErrorCode::BadInput,
    };
    Error::new(code, what.to_owned(), advice.unwrap_or("look at what stands").to_owned())
}

fn of_file(name: impl std::fmt::Display, said: &str, remedy: &str) -> Error {
    let (what, advice) = two_parts(said);
    Error::new(ErrorCode::BadInput, format!("{name}: {what}"), advice.unwrap_or(remedy).to_owned())
}
