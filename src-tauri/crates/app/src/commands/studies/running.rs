//! A study goes on, pauses, and is watched. It runs in an open vault only, because its answers are stored there.

use std::sync::Arc;
use std::time::Duration;

use isocenter_lm::CancelToken;
use isocenter_store::{Action, AuditEntry, StudyProgress as Stored, StudyState};

use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::permission::Permission;
use crate::vault_study::{self, PauseCause, StudyTicket};
use crate::wire::{ErrorCode, StudyEvent, StudyPhase, StudyProgress, StudyRow};

/// How long somebody waits for a study to store its last whole answers: a large model may be in the middle of being read.
pub(super) const LONGEST_STOP: Duration = Duration::from_secs(30);

/// Starts a study, or goes on with one that has rested. Answers at once; the study goes on by itself.
///
/// # Errors
/// Not permitted; one that is finished; `busy` while another study runs.
pub fn start_study(application: &Arc<Application>, study: u32) -> Result<StudyRow, Error> {
    let mut session = application.session();
    let root = session.runs_root();
    let open = session.open_for(Permission::Evaluate)?;
    let reading = open.vault.read();
    let row = vault_study::find(reading, study)?;
    if row.state == StudyState::Finished {
        return Err(Error::new(ErrorCode::BadInput, format!("study {study} is finished"), "make a new one"));
    }
    let asks = vault_study::study_of(&row)?;
    let cases = vault_study::held_out_cases(reading, row.made.cohort)?;
    let before = Duration::from_millis(u64::try_from(row.elapsed_ms).unwrap_or(0));
    let number = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    let progress = StudyProgress {
        study,
        name: row.made.name.clone(),
        phase: StudyPhase::Waiting,
        asking: String::new(),
        done: number(row.stored),
        total: number(row.made.planned),
        samples_per_s: None,
        left_s: None,
        elapsed_s: before.as_secs_f64(),
    };
    let cancel = CancelToken::new();
    application.studies().begin(progress, &cancel)?;
    let begun = Stored { state: StudyState::Running, elapsed_ms: row.elapsed_ms, failure: None };
    let written = open.vault.write().and_then(|mut change| {
        change.set_study_progress(row.id, &begun)?;
        change.commit(&[AuditEntry::new(Action::StudyStarted, vault_study::subject(row.id))])
    });
    if let Err(error) = written {
        let error = failure::vault(error);
        application.studies().end(crate::wire::StudyState::Failed, Some(error.view()));
        return Err(error);
    }
    let reading = open.vault.read();
    let shown = vault_study::row_of(application, reading, &vault_study::find(reading, study)?)?;
    let record = row.record;
    let ticket = StudyTicket { id: row.id, number: study, study: asks, cases, record, root, before, cancel };
    vault_study::start(application, ticket);
    Ok(shown)
}

/// Asks a running study to pause; it stops at the next whole answers.
///
/// # Errors
/// Not permitted; one that does not run.
pub fn pause_study(application: &Application, study: u32) -> Result<(), Error> {
    application.session().open_for(Permission::Evaluate)?;
    if application.studies().pause(Some(study), PauseCause::Person) {
        return Ok(());
    }
    Err(Error::new(ErrorCode::BadInput, format!("study {study} does not run"), "look at the list of studies"))
}

/// Tells `watcher` of the running study from now on.
///
/// # Errors
/// Not permitted.
pub fn watch_studies(application: &Application, watcher: impl FnMut(StudyEvent) + Send + 'static) -> Result<(), Error> {
    application.session().open_for(Permission::ReadResults)?;
    application.studies().watch(Box::new(watcher));
    Ok(())
}

/// Pauses the running study, if there is one, before the vault is locked, and forgets what is read of others.
pub(crate) fn pause_for_lock(application: &Application) {
    if application.studies().pause(None, PauseCause::Lock) {
        // OK if it does not come to rest in time: what it stored stays, and it counts as interrupted at the next sign-in.
        let _ = application.studies().wait_until_at_rest(LONGEST_STOP);
    }
    application.open_studies().forget();
}
