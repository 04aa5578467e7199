//! While runs go on: watch, pause, stop and keep, cancel; and all of them at once when the window closes.

use std::time::Duration;

use isocenter_lm::StopRequest;
use isocenter_store::{Action, AuditEntry, AuditValue};

use crate::application::Application;
use crate::error::Error;
use crate::finetuning::run_folder::RunFolder;
use crate::finetuning::run_hall::Stopped;
use crate::finetuning::{registry, run_worker};
use crate::permission::Permission;
use crate::wire::{ErrorCode, RunEvent, RunState};

/// Tells `watcher` what the runs of this process do from now on, in place of an earlier watcher; how things stand comes first.
///
/// # Errors
/// Not permitted.
pub fn watch_runs(application: &Application, watcher: impl FnMut(RunEvent) + Send + 'static) -> Result<(), Error> {
    application.session().permit(Permission::FineTune)?;
    application.runs().watch(Box::new(watcher));
    Ok(())
}

/// Pauses a run after the step it is at; one that waits leaves the queue.
///
/// # Errors
/// Not permitted; a run that this process does not work on.
pub fn pause_run(application: &Application, run: u32) -> Result<(), Error> {
    stop(application, run, StopRequest::Pause)
}

/// Ends a run after the step it is at and keeps the best adapter so far.
///
/// # Errors
/// As [`pause_run`].
pub fn stop_run(application: &Application, run: u32) -> Result<(), Error> {
    stop(application, run, StopRequest::StopAndKeep)
}

/// Throws a run away, whether it runs, waits or is paused: no checkpoint, no adapter. Its line stays in the history.
///
/// # Errors
/// Not permitted; a run that has come to its end.
pub fn cancel_run(application: &Application, run: u32) -> Result<(), Error> {
    stop(application, run, StopRequest::Cancel)
}

fn stop(application: &Application, run: u32, request: StopRequest) -> Result<(), Error> {
    {
        let mut session = application.session();
        session.permit(Permission::FineTune)?;
        let record = registry::record(application, &mut session, run)?;
        let is_open = matches!(record.state, RunState::Queued | RunState::Running);
        if !(is_open || (request == StopRequest::Cancel && record.may_resume())) {
            return Err(not_at_work(run));
        }
        if let Some(open) = session.if_open() {
            let asked = AuditValue::Code(code_of(request));
            let entry = AuditEntry::new(Action::RunStopRequested, registry::subject(run));
            registry::note(open, entry.changing("request", None, Some(asked)))?;
        }
    }
    match application.runs().stop(run, request) {
        Stopped::Soon => Ok(()),
        Stopped::Unqueued(ticket) => {
            run_worker::put_aside(application, *ticket, request);
            Ok(())
        }
        Stopped::NotHere if request == StopRequest::Cancel => discard(application, run),
        Stopped::NotHere => Err(not_at_work(run)),
    }
}

/// Throws away what a run that does not run has left.
fn discard(application: &Application, run: u32) -> Result<(), Error> {
    let mut session = application.session();
    session.permit(Permission::FineTune)?;
    let mut record = registry::record(application, &mut session, run)?;
    let root = session.runs_root();
    let folder = RunFolder::of(&root, run).ok_or_else(|| registry::no_such_run(run))?;
    let _claim = folder.claim()?.ok_or_else(|| not_at_work(run))?;
    folder.discard()?;
    let now = application.local_time();
    record.state = RunState::Cancelled;
    record.ended.clone_from(&now);
    record.note(&now, "cancelled");
    folder.write_record(&record)?;
    registry::records(application, &mut session).map(drop)
}

const fn code_of(request: StopRequest) -> &'static str {
    match request {
        StopRequest::Pause => "pause",
        StopRequest::StopAndKeep => "stop_and_keep",
        StopRequest::Cancel => "cancel",
    }
}

fn not_at_work(run: u32) -> Error {
    Error::new(ErrorCode::BadInput, format!("run {run} is not at work here"), "look at the history for where it stands")
}

/// Whether a run has the machine or waits for it: a window that closes asks first.
pub fn runs_at_work(application: &Application) -> bool {
    application.runs().is_at_work()
}

/// Pauses every run because the program ends, and waits until the checkpoint is on disk, at most so long. Says whether all are at rest.
pub fn pause_all_runs(application: &Application, most: Duration) -> bool {
    stop_all_runs(application, StopRequest::Pause, most)
}

/// Stops every run of this process and waits for it.
pub(crate) fn stop_all_runs(application: &Application, request: StopRequest, most: Duration) -> bool {
    for ticket in application.runs().stop_all(request) {
        run_worker::put_aside(application, ticket, request);
    }
    application.runs().wait_until_at_rest(most)
}
