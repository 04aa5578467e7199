//! Failures of reading and curating exports, in words.

use isocenter_curate::Error as Curate;

use crate::error::Error;
use crate::wire::ErrorCode;

const CHOOSE_EXPORT: &str = "choose the export itself, or export it again";
const SEE_MAPPING: &str = "answer it on the mapping screen or in the mapping file";

/// A failure of an import, a curation or a split.
pub(crate) fn curation(error: Curate) -> Error {
    let made = |code, remedy: &str| Error::new(code, first_clause(&error), remedy).caused_by(&error);
    match &error {
        Curate::Read { .. } => made(ErrorCode::BadExport, "check the path and the disk it lies on"),
        Curate::Empty { .. } | Curate::Workbook { .. } | Curate::OtherTable { .. } => {
            made(ErrorCode::BadExport, CHOOSE_EXPORT)
        }
        Curate::FilesSwapped => made(ErrorCode::BadExport, "give each file in the other's place"),
        Curate::ColumnsMissing { .. }
        | Curate::HeaderNotFound { .. }
        | Curate::HeaderTwice { .. }
        | Curate::FieldOfOtherTable { .. } => {
            made(ErrorCode::BadExport, "export it again with that column, or name the column in the mapping")
        }
        Curate::DoseMapping | Curate::Undecided { .. } => made(ErrorCode::BadInput, SEE_MAPPING),
        Curate::MappingSyntax(_) | Curate::MappingVersion { .. } | Curate::UnknownRule { .. } => {
            made(ErrorCode::BadInput, "mend the mapping file, or leave it out")
        }
        Curate::Cancelled => made(ErrorCode::BadInput, "begin the import again when you are ready"),
        Curate::Write(_) => made(ErrorCode::DiskFull, "make room or choose another folder"),
        Curate::UnknownSpan { .. } | Curate::SpanBorders { .. } | Curate::UnknownPhase { .. } => {
            made(ErrorCode::BadInput, "open the case again and decide once more")
        }
        Curate::SplitTooLarge { .. } => made(ErrorCode::BadInput, "ask for fewer held-out cases"),
        Curate::SplitAltered | Curate::SplitStale { .. } => {
            made(ErrorCode::CohortFrozen, "restore the cohort from a backup, or make a new one")
        }
        _ => super::internal(&error),
    }
}

/// The capability's sentence up to where it says what to do: that part is the remedy's here.
fn first_clause(error: &Curate) -> String {
    let sentence = error.to_string();
    sentence.split(';').next().unwrap_or_default().to_owned()
}
