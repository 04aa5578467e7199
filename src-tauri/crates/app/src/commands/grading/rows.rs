//! Studies of grades in lists, what waits for somebody, and who must not see the results that a study of grades draws on.

use isocenter_grade::GraderId;
use isocenter_store::{
    AccountId, Actor, GradingOrigin as StoredOrigin, GradingState as StoredState, Reading, Role, StudyRow,
};

use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::grading::{Book, Counts, Desk, Discussion, has_packet_out, is_in_discussion, letter_word};
use crate::people::name_of;
use crate::session::OpenVault;
use crate::wire::{
    ErrorCode, GraderProgress, GradingOrigin, GradingRow, GradingState, MyGradingState, Place, WaitingCount,
};

/// Where a study of grades stands.
///
/// # Errors
/// A damaged vault.
pub(super) fn state_of(reading: Reading<'_>, book: &Book) -> Result<GradingState, Error> {
    Ok(match book.row.state {
        StoredState::Draft => GradingState::Draft,
        StoredState::Locked => GradingState::Locked,
        StoredState::Open if is_in_discussion(reading, book)? => GradingState::Discussion,
        StoredState::Open => GradingState::Open,
    })
}

/// A study of grades for those who keep it.
///
/// # Errors
/// A damaged vault.
pub(super) fn row_of(application: &Application, reading: Reading<'_>, book: &Book) -> Result<GradingRow, Error> {
    let protocol = book.protocol()?;
    let state = state_of(reading, book)?;
    let accounts = reading.accounts().map_err(failure::vault)?;
    let mut graders = Vec::new();
    for grader in &protocol.graders {
        let account = AccountId(grader.id.number());
        let counts = Counts::of(reading, book, account)?;
        graders.push(GraderProgress {
            account: account.0.to_string(),
            name: grader.name.clone(),
            letter: letter_word(grader.letter),
            calibrated: counts.calibrated,
            examples: counts.examples,
            recorded: counts.recorded,
            total: counts.total,
            is_removed: grader.is_removed,
            has_packet: has_packet_out(reading, book, account)?,
        });
    }
    let (mut flagged, mut settled) = (None, None);
    if matches!(state, GradingState::Discussion | GradingState::Locked) {
        let discussion = Discussion::read(reading, book)?;
        let pairs = discussion.discrepancies().len();
        settled = Some(count(pairs - discussion.unsettled()?));
        flagged = Some(count(pairs));
    }
    let lock = reading.grading_lock(book.id()).map_err(failure::vault)?;
    let amendments = reading.grading_amendments(book.id()).map_err(failure::vault)?;
    Ok(GradingRow {
        grading: book.number(),
        name: protocol.name.clone(),
        state,
        origin: match book.row.made.origin {
            StoredOrigin::Here => GradingOrigin::Here,
            StoredOrigin::Packet => GradingOrigin::Packet,
        },
        study: book.row.made.study.and_then(|study| u32::try_from(study.0).ok()),
        study_name: protocol.study.name.clone(),
        is_demonstration: protocol.is_demonstration,
        cases: count(protocol.cases.len()),
        arms: count(protocol.arms.len()),
        examples: count(protocol.examples.len()),
        examples_given: count(protocol.examples.iter().filter(|example| example.given.is_some()).count()),
        graders,
        flagged,
        settled,
        protocol_sha256: book.row.made.sha256.map(|hash| hash.to_string()).unwrap_or_default(),
        amendments: count(amendments.len()),
        made: application.local_time_of(book.row.made_at_us),
        made_by: name_of(&accounts, book.row.made_by),
        opened: book.row.opened_at_us.map(|at| application.local_time_of(at)),
        locked: lock.map(|lock| application.local_time_of(lock.locked_at_us)),
    })
}

/// What of studies of grades waits for whoever signed in.
///
/// # Errors
/// A damaged vault.
pub(crate) fn waiting(open: &OpenVault) -> Result<Vec<WaitingCount>, Error> {
    let Actor::Person { account, role } = open.vault.actor() else { return Ok(Vec::new()) };
    let reading = open.vault.read();
    let (mut to_grade, mut examples, mut to_settle) = (0, 0, 0);
    for book in Book::all(reading)? {
        if role == Role::SeniorOncologist && !book.is_packet() {
            let ungraded = book.protocol()?.examples.iter().filter(|example| example.given.is_none()).count();
            match book.row.state {
                StoredState::Draft => examples += count(ungraded),
                StoredState::Open if is_in_discussion(reading, &book)? => {
                    to_settle += count(Discussion::read(reading, &book)?.unsettled()?);
                }
                StoredState::Open | StoredState::Locked => {}
            }
        } else if book.row.state == StoredState::Open && book.is_graded_by(account) {
            let desk = Desk::of(reading, &book, account)?;
            if matches!(desk.state(), MyGradingState::Calibrating | MyGradingState::Grading) {
                to_grade += desk.counts.total.saturating_sub(desk.counts.recorded);
            }
        }
    }
    let counts = [(Place::Grade, to_grade), (Place::Examples, examples), (Place::Adjudicate, to_settle)];
    Ok(counts.into_iter().map(|(place, count)| WaitingCount { place, count }).collect())
}

/// Whoever grades regimens of a study, or settles what its graders differ on, must not read which model wrote what: not there, and not in
/// another study of the same cases, where the same models may have written the same.
///
/// # Errors
/// `not_permitted` until the study of grades is locked; a damaged vault.
pub(crate) fn refuse_to_the_blinded(open: &OpenVault, study: &StudyRow) -> Result<(), Error> {
    let Actor::Person { account, role } = open.vault.actor() else { return Ok(()) };
    let reading = open.vault.read();
    for book in Book::of_home(reading)? {
        let grades = book.protocol()?.grader(GraderId::new(account.0)).is_some();
        let is_blinded = grades || role == Role::SeniorOncologist;
        if book.is_locked() || !is_blinded {
            continue;
        }
        let graded = book.row.made.study.map(|id| reading.study(id)).transpose().map_err(failure::vault)?.flatten();
        if graded.is_some_and(|graded| graded.made.cohort == study.made.cohort) {
            return Err(Error::new(
                ErrorCode::NotPermitted,
                "the results of this study stay closed to its graders and to the panel until its grades are locked",
                "come back after the lock",
            ));
        }
    }
    Ok(())
}
