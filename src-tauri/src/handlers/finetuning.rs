//! Commands of the fine-tune pane. Paths come from the system's own dialogs; the page names models and data by their ids.

use std::sync::Arc;

use isocenter_app::commands;
use isocenter_app::wire::{
    BaseModelKind, BaseModelView, DataSetView, ErrorView, EvaluationEvent, ExamplePreview, ExportReport, PreviewChoice,
    RecipeDescription, ReleaseRow, ReleaseView, RunComparison, RunDetail, RunEvent, RunExportFormat, RunPreparation,
    RunRequest, RunRow, Task,
};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};

use super::SharedApplication;
use crate::chosen_files;
use crate::faults::{guarded, guarded_thread};

type App<'a> = State<'a, SharedApplication>;

#[tauri::command]
pub(super) async fn base_models(application: App<'_>) -> Result<Vec<BaseModelView>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::base_models(&application)?)).await
}

#[tauri::command]
pub(super) async fn add_base_model(
    app: AppHandle,
    application: App<'_>,
    source: BaseModelKind,
) -> Result<Option<BaseModelView>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let Some(place) = chosen_files::model(&app, source) else { return Ok(None) };
        Ok(Some(commands::add_base_model(&application, &place)?))
    })
    .await
}

#[tauri::command(async)]
pub(super) fn remove_base_model(application: App<'_>, model: String) -> Result<Vec<BaseModelView>, ErrorView> {
    guarded(|| Ok(commands::remove_base_model(&application, &model)?))
}

#[tauri::command]
pub(super) async fn hash_base_model(application: App<'_>, model: String) -> Result<BaseModelView, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::hash_base_model(&application, &model)?)).await
}

#[tauri::command(async)]
pub(super) fn recipe_description(application: App<'_>) -> Result<RecipeDescription, ErrorView> {
    guarded(|| Ok(commands::recipe_description(&application)?))
}

#[tauri::command]
pub(super) async fn data_sets(application: App<'_>) -> Result<Vec<DataSetView>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::data_sets(&application)?)).await
}

#[tauri::command]
pub(super) async fn choose_data_file(app: AppHandle, application: App<'_>) -> Result<Option<DataSetView>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let Some(path) = chosen_files::data_file(&app) else { return Ok(None) };
        Ok(Some(commands::choose_data_file(&application, &path)?))
    })
    .await
}

#[tauri::command]
pub(super) async fn prepare_run(application: App<'_>, request: RunRequest) -> Result<RunPreparation, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::prepare_run(&application, &request)?)).await
}

#[tauri::command]
pub(super) async fn preview_example(
    application: App<'_>,
    request: RunRequest,
    choice: PreviewChoice,
) -> Result<ExamplePreview, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::preview_example(&application, &request, &choice)?)).await
}

/// Answers at once; the run goes on by itself.
#[tauri::command]
pub(super) async fn start_run(application: App<'_>, request: RunRequest) -> Result<RunRow, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::start_run(&application, &request)?)).await
}

#[tauri::command]
pub(super) async fn repeat_run(application: App<'_>, run: u32) -> Result<RunRow, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::repeat_run(&application, run)?)).await
}

#[tauri::command(async)]
pub(super) fn run_request(application: App<'_>, run: u32) -> Result<RunRequest, ErrorView> {
    guarded(|| Ok(commands::run_request(&application, run)?))
}

/// Answers at once; what happens from now on goes through the channel. A page that is gone gets nothing more.
#[tauri::command(async)]
pub(super) fn watch_runs(application: App<'_>, on_event: Channel<RunEvent>) -> Result<(), ErrorView> {
    let tell = move |event| {
        let _ = on_event.send(event);
    };
    guarded(|| Ok(commands::watch_runs(&application, tell)?))
}

#[tauri::command(async)]
pub(super) fn pause_run(application: App<'_>, run: u32) -> Result<(), ErrorView> {
    guarded(|| Ok(commands::pause_run(&application, run)?))
}

#[tauri::command(async)]
pub(super) fn stop_run(application: App<'_>, run: u32) -> Result<(), ErrorView> {
    guarded(|| Ok(commands::stop_run(&application, run)?))
}

#[tauri::command(async)]
pub(super) fn cancel_run(application: App<'_>, run: u32) -> Result<(), ErrorView> {
    guarded(|| Ok(commands::cancel_run(&application, run)?))
}

#[tauri::command]
pub(super) async fn resume_run(application: App<'_>, run: u32) -> Result<RunRow, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::resume_run(&application, run)?)).await
}

#[tauri::command(async)]
pub(super) fn runs(application: App<'_>) -> Result<Vec<RunRow>, ErrorView> {
    guarded(|| Ok(commands::runs(&application)?))
}

#[tauri::command(async)]
pub(super) fn run_detail(application: App<'_>, run: u32) -> Result<RunDetail, ErrorView> {
    guarded(|| Ok(commands::run_detail(&application, run)?))
}

#[tauri::command(async)]
pub(super) fn compare_runs(application: App<'_>, one: u32, other: u32) -> Result<RunComparison, ErrorView> {
    guarded(|| Ok(commands::compare_runs(&application, one, other)?))
}

/// Answers when it is measured; what happens meanwhile goes through the channel.
#[tauri::command]
pub(super) async fn evaluate_run(
    application: App<'_>,
    run: u32,
    cases: Option<u32>,
    on_event: Channel<EvaluationEvent>,
) -> Result<(), ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let mut tell = |event| {
            let _ = on_event.send(event);
        };
        Ok(commands::evaluate_run(&application, run, cases, &mut tell)?)
    })
    .await
}

#[tauri::command]
pub(super) fn cancel_evaluation(application: App<'_>) {
    commands::cancel_evaluation(&application);
}

#[tauri::command]
pub(super) async fn release_run(application: App<'_>, run: u32) -> Result<Vec<ReleaseView>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::release_run(&application, run)?)).await
}

#[tauri::command]
pub(super) async fn withdraw_release(
    application: App<'_>,
    model: String,
    task: Task,
) -> Result<Vec<ReleaseView>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::withdraw_release(&application, &model, task)?)).await
}

#[tauri::command]
pub(super) async fn releases(application: App<'_>) -> Result<Vec<ReleaseView>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::releases(&application)?)).await
}

#[tauri::command(async)]
pub(super) fn release_history(application: App<'_>) -> Result<Vec<ReleaseRow>, ErrorView> {
    guarded(|| Ok(commands::release_history(&application)?))
}

#[tauri::command]
pub(super) async fn export_run(
    app: AppHandle,
    application: App<'_>,
    run: u32,
    format: RunExportFormat,
) -> Result<Option<ExportReport>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let name = match format {
            RunExportFormat::Peft => format!("run-{run}-adapter"),
            RunExportFormat::Safetensors => format!("run-{run}-merged"),
            RunExportFormat::Gguf => format!("run-{run}-merged-q8_0.gguf"),
        };
        let Some(place) = chosen_files::place_for(&app, &name) else { return Ok(None) };
        Ok(Some(commands::export_run(&application, run, format, &place)?))
    })
    .await
}
