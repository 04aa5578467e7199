//! Commands of the import and the Curate screen. Paths come from the system's own dialogs and never reach the page.

use std::sync::Arc;

use isocenter_app::commands;
use isocenter_app::wire::{
    CleanedPreview, CohortView, Correction, ErrorView, ImportEvent, ImportInspection, MappingChange, MarkDecision,
    PictureKind, QueueRow, ReviewCase, ReviewDecision, SplitRequest,
};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};

use super::SharedApplication;
use crate::chosen_files;
use crate::faults::{guarded, guarded_thread};

type App<'a> = State<'a, SharedApplication>;

#[tauri::command]
pub(super) async fn choose_exports(
    app: AppHandle,
    application: App<'_>,
) -> Result<Option<ImportInspection>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let Some(paths) = chosen_files::two_exports(&app) else { return Ok(None) };
        Ok(Some(commands::inspect_exports(&application, &paths)?))
    })
    .await
}

#[tauri::command]
pub(super) async fn change_mapping(application: App<'_>, change: MappingChange) -> Result<ImportInspection, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::change_mapping(&application, &change)?)).await
}

#[tauri::command]
pub(super) async fn save_mapping(app: AppHandle, application: App<'_>) -> Result<(), ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let text = commands::mapping_file(&application)?;
        match chosen_files::place_for(&app, "mapping.toml") {
            Some(path) => Ok(commands::write_mapping(&path, &text)?),
            None => Ok(()),
        }
    })
    .await
}

/// Answers when the import has ended; what happens meanwhile goes through the channel.
#[tauri::command]
pub(super) async fn import_exports(
    application: App<'_>,
    correction: Option<Correction>,
    on_event: Channel<ImportEvent>,
) -> Result<(), ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let mut report = |event| {
            let _ = on_event.send(event);
        };
        Ok(commands::import_exports(&application, correction, &mut report)?)
    })
    .await
}

#[tauri::command]
pub(super) fn cancel_import(application: App<'_>) {
    commands::cancel_import(&application);
}

#[tauri::command]
pub(super) fn forget_import(application: App<'_>) {
    commands::forget_import(&application);
}

#[tauri::command]
pub(super) async fn cohorts(application: App<'_>) -> Result<Vec<CohortView>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::cohorts(&application)?)).await
}

#[tauri::command]
pub(super) async fn cohort(application: App<'_>, cohort: String) -> Result<CohortView, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::cohort(&application, &cohort)?)).await
}

#[tauri::command]
pub(super) async fn switch_rule(
    application: App<'_>,
    cohort: String,
    rule: String,
    is_on: bool,
) -> Result<CohortView, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::switch_rule(&application, &cohort, &rule, is_on)?)).await
}

#[tauri::command(async)]
pub(super) fn review_queue(application: App<'_>, cohort: String) -> Result<Vec<QueueRow>, ErrorView> {
    guarded(|| Ok(commands::review_queue(&application, &cohort)?))
}

#[tauri::command(async)]
pub(super) fn cases_dropped_for(
    application: App<'_>,
    cohort: String,
    step: String,
    reason: String,
) -> Result<Vec<QueueRow>, ErrorView> {
    guarded(|| Ok(commands::cases_dropped_for(&application, &cohort, &step, &reason)?))
}

#[tauri::command(async)]
pub(super) fn review_case(application: App<'_>, cohort: String, case: String) -> Result<ReviewCase, ErrorView> {
    guarded(|| Ok(commands::review_case(&application, &cohort, &case)?))
}

#[tauri::command(async)]
pub(super) fn preview_marks(
    application: App<'_>,
    cohort: String,
    case: String,
    marks: Vec<MarkDecision>,
) -> Result<CleanedPreview, ErrorView> {
    guarded(|| Ok(commands::preview_marks(&application, &cohort, &case, &marks)?))
}

#[tauri::command(async)]
pub(super) fn decide(
    application: App<'_>,
    cohort: String,
    case: String,
    decision: ReviewDecision,
) -> Result<ReviewCase, ErrorView> {
    guarded(|| Ok(commands::decide(&application, &cohort, &case, &decision)?))
}

#[tauri::command]
pub(super) async fn freeze(
    application: App<'_>,
    cohort: String,
    request: SplitRequest,
) -> Result<CohortView, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::freeze(&application, &cohort, &request)?)).await
}

#[tauri::command]
pub(super) async fn export_funnel(
    app: AppHandle,
    application: App<'_>,
    cohort: String,
    format: PictureKind,
) -> Result<Option<String>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let name = match format {
            PictureKind::Svg => "funnel.svg",
            PictureKind::Png => "funnel.png",
        };
        let Some(path) = chosen_files::place_for(&app, name) else { return Ok(None) };
        Ok(Some(commands::export_funnel(&application, &cohort, format, &path)?))
    })
    .await
}

#[tauri::command]
pub(super) async fn export_issues(
    app: AppHandle,
    application: App<'_>,
    cohort: String,
) -> Result<Option<String>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let Some(path) = chosen_files::place_for(&app, "issues.csv") else { return Ok(None) };
        Ok(Some(commands::export_issues(&application, &cohort, &path)?))
    })
    .await
}
