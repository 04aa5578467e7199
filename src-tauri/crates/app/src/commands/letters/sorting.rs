//! What each patient's letter is used for: to learn from, to measure on, or to be written.

use isocenter_letter::{SplitFractions, split_by_patient};
use isocenter_store::{Action, AuditEntry, AuditValue, LetterCaseId, LetterPart as Stored, Subject, SubjectKind};

use super::reading::rows;
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::permission::Permission;
use crate::wire::{ErrorCode, LetterPart, LetterRow};

/// Sets what the letters of some patients are used for; all letters of one patient go together.
///
/// # Errors
/// Not permitted; no such letter; learning from a patient without a past letter.
pub fn set_letter_part(application: &Application, letters: &[u32], part: LetterPart) -> Result<Vec<LetterRow>, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepLetters)?;
    let all = open.vault.read().letter_cases().map_err(failure::vault)?;
    let mut patients = Vec::new();
    for letter in letters {
        let row = all.iter().find(|row| row.id == LetterCaseId((*letter).into())).ok_or_else(|| {
            Error::new(ErrorCode::BadInput, format!("there is no letter {letter}"), "choose of the list")
        })?;
        if part != LetterPart::Work && !row.has_reference {
            let what = format!("{} has no past letter to learn from or to measure on", row.label);
            return Err(Error::new(ErrorCode::BadInput, what, "import its past letter, or leave it out"));
        }
        patients.push(row.pseudonym.as_str());
    }
    let stored = match part {
        LetterPart::Work => Stored::Work,
        LetterPart::Train => Stored::Train,
        LetterPart::Validation => Stored::Validation,
        LetterPart::HeldOut => Stored::HeldOut,
    };
    let chosen = all.iter().filter(|row| patients.contains(&row.pseudonym.as_str()) && row.part != stored);
    let changes: Vec<(LetterCaseId, Stored)> = chosen.map(|row| (row.id, stored)).collect();
    write(open, &changes)?;
    rows(application, &mut session)
}

/// Splits every patient with a past letter at random, all letters of a patient together.
///
/// # Errors
/// Not permitted; percentages that leave nothing to learn from.
pub fn split_letters(
    application: &Application,
    seed: u64,
    validation_percent: u32,
    held_out_percent: u32,
) -> Result<Vec<LetterRow>, Error> {
    if validation_percent + held_out_percent >= 100 {
        let what = format!("{validation_percent} % and {held_out_percent} % leave nothing to learn from");
        return Err(Error::new(ErrorCode::BadInput, what, "keep fewer aside"));
    }
    let mut session = application.session();
    let open = session.open_for(Permission::KeepLetters)?;
    let all = open.vault.read().letter_cases().map_err(failure::vault)?;
    let with: Vec<_> = all.iter().filter(|row| row.has_reference).collect();
    if with.is_empty() {
        return Err(Error::new(ErrorCode::BadInput, "no patient has a past letter", "import past letters first"));
    }
    let patients: Vec<&str> = with.iter().map(|row| row.pseudonym.as_str()).collect();
    let share = |percent: u32| f64::from(percent) / 100.0;
    let fractions = SplitFractions {
        train: share(100 - validation_percent - held_out_percent),
        validation: share(validation_percent),
    };
    let split = split_by_patient(&patients, seed, fractions);
    let changes: Vec<(LetterCaseId, Stored)> = with
        .iter()
        .zip(split)
        .map(|(row, part)| {
            let part = match part {
                isocenter_letter::LetterPart::Train => Stored::Train,
                isocenter_letter::LetterPart::Validation => Stored::Validation,
                isocenter_letter::LetterPart::HeldOut => Stored::HeldOut,
            };
            (row.id, part)
        })
        .collect();
    write(open, &changes)?;
    rows(application, &mut session)
}

fn write(open: &mut crate::session::OpenVault, changes: &[(LetterCaseId, Stored)]) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    let number = AuditValue::Number(i64::try_from(changes.len()).unwrap_or(i64::MAX));
    let written = open.vault.write().and_then(|mut change| {
        for (id, part) in changes {
            change.set_letter_part(*id, *part)?;
        }
        let entry = AuditEntry::new(Action::LettersSplit, Subject::new(SubjectKind::Letter, 0));
        change.commit(&[entry.changing("letters", None, Some(number))])
    });
    written.map_err(failure::vault).map(drop)
}
