//! A person changes a draft. Each change is a version of its own, on disk before the window shows it.

use isocenter_domain::Redacted;
use isocenter_letter::Draft;
use isocenter_store::{Action, AuditEntry, AuditValue, LetterChange, NewLetterVersion};

use super::reading::view;
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::letters::{LetterBook, blocker_named, section_kind, subject, text_sha256};
use crate::permission::Permission;
use crate::session::OpenVault;
use crate::wire::{LetterSectionKind, LetterSectionLock, LetterView};

/// Puts a text into a section; an empty one leaves the section out of the letter.
///
/// # Errors
/// Not permitted; a locked section; a signed letter; a letter that was changed meanwhile (`already_recorded`).
pub fn write_letter_section(
    application: &Application,
    letter: u32,
    version: u32,
    section: LetterSectionKind,
    text: &str,
) -> Result<LetterView, Error> {
    let kind = section_kind(section);
    change(application, letter, version, LetterChange::Edited, |book| match text.trim().is_empty() {
        true => book.draft.with_left_out(kind).map_err(failure::letter_draft),
        false => book.draft.with_edited(kind, text).map_err(failure::letter_draft),
    })
}

/// Locks a section, or opens it.
///
/// # Errors
/// Not permitted; a section without text; a signed letter; a letter that was changed meanwhile.
pub fn lock_letter_section(
    application: &Application,
    letter: u32,
    version: u32,
    section: LetterSectionKind,
    lock: LetterSectionLock,
) -> Result<LetterView, Error> {
    let kind = section_kind(section);
    let stored = match lock {
        LetterSectionLock::Locked => LetterChange::Locked,
        LetterSectionLock::Open => LetterChange::Unlocked,
    };
    change(application, letter, version, stored, |book| match lock {
        LetterSectionLock::Locked => book.draft.with_locked(kind).map_err(failure::letter_draft),
        LetterSectionLock::Open => Ok(book.draft.with_unlocked(kind)),
    })
}

/// A physician answers for what has no source.
///
/// # Errors
/// Not permitted; nothing of this name; no reason, or too long a one; a signed letter; a letter that was changed meanwhile.
pub fn confirm_letter_block(
    application: &Application,
    letter: u32,
    version: u32,
    block: &str,
    reason: &str,
) -> Result<LetterView, Error> {
    change(application, letter, version, LetterChange::Confirmed, |book| {
        let named = blocker_named(&book.facts, &book.draft.check(&book.facts), block)?;
        book.draft.with_confirmed(&book.facts, named, reason).map_err(failure::letter_draft)
    })
}

/// Takes a confirmation back.
///
/// # Errors
/// Not permitted; nothing of this name that is confirmed; a signed letter; a letter that was changed meanwhile.
pub fn withdraw_letter_confirmation(
    application: &Application,
    letter: u32,
    version: u32,
    block: &str,
) -> Result<LetterView, Error> {
    change(application, letter, version, LetterChange::Confirmed, |book| {
        let named = blocker_named(&book.facts, &book.draft.check(&book.facts), block)?;
        book.draft.with_withdrawn(&named).map_err(failure::letter_draft)
    })
}

fn change(
    application: &Application,
    letter: u32,
    version: u32,
    stored: LetterChange,
    make: impl FnOnce(&LetterBook) -> Result<Draft, Error>,
) -> Result<LetterView, Error> {
    let mut session = application.session();
    // Whoever confirms answers for the letter, as whoever signs it.
    let needed = match stored {
        LetterChange::Confirmed => Permission::SignLetters,
        _ => Permission::WriteLetters,
    };
    let open = session.open_for(needed)?;
    let book = LetterBook::find(open.vault.read(), letter)?;
    book.writable(version)?;
    let next = make(&book)?;
    if next != book.draft {
        let model = book.model();
        store(open, &book, &next, stored, model)?;
    }
    view(application, &mut session, letter)
}

/// Writes the next version of a letter.
pub(super) fn store(
    open: &mut OpenVault,
    book: &LetterBook,
    next: &Draft,
    stored: LetterChange,
    model: String,
) -> Result<(), Error> {
    let version = NewLetterVersion {
        letter_case: book.id(),
        follows: book.latest.as_ref().map(|latest| latest.summary.number),
        change: stored,
        content: Redacted::new(next.to_json().map_err(failure::letter_draft)?),
        text_sha256: text_sha256(&next.text()),
        model,
    };
    let (action, reason) = match stored {
        LetterChange::Drafted | LetterChange::Redrafted => (Action::LetterDrafted, None),
        LetterChange::Edited => (Action::LetterEdited, Some("edited")),
        LetterChange::Locked => (Action::LetterEdited, Some("locked")),
        LetterChange::Unlocked => (Action::LetterEdited, Some("unlocked")),
        LetterChange::Confirmed => (Action::LetterConfirmed, None),
    };
    let written = open.vault.write().and_then(|mut change| {
        let made = change.insert_letter_version(&version)?;
        let entry = AuditEntry::new(action, subject(book.id()));
        let entry = entry.changing("version", None, Some(AuditValue::Number(made.number.into())));
        change.commit(&[match reason {
            Some(reason) => entry.because(reason),
            None => entry,
        }])
    });
    written.map_err(failure::vault).map(drop)
}
