//! A study of what the form asks: models with their folders, the case list by its hash, every setting written out.

use isocenter_domain::Task;
use isocenter_eval::{
    CaseList, CaseListRef, ModelId, PerTask, Purpose, Role, Sampling, Statistics, Study, StudyModel, TaskSettings,
    Temperature,
};
use isocenter_store::CohortId;

use super::options::folder_of_adapter;
use crate::application::Application;
use crate::error::Error;
use crate::model_catalogue::{self, Located};
use crate::session::Session;
use crate::wire::{ErrorCode, ModelSummary, StudyModelChoice, StudyRequest};
use crate::{assets, failure};

/// The study that `request` asks for.
///
/// # Errors
/// A model or adapter that cannot be used, or settings that do not hold together; what to mend is said.
pub(crate) fn study_of_request(
    application: &Application,
    session: &mut Session,
    request: &StudyRequest,
    cohort: CohortId,
    cases: &CaseList,
) -> Result<Study, Error> {
    let mut tasks = PerTask::default();
    for limit in &request.tasks {
        let task: Task = limit.task.into();
        tasks.set(
            task,
            TaskSettings {
                max_tokens: limit.max_tokens as usize,
                prompt_version: assets::prompt_template(task)?.version(),
                beams: request.beams as usize,
            },
        );
    }
    let mut models = Vec::new();
    let mut purpose = if session.is_demonstration() { Purpose::Demonstration } else { Purpose::Department };
    for choice in &request.models {
        let located = model_catalogue::find(application, &choice.model)?;
        let summary = model_catalogue::describe_usable(&located)?;
        if summary.is_demonstration {
            purpose = Purpose::Demonstration;
        }
        let tuned = tuned(application, session, choice, &located, &summary, &tasks)?;
        models.push(model(&located, &summary, Role::Base, PerTask::default()));
        models.extend(tuned.map(|adapters| model(&located, &summary, Role::Tuned, adapters)));
    }
    let study = Study {
        name: request.name.trim().to_owned(),
        purpose,
        answer_parser: Default::default(),
        cases: CaseListRef { file: format!("cohort-{cohort}.jsonl"), sha256: cases.sha256() },
        models,
        tasks,
        sampling: Sampling {
            temperatures: request.temperatures.iter().map(|value| Temperature::new(*value)).collect(),
            samples_per_temperature: request.samples_per_temperature,
            top_p: request.top_p,
            seed: request.seed.into(),
        },
        statistics: Statistics::default(),
    };
    // Through its file, which is where a study is checked whole.
    let text = study.to_toml().map_err(failure::eval)?;
    Study::from_toml(&text).map_err(failure::eval)
}

fn model(located: &Located, summary: &ModelSummary, role: Role, adapters: PerTask<String>) -> StudyModel {
    let arm = if role == Role::Tuned { "tuned" } else { "base" };
    StudyModel {
        id: ModelId::new(format!("{}-{arm}", located.id)),
        label: summary.name.clone(),
        family: summary.architecture.to_lowercase(),
        role,
        folder: located.folder.display().to_string(),
        adapters,
    }
}

/// The adapter folders of the tuned side; nothing where only the base is asked.
fn tuned(
    application: &Application,
    session: &mut Session,
    choice: &StudyModelChoice,
    located: &Located,
    summary: &ModelSummary,
    tasks: &PerTask<TaskSettings>,
) -> Result<Option<PerTask<String>>, Error> {
    if choice.adapters.is_empty() {
        return Ok(None);
    }
    let mut adapters = PerTask::default();
    for task in tasks.tasks() {
        let chosen = choice.adapters.iter().find(|adapter| Task::from(adapter.task) == task).ok_or_else(|| {
            let what = format!("{} has no adapter chosen for {task}", summary.name);
            Error::new(ErrorCode::BadInput, what, "choose one for each task, or ask the base alone")
        })?;
        let folder = folder_of_adapter(application, session, located, task, &chosen.adapter)?;
        adapters.set(task, folder.display().to_string());
    }
    Ok(Some(adapters))
}
