//! Commands of the Letters screen, the writing of letters. Files come from the system's own dialogs.

use std::sync::Arc;

use isocenter_app::commands;
use isocenter_app::wire::{
    ErrorView, LetterDraftRequest, LetterEvent, LetterExportFormat, LetterImportReport, LetterPairsReport, LetterPart,
    LetterRow, LetterSectionKind, LetterSectionLock, LetterVersionRow, LetterVersionView, LetterView,
};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};

use super::SharedApplication;
use crate::chosen_files;
use crate::faults::{guarded, guarded_thread};

type App<'a> = State<'a, SharedApplication>;

#[tauri::command]
pub(super) async fn letters(application: App<'_>) -> Result<Vec<LetterRow>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::letters(&application)?)).await
}

#[tauri::command(async)]
pub(super) fn letter(application: App<'_>, letter: u32) -> Result<LetterView, ErrorView> {
    guarded(|| Ok(commands::letter(&application, letter)?))
}

/// Nothing when the dialog was closed.
#[tauri::command]
pub(super) async fn import_letters(
    app: AppHandle,
    application: App<'_>,
) -> Result<Option<LetterImportReport>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let Some(paths) = chosen_files::letters(&app) else { return Ok(None) };
        Ok(Some(commands::import_letters(&application, &paths)?))
    })
    .await
}

/// A page that is gone gets nothing more.
#[tauri::command]
pub(super) async fn draft_letter(
    application: App<'_>,
    request: LetterDraftRequest,
    on_event: Channel<LetterEvent>,
) -> Result<(), ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let mut report = |event| {
            let _ = on_event.send(event);
        };
        Ok(commands::draft_letter(&application, &request, &mut report)?)
    })
    .await
}

#[tauri::command]
pub(super) fn cancel_letter_draft(application: App<'_>) {
    commands::cancel_letter_draft(&application);
}

#[tauri::command(async)]
pub(super) fn write_letter_section(
    application: App<'_>,
    letter: u32,
    version: u32,
    section: LetterSectionKind,
    text: String,
) -> Result<LetterView, ErrorView> {
    guarded(|| Ok(commands::write_letter_section(&application, letter, version, section, &text)?))
}

#[tauri::command(async)]
pub(super) fn lock_letter_section(
    application: App<'_>,
    letter: u32,
    version: u32,
    section: LetterSectionKind,
    lock: LetterSectionLock,
) -> Result<LetterView, ErrorView> {
    guarded(|| Ok(commands::lock_letter_section(&application, letter, version, section, lock)?))
}

#[tauri::command(async)]
pub(super) fn confirm_letter_block(
    application: App<'_>,
    letter: u32,
    version: u32,
    block: String,
    reason: String,
) -> Result<LetterView, ErrorView> {
    guarded(|| Ok(commands::confirm_letter_block(&application, letter, version, &block, &reason)?))
}

#[tauri::command(async)]
pub(super) fn withdraw_letter_confirmation(
    application: App<'_>,
    letter: u32,
    version: u32,
    block: String,
) -> Result<LetterView, ErrorView> {
    guarded(|| Ok(commands::withdraw_letter_confirmation(&application, letter, version, &block)?))
}

#[tauri::command(async)]
pub(super) fn sign_letter(application: App<'_>, letter: u32, version: u32) -> Result<LetterView, ErrorView> {
    guarded(|| Ok(commands::sign_letter(&application, letter, version)?))
}

#[tauri::command(async)]
pub(super) fn reopen_letter(application: App<'_>, letter: u32, version: u32) -> Result<LetterView, ErrorView> {
    guarded(|| Ok(commands::reopen_letter(&application, letter, version)?))
}

/// The name of the file; nothing when the dialog was closed.
#[tauri::command]
pub(super) async fn export_letter(
    app: AppHandle,
    application: App<'_>,
    letter: u32,
    format: LetterExportFormat,
) -> Result<Option<String>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let name = commands::letter_file_name(letter, format);
        let Some(path) = chosen_files::place_for(&app, &name) else { return Ok(None) };
        Ok(Some(commands::export_letter(&application, letter, format, &path)?))
    })
    .await
}

#[tauri::command(async)]
pub(super) fn letter_versions(application: App<'_>, letter: u32) -> Result<Vec<LetterVersionRow>, ErrorView> {
    guarded(|| Ok(commands::letter_versions(&application, letter)?))
}

#[tauri::command(async)]
pub(super) fn letter_version(application: App<'_>, letter: u32, version: u32) -> Result<LetterVersionView, ErrorView> {
    guarded(|| Ok(commands::letter_version(&application, letter, version)?))
}

#[tauri::command(async)]
pub(super) fn set_letter_part(
    application: App<'_>,
    letters: Vec<u32>,
    part: LetterPart,
) -> Result<Vec<LetterRow>, ErrorView> {
    guarded(|| Ok(commands::set_letter_part(&application, &letters, part)?))
}

#[tauri::command(async)]
pub(super) fn split_letters(
    application: App<'_>,
    seed: u64,
    validation_percent: u32,
    held_out_percent: u32,
) -> Result<Vec<LetterRow>, ErrorView> {
    guarded(|| Ok(commands::split_letters(&application, seed, validation_percent, held_out_percent)?))
}

/// Nothing when the dialog was closed.
#[tauri::command]
pub(super) async fn export_letter_pairs(
    app: AppHandle,
    application: App<'_>,
) -> Result<Option<LetterPairsReport>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let Some(folder) = chosen_files::place_for(&app, "letter-pairs") else { return Ok(None) };
        Ok(Some(commands::export_letter_pairs(&application, &folder)?))
    })
    .await
}
