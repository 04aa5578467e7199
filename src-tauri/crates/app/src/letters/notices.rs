//! What a file of a letter holds beyond its text, in words.

use isocenter_document::Notice;

/// A remark for whoever imports.
pub(crate) fn notice_words(notice: &Notice) -> String {
    match notice {
        Notice::GuessedEncoding => "not UTF-8: read as Windows-1252; look at its umlauts".to_owned(),
        Notice::TrackedChanges { insertions, deletions } => {
            format!("tracked changes were taken as accepted: {insertions} insertions, {deletions} deletions")
        }
        Notice::Comments { count } => format!("{count} comments were left out"),
        Notice::Macros => "it holds macros, which were not run".to_owned(),
        Notice::HiddenText { runs } => format!("{runs} pieces of hidden text were left out"),
        Notice::HeadersFooters => "headers and footers were left out".to_owned(),
        Notice::Footnotes { count } => format!("{count} notes were left out"),
        Notice::UnknownLetters { count } => format!("{count} signs of the PDF have no known letter; look at the text"),
        Notice::PicturePages { count } => format!("{count} pages hold pictures only and were left out"),
    }
}
