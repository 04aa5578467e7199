//! A signed letter as a file: exactly the text that was signed, with who signed it and with what it is.

use std::path::Path;

use isocenter_document::{Block, Fonts, Language as PageLanguage, LetterDocument, write_docx, write_pdf, write_text};
use isocenter_letter::{FactKind, Language, Letter};
use isocenter_store::{Action, AuditEntry, AuditValue, LetterSignatureRow};

use crate::application::Application;
use crate::error::Error;
use crate::letters::{LetterBook, account_name, subject};
use crate::permission::Permission;
use crate::wire::{ErrorCode, LetterExportFormat};
use crate::{failure, files};

/// Writes a signed letter; gives the file's name.
///
/// # Errors
/// Not permitted; a letter that is not signed; a file that cannot be written.
pub fn export_letter(
    application: &Application,
    letter: u32,
    format: LetterExportFormat,
    path: &Path,
) -> Result<String, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::WriteLetters)?;
    let reading = open.vault.read();
    let book = LetterBook::find(reading, letter)?;
    let Some(signature) = book.signature(reading)? else {
        let what = "only a signed letter leaves the vault as a file";
        return Err(Error::new(ErrorCode::BadInput, what, "have it signed first"));
    };
    if !signature.holds() {
        return Err(failure::damaged());
    }
    let by = account_name(reading, signature.account)?;
    let document = document(application, &book, &signature, &by);
    let (bytes, reason) = match format {
        LetterExportFormat::Docx => (write_docx(&document).map_err(failure::document)?, "docx"),
        LetterExportFormat::Pdf => (write_pdf(&document, &Fonts::shipped()).map_err(failure::document)?, "pdf"),
        LetterExportFormat::Text => (write_text(&document).into_bytes(), "text"),
    };
    files::write_whole(path, &bytes)?;
    let entry = AuditEntry::new(Action::LetterExported, subject(book.id())).because(reason);
    let entry = entry.changing("version", None, Some(AuditValue::Number(signature.number.into())));
    let written = open.vault.write().and_then(|change| change.commit(&[entry]));
    written.map_err(failure::vault)?;
    Ok(files::name_of(path))
}

/// How a letter's file is called when nobody says otherwise.
#[must_use]
pub fn letter_file_name(letter: u32, format: LetterExportFormat) -> String {
    let ending = match format {
        LetterExportFormat::Docx => "docx",
        LetterExportFormat::Pdf => "pdf",
        LetterExportFormat::Text => "txt",
    };
    format!("letter-{letter:04}.{ending}")
}

fn document(application: &Application, book: &LetterBook, signature: &LetterSignatureRow, by: &str) -> LetterDocument {
    let language = book.draft.language();
    let fact = |kind| book.facts.of_kind(kind).next().map(|fact| fact.text().to_owned());
    let sections = Letter::cut(signature.text.reveal()).sections;
    let blocks = sections.into_iter().map(|section| Block {
        heading: Some(section.heading.trim_end_matches(':').to_owned()).filter(|heading| !heading.is_empty()),
        paragraphs: paragraphs(&section.text),
    });
    let at = application.local_time_of(signature.at_us);
    let (title, date, patient, signed, label) = match language {
        Language::English => ("Physician letter", "Date", "Patient", "Signed", LABEL_ENGLISH),
        Language::German => ("Arztbrief", "Datum", "Patient", "Unterzeichnet", LABEL_GERMAN),
    };
    let line = |name: &str, value: Option<String>| value.map(|value| format!("{name}: {value}"));
    let who = if by.is_empty() { String::new() } else { format!("{by}, ") };
    LetterDocument {
        language: match language {
            Language::English => PageLanguage::English,
            Language::German => PageLanguage::German,
        },
        title: title.to_owned(),
        letterhead: Vec::new(),
        meta: [line(date, fact(FactKind::LetterDate)), line(patient, fact(FactKind::Pseudonym))]
            .into_iter()
            .flatten()
            .chain([book.case.case.label.clone()])
            .collect(),
        blocks: blocks.collect(),
        signature: vec![
            format!("{signed}: {who}{at}"),
            format!("Version {}, SHA-256 {}", signature.number, signature.text_sha256),
        ],
        label: label.to_owned(),
    }
}

/// Blank lines part paragraphs, and each entry of a list is one of its own, so that it hangs by itself.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let is_entry = line.starts_with("- ");
        match paragraphs.last_mut().filter(|_| is_open && !is_entry && !line.is_empty()) {
            Some(last) => {
                last.push('\n');
                last.push_str(line);
            }
            None if line.is_empty() => {}
            None => paragraphs.push(line.to_owned()),
        }
        is_open = !is_entry && !line.is_empty();
    }
    paragraphs
}

const LABEL_ENGLISH: &str = "Research use only. Drafted by a language model, checked and signed by a physician.";
const LABEL_GERMAN: &str =
    "Nur für die Forschung. Von einem Sprachmodell entworfen, von ärztlicher Seite geprüft und unterzeichnet.";

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn entries_of_a_list_are_paragraphs_and_other_lines_stay_together() {
        let text = "We saw him.\nHe is well.\n\nNoted:\n- first\n- second\nThen more.";
        assert_eq!(paragraphs(text), ["We saw him.\nHe is well.", "Noted:", "- first", "- second", "Then more."]);
        assert!(paragraphs("\n\n").is_empty());
    }
}
