//! Start, repeat and resume: a request becomes a run in the queue.

use std::sync::Arc;

use isocenter_lm::CancelToken;
use isocenter_store::Action;
use isocenter_train::{Example, Resume};

use crate::application::Application;
use crate::assets;
use crate::commands::machine::device_name;
use crate::error::Error;
use crate::finetuning::data_set::DataSet;
use crate::finetuning::preparation::{Prepared, prepare};
use crate::finetuning::run_folder::RunFolder;
use crate::finetuning::run_hall::RunTicket;
use crate::finetuning::run_record::{RunBase, RunData, RunRecord, hash_name};
use crate::finetuning::{forecast, recipe_form, registry, run_worker};
use crate::model_catalogue;
use crate::permission::Permission;
use crate::wire::{ErrorCode, ProblemKind, RunRequest, RunRow, RunState};

/// Starts a run, or puts it behind those that have or await the machine.
///
/// # Errors
/// Not permitted; the first problem that blocks the start.
pub fn start_run(application: &Arc<Application>, request: &RunRequest) -> Result<RunRow, Error> {
    start(application, request, None)
}

/// Starts a run with the settings, the data and the seed of another one.
///
/// # Errors
/// As [`start_run`]; no such run.
pub fn repeat_run(application: &Arc<Application>, run: u32) -> Result<RunRow, Error> {
    let request = {
        let mut session = application.session();
        session.permit(Permission::FineTune)?;
        let record = registry::record(application, &mut session, run)?;
        let request = RunRequest { settings: record.settings.clone(), ..record.request };
        remember_file(application, record.data.file.as_deref())?;
        request
    };
    start(application, &request, Some(run))
}

fn start(application: &Arc<Application>, request: &RunRequest, repeats: Option<u32>) -> Result<RunRow, Error> {
    let prepared = prepare(application, request)?;
    refuse_problems(&prepared)?;
    let ticket = {
        let mut session = application.session();
        session.permit(Permission::FineTune)?;
        let root = session.runs_root();
        let last = match session.if_open() {
            Some(open) => registry::last_number(open.vault.read())?,
            None => 0,
        };
        let (number, folder, claim) = RunFolder::create(&root, last)?;
        let (train, validation) = texts(&prepared)?;
        let mut record = new_record(application, number, request, &prepared)?;
        record.repeats = repeats;
        record.started_by = session.person_name()?;
        folder.write_record(&record)?;
        if let Some(open) = session.if_open() {
            registry::store_started(open, &record, Action::RunStarted)?;
        }
        let Prepared { config, base, .. } = prepared;
        let (Some(config), Some((located, _))) = (config, base) else { return Err(cannot_start()) };
        let (resume, stop) = (Resume::Fresh, CancelToken::new());
        let (base, claim) = (located.folder, Arc::new(claim));
        RunTicket { record, folder, claim, config, train, validation, base, resume, stop, root }
    };
    let row = ticket.record.row();
    run_worker::enqueue(application, ticket);
    Ok(row)
}

/// Lets a paused, interrupted or failed run go on from its checkpoint; one without a checkpoint begins again under its number.
///
/// # Errors
/// Not permitted; no such run, or one that cannot go on; a base or data that are not as they were.
pub fn resume_run(application: &Arc<Application>, run: u32) -> Result<RunRow, Error> {
    let record = {
        let mut session = application.session();
        session.permit(Permission::FineTune)?;
        registry::record(application, &mut session, run)?
    };
    if !record.may_resume() {
        return Err(cannot_resume(run, "it is not one that was stopped on its way"));
    }
    remember_file(application, record.data.file.as_deref())?;
    let request = RunRequest { settings: record.settings.clone(), ..record.request.clone() };
    let prepared = prepare(application, &request)?;
    refuse_problems(&prepared)?;
    refuse_other_data(run, &record, &prepared)?;
    let (train, validation) = texts(&prepared)?;
    let Prepared { config, base, .. } = prepared;
    let (Some(config), Some((located, _))) = (config, base) else { return Err(cannot_start()) };
    let ticket = {
        let mut session = application.session();
        session.permit(Permission::FineTune)?;
        let root = session.runs_root();
        let folder = RunFolder::of(&root, run).ok_or_else(|| cannot_resume(run, "its folder is gone"))?;
        let claim = folder.claim()?.ok_or_else(|| cannot_resume(run, "it is running already"))?;
        let mut record = record;
        let resume = if folder.has_checkpoint() { Resume::FromCheckpoint } else { Resume::Fresh };
        record.state = RunState::Queued;
        record.ended = String::new();
        record.failure = None;
        folder.write_record(&record)?;
        if let Some(open) = session.if_open() {
            registry::store_started(open, &record, Action::RunResumed)?;
        }
        let (base, claim, stop) = (located.folder, Arc::new(claim), CancelToken::new());
        RunTicket { record, folder, claim, config, train, validation, base, resume, stop, root }
    };
    let row = ticket.record.row();
    run_worker::enqueue(application, ticket);
    Ok(row)
}

/// The data file of an earlier run is the one of this session now.
fn remember_file(application: &Application, file: Option<&std::path::Path>) -> Result<(), Error> {
    match file {
        Some(path) => application.data().choose_file(path).map(drop),
        None => Ok(()),
    }
}

/// The first problem that blocks, as a refusal.
fn refuse_problems(prepared: &Prepared) -> Result<(), Error> {
    let Some(problem) = prepared.view.problems.iter().find(|problem| problem.is_blocking) else { return Ok(()) };
    let code = match problem.kind {
        ProblemKind::Memory => ErrorCode::NotEnoughMemory,
        ProblemKind::Model => ErrorCode::ModelMissing,
        _ => ErrorCode::BadInput,
    };
    let words = problem.words.trim_end_matches('.');
    let mut letters = words.chars();
    let words: String = letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect());
    match words.split_once(" — ") {
        Some((what, remedy)) => Err(Error::new(code, what, remedy)),
        None => Err(Error::new(code, words, "solve it in the form, then start")),
    }
}

fn refuse_other_data(run: u32, record: &RunRecord, prepared: &Prepared) -> Result<(), Error> {
    let is_same = prepared.set.as_ref().is_some_and(|set| set.sha256 == record.data.sha256);
    if is_same { Ok(()) } else { Err(cannot_resume(run, "its data is not what it was")) }
}

fn texts(prepared: &Prepared) -> Result<(Vec<Example>, Vec<Example>), Error> {
    let (Some(set), Some(sides)) = (&prepared.set, &prepared.sides) else { return Err(cannot_start()) };
    let of = |places: &[usize]| {
        places.iter().filter_map(|place| set.learning.get(*place)).map(|case| case.example.clone()).collect()
    };
    Ok((of(&sides.train), of(&sides.validation)))
}

fn new_record(
    application: &Application,
    number: u32,
    request: &RunRequest,
    prepared: &Prepared,
) -> Result<RunRecord, Error> {
    let Prepared { config: Some(config), base: Some((located, _)), set: Some(set), view, .. } = prepared else {
        return Err(cannot_start());
    };
    let summary = model_catalogue::describe(located);
    let now = application.local_time();
    let data = run_data(set)?;
    let mut record = RunRecord {
        number,
        request: request.clone(),
        repeats: None,
        base: RunBase {
            id: located.id.clone(),
            name: summary.name,
            architecture: summary.architecture,
            place: located.folder.clone(),
        },
        settings: recipe_form::settings_of(config)?,
        rank: u32::try_from(config.rank).unwrap_or(u32::MAX),
        quantize: forecast::format_of(config.quantize),
        numbers: view.numbers.ok_or_else(cannot_start)?,
        forecast: view.memory.clone(),
        started_by: String::new(),
        started: now.clone(),
        ended: String::new(),
        state: RunState::Queued,
        failure: None,
        began_on: None,
        interruption: None,
        steps_done: 0,
        seconds: 0.0,
        checkpoint_step: None,
        best: None,
        written_step: None,
        tokens_per_s: None,
        peak_bytes: None,
        hashes: Vec::new(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        device: device_name(),
        log: Vec::new(),
        data,
    };
    record.set_hash(hash_name::DATA_SET, record.data.sha256.clone());
    if let Some(prompt) = record.data.prompt_sha256.clone() {
        record.set_hash(hash_name::PROMPT, prompt);
    }
    record.note(&now, "started");
    Ok(record)
}

fn run_data(set: &DataSet) -> Result<RunData, Error> {
    Ok(RunData {
        name: set.name.clone(),
        task: set.task.map(Into::into),
        split: set.split,
        file: set.file.clone(),
        sha256: set.sha256.clone(),
        prompt_sha256: set.task.map(assets::prompt_sha256).transpose()?,
    })
}

fn cannot_start() -> Error {
    Error::new(ErrorCode::BadInput, "the run cannot start as it is asked for", "solve what the form names first")
}

fn cannot_resume(run: u32, why: &str) -> Error {
    Error::new(ErrorCode::BadInput, format!("run {run} cannot go on: {why}"), "start a new run with the same settings")
}
