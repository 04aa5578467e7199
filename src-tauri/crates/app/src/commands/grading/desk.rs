//! One grader's desk. Everything here is asked in the name of whoever signed in and answers with their own work only.

use isocenter_domain::Redacted;
use isocenter_grade::{Look, Round};
use isocenter_store::{
    AccountId, Action, AuditEntry, GradeAct, GradeEntryId, GradeEntryRow, GradePlace, GradingItemKind,
    GradingState as Stored, NewGradeEntry, Reading,
};

use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::grading::{
    Book, Desk, ItemContent, comparison, free_text, grade, place, plan_view, scale_view, subject, tick_of,
};
use crate::permission::Permission;
use crate::positions::{first_to_do, next_after};
use crate::session::OpenVault;
use crate::wire::{
    ErrorCode, ExampleFeedback, GradeCase, GradeEntryRequest, GradeRecorded, GradingDesk, GradingStage, MyGrading,
    MyGradingState, RecordedGrade,
};

/// The studies of grades of whoever signed in, newest first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn my_gradings(application: &Application) -> Result<Vec<MyGrading>, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Grade)?;
    let (reading, account) = (open.vault.read(), open.signed_in()?);
    let mut rows = Vec::new();
    for book in Book::all(reading)? {
        if book.row.state != Stored::Draft && book.is_graded_by(account) {
            let desk = Desk::of(reading, &book, account)?;
            rows.push(desk.row(&desk.standing(reading)?));
        }
    }
    Ok(rows)
}

/// The desk: scale, ruler, the next case.
///
/// # Errors
/// Not permitted; a study of grades of others.
pub fn grading_desk(application: &Application, grading: u32) -> Result<GradingDesk, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Grade)?;
    desk_view(open.vault.read(), grading, open.signed_in()?)
}

/// One case at its position.
///
/// # Errors
/// Not permitted; a position that is not there; the cases before the examples are graded.
pub fn grade_case(
    application: &Application,
    grading: u32,
    stage: GradingStage,
    position: u32,
) -> Result<GradeCase, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Grade)?;
    let (reading, account) = (open.vault.read(), open.signed_in()?);
    let book = Book::find(reading, grading)?;
    let desk = Desk::of(reading, &book, account)?;
    let look = look_at(&desk, stage, position)?;
    let kind = if look.round == Round::Calibration { GradingItemKind::Example } else { GradingItemKind::Case };
    let row = reading.grading_item(book.id(), kind, look.item.number()).map_err(failure::vault)?;
    let row = row.ok_or_else(no_such_position)?;
    let content = ItemContent::of_row(&row)?;
    let (delivered, generated) = (content.delivered_plan(), content.generated_plan());
    let standing = reading.current_grade(place(book.id(), account, look.round, look.item)).map_err(failure::vault)?;
    let feedback = standing.as_ref().and_then(|_| feedback_on(&book, look));
    Ok(GradeCase {
        grading,
        stage,
        position,
        case: row.label,
        comparison: comparison(&content, &delivered, &generated)?,
        diagnosis: content.diagnosis,
        delivered: plan_view(&delivered),
        generated: plan_view(&generated),
        recorded: standing.map(|row| recorded_view(application, reading, &row)).transpose()?,
        feedback,
    })
}

/// Records a grade or a reason to skip; when this returns, it is on disk.
///
/// # Errors
/// Not permitted; neither or both of grade and reason; another entry stands (`already_recorded`); a full disk. Nothing is written then.
pub fn record_grade(application: &Application, request: &GradeEntryRequest) -> Result<GradeRecorded, Error> {
    let GradeEntryRequest { grading, stage, position, .. } = *request;
    let mut session = application.session();
    let open = session.open_for(Permission::Grade)?;
    let account = open.signed_in()?;
    let book = Book::find(open.vault.read(), grading)?;
    let desk = writable(open.vault.read(), &book, account)?;
    let look = look_at(&desk, stage, position)?;
    let (act, grade, reason) = act_of(request)?;
    let place = place(book.id(), account, look.round, look.item);
    let entry = NewGradeEntry {
        place,
        act,
        grade,
        reason,
        comment: free_text(&request.comment)?,
        is_flagged: request.is_flagged,
        focus_ms: request.focus_ms,
        recorded_at_us: application.now_us(),
        replaces: match &request.replaces {
            Some(named) => Some(entry_named(open.vault.read(), place, named)?),
            None => None,
        },
        packet: None,
    };
    let action = if entry.replaces.is_some() { Action::GradeCorrected } else { Action::GradeRecorded };
    let id = write(open, &book, &entry, action)?;
    let reading = open.vault.read();
    let desk = desk.after_recording(reading)?;
    let standing = desk.standing(reading)?;
    let row = GradeEntryRow { id, entry };
    Ok(GradeRecorded {
        recorded: recorded_view(application, reading, &row)?,
        feedback: feedback_on(&book, look),
        tick: tick_of(&row),
        next: next_after(&desk.ticks(&standing, stage), position),
        row: desk.row(&standing),
    })
}

/// Takes a recorded grade back: its position is to do again, the entry stays in the history.
///
/// # Errors
/// Not permitted; another entry stands (`already_recorded`); a full disk.
pub fn withdraw_grade(
    application: &Application,
    grading: u32,
    stage: GradingStage,
    position: u32,
    entry: &str,
) -> Result<GradingDesk, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Grade)?;
    let account = open.signed_in()?;
    let book = Book::find(open.vault.read(), grading)?;
    let desk = writable(open.vault.read(), &book, account)?;
    let look = look_at(&desk, stage, position)?;
    let place = place(book.id(), account, look.round, look.item);
    let entry = NewGradeEntry {
        place,
        act: GradeAct::Withdrawn,
        grade: None,
        reason: Redacted::default(),
        comment: Redacted::default(),
        is_flagged: false,
        focus_ms: 0,
        recorded_at_us: application.now_us(),
        replaces: Some(entry_named(open.vault.read(), place, entry)?),
        packet: None,
    };
    write(open, &book, &entry, Action::GradeWithdrawn)?;
    desk_view(open.vault.read(), grading, account)
}

fn desk_view(reading: Reading<'_>, grading: u32, account: AccountId) -> Result<GradingDesk, Error> {
    let book = Book::find(reading, grading)?;
    let desk = Desk::of(reading, &book, account)?;
    let stage = desk.stage();
    let standing = desk.standing(reading)?;
    let ticks = desk.ticks(&standing, stage);
    let next = first_to_do(&ticks);
    Ok(GradingDesk { row: desk.row(&standing), scale: scale_view(book.scale()), stage, ticks, next })
}

/// The desk, if this grader may record now.
fn writable<'b>(reading: Reading<'_>, book: &'b Book, account: AccountId) -> Result<Desk<'b>, Error> {
    let desk = Desk::of(reading, book, account)?;
    let refused = |what: &str, remedy: &str| Err(Error::new(ErrorCode::BadInput, what, remedy));
    match desk.state() {
        MyGradingState::Closed => {
            refused("grades may not change any more: the discussion has begun", "bring it up on the panel")
        }
        MyGradingState::Elsewhere => {
            refused("your packet is out, so you grade at the other workstation", "ask the physicist to merge it first")
        }
        MyGradingState::Calibrating | MyGradingState::Grading | MyGradingState::Finished => Ok(desk),
    }
}

fn look_at(desk: &Desk<'_>, stage: GradingStage, position: u32) -> Result<Look, Error> {
    if stage == GradingStage::Grading && desk.stage() == GradingStage::Calibration {
        return Err(Error::new(ErrorCode::BadInput, "the examples come before the cases", "grade the examples first"));
    }
    desk.look(stage, position).ok_or_else(no_such_position)
}

fn act_of(request: &GradeEntryRequest) -> Result<(GradeAct, Option<u8>, Redacted<String>), Error> {
    let reason = request.skip_reason.trim();
    match request.grade {
        Some(number) if reason.is_empty() => {
            grade(number)?;
            Ok((GradeAct::Graded, Some(number), Redacted::default()))
        }
        None if !reason.is_empty() => Ok((GradeAct::Skipped, None, free_text(reason)?)),
        Some(_) => Err(Error::new(ErrorCode::BadInput, "a case is graded or skipped, not both", "choose one")),
        None => Err(Error::new(
            ErrorCode::BadInput,
            "neither a grade nor a reason to skip was given",
            "choose a grade, or write why it is skipped",
        )),
    }
}

/// The entry that the window names: the how-manieth it is at its place. The vault's own numbers count everybody's entries, so that a gap
/// between two of one grader would tell how far the other is.
fn entry_named(reading: Reading<'_>, place: GradePlace, name: &str) -> Result<GradeEntryId, Error> {
    let refused = |_| Error::new(ErrorCode::BadInput, "there is no such entry", "look at the case again");
    let nth: usize = name.parse().map_err(refused)?;
    let entries = reading.grade_entry_ids_at(place).map_err(failure::vault)?;
    let named = nth.checked_sub(1).and_then(|at| entries.get(at));
    named.copied().ok_or_else(|| failure::vault(isocenter_store::Error::AlreadyRecorded { item: place.item }))
}

fn write(open: &mut OpenVault, book: &Book, entry: &NewGradeEntry, action: Action) -> Result<GradeEntryId, Error> {
    let written = open.vault.write().and_then(|mut change| {
        let id = change.insert_grade_entry(entry)?;
        change.commit(&[AuditEntry::new(action, subject(book.id()))])?;
        Ok(id)
    });
    written.map_err(failure::vault)
}

fn recorded_view(application: &Application, reading: Reading<'_>, row: &GradeEntryRow) -> Result<RecordedGrade, Error> {
    let entries = reading.grade_entry_ids_at(row.entry.place).map_err(failure::vault)?;
    Ok(RecordedGrade {
        entry: entries.iter().take_while(|id| id.0 <= row.id.0).count().to_string(),
        grade: row.entry.grade,
        skip_reason: row.entry.reason.reveal().clone(),
        comment: row.entry.comment.reveal().clone(),
        is_flagged: row.entry.is_flagged,
        at: application.local_time_of(row.entry.recorded_at_us),
        focus_s: f64::from(row.entry.focus_ms) / 1000.0,
        corrections: count(entries.len().saturating_sub(1)),
    })
}

/// What the senior oncologist gave an example.
fn feedback_on(book: &Book, look: Look) -> Option<ExampleFeedback> {
    let given = book.example_given(look.item).filter(|_| look.round == Round::Calibration)?;
    Some(ExampleFeedback { grade: given.grade.number(), note: given.note.reveal().clone() })
}

fn no_such_position() -> Error {
    Error::new(ErrorCode::BadInput, "there is no such case in your list", "choose one of the ruler")
}
