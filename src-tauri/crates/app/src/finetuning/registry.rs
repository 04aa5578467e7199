//! Every run there is: folders, vault, and those of this process, brought into one list. What happened while the vault was locked is written
//! into it here.

use std::collections::BTreeMap;
use std::path::Path;

use isocenter_store::{
    Action, AuditEntry, AuditValue, Hash, Reading, SplitId, Subject, SubjectKind, TrainingRun, TrainingRunId,
    TrainingRunState,
};
use isocenter_train::LogLine;
use serde::{Deserialize, Serialize};

use super::release;
use super::run_folder::{ExactStep, RunFolder};
use super::run_record::{RunRecord, hash_name};
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::session::{OpenVault, Session};
use crate::wire::{ErrorCode, RunEvaluation, RunRow, RunState};

/// What the vault keeps of a run: its record and its curve.
#[derive(Serialize, Deserialize)]
struct Kept {
    run: RunRecord,
    curve: Vec<ExactStep>,
}

/// Every record, oldest first. Runs whose process is gone are settled, and the open vault learns what it does not know yet.
///
/// # Errors
/// A damaged vault, a full disk.
pub(crate) fn records(application: &Application, session: &mut Session) -> Result<Vec<RunRecord>, Error> {
    let root = session.runs_root();
    let now = application.local_time();
    let mut records: BTreeMap<u32, RunRecord> = BTreeMap::new();
    if let Some(open) = session.if_open() {
        for row in open.vault.read().training_runs().map_err(failure::vault)? {
            if let Ok(kept) = serde_json::from_str::<Kept>(&row.run.record) {
                records.insert(kept.run.number, kept.run);
            }
        }
    }
    for (number, folder) in RunFolder::all(&root) {
        if let Some(record) = folder.settled_record(&now) {
            records.insert(number, record);
        }
    }
    if let Some(open) = session.if_open() {
        for record in records.values() {
            store(open, &root, record)?;
        }
        adopt_evaluations(open, &root)?;
    }
    if let Some(live) = application.runs().current_in(&root) {
        records.insert(live.number, live);
    }
    Ok(records.into_values().collect())
}

/// The open vault, if it is the one of these runs, learns what became of one of them.
///
/// # Errors
/// A full disk.
pub(crate) fn tell_vault(application: &Application, root: &Path, record: &RunRecord) -> Result<(), Error> {
    let mut session = application.session();
    if session.runs_root() != root {
        return Ok(());
    }
    match session.if_open() {
        Some(open) => store(open, root, record),
        None => Ok(()),
    }
}

/// Stores a run as a person started it.
///
/// # Errors
/// A full disk.
pub(crate) fn store_started(open: &mut OpenVault, record: &RunRecord, action: Action) -> Result<(), Error> {
    let run = stored(record, &[])?;
    let id = TrainingRunId(record.number.into());
    let mut change = open.vault.write().map_err(failure::vault)?;
    change.store_training_run(id, &run).map_err(failure::vault)?;
    let state = AuditValue::Code(run.state.code());
    let entry = AuditEntry::new(action, subject(record.number)).changing("state", None, Some(state));
    change.commit(&[entry]).map_err(failure::vault)?;
    Ok(())
}

/// An audit entry about a run without a change of its row.
///
/// # Errors
/// A full disk.
pub(crate) fn note(open: &mut OpenVault, entry: AuditEntry) -> Result<(), Error> {
    open.vault.write().and_then(|change| change.commit(&[entry])).map(drop).map_err(failure::vault)
}

/// A run as what an audit entry is about.
pub(crate) fn subject(run: u32) -> Subject {
    Subject::new(SubjectKind::Run, run.into())
}

fn store(open: &mut OpenVault, root: &Path, record: &RunRecord) -> Result<(), Error> {
    let id = TrainingRunId(record.number.into());
    let before = open.vault.read().training_run(id).map_err(failure::vault)?;
    let state = state_of(record.state);
    let is_known = before.as_ref().is_some_and(|row| row.run.state == state && kept_ends(&row.run.record, record));
    if is_known {
        return Ok(());
    }
    let curve = RunFolder::of(root, record.number).map(|folder| folder.curve()).unwrap_or_default();
    let run = stored(record, &curve)?;
    let mut change = open.vault.write_as_program().map_err(failure::vault)?;
    change.store_training_run(id, &run).map_err(failure::vault)?;
    let (action, field, new) = match record.state {
        RunState::Queued | RunState::Running => (Action::RunStarted, "state", AuditValue::Code(state.code())),
        RunState::Paused => (Action::RunPaused, "steps", steps(record)),
        RunState::Interrupted => (Action::RunInterrupted, "steps", steps(record)),
        RunState::Finished | RunState::StoppedEarly | RunState::Kept => (Action::RunFinished, "steps", steps(record)),
        RunState::Cancelled => (Action::RunCancelled, "steps", steps(record)),
        RunState::Failed => (Action::RunFailed, "steps", steps(record)),
    };
    let mut entry = AuditEntry::new(action, subject(record.number)).changing(field, None, Some(new));
    if let Some(failure) = &record.failure {
        entry = entry.because(reason_code(failure.code));
    }
    change.commit(&[entry]).map_err(failure::vault)?;
    Ok(())
}

/// By what names a measurement; its figures may have lost a last digit in a file.
fn is_known(known: Option<&RunEvaluation>, found: &RunEvaluation) -> bool {
    let name = |evaluation: &RunEvaluation| {
        (evaluation.made.clone(), evaluation.cases, evaluation.tuned.adapter_sha256.clone())
    };
    known.is_some_and(|known| name(known) == name(found))
}

/// Measurements that were finished while the vault was locked.
fn adopt_evaluations(open: &mut OpenVault, root: &Path) -> Result<(), Error> {
    let known = evaluations(open.vault.read())?;
    for (run, folder) in RunFolder::all(root) {
        let Some(evaluation) = folder.evaluation().filter(|found| !is_known(known.get(&run), found)) else { continue };
        let result = serde_json::to_string(&evaluation).map_err(|error| failure::internal(&error))?;
        let mut change = open.vault.write_as_program().map_err(failure::vault)?;
        change.insert_run_evaluation(TrainingRunId(run.into()), &result).map_err(failure::vault)?;
        let cases = AuditValue::Number(evaluation.cases.into());
        let entry = AuditEntry::new(Action::RunEvaluated, subject(run)).changing("cases", None, Some(cases));
        change.commit(&[entry]).map_err(failure::vault)?;
    }
    Ok(())
}

fn steps(record: &RunRecord) -> AuditValue {
    AuditValue::Number(record.steps_done.into())
}

/// Whether the vault knows this record's end already.
fn kept_ends(text: &str, record: &RunRecord) -> bool {
    serde_json::from_str::<Kept>(text).is_ok_and(|kept| kept.run.ended == record.ended && kept.run.log == record.log)
}

fn stored(record: &RunRecord, curve: &[LogLine]) -> Result<TrainingRun, Error> {
    let hash = |of: &str| record.hash(of).and_then(Hash::from_hex);
    let kept = Kept { run: record.clone(), curve: curve.iter().map(ExactStep::from).collect() };
    Ok(TrainingRun {
        task: record.data.task.map(|task| isocenter_domain::Task::from(task).name().to_owned()),
        split: record.data.split.map(SplitId),
        state: state_of(record.state),
        base: hash(hash_name::BASE),
        adapter: hash(hash_name::ADAPTER),
        record: serde_json::to_string(&kept).map_err(|error| failure::internal(&error))?,
    })
}

const fn state_of(state: RunState) -> TrainingRunState {
    match state {
        RunState::Queued => TrainingRunState::Queued,
        RunState::Running => TrainingRunState::Running,
        RunState::Paused => TrainingRunState::Paused,
        RunState::Interrupted => TrainingRunState::Interrupted,
        RunState::Finished => TrainingRunState::Finished,
        RunState::StoppedEarly => TrainingRunState::StoppedEarly,
        RunState::Kept => TrainingRunState::Kept,
        RunState::Cancelled => TrainingRunState::Cancelled,
        RunState::Failed => TrainingRunState::Failed,
    }
}

/// The code of a failure as an audit entry's reason.
pub(crate) const fn reason_code(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::NotEnoughMemory => "not_enough_memory",
        ErrorCode::DiskFull => "disk_full",
        ErrorCode::ModelMissing
        | ErrorCode::ModelIncomplete
        | ErrorCode::ModelCorrupt
        | ErrorCode::ModelUnsupported => "model",
        ErrorCode::Internal => "internal",
        _ => "input",
    }
}

/// The number of the last run that the vault knows.
///
/// # Errors
/// A damaged vault.
pub(crate) fn last_number(reading: Reading<'_>) -> Result<u32, Error> {
    let rows = reading.training_runs().map_err(failure::vault)?;
    Ok(rows.last().and_then(|row| u32::try_from(row.id.0).ok()).unwrap_or(0))
}

/// The history, newest first.
///
/// # Errors
/// A damaged vault, a full disk.
pub(crate) fn rows(application: &Application, session: &mut Session) -> Result<Vec<RunRow>, Error> {
    let records = records(application, session)?;
    let root = session.runs_root();
    let (evaluations, released) = match session.if_open() {
        Some(open) => (evaluations(open.vault.read())?, release::in_use(open.vault.read())?),
        None => Default::default(),
    };
    let here = application.runs().numbers();
    let row = |record: &RunRecord| {
        let folder = RunFolder::of(&root, record.number);
        let mut row = record.row();
        row.held_out = evaluations.get(&record.number).map(|evaluation| evaluation.tuned.headline.clone());
        row.is_released = released.values().any(|release| release.run == record.number);
        row.has_adapter = record.ended_with_adapter() && folder.as_ref().is_some_and(RunFolder::has_adapter);
        row.can_resume = record.may_resume() && folder.is_some() && !here.contains(&record.number);
        row
    };
    Ok(records.iter().rev().map(row).collect())
}

/// One record.
///
/// # Errors
/// No such run.
pub(crate) fn record(application: &Application, session: &mut Session, run: u32) -> Result<RunRecord, Error> {
    records(application, session)?.into_iter().find(|record| record.number == run).ok_or_else(|| no_such_run(run))
}

/// The steps of a run: of its folder, or where that is gone as the vault keeps them.
///
/// # Errors
/// A damaged vault.
pub(crate) fn curve(session: &mut Session, run: u32) -> Result<Vec<LogLine>, Error> {
    let root = session.runs_root();
    if let Some(folder) = RunFolder::of(&root, run) {
        return Ok(folder.curve());
    }
    let Some(open) = session.if_open() else { return Ok(Vec::new()) };
    let row = open.vault.read().training_run(TrainingRunId(run.into())).map_err(failure::vault)?;
    let kept = row.and_then(|row| serde_json::from_str::<Kept>(&row.run.record).ok());
    Ok(kept.map(|kept| kept.curve.into_iter().map(LogLine::from).collect()).unwrap_or_default())
}

/// The newest measurement of each run.
///
/// # Errors
/// A damaged vault.
pub(crate) fn evaluations(reading: Reading<'_>) -> Result<BTreeMap<u32, RunEvaluation>, Error> {
    let rows = reading.run_evaluations().map_err(failure::vault)?;
    let read = |row: isocenter_store::RunEvaluationRow| {
        Some((u32::try_from(row.run.0).ok()?, serde_json::from_str(&row.result).ok()?))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

pub(crate) fn no_such_run(run: u32) -> Error {
    Error::new(ErrorCode::BadInput, format!("there is no run {run}"), "choose one of the history")
}
