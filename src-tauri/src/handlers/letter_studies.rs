//! Commands of letter studies and of one rater's desk. Folders come from the system's own dialogs.

use std::sync::Arc;

use isocenter_app::commands;
use isocenter_app::wire::{
    ErrorView, LetterDesk, LetterItemView, LetterRatingRecorded, LetterRatingRequest, LetterStudyEvent,
    LetterStudyOptions, LetterStudyRequest, LetterStudyResults, LetterStudyRow, MyLetterStudy,
};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};

use super::SharedApplication;
use crate::chosen_files;
use crate::faults::{guarded, guarded_thread};

type App<'a> = State<'a, SharedApplication>;

#[tauri::command]
pub(super) async fn letter_study_options(application: App<'_>) -> Result<LetterStudyOptions, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::letter_study_options(&application)?)).await
}

#[tauri::command(async)]
pub(super) fn letter_studies(application: App<'_>) -> Result<Vec<LetterStudyRow>, ErrorView> {
    guarded(|| Ok(commands::letter_studies(&application)?))
}

#[tauri::command]
pub(super) async fn make_letter_study(
    application: App<'_>,
    request: LetterStudyRequest,
) -> Result<LetterStudyRow, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::make_letter_study(&application, &request)?)).await
}

/// Answers when all letters are drafted, or it was stopped. A page that is gone gets nothing more.
#[tauri::command]
pub(super) async fn draft_letter_study(
    application: App<'_>,
    study: u32,
    on_event: Channel<LetterStudyEvent>,
) -> Result<LetterStudyRow, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let mut report = |event| {
            let _ = on_event.send(event);
        };
        Ok(commands::draft_letter_study(&application, study, &mut report)?)
    })
    .await
}

#[tauri::command(async)]
pub(super) fn remove_letter_study(application: App<'_>, study: u32) -> Result<Vec<LetterStudyRow>, ErrorView> {
    guarded(|| Ok(commands::remove_letter_study(&application, study)?))
}

/// A password takes its time.
#[tauri::command]
pub(super) async fn lock_letter_study(
    application: App<'_>,
    study: u32,
    password: String,
) -> Result<LetterStudyRow, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::lock_letter_study(&application, study, password)?)).await
}

#[tauri::command]
pub(super) async fn letter_study_results(application: App<'_>, study: u32) -> Result<LetterStudyResults, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::letter_study_results(&application, study)?)).await
}

/// The name of the folder that was written; nothing when the dialog was closed.
#[tauri::command]
pub(super) async fn export_letter_study(
    app: AppHandle,
    application: App<'_>,
    study: u32,
) -> Result<Option<String>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let Some(folder) = chosen_files::place_for(&app, &format!("letter-study-{study}")) else { return Ok(None) };
        Ok(Some(commands::export_letter_study(&application, study, &folder)?))
    })
    .await
}

#[tauri::command(async)]
pub(super) fn my_letter_studies(application: App<'_>) -> Result<Vec<MyLetterStudy>, ErrorView> {
    guarded(|| Ok(commands::my_letter_studies(&application)?))
}

#[tauri::command(async)]
pub(super) fn letter_desk(application: App<'_>, study: u32) -> Result<LetterDesk, ErrorView> {
    guarded(|| Ok(commands::letter_desk(&application, study)?))
}

#[tauri::command(async)]
pub(super) fn letter_item(application: App<'_>, study: u32, position: u32) -> Result<LetterItemView, ErrorView> {
    guarded(|| Ok(commands::letter_item(&application, study, position)?))
}

/// Answers when the rating is on disk.
#[tauri::command(async)]
pub(super) fn record_letter_rating(
    application: App<'_>,
    request: LetterRatingRequest,
) -> Result<LetterRatingRecorded, ErrorView> {
    guarded(|| Ok(commands::record_letter_rating(&application, &request)?))
}

#[tauri::command(async)]
pub(super) fn withdraw_letter_rating(
    application: App<'_>,
    study: u32,
    position: u32,
    entry: String,
) -> Result<LetterDesk, ErrorView> {
    guarded(|| Ok(commands::withdraw_letter_rating(&application, study, position, &entry)?))
}
