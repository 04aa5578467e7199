//! Making, opening, removing and locking studies of grades.

use isocenter_eval::Role as ArmRole;
use isocenter_grade::{GradeScale, Grader};
use isocenter_store::{
    AccountState, Action, AuditEntry, AuditValue, GradingLockRow, GradingOrigin, GradingState as Stored, Hash,
    NewGrading, Passphrase, Reading, Role,
};

use super::rows::row_of;
use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::grading::{Book, draft, is_gradable, scale_view, study_record, subject};
use crate::permission::Permission;
use crate::wire::{
    ErrorCode, GradingModelOption, GradingOptions, GradingRequest, GradingRow, GradingStudyOption, PersonView,
};
use crate::{failure, vault_study};

/// As in Wang et al.
const USUAL_EXAMPLES: u32 = 10;
/// This program's own.
const USUAL_REPEAT_PERCENT: u32 = 5;
/// What the signature that locks means.
const LOCK_MEANING: &str = "I lock this study of grades: every grade and every decision of the panel is final";

/// What the form of a new study of grades offers.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn grading_options(application: &Application) -> Result<GradingOptions, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::KeepGradings)?.vault.read();
    let accounts = reading.accounts().map_err(failure::vault)?;
    let people = |roles: &[Role]| -> Vec<PersonView> {
        let able = accounts.iter().filter(|row| row.state == AccountState::Active && roles.contains(&row.role));
        able.map(|row| PersonView {
            account: row.id.0.to_string(),
            name: row.display_name.clone(),
            role: row.role.into(),
        })
        .collect()
    };
    Ok(GradingOptions {
        studies: studies(reading)?,
        graders: people(&[Role::Resident, Role::Oncologist]),
        seniors: people(&[Role::SeniorOncologist]),
        scale: scale_view(&GradeScale::of_wang_2025()),
        examples: USUAL_EXAMPLES,
        repeat_percent: USUAL_REPEAT_PERCENT,
    })
}

fn studies(reading: Reading<'_>) -> Result<Vec<GradingStudyOption>, Error> {
    let mut options = Vec::new();
    for row in reading.studies().map_err(failure::vault)?.iter().rev() {
        let study = vault_study::study_of(row)?;
        if !is_gradable(row, &study) {
            continue;
        }
        let cases = vault_study::held_out_cases(reading, row.made.cohort)?;
        options.push(GradingStudyOption {
            study: u32::try_from(row.id.0).unwrap_or(u32::MAX),
            name: row.made.name.clone(),
            cases: count(cases.serving(isocenter_domain::Task::Regimen).count()),
            models: study
                .models
                .iter()
                .map(|model| GradingModelOption {
                    model: model.id.to_string(),
                    label: crate::study::figures::name(model),
                    is_tuned: model.role == ArmRole::Tuned,
                })
                .collect(),
            temperatures: study.sampling.temperatures.iter().map(|temperature| temperature.value()).collect(),
            is_demonstration: study.is_demonstration(),
        });
    }
    Ok(options)
}

/// Every study of grades, newest first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn gradings(application: &Application) -> Result<Vec<GradingRow>, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::KeepGradings)?.vault.read();
    Book::of_home(reading)?.iter().map(|book| row_of(application, reading, book)).collect()
}

/// Makes a draft of a finished study's regimens.
///
/// # Errors
/// Not permitted; a study without finished regimens; too few cases; graders who may not grade.
pub fn make_grading(application: &Application, request: &GradingRequest) -> Result<GradingRow, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepGradings)?;
    let study = vault_study::find(open.vault.read(), request.study)?;
    let made = draft(open.vault.read(), &study, request)?;
    let new = NewGrading {
        name: made.protocol.name.clone(),
        origin: GradingOrigin::Here,
        study: Some(study.id),
        protocol: made.protocol.canonical_json().map_err(failure::grade)?,
        sha256: None,
    };
    let regimens = AuditValue::Number(made.protocol.items.len() as i64);
    let written = open.vault.write().and_then(|mut change| {
        let id = change.insert_grading(&new)?;
        change.insert_grading_items(id, &made.items)?;
        change.commit(&[AuditEntry::new(Action::GradingMade, subject(id)).changing(
            "regimens",
            None,
            Some(regimens),
        )])?;
        Ok(id)
    });
    let id = written.map_err(failure::vault)?;
    let reading = open.vault.read();
    row_of(application, reading, &Book::find(reading, u32::try_from(id.0).unwrap_or(u32::MAX))?)
}

/// Freezes the protocol of a draft; the graders may begin.
///
/// # Errors
/// Not permitted; one that is open already; one that something is missing of.
pub fn open_grading(application: &Application, grading: u32) -> Result<GradingRow, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepGradings)?;
    let book = Book::find(open.vault.read(), grading)?;
    if book.row.state != Stored::Draft {
        return Err(Error::new(
            ErrorCode::BadInput,
            "the protocol of this study of grades is frozen already",
            "amend it with a reason",
        ));
    }
    let missing: Vec<String> = book.protocol()?.missing().iter().map(ToString::to_string).collect();
    if !missing.is_empty() {
        let what = format!("the protocol cannot be frozen: {} missing", missing.join(", "));
        return Err(Error::new(ErrorCode::BadInput, what, "add what is missing"));
    }
    let text = book.protocol()?.canonical_json().map_err(failure::grade)?;
    let hash = Hash::from_bytes(*book.protocol()?.sha256().map_err(failure::grade)?.bytes());
    let written = open.vault.write().and_then(|mut change| {
        change.open_grading(book.id(), &text, hash)?;
        change.commit(&[AuditEntry::new(Action::GradingOpened, subject(book.id()))])
    });
    written.map_err(failure::vault)?;
    let reading = open.vault.read();
    row_of(application, reading, &Book::find(reading, grading)?)
}

/// Removes a draft with its texts.
///
/// # Errors
/// Not permitted; one that is not a draft any more.
pub fn remove_grading(application: &Application, grading: u32) -> Result<Vec<GradingRow>, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepGradings)?;
    let book = Book::find(open.vault.read(), grading)?;
    if book.row.state != Stored::Draft {
        return Err(Error::new(
            ErrorCode::BadInput,
            "only a draft can be removed: what graders recorded stays",
            "lock it, or leave it open",
        ));
    }
    let written = open.vault.write().and_then(|mut change| {
        change.remove_grading(book.id())?;
        change.commit(&[AuditEntry::new(Action::GradingRemoved, subject(book.id()))])
    });
    written.map_err(failure::vault)?;
    let reading = open.vault.read();
    Book::of_home(reading)?.iter().map(|book| row_of(application, reading, book)).collect()
}

/// Locks a study of grades, signed with the password of whoever signed in. Nothing of it changes any more; models are named.
///
/// # Errors
/// Not permitted; a wrong password; discrepancies that are not settled or not signed by the senior oncologist.
pub fn lock_grading(application: &Application, grading: u32, password: String) -> Result<GradingRow, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepGradings)?;
    let book = Book::find(open.vault.read(), grading)?;
    book.refuse_unless_open()?;
    let before = open_before_lock(open.vault.read(), &book)?;
    if !before.is_empty() {
        return Err(Error::new(
            ErrorCode::BadInput,
            format!("the study of grades cannot be locked: {}", before.join(" ").trim_end_matches('.')),
            "finish that first",
        ));
    }
    if !open.vault.read().verify_grades().map_err(failure::vault)?.is_empty() {
        return Err(Error::new(
            ErrorCode::VaultDamaged,
            "grades were changed behind the program's back, so nothing is locked",
            "verify the audit log, and restore the last backup",
        ));
    }
    let account = open.signed_in()?;
    open.vault.confirm_passphrase(account, &Passphrase::new(password)).map_err(failure::vault)?;
    let row = open.vault.read().account(account).map_err(failure::vault)?;
    let signed = study_record(open.vault.read(), &book)?.sha256().map_err(failure::grade)?;
    let lock = GradingLockRow {
        account,
        name: row.map(|row| row.display_name).unwrap_or_default(),
        meaning: LOCK_MEANING.to_owned(),
        sha256: Hash::from_bytes(*signed.bytes()),
        locked_at_us: application.now_us(),
    };
    let written = open.vault.write().and_then(|mut change| {
        change.lock_grading(book.id(), &lock)?;
        change.commit(&[AuditEntry::new(Action::GradingLocked, subject(book.id()))])
    });
    written.map_err(failure::vault)?;
    application.panel().end(book.id());
    let reading = open.vault.read();
    row_of(application, reading, &Book::find(reading, grading)?)
}

/// What stands between now and the lock, each in one sentence.
///
/// # Errors
/// A damaged vault.
pub(super) fn open_before_lock(reading: Reading<'_>, book: &Book) -> Result<Vec<String>, Error> {
    match book.row.state {
        Stored::Draft => return Ok(vec!["It has not been opened.".to_owned()]),
        Stored::Locked => return Ok(Vec::new()),
        Stored::Open => {}
    }
    let missing = study_record(reading, book)?.lock_missing().map_err(failure::grade)?;
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let gone = gone_graders(reading, book)?.into_iter();
    let amend = gone.map(|grader| format!("It needs an amendment, for {} has no account any more.", grader.name));
    Ok(amend.chain(missing.iter().map(|missing| format!("It needs {missing}."))).collect())
}

/// Graders whose account was removed: nobody can grade or sit on the panel in their name.
///
/// # Errors
/// A damaged vault.
pub(super) fn gone_graders<'b>(reading: Reading<'_>, book: &'b Book) -> Result<Vec<&'b Grader>, Error> {
    let accounts = reading.accounts().map_err(failure::vault)?;
    let is_gone = |grader: &&Grader| {
        let account = accounts.iter().find(|row| row.id.0 == grader.id.number());
        account.is_none_or(|row| row.state != AccountState::Active)
    };
    Ok(book.protocol()?.active_graders().filter(is_gone).collect())
}
