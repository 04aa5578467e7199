//! Base against tuned on the held-out cases of a run.

use isocenter_lm::CancelToken;

use crate::application::{Application, MachineUse};
use crate::error::Error;
use crate::failure;
use crate::finetuning::evaluation::{Comparison, compare};
use crate::finetuning::registry;
use crate::finetuning::run_folder::RunFolder;
use crate::finetuning::run_record::hash_name;
use crate::held_out::Question;
use crate::permission::Permission;
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
    let questions: Vec<Question> =
        set.test.iter().take(asked).map(|case| Question::from(case.example.clone())).collect();
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
    drop(permit);
    folder.keep_evaluation(&evaluation)?;
    let mut session = application.session();
    if session.runs_root() == root && session.if_open().is_some() {
        registry::records(application, &mut session)?;
    }
    drop(session);
    tell(EvaluationEvent::Done { evaluation: Box::new(evaluation) });
    Ok(())
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
