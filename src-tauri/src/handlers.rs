//! The list of commands, one line each over isocenter-app. Nothing is decided here.

mod cohort;
mod finetuning;
mod grading_desk;
mod gradings;
mod letter_studies;
mod letters;
mod panel;
mod studies;
mod suggesting;
mod vault;

use std::sync::Arc;

use isocenter_app::wire::{
    BiologicalDose, ErrorView, MachineView, ModelSummary, PhaseView, SuggestEvent, SuggestRequest,
};
use isocenter_app::{Application, commands};
use tauri::State;
use tauri::ipc::{Channel, Invoke};

use crate::faults::{guarded, guarded_thread};
use crate::start_trace::StartTrace;

/// The application, shared between the window's commands.
pub type SharedApplication = Arc<Application>;

/// Every command of the shell; `build.rs` and `capabilities/main.json` name the same ones.
pub fn all() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        list_models,
        machine,
        suggest,
        cancel_suggestion,
        biological_dose,
        suggesting::read_diagnosis,
        suggesting::check_plan,
        suggesting::decide_suggestion,
        suggesting::earlier_suggestions,
        suggesting::model_card,
        suggesting::check_rules,
        suggesting::change_check_rules,
        note_ready,
        ungranted,
        vault::session,
        vault::create_vault,
        vault::sign_in,
        vault::sign_in_with_recovery,
        vault::lock,
        vault::open_demonstration,
        vault::people,
        vault::add_account,
        vault::remove_account,
        vault::change_password,
        vault::set_idle_minutes,
        vault::keep_draft,
        vault::draft,
        vault::audit_log,
        vault::verify_audit,
        vault::back_up,
        cohort::choose_exports,
        cohort::change_mapping,
        cohort::save_mapping,
        cohort::import_exports,
        cohort::cancel_import,
        cohort::forget_import,
        cohort::cohorts,
        cohort::cohort,
        cohort::switch_rule,
        cohort::review_queue,
        cohort::cases_dropped_for,
        cohort::review_case,
        cohort::preview_marks,
        cohort::decide,
        cohort::freeze,
        cohort::export_funnel,
        cohort::export_issues,
        finetuning::base_models,
        finetuning::add_base_model,
        finetuning::remove_base_model,
        finetuning::hash_base_model,
        finetuning::recipe_description,
        finetuning::data_sets,
        finetuning::choose_data_file,
        finetuning::prepare_run,
        finetuning::preview_example,
        finetuning::start_run,
        finetuning::repeat_run,
        finetuning::run_request,
        finetuning::watch_runs,
        finetuning::pause_run,
        finetuning::stop_run,
        finetuning::cancel_run,
        finetuning::resume_run,
        finetuning::runs,
        finetuning::run_detail,
        finetuning::compare_runs,
        finetuning::evaluate_run,
        finetuning::cancel_evaluation,
        finetuning::release_run,
        finetuning::withdraw_release,
        finetuning::releases,
        finetuning::release_history,
        finetuning::export_run,
        studies::studies,
        studies::study_options,
        studies::make_study,
        studies::start_study,
        studies::pause_study,
        studies::remove_study,
        studies::watch_studies,
        studies::study_results,
        studies::study_figures,
        studies::study_cases,
        studies::study_case,
        studies::compare_studies,
        studies::export_study,
        gradings::grading_options,
        gradings::gradings,
        gradings::make_grading,
        gradings::grading_protocol,
        gradings::set_grading_scale,
        gradings::open_grading,
        gradings::amend_grading,
        gradings::remove_grading,
        gradings::lock_grading,
        gradings::export_packet,
        gradings::merge_packet,
        gradings::export_grading,
        gradings::grading_results,
        gradings::gradings_of_study,
        grading_desk::my_gradings,
        grading_desk::grading_desk,
        grading_desk::grade_case,
        grading_desk::record_grade,
        grading_desk::withdraw_grade,
        grading_desk::open_packet,
        grading_desk::return_packet,
        grading_desk::reference_examples,
        grading_desk::grade_example,
        panel::discussions,
        panel::adjudication,
        panel::discrepancy,
        panel::join_panel,
        panel::leave_panel,
        panel::cast_panel_vote,
        panel::settle_discrepancy,
        panel::sign_panel,
        letters::letters,
        letters::letter,
        letters::import_letters,
        letters::draft_letter,
        letters::cancel_letter_draft,
        letters::write_letter_section,
        letters::lock_letter_section,
        letters::confirm_letter_block,
        letters::withdraw_letter_confirmation,
        letters::sign_letter,
        letters::reopen_letter,
        letters::export_letter,
        letters::letter_versions,
        letters::letter_version,
        letters::set_letter_part,
        letters::split_letters,
        letters::export_letter_pairs,
        letter_studies::letter_study_options,
        letter_studies::letter_studies,
        letter_studies::make_letter_study,
        letter_studies::draft_letter_study,
        letter_studies::remove_letter_study,
        letter_studies::lock_letter_study,
        letter_studies::letter_study_results,
        letter_studies::export_letter_study,
        letter_studies::my_letter_studies,
        letter_studies::letter_desk,
        letter_studies::letter_item,
        letter_studies::record_letter_rating,
        letter_studies::withdraw_letter_rating,
    ]
}

#[tauri::command(async)]
fn list_models(application: State<'_, SharedApplication>) -> Result<Vec<ModelSummary>, ErrorView> {
    guarded(|| Ok(commands::list_models(&application)))
}

#[tauri::command(async)]
fn machine() -> Result<MachineView, ErrorView> {
    guarded(|| Ok(commands::machine()))
}

/// Answers when the run has ended; what happens meanwhile goes through the channel. A page that is gone gets nothing more.
#[tauri::command]
async fn suggest(
    application: State<'_, SharedApplication>,
    request: SuggestRequest,
    on_event: Channel<SuggestEvent>,
) -> Result<(), ErrorView> {
    let application = Arc::clone(&application);
    guarded_thread(move || {
        let mut report = |event| {
            let _ = on_event.send(event);
        };
        Ok(commands::suggest(&application, &request, &mut report)?)
    })
    .await
}

#[tauri::command]
fn cancel_suggestion(application: State<'_, SharedApplication>) {
    commands::cancel_suggestion(&application);
}

#[tauri::command]
fn biological_dose(phases: Vec<PhaseView>, alpha_beta_gy: f64) -> Result<BiologicalDose, ErrorView> {
    guarded(|| Ok(commands::biological_dose(&phases, alpha_beta_gy)?))
}

/// The window can be used.
#[tauri::command]
fn note_ready(trace: State<'_, StartTrace>) {
    trace.note_ready();
}

/// Granted to nobody: the window tests show with it that a command without a grant is refused.
#[tauri::command]
fn ungranted() {}
