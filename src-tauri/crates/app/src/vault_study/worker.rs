//! Works a study off on a thread of its own: waits for the machine, asks what is not answered yet, and writes down how it ended.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use isocenter_eval::{CaseList, Role, Study};
use isocenter_lm::{CancelToken, DeviceChoice};
use isocenter_store::{Action, AuditEntry, AuditValue, StudyId, StudyState};

use super::hall::PauseCause;
use super::list::{subject, wire_state};
use super::sink::VaultSink;
use crate::application::{Application, MachineUse};
use crate::error::Error;
use crate::failure;
use crate::study::{Places, RunEvent, StudyRecord, StudyRun, run_study, study_record};
use crate::wire::{ErrorCode, StudyPhase};

/// A study that is ready to run. It holds texts of patients, so it has no `Debug`.
pub(crate) struct StudyTicket {
    pub(crate) id: StudyId,
    pub(crate) number: u32,
    pub(crate) study: Study,
    pub(crate) cases: CaseList,
    /// The vault it lies in, by the folder of its runs.
    pub(crate) root: PathBuf,
    /// What its answers depend on beyond the study, as it was when it was first started.
    pub(crate) record: Option<String>,
    /// Time that earlier sittings took.
    pub(crate) before: Duration,
    pub(crate) cancel: CancelToken,
}

/// Begins to work; the hall has the study already.
pub(crate) fn start(application: &Arc<Application>, ticket: StudyTicket) {
    let application = Arc::clone(application);
    std::thread::spawn(move || work(&application, &ticket));
}

fn work(application: &Application, ticket: &StudyTicket) {
    let sha256 = ticket.study.sha256();
    let mut sink = VaultSink::new(application, ticket.id, sha256, ticket.root.clone(), ticket.before);
    let asked = catch_unwind(AssertUnwindSafe(|| ask(application, ticket, &mut sink)));
    let asked = asked.unwrap_or_else(|_| {
        let words = "Isocenter met a fault of its own";
        Err(Error::new(ErrorCode::Internal, words, "go on with the study, or make it again"))
    });
    let reason = |error: &Error| crate::finetuning::registry::reason_code(error.code());
    let about = |action| AuditEntry::new(action, subject(ticket.id));
    let (state, failure, entry) = match (asked, application.studies().pause_cause()) {
        (Ok(answers), _) => {
            let answers = AuditValue::Number(i64::try_from(answers).unwrap_or(i64::MAX));
            let entry = about(Action::StudyFinished).changing("answers", None, Some(answers));
            (StudyState::Finished, None, entry)
        }
        (Err(_), Some(PauseCause::Person)) => (StudyState::Paused, None, about(Action::StudyPaused).because("person")),
        (Err(_), Some(PauseCause::Lock)) => {
            (StudyState::PausedByLock, None, about(Action::StudyPaused).because("locked"))
        }
        (Err(error), None) => {
            let entry = about(Action::StudyFailed).because(reason(&error));
            (StudyState::Failed, Some(error), entry)
        }
    };
    let words = failure.as_ref().map(ToString::to_string);
    let closed = sink.close(state, words, entry);
    // OK if the vault is locked already: at the next sign-in the study counts as interrupted, with all batches it has.
    let failure = failure.or(closed.err()).map(|error| error.view());
    application.studies().end(wire_state(state), failure);
}

/// Asks, and gives how many answers there are in the end.
fn ask(application: &Application, ticket: &StudyTicket, sink: &mut VaultSink<'_>) -> Result<usize, Error> {
    let StudyTicket { study, cases, cancel, number, .. } = ticket;
    let Some(permit) = application.wait_for_machine(MachineUse::Studying { study: *number }, cancel) else {
        return Err(Error::new(ErrorCode::Busy, "the study was paused while it waited", "go on with it"));
    };
    application.forget_model();
    let clock = || application.elapsed();
    let began = application.elapsed();
    let places = Places::beside(Path::new(""));
    let now = study_record(study, &places, DeviceChoice::Auto, &permit.cancel)?;
    match &ticket.record {
        None => sink.begin(&serde_json::to_string(&now).map_err(|error| failure::internal(&error))?)?,
        Some(begun) => {
            let begun: StudyRecord = serde_json::from_str(begun).map_err(|error| failure::internal(&error))?;
            now.check_goes_on(&begun)?;
        }
    }
    let run =
        StudyRun { study, cases, places: &places, device: DeviceChoice::Auto, cancel: &permit.cancel, clock: &clock };
    let mut tell = |event: RunEvent<'_>| {
        let now = application.elapsed();
        application.studies().update(now, |progress| match event {
            RunEvent::Asking { model, task } => {
                let arm = if model.role == Role::Tuned { "fine-tuned" } else { "base" };
                progress.phase = StudyPhase::Reading;
                progress.asking = format!("{}, {arm}: {task}", model.label);
            }
            RunEvent::Stored(pace) => {
                progress.phase = StudyPhase::Answering;
                progress.done = u32::try_from(pace.done).unwrap_or(u32::MAX);
                progress.total = u32::try_from(pace.total).unwrap_or(u32::MAX);
                progress.samples_per_s = pace.samples_per_second;
                progress.left_s = pace.seconds_left;
                progress.elapsed_s = (ticket.before + now.saturating_sub(began)).as_secs_f64();
            }
        });
    };
    let progress = run_study(&run, sink, &mut tell)?;
    Ok(progress.done)
}
