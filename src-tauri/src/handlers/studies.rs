//! Commands of the Results screen. Folders come from the system's own dialogs; the page names models and adapters by their ids.

use std::sync::Arc;

use isocenter_app::commands;
use isocenter_app::wire::{
    CaseAddress, CaseListView, CaseOrder, ErrorView, FigureTheme, StudyCaseView, StudyComparison, StudyEvent,
    StudyFigure, StudyOptions, StudyRequest, StudyResults, StudyRow, Task,
};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};

use super::SharedApplication;
use crate::chosen_files;
use crate::faults::{guarded, guarded_thread};

type App<'a> = State<'a, SharedApplication>;

#[tauri::command(async)]
pub(super) fn studies(application: App<'_>) -> Result<Vec<StudyRow>, ErrorView> {
    guarded(|| Ok(commands::studies(&application)?))
}

#[tauri::command]
pub(super) async fn study_options(application: App<'_>) -> Result<StudyOptions, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::study_options(&application)?)).await
}

#[tauri::command]
pub(super) async fn make_study(application: App<'_>, request: StudyRequest) -> Result<StudyRow, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::make_study(&application, &request)?)).await
}

/// Answers at once; the study goes on by itself.
#[tauri::command]
pub(super) async fn start_study(application: App<'_>, study: u32) -> Result<StudyRow, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::start_study(&application, study)?)).await
}

#[tauri::command(async)]
pub(super) fn pause_study(application: App<'_>, study: u32) -> Result<(), ErrorView> {
    guarded(|| Ok(commands::pause_study(&application, study)?))
}

/// Answers when the study has stopped, if it ran, and is gone.
#[tauri::command]
pub(super) async fn remove_study(application: App<'_>, study: u32) -> Result<Vec<StudyRow>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::remove_study(&application, study)?)).await
}

/// A page that is gone gets nothing more.
#[tauri::command(async)]
pub(super) fn watch_studies(application: App<'_>, on_event: Channel<StudyEvent>) -> Result<(), ErrorView> {
    guarded(|| {
        let tell = move |event| {
            let _ = on_event.send(event);
        };
        Ok(commands::watch_studies(&application, tell)?)
    })
}

#[tauri::command]
pub(super) async fn study_results(application: App<'_>, study: u32) -> Result<StudyResults, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::study_results(&application, study)?)).await
}

#[tauri::command]
pub(super) async fn study_figures(
    application: App<'_>,
    study: u32,
    theme: FigureTheme,
) -> Result<Vec<StudyFigure>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::study_figures(&application, study, theme)?)).await
}

#[tauri::command]
pub(super) async fn study_cases(
    application: App<'_>,
    study: u32,
    address: CaseAddress,
    order: CaseOrder,
) -> Result<CaseListView, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::study_cases(&application, study, address, order)?)).await
}

#[tauri::command]
pub(super) async fn study_case(
    application: App<'_>,
    study: u32,
    model: String,
    task: Task,
    case: String,
) -> Result<StudyCaseView, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::study_case(&application, study, model, task, case)?)).await
}

#[tauri::command]
pub(super) async fn compare_studies(application: App<'_>, one: u32, other: u32) -> Result<StudyComparison, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::compare_studies(&application, one, other)?)).await
}

/// The name of the folder that was written; nothing when the dialog was closed.
#[tauri::command]
pub(super) async fn export_study(
    app: AppHandle,
    application: App<'_>,
    study: u32,
) -> Result<Option<String>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let Some(folder) = chosen_files::place_for(&app, &format!("study-{study}")) else { return Ok(None) };
        Ok(Some(commands::export_study(&application, study, &folder)?))
    })
    .await
}
