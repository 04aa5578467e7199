//! Commands of one grader's desk and of the reference examples. Files come from the system's own dialogs.

use std::sync::Arc;

use isocenter_app::commands;
use isocenter_app::wire::{
    ErrorView, ExampleGradeRequest, GradeCase, GradeEntryRequest, GradeRecorded, GradingDesk, GradingStage, MyGrading,
    ReferenceExamples,
};
use tauri::{AppHandle, State};

use super::SharedApplication;
use crate::chosen_files;
use crate::faults::{guarded, guarded_thread};

type App<'a> = State<'a, SharedApplication>;

#[tauri::command(async)]
pub(super) fn my_gradings(application: App<'_>) -> Result<Vec<MyGrading>, ErrorView> {
    guarded(|| Ok(commands::my_gradings(&application)?))
}

#[tauri::command(async)]
pub(super) fn grading_desk(application: App<'_>, grading: u32) -> Result<GradingDesk, ErrorView> {
    guarded(|| Ok(commands::grading_desk(&application, grading)?))
}

#[tauri::command(async)]
pub(super) fn grade_case(
    application: App<'_>,
    grading: u32,
    stage: GradingStage,
    position: u32,
) -> Result<GradeCase, ErrorView> {
    guarded(|| Ok(commands::grade_case(&application, grading, stage, position)?))
}

/// Answers when the grade is on disk.
#[tauri::command(async)]
pub(super) fn record_grade(application: App<'_>, request: GradeEntryRequest) -> Result<GradeRecorded, ErrorView> {
    guarded(|| Ok(commands::record_grade(&application, &request)?))
}

#[tauri::command(async)]
pub(super) fn withdraw_grade(
    application: App<'_>,
    grading: u32,
    stage: GradingStage,
    position: u32,
    entry: String,
) -> Result<GradingDesk, ErrorView> {
    guarded(|| Ok(commands::withdraw_grade(&application, grading, stage, position, &entry)?))
}

/// Nothing when the dialog was closed.
#[tauri::command]
pub(super) async fn open_packet(
    app: AppHandle,
    application: App<'_>,
    code: String,
) -> Result<Option<MyGrading>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let Some(path) = chosen_files::packet(&app) else { return Ok(None) };
        Ok(Some(commands::open_packet(&application, &path, &code)?))
    })
    .await
}

/// The name of the file that goes back; nothing when the dialog was closed.
#[tauri::command]
pub(super) async fn return_packet(
    app: AppHandle,
    application: App<'_>,
    grading: u32,
    password: String,
) -> Result<Option<String>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let name = format!("grading-{grading}-back.isopacket");
        let Some(path) = chosen_files::place_for(&app, &name) else { return Ok(None) };
        Ok(Some(commands::return_packet(&application, grading, password, &path)?))
    })
    .await
}

#[tauri::command(async)]
pub(super) fn reference_examples(application: App<'_>) -> Result<Vec<ReferenceExamples>, ErrorView> {
    guarded(|| Ok(commands::reference_examples(&application)?))
}

#[tauri::command(async)]
pub(super) fn grade_example(
    application: App<'_>,
    request: ExampleGradeRequest,
) -> Result<ReferenceExamples, ErrorView> {
    guarded(|| Ok(commands::grade_example(&application, &request)?))
}
