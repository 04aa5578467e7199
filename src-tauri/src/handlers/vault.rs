//! Commands of the vault's door, its accounts and its audit log.

use std::sync::Arc;

use isocenter_app::commands;
use isocenter_app::wire::{
    AuditCheck, AuditRow, CreateVault, ErrorView, LockReason, NewAccount, PersonView, Place, RecoveryCode, SessionView,
};
use tauri::State;

use super::SharedApplication;
use crate::faults::{guarded, guarded_thread};

type App<'a> = State<'a, SharedApplication>;

#[tauri::command(async)]
pub(super) fn session(application: App<'_>) -> Result<SessionView, ErrorView> {
    guarded(|| Ok(commands::session(&application)?))
}

#[tauri::command]
pub(super) async fn create_vault(application: App<'_>, request: CreateVault) -> Result<RecoveryCode, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::create_vault(&application, &request)?)).await
}

#[tauri::command]
pub(super) async fn sign_in(application: App<'_>, account: String, password: String) -> Result<SessionView, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::sign_in(&application, &account, password)?)).await
}

#[tauri::command]
pub(super) async fn sign_in_with_recovery(
    application: App<'_>,
    code: String,
    account: String,
    new_password: String,
) -> Result<SessionView, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::sign_in_with_recovery(&application, &code, &account, new_password)?)).await
}

#[tauri::command(async)]
pub(super) fn lock(application: App<'_>, reason: LockReason) -> Result<SessionView, ErrorView> {
    guarded(|| Ok(commands::lock(&application, reason)?))
}

#[tauri::command]
pub(super) async fn open_demonstration(application: App<'_>) -> Result<SessionView, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::open_demonstration(&application)?)).await
}

#[tauri::command(async)]
pub(super) fn people(application: App<'_>) -> Result<Vec<PersonView>, ErrorView> {
    guarded(|| Ok(commands::people(&application)?))
}

#[tauri::command]
pub(super) async fn add_account(application: App<'_>, account: NewAccount) -> Result<Vec<PersonView>, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::add_account(&application, &account)?)).await
}

#[tauri::command(async)]
pub(super) fn remove_account(application: App<'_>, account: String) -> Result<Vec<PersonView>, ErrorView> {
    guarded(|| Ok(commands::remove_account(&application, &account)?))
}

#[tauri::command]
pub(super) async fn change_password(
    application: App<'_>,
    old_password: String,
    new_password: String,
) -> Result<(), ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::change_password(&application, old_password, &new_password)?)).await
}

#[tauri::command(async)]
pub(super) fn set_idle_minutes(application: App<'_>, minutes: u32) -> Result<SessionView, ErrorView> {
    guarded(|| Ok(commands::set_idle_minutes(&application, minutes)?))
}

#[tauri::command(async)]
pub(super) fn keep_draft(application: App<'_>, place: Place, content: String) -> Result<(), ErrorView> {
    guarded(|| Ok(commands::keep_draft(&application, place, content)?))
}

#[tauri::command(async)]
pub(super) fn draft(application: App<'_>, place: Place) -> Result<Option<String>, ErrorView> {
    guarded(|| Ok(commands::draft(&application, place)?))
}

#[tauri::command(async)]
pub(super) fn audit_log(application: App<'_>, from: u64, count: u32) -> Result<Vec<AuditRow>, ErrorView> {
    guarded(|| Ok(commands::audit_log(&application, from, count)?))
}

#[tauri::command]
pub(super) async fn verify_audit(application: App<'_>) -> Result<AuditCheck, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::verify_audit(&application)?)).await
}

#[tauri::command]
pub(super) async fn back_up(application: App<'_>) -> Result<String, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::back_up(&application)?)).await
}
