//! A physician signs a letter, or opens a signed one again.

use isocenter_domain::Redacted;
use isocenter_letter::revision;
use isocenter_store::{Action, AuditEntry, AuditValue, NewLetterSignature};

use super::reading::view;
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::letters::{LetterBook, subject};
use crate::permission::Permission;
use crate::wire::{ErrorCode, LetterView};

/// Signs the letter exactly as it stands.
///
/// # Errors
/// Not permitted; something that blocks signing; a signed letter; a letter that was changed meanwhile (`already_recorded`).
pub fn sign_letter(application: &Application, letter: u32, version: u32) -> Result<LetterView, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::SignLetters)?;
    let book = LetterBook::find(open.vault.read(), letter)?;
    book.writable(version)?;
    let check = book.draft.check(&book.facts);
    if !check.may_be_signed() || version == 0 {
        return Err(Error::new(
            ErrorCode::BadInput,
            format!("{} things stand before the signature", check.blocks.len()),
            "confirm each with a reason, or correct the letter",
        ));
    }
    let text = book.draft.text();
    let revised = revision(&book.draft.drafted_text(), &text);
    let signature = NewLetterSignature {
        letter_case: book.id(),
        follows: version,
        content: Redacted::new(book.draft.to_json().map_err(failure::letter_draft)?),
        model: book.model(),
        text: Redacted::new(text),
        revision: Redacted::new(serde_json::to_string(&revised).map_err(|error| failure::internal(&error))?),
        confirmations: crate::count::count(check.confirmed.len()),
    };
    let written = open.vault.write().and_then(|mut change| {
        let made = change.sign_letter(&signature)?;
        let entry = AuditEntry::new(Action::LetterSigned, subject(book.id()));
        change.commit(&[entry.changing("version", None, Some(AuditValue::Number(made.number.into())))])
    });
    written.map_err(failure::vault)?;
    view(application, &mut session, letter)
}

/// Opens a signed letter for a change; what was signed stays among its versions.
///
/// # Errors
/// Not permitted; a letter that is not signed; a letter that was changed meanwhile.
pub fn reopen_letter(application: &Application, letter: u32, version: u32) -> Result<LetterView, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::SignLetters)?;
    let book = LetterBook::find(open.vault.read(), letter)?;
    book.on_latest(version)?;
    let written = open.vault.write().and_then(|mut change| {
        let made = change.reopen_letter(book.id(), version)?;
        let entry = AuditEntry::new(Action::LetterReopened, subject(book.id()));
        change.commit(&[entry.changing("version", None, Some(AuditValue::Number(made.number.into())))])
    });
    written.map_err(failure::vault)?;
    view(application, &mut session, letter)
}
