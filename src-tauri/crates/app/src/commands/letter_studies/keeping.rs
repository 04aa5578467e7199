//! The list of letter studies, the lock, and the end of one that nobody rated.

use isocenter_store::{Action, AuditEntry, AuditValue, Passphrase};

use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::letter_studies::{StudyBook, study_row, subject};
use crate::permission::Permission;
use crate::wire::{ErrorCode, LetterStudyRow};

/// Every letter study, newest first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn letter_studies(application: &Application) -> Result<Vec<LetterStudyRow>, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::KeepLetters)?.vault.read();
    StudyBook::all(reading)?.iter().map(|book| study_row(application, reading, book)).collect()
}

/// Removes a study that nobody rated.
///
/// # Errors
/// Not permitted; one that was rated.
pub fn remove_letter_study(application: &Application, study: u32) -> Result<Vec<LetterStudyRow>, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepLetters)?;
    let id = StudyBook::find(open.vault.read(), study)?.id();
    let written = open.vault.write().and_then(|mut change| {
        change.remove_letter_study(id)?;
        change.commit(&[AuditEntry::new(Action::LetterStudyRemoved, subject(id))])
    });
    written.map_err(failure::vault)?;
    let reading = open.vault.read();
    StudyBook::all(reading)?.iter().map(|book| study_row(application, reading, book)).collect()
}

/// Locks an open study, signed with the password of whoever signed in: no rating changes any more, and its numbers open.
///
/// # Errors
/// Not permitted; a wrong password; raters who have not rated everything.
pub fn lock_letter_study(application: &Application, study: u32, password: String) -> Result<LetterStudyRow, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepLetters)?;
    let book = StudyBook::find(open.vault.read(), study)?;
    let expected = book.plan.protocol.items.len() * book.raters.len();
    let missing = expected.saturating_sub(book.row.ratings as usize);
    if missing > 0 {
        let what = format!("{missing} ratings are missing");
        return Err(Error::new(ErrorCode::BadInput, what, "wait until every rater has rated every letter"));
    }
    let account = open.signed_in()?;
    open.vault.confirm_passphrase(account, &Passphrase::new(password)).map_err(failure::vault)?;
    let ratings = AuditValue::Number(book.row.ratings.into());
    let written = open.vault.write().and_then(|mut change| {
        change.lock_letter_study(book.id())?;
        let entry = AuditEntry::new(Action::LetterStudyLocked, subject(book.id()));
        change.commit(&[entry.changing("ratings", None, Some(ratings))])
    });
    written.map_err(failure::vault)?;
    let reading = open.vault.read();
    study_row(application, reading, &StudyBook::find(reading, study)?)
}
