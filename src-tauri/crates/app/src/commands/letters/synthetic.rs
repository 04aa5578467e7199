//! Invented letters: in the demonstration's vault to be written, and as files for whoever wants to try the import.

use std::path::Path;

use isocenter_domain::Redacted;
use isocenter_store::{
    Action, AuditEntry, AuditValue, Hash, LetterLanguage, LetterPart, NewLetterCase, Subject, SubjectKind,
};
use isocenter_synthetic::{Institution, LetterLanguage as Written, LetterOptions, SyntheticLetter};

use crate::application::Application;
use crate::error::Error;
use crate::files::Existing;
use crate::permission::Permission;
use crate::{assets, failure, files};

/// Puts invented patients into the vault whose letters are to be written; none of them has a past letter to copy.
///
/// # Errors
/// Not permitted; no room.
pub(crate) fn store_synthetic_letters(application: &Application, patients: usize, seed: u64) -> Result<(), Error> {
    let cases: Vec<NewLetterCase> = (1..)
        .zip(invented(patients, seed)?)
        .map(|(number, letter): (u32, SyntheticLetter)| NewLetterCase {
            label: format!("L-{number:04}"),
            pseudonym: letter.pseudonym,
            language: match letter.language {
                Written::English => LetterLanguage::English,
                Written::German => LetterLanguage::German,
            },
            part: LetterPart::Work,
            is_synthetic: true,
            source_sha256: Hash::of(letter.facts_json.as_bytes()),
            facts: Redacted::new(letter.facts_json),
            reference: None,
        })
        .collect();
    let number = AuditValue::Number(i64::try_from(cases.len()).unwrap_or(i64::MAX));
    let mut session = application.session();
    let open = session.open_for(Permission::WriteLetters)?;
    let written = open.vault.write().and_then(|mut change| {
        change.insert_letter_cases(&cases)?;
        let entry = AuditEntry::new(Action::LettersImported, Subject::new(SubjectKind::Letter, 0));
        change.commit(&[entry.changing("letters", None, Some(number))])
    });
    written.map_err(failure::vault).map(drop)
}

fn invented(patients: usize, seed: u64) -> Result<Vec<SyntheticLetter>, Error> {
    let options = LetterOptions { patients, seed, institution: Some(Institution::North), language: None };
    isocenter_synthetic::letters(options, assets::regimen_library()?).map_err(failure::synthetic)
}

/// Writes invented patients as files: `NAME.json` with the facts, `NAME.txt` with the letter of an invented physician. Gives how many.
///
/// # Errors
/// A folder that is not empty, or cannot be written.
pub fn synthesise_letters(patients: usize, seed: u64, out: &Path, existing: Existing) -> Result<usize, Error> {
    let letters = invented(patients, seed)?;
    let names: Vec<String> = (1..=letters.len()).map(|number| format!("letter-{number:04}.json")).collect();
    let named: Vec<&str> = names.iter().map(String::as_str).collect();
    files::refuse_finished(out, &named, "letters", existing)?;
    for (number, letter) in (1..).zip(&letters) {
        files::write_whole(&out.join(format!("letter-{number:04}.json")), letter.facts_json.as_bytes())?;
        files::write_whole(&out.join(format!("letter-{number:04}.txt")), letter.letter.as_bytes())?;
    }
    Ok(letters.len())
}
