//! Past letters as lines of prompt and answer, one for each section, for a fine-tune. They hold texts of patients.

use std::path::Path;

use isocenter_letter::{Facts, PromptForm, training_pairs};
use isocenter_store::{Action, AuditEntry, LetterPart as Stored, Subject, SubjectKind};

use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::permission::Permission;
use crate::wire::{ErrorCode, LetterPairsReport};
use crate::{failure, files};

/// Writes `train.jsonl`, `validation.jsonl` and `held-out.jsonl` into a new folder.
///
/// # Errors
/// Not permitted; letters that were never split; a folder that cannot be written.
pub fn export_letter_pairs(application: &Application, folder: &Path) -> Result<LetterPairsReport, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepLetters)?;
    let reading = open.vault.read();
    let mut lines = [Vec::new(), Vec::new(), Vec::new()];
    for row in reading.letter_cases().map_err(failure::vault)?.iter().rev() {
        let place = match row.part {
            Stored::Train => 0,
            Stored::Validation => 1,
            Stored::HeldOut => 2,
            Stored::Work => continue,
        };
        let case = reading.letter_case(row.id).map_err(failure::vault)?.ok_or_else(failure::damaged)?;
        let Some(reference) = &case.case.reference else { continue };
        let facts = Facts::read_json(case.case.facts.reveal()).map_err(|_| failure::damaged())?;
        for pair in training_pairs(&facts, reference.reveal()) {
            let line = serde_json::json!({ "prompt": PromptForm::Plain.render(&pair.prompt), "answer": pair.answer });
            lines[place].push(line.to_string());
        }
    }
    if lines[0].is_empty() {
        let what = "no past letter is set aside to learn from";
        return Err(Error::new(ErrorCode::BadInput, what, "split the letters first"));
    }
    std::fs::create_dir(folder).map_err(|source| files::cannot_write(folder, &source))?;
    for (name, lines) in ["train.jsonl", "validation.jsonl", "held-out.jsonl"].into_iter().zip(&lines) {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        files::write_whole(&folder.join(name), text.as_bytes())?;
    }
    let entry = AuditEntry::new(Action::LetterExported, Subject::new(SubjectKind::Letter, 0)).because("pairs");
    open.vault.write().and_then(|change| change.commit(&[entry])).map_err(failure::vault)?;
    let [train, validation, held_out] = lines;
    Ok(LetterPairsReport {
        folder: files::name_of(folder),
        train: count(train.len()),
        validation: count(validation.len()),
        held_out: count(held_out.len()),
    })
}
