//! Failures of studies of grades, in words.

use isocenter_grade::Error as Grade;

use super::{internal, two_parts};
use crate::error::Error;
use crate::wire::ErrorCode;

/// A failure of a study of grades. Where `grade` says what to do, it says so behind a semicolon.
pub(crate) fn grade(error: Grade) -> Error {
    let said = error.to_string();
    let (what, advice) = two_parts(&said);
    let made =
        |remedy: &str| Error::new(ErrorCode::BadInput, what, advice.unwrap_or(remedy).to_owned()).caused_by(&error);
    match &error {
        Grade::TooFewCases { .. } => made("choose fewer cases or fewer examples"),
        Grade::NoArm => made("choose a fine-tuned model"),
        Grade::ScaleNotFive | Grade::ScaleBlank { .. } => made("write a name and a sentence for each of the five"),
        Grade::NotAGrade { .. } | Grade::NotAnAct | Grade::NulInText => made("correct it and try again"),
        Grade::RepeatPercent { .. } => made("choose a smaller share"),
        Grade::UnknownGrader { .. } => Error::new(
            ErrorCode::NotPermitted,
            "this study of grades is not yours to grade",
            "choose one of your own list",
        ),
        Grade::UnknownItem { .. } => made("choose a case of the list"),
        Grade::NotGrading { .. } => Error::new(
            ErrorCode::BadInput,
            "this person does not grade in this study of grades any more",
            "choose one of its graders",
        ),
        Grade::LastGrader { .. } => {
            Error::new(ErrorCode::BadInput, "this is the only grader left", "name who grades in their place")
        }
        Grade::GraderAgain { .. } => Error::new(
            ErrorCode::BadInput,
            "this person grades or graded in this study of grades already",
            "choose somebody else",
        ),
        Grade::NothingAmended => made("write what changes"),
        Grade::ReasonMissing => made("write why"),
        Grade::OtherStudy | Grade::OtherPacket | Grade::OtherGrader => {
            made("choose the file that came back to this study of grades")
        }
        Grade::MergedBefore | Grade::PacketAltered => made("ask for it once more"),
        Grade::NewerFormat { .. } => Error::new(
            ErrorCode::VaultNewer,
            "this study of grades was written by a newer version",
            "install the newer Isocenter",
        ),
        Grade::Json { .. }
        | Grade::ProtocolBroken { .. }
        | Grade::EntryOrder { .. }
        | Grade::NotCurrent { .. }
        | Grade::AlreadyCurrent { .. }
        | Grade::DecisionOrder { .. } => Error::new(
            ErrorCode::VaultDamaged,
            "what is stored of this study of grades does not hang together",
            "restore the last backup (isocenter-cli vault restore), and keep this folder for whoever looks into it",
        )
        .caused_by(&error),
        _ => internal(&error),
    }
}
