//! One rater's desk. Everything here is asked in the name of whoever signed in and answers with their own work only.

use isocenter_domain::Redacted;
use isocenter_letter::Facts;
use isocenter_rating::Rating;
use isocenter_store::{
    AccountId, Action, Actor, AuditEntry, AuditValue, LetterRatingAct, LetterRatingId, LetterRatingPlace,
    LetterStudyState as Stored, NewLetterRating, Reading,
};

use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::letter_studies::{Desk, StudyBook, item_view, recorded_view, subject, tick_of};
use crate::permission::Permission;
use crate::positions::{first_to_do, next_after};
use crate::session::OpenVault;
use crate::wire::{
    ErrorCode, LetterDesk, LetterItemView, LetterRatingRecorded, LetterRatingRequest, MyLetterStudy, Place,
    WaitingCount,
};

/// The letter studies of whoever signed in, newest first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn my_letter_studies(application: &Application) -> Result<Vec<MyLetterStudy>, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::RateLetters)?;
    let (reading, account) = (open.vault.read(), open.signed_in()?);
    rows_of(reading, account)
}

fn rows_of(reading: Reading<'_>, account: AccountId) -> Result<Vec<MyLetterStudy>, Error> {
    let mut rows = Vec::new();
    for book in StudyBook::all(reading)? {
        if book.is_shown_to_raters() && book.rater(account).is_some() {
            let desk = Desk::of(&book, account)?;
            rows.push(desk.row(&desk.standing(reading)?));
        }
    }
    Ok(rows)
}

/// The desk: what is rated, the ruler, the next letter.
///
/// # Errors
/// Not permitted; a study of other raters.
pub fn letter_desk(application: &Application, study: u32) -> Result<LetterDesk, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::RateLetters)?;
    desk_view(open.vault.read(), study, open.signed_in()?)
}

fn desk_view(reading: Reading<'_>, study: u32, account: AccountId) -> Result<LetterDesk, Error> {
    let book = StudyBook::find(reading, study)?;
    let desk = Desk::of(&book, account)?;
    let standing = desk.standing(reading)?;
    let ticks = desk.ticks(&standing);
    Ok(LetterDesk { row: desk.row(&standing), scale: book.plan.scale(), next: first_to_do(&ticks), ticks })
}

/// One letter at its position.
///
/// # Errors
/// Not permitted; a position that is not there.
pub fn letter_item(application: &Application, study: u32, position: u32) -> Result<LetterItemView, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::RateLetters)?;
    let (reading, account) = (open.vault.read(), open.signed_in()?);
    let book = StudyBook::find(reading, study)?;
    let desk = Desk::of(&book, account)?;
    let item = desk.item(position)?;
    let row = reading.letter_study_item(book.id(), item.number()).map_err(failure::vault)?;
    let row = row.ok_or_else(failure::damaged)?;
    let case = reading.letter_case(row.summary.letter_case).map_err(failure::vault)?.ok_or_else(failure::damaged)?;
    let facts = Facts::read_json(case.case.facts.reveal()).map_err(|_| failure::damaged())?;
    let standing = reading.current_letter_rating(desk.place(item)).map_err(failure::vault)?;
    let recorded = standing.map(|row| recorded_view(application, reading, &row)).transpose()?;
    Ok(LetterItemView { recorded, ..item_view(study, position, &facts, row.text.reveal())? })
}

/// Records a rating; when this returns, it is on disk.
///
/// # Errors
/// Not permitted; a score that is missing or none; another entry stands (`already_recorded`); a locked study; a full disk.
pub fn record_letter_rating(
    application: &Application,
    request: &LetterRatingRequest,
) -> Result<LetterRatingRecorded, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::RateLetters)?;
    let account = open.signed_in()?;
    let book = StudyBook::find(open.vault.read(), request.study)?;
    let desk = Desk::of(&book, account)?;
    let item = desk.item(request.position)?;
    let given = Rating::new(&book.plan.protocol, &request.scores, &request.comment, request.is_flagged);
    let given = given.map_err(failure::rating)?;
    let place = desk.place(item);
    let replaces = match &request.replaces {
        Some(named) => Some(entry_named(open.vault.read(), place, named)?),
        None => None,
    };
    let rating = NewLetterRating {
        place,
        act: LetterRatingAct::Rated,
        scores: given.scores().iter().map(|score| score.number()).collect(),
        comment: Redacted::new(given.comment().to_owned()),
        is_flagged: given.is_flagged(),
        focus_ms: request.focus_ms,
        replaces,
    };
    let action = if replaces.is_some() { Action::LetterRatingCorrected } else { Action::LetterRated };
    write(open, &book, &rating, action)?;
    let reading = open.vault.read();
    let row = reading.current_letter_rating(place).map_err(failure::vault)?.ok_or_else(failure::damaged)?;
    let standing = desk.standing(reading)?;
    Ok(LetterRatingRecorded {
        recorded: recorded_view(application, reading, &row)?,
        tick: tick_of(&row),
        next: next_after(&desk.ticks(&standing), request.position),
        row: desk.row(&standing),
    })
}

/// Takes a rating back: its letter is to do again, the entry stays in the history.
///
/// # Errors
/// Not permitted; another entry stands (`already_recorded`); a locked study.
pub fn withdraw_letter_rating(
    application: &Application,
    study: u32,
    position: u32,
    entry: &str,
) -> Result<LetterDesk, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::RateLetters)?;
    let account = open.signed_in()?;
    let book = StudyBook::find(open.vault.read(), study)?;
    let desk = Desk::of(&book, account)?;
    let place = desk.place(desk.item(position)?);
    let rating = NewLetterRating {
        place,
        act: LetterRatingAct::Withdrawn,
        scores: Vec::new(),
        comment: Redacted::default(),
        is_flagged: false,
        focus_ms: 0,
        replaces: Some(entry_named(open.vault.read(), place, entry)?),
    };
    write(open, &book, &rating, Action::LetterRatingWithdrawn)?;
    desk_view(open.vault.read(), study, account)
}

/// What of letter studies waits for whoever signed in.
///
/// # Errors
/// A damaged vault.
pub(crate) fn waiting(open: &OpenVault) -> Result<Option<WaitingCount>, Error> {
    let Actor::Person { account, .. } = open.vault.actor() else { return Ok(None) };
    let rows = rows_of(open.vault.read(), account)?;
    let is_open = |row: &&MyLetterStudy| row.state == crate::wire::MyLetterStudyState::Rating;
    let count = rows.iter().filter(is_open).map(|row| row.total.saturating_sub(row.rated)).sum();
    Ok(Some(WaitingCount { place: Place::Letters, count }))
}

/// The entry that the window names: the how-manieth it is at its place.
fn entry_named(reading: Reading<'_>, place: LetterRatingPlace, name: &str) -> Result<LetterRatingId, Error> {
    let refused = |_| Error::new(ErrorCode::BadInput, "there is no such entry", "look at the letter again");
    let nth: usize = name.parse().map_err(refused)?;
    let entries = reading.letter_rating_ids_at(place).map_err(failure::vault)?;
    let named = nth.checked_sub(1).and_then(|at| entries.get(at));
    let meanwhile =
        || isocenter_store::Error::Letter(isocenter_store::LetterFault::RatedMeanwhile { item: place.item });
    named.copied().ok_or_else(|| failure::vault(meanwhile()))
}

fn write(open: &mut OpenVault, book: &StudyBook, rating: &NewLetterRating, action: Action) -> Result<(), Error> {
    if book.row.state == Stored::Locked {
        return Err(Error::new(
            ErrorCode::BadInput,
            "the study is locked, so no rating changes",
            "look at its numbers",
        ));
    }
    let written = open.vault.write().and_then(|mut change| {
        let id = change.insert_letter_rating(rating)?;
        let old = rating.replaces.map(|replaced| AuditValue::Number(replaced.0));
        let entry = AuditEntry::new(action, subject(book.id()));
        change.commit(&[entry.changing("entry", old, Some(AuditValue::Number(id.0)))])
    });
    written.map_err(failure::vault).map(drop)
}
