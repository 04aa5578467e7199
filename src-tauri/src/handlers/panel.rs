//! Commands of the panel. A password that is typed for one member is looked at off the window's thread: it takes a second.

use std::sync::Arc;

use isocenter_app::commands;
use isocenter_app::wire::{Adjudication, DiscrepancyView, DiscussionRow, ErrorView, PanelDecisionRequest};
use tauri::State;

use super::SharedApplication;
use crate::faults::{guarded, guarded_thread};

type App<'a> = State<'a, SharedApplication>;

#[tauri::command(async)]
pub(super) fn discussions(application: App<'_>) -> Result<Vec<DiscussionRow>, ErrorView> {
    guarded(|| Ok(commands::discussions(&application)?))
}

#[tauri::command(async)]
pub(super) fn adjudication(application: App<'_>, grading: u32) -> Result<Adjudication, ErrorView> {
    guarded(|| Ok(commands::adjudication(&application, grading)?))
}

#[tauri::command(async)]
pub(super) fn discrepancy(application: App<'_>, grading: u32, item: u32) -> Result<DiscrepancyView, ErrorView> {
    guarded(|| Ok(commands::discrepancy(&application, grading, item)?))
}

#[tauri::command]
pub(super) async fn join_panel(
    application: App<'_>,
    grading: u32,
    account: String,
    password: String,
) -> Result<Adjudication, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::join_panel(&application, grading, &account, password)?)).await
}

#[tauri::command(async)]
pub(super) fn leave_panel(application: App<'_>, grading: u32, account: String) -> Result<Adjudication, ErrorView> {
    guarded(|| Ok(commands::leave_panel(&application, grading, &account)?))
}

#[tauri::command(async)]
pub(super) fn cast_panel_vote(
    application: App<'_>,
    grading: u32,
    item: u32,
    grade: u8,
) -> Result<DiscrepancyView, ErrorView> {
    guarded(|| Ok(commands::cast_panel_vote(&application, grading, item, grade)?))
}

#[tauri::command(async)]
pub(super) fn settle_discrepancy(
    application: App<'_>,
    request: PanelDecisionRequest,
) -> Result<DiscrepancyView, ErrorView> {
    guarded(|| Ok(commands::settle_discrepancy(&application, &request)?))
}

#[tauri::command]
pub(super) async fn sign_panel(
    application: App<'_>,
    grading: u32,
    account: String,
    password: String,
) -> Result<Adjudication, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::sign_panel(&application, grading, &account, password)?)).await
}
