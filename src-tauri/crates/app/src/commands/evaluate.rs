//! A study by its file into a folder: its answers, its numbers, its report. A folder that holds answers of the study goes on from them.

use std::fs::File;
use std::path::{Path, PathBuf};

use isocenter_eval::{CaseList, Evaluation, Plan, Role, Study, StudyDraft};
use isocenter_lm::{CancelToken, DeviceChoice};

use crate::application::Application;
use crate::error::Error;
use crate::study::{
    Places, REPORT, RunEvent, STUDY, SampleFile, StudyOutputs, StudyRecord, StudyRun, model_cards, run_study,
    study_record,
};
use crate::wire::ErrorCode;
use crate::{failure, files};

pub use crate::study::StudyProgress;

const SAMPLES: &str = "samples.jsonl";
const RECORD: &str = "run.json";

/// What is evaluated.
#[derive(Debug, Clone)]
pub struct EvaluateRequest {
    /// The study file; relative paths in it begin where it lies.
    pub study: PathBuf,
    /// The folder of the study, made where it is not there.
    pub out: PathBuf,
    /// Where to compute.
    pub device: DeviceChoice,
}

/// What an evaluation tells.
#[derive(Debug, Clone, PartialEq)]
pub enum EvaluateEvent {
    /// A model is asked a task.
    Asking {
        /// Which and what, e.g. `LLaMA demo, base, regimen`.
        part: String,
    },
    /// An answer was stored.
    Stored(StudyProgress),
    /// Every answer is there; the numbers are made and written.
    Computing,
}

/// A finished evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluateReport {
    /// What the study is called.
    pub name: String,
    /// Whether it must be taken for a demonstration only.
    pub is_demonstration: bool,
    /// Answers in all.
    pub samples: usize,
    /// Answers of this session.
    pub drawn: usize,
    /// The stated findings.
    pub findings: Vec<String>,
    /// The folder that holds everything.
    pub folder: PathBuf,
    /// The report in it.
    pub report: PathBuf,
    /// `results.json`, as it was written.
    pub results: Vec<u8>,
}

/// Runs the study as far as it is not run yet, and writes its numbers, figures and report. A study file that leaves the hash of its cases
/// out is written into the folder with it, and held to it from then on.
///
/// # Errors
/// A study file, cases, models or a folder that cannot be used; a folder with another study's answers; `busy`; being stopped, after
/// which the same call goes on.
pub fn evaluate(
    application: &Application,
    request: &EvaluateRequest,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(EvaluateEvent),
) -> Result<EvaluateReport, Error> {
    let draft = StudyDraft::from_toml(&files::read_text(&request.study)?).map_err(failure::eval)?;
    let places = Places::beside(&request.study);
    let cases = read_cases(&places.of(draft.cases_file()))?;
    let study = draft.freeze(&cases).map_err(failure::eval)?;
    let planned = Plan::new(&study, &cases).map_err(failure::eval)?.units().count();
    let permit = application.begin_job(cancel.clone())?;
    let record_of_now = || study_record(&study, &places, request.device, &permit.cancel);
    let record_path = request.out.join(RECORD);
    // Before anything is written: a study that cannot be asked leaves no folder behind.
    let fresh = if record_path.is_file() { None } else { Some(record_of_now()?) };
    std::fs::create_dir_all(&request.out).map_err(|source| files::cannot_write(&request.out, &source))?;
    write_study(request, &study)?;
    let mut samples = SampleFile::open(&request.out.join(SAMPLES), &study.sha256())?;
    let stored = samples.len();
    let record = if stored < planned {
        let now = fresh.map_or_else(record_of_now, Ok)?;
        match stored {
            0 => files::write_whole(&record_path, &files::to_json(&now)?)?,
            _ => now.check_goes_on(&read_record(&record_path)?)?,
        }
        let run = StudyRun {
            study: &study,
            cases: &cases,
            places: &places,
            device: request.device,
            cancel: &permit.cancel,
            clock: &|| application.elapsed(),
        };
        let ran = run_study(&run, &mut samples, &mut |event| observe(told(event)));
        samples.sync()?;
        ran.map_err(|error| match permit.cancel.is_cancelled() && error == failure::cancelled() {
            true => stopped(samples.len(), planned),
            false => error,
        })?;
        now
    } else {
        read_record(&record_path)?
    };
    observe(EvaluateEvent::Computing);
    let drawn = samples.len() - stored;
    let evaluation = Evaluation::new(&study, &cases, samples.into_records()).map_err(failure::eval)?;
    let outputs = StudyOutputs::new(&evaluation, record.facts())?;
    outputs.write(&request.out, &model_cards(&evaluation, &places), &[], &application.local_time())?;
    Ok(EvaluateReport {
        name: study.name.clone(),
        is_demonstration: study.is_demonstration(),
        samples: planned,
        drawn,
        findings: outputs.findings.iter().map(|finding| finding.text.clone()).collect(),
        folder: request.out.clone(),
        report: request.out.join(REPORT),
        results: outputs.results_json()?,
    })
}

fn told(event: RunEvent<'_>) -> EvaluateEvent {
    match event {
        RunEvent::Asking { model, task } => {
            let role = match model.role {
                Role::Base => "base",
                Role::Tuned => "fine-tuned",
            };
            EvaluateEvent::Asking { part: format!("{}, {role}, {task}", model.label) }
        }
        RunEvent::Stored(progress) => EvaluateEvent::Stored(progress),
    }
}

fn stopped(done: usize, planned: usize) -> Error {
    Error::new(
        ErrorCode::BadInput,
        format!("stopped after {done} of {planned} answers, which are kept"),
        "run the same command again to go on",
    )
}

fn read_cases(path: &Path) -> Result<CaseList, Error> {
    let file = File::open(path).map_err(|source| files::cannot_read(path, &source))?;
    CaseList::read(file).map_err(failure::eval)
}

/// Writes the study with its defaults, unless it lies there already. A study file of another study is not written over.
fn write_study(request: &EvaluateRequest, study: &Study) -> Result<(), Error> {
    let path = request.out.join(STUDY);
    if path.is_file() {
        let there = Study::from_toml(&files::read_text(&path)?).ok();
        return match there.is_some_and(|there| there.sha256() == study.sha256()) {
            true => Ok(()),
            false => Err(Error::new(
                ErrorCode::BadInput,
                format!("{} holds another study, or this one before it was changed", request.out.display()),
                "choose another folder",
            )),
        };
    }
    files::write_whole(&path, study.to_toml().map_err(failure::eval)?.as_bytes())
}

/// The record that the answers were made with; without it nobody knows what made them.
fn read_record(path: &Path) -> Result<StudyRecord, Error> {
    serde_json::from_str(&files::read_text(path)?).map_err(|error| {
        Error::new(
            ErrorCode::BadInput,
            format!("{} is not the record of a run", path.display()),
            "put it back as it was, or begin the run anew in another folder",
        )
        .caused_by(&error)
    })
}
