//! Base against tuned on the held-out cases of a run.

use std::collections::HashSet;

use isocenter_domain::Task;
use isocenter_lm::{CancelToken, DeviceChoice, Engine, LoadOptions};
use isocenter_store::SplitId;

use crate::application::{Application, MachineUse};
use crate::error::Error;
use crate::failure;
use crate::finetuning::data_set::{DataSet, Sides, sides};
use crate::finetuning::evaluation::{Comparison, agreement, compare};
use crate::finetuning::run_folder::RunFolder;
use crate::finetuning::run_record::{RunRecord, hash_name};
use crate::finetuning::{recipe_form, registry};
use crate::held_out::Question;
use crate::permission::Permission;
use crate::suggestion::past_cases::keep_read_index;
use crate::wire::{ErrorCode, EvaluationEvent};

/// Measures a run's adapter against its base on `cases` of the held-out cases, or on all of them. Waits for the machine; what is measured is
/// kept in the run's folder, and in the vault as soon as it is open.
///
/// # Errors
/// Not permitted; a run without an adapter or without held-out cases; a base that is not as it was. Being stopped is an event, no error.
pub fn evaluate_run(
    application: &Application,
    run: u32,
    cases: Option<u32>,
    tell: &mut dyn FnMut(EvaluationEvent),
) -> Result<(), Error> {
    let (record, folder, root, set) = {
        let mut session = application.session();
        session.permit(Permission::FineTune)?;
        let record = registry::record(application, &mut session, run)?;
        let root = session.runs_root();
        let folder = RunFolder::of(&root, run).filter(|folder| record.ended_with_adapter() && folder.has_adapter());
        let folder =
            folder.ok_or_else(|| refused(format!("run {run} has no adapter"), "choose a run that has finished"))?;
        let set = application.data().get(session.if_open().map(|open| &*open), &record.request.data_set)?;
        (record, folder, root, set)
    };
    let Some(task) = set.task.filter(|_| !set.test.is_empty()) else {
        return Err(refused("the data of this run has no held-out cases".to_owned(), "measure runs of a frozen split"));
    };
    if set.sha256 != record.data.sha256 {
        return Err(refused("the data of this run is not what it was".to_owned(), "start a new run"));
    }
    let base_sha256 = record.hash(hash_name::BASE).unwrap_or_default();
    let asked = cases.map_or(set.test.len(), |cases| cases.max(1) as usize);
    let questions = set.test.iter().take(asked).map(|case| Question::of(task, case.example.clone()));
    let questions = questions.collect::<Result<Vec<_>, Error>>()?;
    let sides = sides_of(&set, &record)?;
    let of_side = |places: &[usize]| places.iter().filter_map(|place| set.learning.get(*place)).collect::<Vec<_>>();
    let validation = of_side(&sides.validation).into_iter().take(asked);
    let validation = validation.map(|case| Question::of(task, case.example.clone()));
    let validation = validation.collect::<Result<Vec<_>, Error>>()?;
    let trained_on: Vec<&str> = of_side(&sides.train).into_iter().map(|case| case.example.answer.as_str()).collect();
    let cancel = CancelToken::new();
    application.begin_measuring(&cancel)?;
    let _end = EndOfMeasuring(application);
    tell(EvaluationEvent::Waiting);
    let Some(permit) = application.wait_for_machine(MachineUse::Measuring, &cancel) else {
        tell(EvaluationEvent::Cancelled);
        return Ok(());
    };
    refuse_other_base(&record.base.place, base_sha256)?;
    application.forget_model();
    let what = Comparison {
        task,
        base: &record.base.place,
        adapter: &folder.adapter(),
        base_sha256,
        questions: &questions,
        trained_on: &trained_on,
        validation: &validation,
        of: set.test.len(),
        made: application.local_time(),
        cancel: &permit.cancel,
    };
    let compared = compare(&what, tell);
    if permit.cancel.is_cancelled() {
        tell(EvaluationEvent::Cancelled);
        return Ok(());
    }
    let evaluation = compared?;
    // Before what comes after: whatever becomes of that, this is measured.
    folder.keep_evaluation(&evaluation)?;
    let agreed = agreement(&what);
    if permit.cancel.is_cancelled() {
        tell(EvaluationEvent::Cancelled);
        return Ok(());
    }
    if let Some(agreed) = agreed? {
        agreed.write_beside(what.adapter)?;
    }
    read_training_cases(application, &record, task, &permit.cancel)?;
    if permit.cancel.is_cancelled() {
        tell(EvaluationEvent::Cancelled);
        return Ok(());
    }
    drop(permit);
    let mut session = application.session();
    if session.runs_root() == root && session.if_open().is_some() {
        registry::records(application, &mut session)?;
    }
    drop(session);
    tell(EvaluationEvent::Done { evaluation: Box::new(evaluation) });
    Ok(())
}

/// The base reads what a regimen adapter learnt from, so that similar cases are found by more than their words.
fn read_training_cases(
    application: &Application,
    record: &RunRecord,
    task: Task,
    cancel: &CancelToken,
) -> Result<(), Error> {
    let Some(split) = record.data.split.filter(|_| task == Task::Regimen) else { return Ok(()) };
    let engine = Engine::open(&record.base.place, LoadOptions::from(DeviceChoice::Auto)).map_err(failure::lm)?;
    match keep_read_index(application, &engine, SplitId(split), &record.base.id, cancel) {
        Err(_) if cancel.is_cancelled() => Ok(()),
        kept => kept,
    }
}

/// What the run learnt from, and what it validated on.
fn sides_of(set: &DataSet, record: &RunRecord) -> Result<Sides, Error> {
    let config = recipe_form::config_of(&record.settings).map_err(failure::train)?;
    let left_out: HashSet<&str> = record.request.left_out.iter().map(String::as_str).collect();
    Ok(sides(set, config.validation_fraction, config.seed, &left_out))
}

/// However a measurement ends, the next may begin.
struct EndOfMeasuring<'a>(&'a Application);

impl Drop for EndOfMeasuring<'_> {
    fn drop(&mut self) {
        self.0.end_measuring();
    }
}

/// Both sides are measured on the base the adapter was made for, or not at all.
fn refuse_other_base(place: &std::path::Path, sha256: &str) -> Result<(), Error> {
    let found = isocenter_lm::sha256_of_model(place, &CancelToken::new()).map_err(failure::lm)?;
    if found == sha256 {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::AdapterMismatch,
        "the base model is not the one this adapter was made for: its files were changed",
        "put the model back as it was",
    ))
}

fn refused(what: String, remedy: &str) -> Error {
    Error::new(ErrorCode::BadInput, what, remedy)
}

/// Stops the measurement, if there is one.
pub fn cancel_evaluation(application: &Application) {
    application.cancel_measuring();
}
