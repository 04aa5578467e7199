//! Commands of studies of grades for whoever keeps them, and of what came out. Files come from the system's own dialogs.

use std::sync::Arc;

use isocenter_app::commands;
use isocenter_app::wire::{
    ErrorView, FigureTheme, GradeScale, GradingAmendment, GradingOptions, GradingProtocolView, GradingRequest,
    GradingResults, GradingRow, PacketExported, PacketMerge,
};
use tauri::{AppHandle, State};

use super::SharedApplication;
use crate::chosen_files;
use crate::faults::{guarded, guarded_thread};

type App<'a> = State<'a, SharedApplication>;

#[tauri::command]
pub(super) async fn grading_options(application: App<'_>) -> Result<GradingOptions, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::grading_options(&application)?)).await
}

#[tauri::command(async)]
pub(super) fn gradings(application: App<'_>) -> Result<Vec<GradingRow>, ErrorView> {
    guarded(|| Ok(commands::gradings(&application)?))
}

#[tauri::command]
pub(super) async fn make_grading(application: App<'_>, request: GradingRequest) -> Result<GradingRow, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::make_grading(&application, &request)?)).await
}

#[tauri::command(async)]
pub(super) fn grading_protocol(application: App<'_>, grading: u32) -> Result<GradingProtocolView, ErrorView> {
    guarded(|| Ok(commands::grading_protocol(&application, grading)?))
}

#[tauri::command(async)]
pub(super) fn set_grading_scale(
    application: App<'_>,
    grading: u32,
    scale: GradeScale,
) -> Result<GradingProtocolView, ErrorView> {
    guarded(|| Ok(commands::set_grading_scale(&application, grading, &scale)?))
}

#[tauri::command(async)]
pub(super) fn open_grading(application: App<'_>, grading: u32) -> Result<GradingRow, ErrorView> {
    guarded(|| Ok(commands::open_grading(&application, grading)?))
}

#[tauri::command(async)]
pub(super) fn amend_grading(
    application: App<'_>,
    grading: u32,
    amendment: GradingAmendment,
    reason: String,
) -> Result<GradingProtocolView, ErrorView> {
    guarded(|| Ok(commands::amend_grading(&application, grading, &amendment, &reason)?))
}

#[tauri::command(async)]
pub(super) fn remove_grading(application: App<'_>, grading: u32) -> Result<Vec<GradingRow>, ErrorView> {
    guarded(|| Ok(commands::remove_grading(&application, grading)?))
}

#[tauri::command]
pub(super) async fn lock_grading(
    application: App<'_>,
    grading: u32,
    password: String,
) -> Result<GradingRow, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::lock_grading(&application, grading, password)?)).await
}

/// Nothing when the dialog was closed.
#[tauri::command]
pub(super) async fn export_packet(
    app: AppHandle,
    application: App<'_>,
    grading: u32,
    account: String,
) -> Result<Option<PacketExported>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let name = format!("grading-{grading}-{account}.isopacket");
        let Some(path) = chosen_files::place_for(&app, &name) else { return Ok(None) };
        Ok(Some(commands::export_packet(&application, grading, &account, &path)?))
    })
    .await
}

/// Nothing when the dialog was closed.
#[tauri::command]
pub(super) async fn merge_packet(app: AppHandle, application: App<'_>) -> Result<Option<PacketMerge>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let Some(path) = chosen_files::packet(&app) else { return Ok(None) };
        Ok(Some(commands::merge_packet(&application, &path)?))
    })
    .await
}

/// The name of the folder that was written; nothing when the dialog was closed.
#[tauri::command]
pub(super) async fn export_grading(
    app: AppHandle,
    application: App<'_>,
    grading: u32,
) -> Result<Option<String>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let Some(folder) = chosen_files::place_for(&app, &format!("grades-{grading}")) else { return Ok(None) };
        Ok(Some(commands::export_grading(&application, grading, &folder)?))
    })
    .await
}

#[tauri::command]
pub(super) async fn grading_results(
    application: App<'_>,
    grading: u32,
    theme: FigureTheme,
) -> Result<GradingResults, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::grading_results(&application, grading, theme)?)).await
}

#[tauri::command(async)]
pub(super) fn gradings_of_study(application: App<'_>, study: u32) -> Result<Vec<u32>, ErrorView> {
    guarded(|| Ok(commands::gradings_of_study(&application, study)?))
}
