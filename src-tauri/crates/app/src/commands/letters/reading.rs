//! The list of letters, one letter, and its versions.

use isocenter_letter::Draft;

use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::letters::{LetterBook, letter_row, letter_view, version_row};
use crate::permission::{Permission, may};
use crate::session::Session;
use crate::wire::{ErrorCode, LetterRow, LetterVersionRow, LetterVersionView, LetterView};

/// Every letter, newest first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn letters(application: &Application) -> Result<Vec<LetterRow>, Error> {
    let mut session = application.session();
    rows(application, &mut session)
}

pub(super) fn rows(application: &Application, session: &mut Session) -> Result<Vec<LetterRow>, Error> {
    let reading = session.open_for(Permission::WriteLetters)?.vault.read();
    let people = reading.accounts().map_err(failure::vault)?;
    let cases = reading.letter_cases().map_err(failure::vault)?;
    Ok(cases.iter().map(|case| letter_row(application, &people, case)).collect())
}

/// One letter with its facts and its check.
///
/// # Errors
/// Not permitted; no such letter; a damaged vault.
pub fn letter(application: &Application, letter: u32) -> Result<LetterView, Error> {
    let mut session = application.session();
    view(application, &mut session, letter)
}

/// The letter as whoever is signed in sees it.
pub(super) fn view(application: &Application, session: &mut Session, letter: u32) -> Result<LetterView, Error> {
    let open = session.open_for(Permission::WriteLetters)?;
    let may_sign = may(open.standing(), Permission::SignLetters);
    letter_view(application, open.vault.read(), letter, may_sign)
}

/// The versions of a letter, newest first.
///
/// # Errors
/// Not permitted; no such letter; a damaged vault.
pub fn letter_versions(application: &Application, letter: u32) -> Result<Vec<LetterVersionRow>, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::WriteLetters)?.vault.read();
    let book = LetterBook::find(reading, letter)?;
    let people = reading.accounts().map_err(failure::vault)?;
    let versions = reading.letter_versions(book.id()).map_err(failure::vault)?;
    Ok(versions.iter().rev().map(|version| version_row(application, &people, version)).collect())
}

/// The text of one version.
///
/// # Errors
/// Not permitted; no such letter or version; a damaged vault.
pub fn letter_version(application: &Application, letter: u32, version: u32) -> Result<LetterVersionView, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::WriteLetters)?.vault.read();
    let book = LetterBook::find(reading, letter)?;
    let people = reading.accounts().map_err(failure::vault)?;
    let row = reading.letter_version(book.id(), version).map_err(failure::vault)?;
    let row = row.ok_or_else(|| {
        Error::new(ErrorCode::BadInput, format!("the letter has no version {version}"), "choose one of the list")
    })?;
    let draft = Draft::read_json(row.content.reveal()).map_err(|_| failure::damaged())?;
    Ok(LetterVersionView { row: version_row(application, &people, &row.summary), text: draft.text() })
}
