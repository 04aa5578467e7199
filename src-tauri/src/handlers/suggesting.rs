//! Commands about what stands beside a suggestion, deciding, and the rules of the checks.

use std::sync::Arc;

use isocenter_app::commands;
use isocenter_app::wire::{
    CheckRules, CheckRulesChange, CheckedPlan, DecisionRequest, DecisionView, EarlierSuggestion, ErrorView, ModelCard,
    PlanCheckRequest, ReadDiagnosis,
};
use tauri::State;

use super::SharedApplication;
use crate::faults::{guarded, guarded_thread};

type App<'a> = State<'a, SharedApplication>;

#[tauri::command(async)]
pub(super) fn read_diagnosis(application: App<'_>, text: String) -> Result<ReadDiagnosis, ErrorView> {
    guarded(|| Ok(commands::read_diagnosis(&application, &text)?))
}

#[tauri::command(async)]
pub(super) fn check_plan(application: App<'_>, request: PlanCheckRequest) -> Result<CheckedPlan, ErrorView> {
    guarded(|| Ok(commands::check_plan(&application, &request)?))
}

#[tauri::command(async)]
pub(super) fn decide_suggestion(application: App<'_>, request: DecisionRequest) -> Result<DecisionView, ErrorView> {
    guarded(|| Ok(commands::decide_suggestion(&application, &request)?))
}

#[tauri::command(async)]
pub(super) fn earlier_suggestions(application: App<'_>) -> Result<Vec<EarlierSuggestion>, ErrorView> {
    guarded(|| Ok(commands::earlier_suggestions(&application)?))
}

#[tauri::command(async)]
pub(super) fn model_card(application: App<'_>, model: String) -> Result<ModelCard, ErrorView> {
    guarded(|| Ok(commands::model_card(&application, &model)?))
}

/// Measures the alarm rates anew.
#[tauri::command]
pub(super) async fn check_rules(application: App<'_>) -> Result<CheckRules, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::check_rules(&application)?)).await
}

#[tauri::command]
pub(super) async fn change_check_rules(
    application: App<'_>,
    change: CheckRulesChange,
) -> Result<CheckRules, ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || Ok(commands::change_check_rules(&application, &change)?)).await
}
