//! Failures of studies, of tables that others made, and of figures, in words.

use std::path::Path;

use isocenter_eval::Error as Eval;

use super::{files, internal, two_parts};
use crate::error::Error;
use crate::wire::ErrorCode;

/// A failure of a study. Where `eval` says what to do, it says so behind a semicolon.
pub(crate) fn eval(error: Eval) -> Error {
    let said = error.to_string();
    let (what, advice) = two_parts(&said);
    let made =
        |remedy: &str| Error::new(ErrorCode::BadInput, what, advice.unwrap_or(remedy).to_owned()).caused_by(&error);
    match &error {
        Eval::Io { file, source } if files::is_disk_full(source) => Error::new(
            ErrorCode::DiskFull,
            format!("the disk is full, the {file} was not written"),
            "make room, then run it again: what is stored stays",
        )
        .caused_by(&error),
        Eval::OtherStudy { .. } => Error::new(
            ErrorCode::BadInput,
            "the samples here are of another study, or of this one before it was changed",
            "choose another folder, or the study file that these samples belong to",
        )
        .caused_by(&error),
        Eval::UnknownParser { version } => Error::new(
            ErrorCode::BadInput,
            format!("answer parser {version} is unknown"),
            "write `answer_parser = 1`, or use a newer Isocenter",
        ),
        Eval::OtherCases { .. } => made(
            "use the case list that the study was made with; in a new study file of your own leave `cases.sha256` out, and it is written for you",
        ),
        Eval::UnplannedRecord { .. } | Eval::RecordTwice { .. } | Eval::NotProbabilities { .. } => {
            made("the sample file was changed from outside: begin the run in another folder")
        }
        Eval::Line { .. } | Eval::CaseTwice { .. } => made("correct that line, or take the file from where it came"),
        Eval::Io { .. } => made("check the path and the disk"),
        Eval::Field { .. } | Eval::ColumnTwice { .. } => made("correct it and try again"),
        Eval::Table { .. } => made("save it as CSV in UTF-8, with as many fields in each row as its first row names"),
        Eval::StudyText { .. } | Eval::Csv { .. } | Eval::Json { .. } | Eval::Statistic { .. } => internal(&error),
        _ => made("correct the study file"),
    }
}

/// [`eval`] of a table that the user named.
pub(crate) fn table(path: &Path, error: Eval) -> Error {
    let told = eval(error);
    let named = Error::new(told.code(), format!("{}: {}", path.display(), told.what()), told.remedy());
    told.detail().map_or(named.clone(), |detail| named.with_detail(detail))
}

/// A failure of a figure: its numbers were checked where they were made.
pub(crate) fn chart(error: isocenter_chart::Error) -> Error {
    internal(&error)
}
