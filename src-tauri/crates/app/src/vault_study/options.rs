//! What the form of a new study offers, and which folder an adapter of it lies in.

use std::path::PathBuf;

use isocenter_domain::Task;
use isocenter_eval::CaseList;
use isocenter_store::CohortState;

use super::case_list::held_out_cases;
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::finetuning::run_folder::RunFolder;
use crate::finetuning::run_record::hash_name;
use crate::finetuning::{adapter_proof, registry, release};
use crate::held_out::predictions::answer_tokens;
use crate::model_catalogue::{self, Located};
use crate::session::Session;
use crate::suggestion_model::{adapter_folder, tasks_with_adapter};
use crate::wire::{AdapterOption, ErrorCode, StudyCohort, StudyModelOption, StudyOptions, StudyRequest, TaskLimit};

/// Id of the adapter that came with a model.
const SHIPPED: &str = "shipped";
/// Hypotheses of the search over the ICD-10 table.
const USUAL_BEAMS: u32 = 8;
const USUAL_SEED: u32 = 42;

/// All that the form needs.
///
/// # Errors
/// A damaged vault.
pub(crate) fn options(application: &Application, session: &mut Session) -> Result<StudyOptions, Error> {
    let located = model_catalogue::located(application);
    let models = located.iter().map(|located| model_option(application, session, located));
    let models = models.filter_map(Result::transpose).collect::<Result<Vec<_>, Error>>()?;
    Ok(StudyOptions { models, cohorts: cohorts(session)?, usual: usual() })
}

/// Wang et al.'s scan; lengths and seed are this program's own.
fn usual() -> StudyRequest {
    let limit = |task: Task| TaskLimit {
        task: task.into(),
        max_tokens: u32::try_from(answer_tokens(task)).unwrap_or(u32::MAX),
    };
    StudyRequest {
        name: String::new(),
        cohort: String::new(),
        models: Vec::new(),
        tasks: Task::ALL.map(limit).into(),
        temperatures: (1..=10_u8).map(|tenth| f64::from(tenth) / 10.0).collect(),
        samples_per_temperature: 1,
        top_p: None,
        seed: USUAL_SEED,
        beams: USUAL_BEAMS,
    }
}

fn cohorts(session: &mut Session) -> Result<Vec<StudyCohort>, Error> {
    let Some(open) = session.if_open() else { return Ok(Vec::new()) };
    let reading = open.vault.read();
    let rows = reading.cohorts().map_err(failure::vault)?;
    let frozen = rows.into_iter().rev().filter(|row| row.state == CohortState::Frozen);
    let cohort = |row: isocenter_store::CohortRow| {
        let cases: CaseList = held_out_cases(reading, row.id)?;
        let count = |task| u32::try_from(cases.serving(task).count()).unwrap_or(u32::MAX);
        Ok(StudyCohort {
            id: row.id.0.to_string(),
            name: row.name,
            regimen: count(Task::Regimen),
            modality: count(Task::Modality),
            icd10: count(Task::Icd10),
            sha256: cases.sha256(),
        })
    };
    frozen.map(cohort).collect()
}

/// Nothing for a model that is for letters alone: it answers no task.
fn model_option(
    application: &Application,
    session: &mut Session,
    located: &Located,
) -> Result<Option<StudyModelOption>, Error> {
    let summary = model_catalogue::describe(located);
    let adapters = adapters(application, session, located)?;
    if summary.only_drafts_letters() && adapters.is_empty() {
        return Ok(None);
    }
    Ok(Some(StudyModelOption {
        id: located.id.clone(),
        name: summary.name,
        architecture: summary.architecture,
        is_demonstration: summary.is_demonstration,
        adapters,
        problem: summary.problem.map(|problem| problem.message),
    }))
}

/// The adapters of a base: what Suggest uses first, then what came with the model, then runs, newest first.
fn adapters(application: &Application, session: &mut Session, located: &Located) -> Result<Vec<AdapterOption>, Error> {
    let records = registry::records(application, session)?;
    let released = match session.if_open() {
        Some(open) => release::in_use(open.vault.read())?,
        None => std::collections::BTreeMap::new(),
    };
    let mut options = Vec::new();
    for task in Task::ALL {
        let in_use = released.get(&(located.id.clone(), task)).map(|release| release.run);
        let option = |id: String, name: String| AdapterOption { id, task: task.into(), name };
        let of_task = records.iter().rev().filter(|record| {
            record.base.id == located.id && record.data.task == Some(task.into()) && record.ended_with_adapter()
        });
        let runs: Vec<u32> = of_task.map(|record| record.number).collect();
        options.extend(in_use.map(|run| option(run_id(run), format!("run {run}, in use"))));
        if tasks_with_adapter(&located.folder).contains(&task) {
            options.push(option(SHIPPED.to_owned(), "its own".to_owned()));
        }
        let others = runs.into_iter().filter(|run| in_use != Some(*run));
        options.extend(others.map(|run| option(run_id(run), format!("run {run}"))));
    }
    Ok(options)
}

fn run_id(run: u32) -> String {
    format!("run-{run}")
}

/// The folder of an adapter that a request names, with its files checked against the run that wrote them.
///
/// # Errors
/// No such adapter; one whose files changed, or that belongs to another base or question.
pub(super) fn folder_of_adapter(
    application: &Application,
    session: &mut Session,
    base: &Located,
    task: Task,
    adapter: &str,
) -> Result<PathBuf, Error> {
    if adapter == SHIPPED && tasks_with_adapter(&base.folder).contains(&task) {
        return Ok(adapter_folder(&base.folder, task));
    }
    let run = adapter.strip_prefix("run-").and_then(|number| number.parse().ok());
    let run: u32 = run.ok_or_else(|| no_such_adapter(&base.id, task))?;
    let record = registry::record(application, session, run)?;
    if record.base.id != base.id || record.data.task != Some(task.into()) {
        return Err(no_such_adapter(&base.id, task));
    }
    let folder = RunFolder::of(&session.runs_root(), run).map(|folder| folder.adapter());
    let written = record.hash(hash_name::ADAPTER).unwrap_or_default();
    let folder = adapter_proof::unchanged(folder.as_deref(), run, written)?;
    adapter_proof::fits(&folder, task, &base.folder)?;
    Ok(folder)
}

fn no_such_adapter(base: &str, task: Task) -> Error {
    let what = format!("{base} has no such adapter for {task}");
    Error::new(ErrorCode::BadInput, what, "choose one of the list")
}
