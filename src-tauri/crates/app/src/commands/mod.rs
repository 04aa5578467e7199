//! The use-cases, one file each: check, call one or two capabilities, convert.

mod accounts;
pub mod audit_administration;
mod audit_log;
mod bench;
pub(crate) mod bench_dtype;
mod bench_scan;
mod biological_dose;
mod check_rules;
mod cohort;
mod cohort_files;
mod cohort_import;
mod correction;
mod curation;
mod deciding;
pub mod demonstration;
mod demonstration_cohort;
mod doctor;
mod evaluate;
mod export_adapter;
mod finetune;
mod finetuning;
mod freeze;
mod generate;
mod grading;
mod import;
mod input_lines;
mod letter_studies;
mod letters;
mod machine;
mod model_card;
mod models;
mod reading_diagnosis;
mod replacement;
mod rules;
mod score;
mod session;
mod studies;
mod suggest;
mod tables;
pub mod vault_administration;

pub use crate::files::Existing;
pub use accounts::{add_account, change_password, people, remove_account};
pub use audit_log::{audit_log, back_up, verify_audit};
pub use bench::{BenchTrainReport, BenchTrainRequest, bench_train};
pub use bench_scan::{BenchDecodeReport, BenchScanReport, BenchScanRequest, bench_decode, bench_scan};
pub use biological_dose::biological_dose;
pub use check_rules::{change_check_rules, check_rules};
pub use cohort::{CohortCounts, CohortRequest, synthesise_cohort};
pub use cohort_files::{export_funnel, export_issues};
pub use cohort_import::{CohortImportReport, CohortImportRequest, import_cohort};
pub use curation::{cases_dropped_for, cohort, cohorts, decide, preview_marks, review_case, review_queue};
pub use deciding::{check_plan, decide_suggestion, earlier_suggestions};
pub use demonstration_cohort::open_demonstration;
pub use doctor::{DeviceReport, DoctorReport, Fit, FormatFit, FoundModel, doctor};
pub use evaluate::{EvaluateEvent, EvaluateReport, EvaluateRequest, StudyProgress, evaluate};
pub use export_adapter::{ExportAs, ExportRequest, ExportedAdapter, export_adapter};
pub use finetune::{FinetuneReport, FinetuneRequest, FinetuneStep, TrainingEvent, finetune};
pub use finetuning::{
    add_base_model, base_models, cancel_evaluation, cancel_run, choose_data_file, compare_runs, data_sets,
    evaluate_run, export_run, hash_base_model, pause_all_runs, pause_run, prepare_run, preview_example,
    recipe_description, release_history, release_run, releases, remove_base_model, repeat_run, resume_run, run_detail,
    run_request, runs, runs_at_work, start_run, stop_run, watch_runs, withdraw_release,
};
pub use freeze::freeze;
pub(crate) use freeze::kept_cases;
pub use generate::{GenerateRequest, GeneratedLine, PromptSource, generate};
pub use grading::{
    adjudication, amend_grading, cast_panel_vote, discrepancy, discussions, export_grading, export_packet, grade_case,
    grade_example, grading_desk, grading_options, grading_protocol, grading_results, gradings, gradings_of_study,
    join_panel, leave_panel, lock_grading, make_grading, merge_packet, my_gradings, open_grading, open_packet,
    record_grade, reference_examples, remove_grading, return_packet, set_grading_scale, settle_discrepancy, sign_panel,
    withdraw_grade,
};
pub(crate) use grading::{refuse_to_the_blinded, report_sections, waiting as grading_waiting};
pub use import::{
    cancel_import, change_mapping, forget_import, import_exports, inspect_exports, mapping_file, write_mapping,
};
pub(crate) use letter_studies::waiting as letters_waiting;
pub use letter_studies::{
    draft_letter_study, export_letter_study, letter_desk, letter_item, letter_studies, letter_study_options,
    letter_study_results, lock_letter_study, make_letter_study, my_letter_studies, record_letter_rating,
    remove_letter_study, withdraw_letter_rating,
};
pub use letters::{
    DraftedSection, LetterCheck, LetterDraft, LetterDraftJob, LetterOverlap, LetterScore, LetterScoreRequest,
    SectionOverlap, cancel_letter_draft, check_letter_file, confirm_letter_block, draft_letter, draft_letter_file,
    export_letter, export_letter_pairs, import_letters, letter, letter_file_name, letter_version, letter_versions,
    letters, lock_letter_section, reopen_letter, score_letter_file, set_letter_part, sign_letter, split_letters,
    synthesise_letters, withdraw_letter_confirmation, write_letter_section,
};
pub use machine::machine;
pub use model_card::model_card;
pub use models::list_models;
pub use reading_diagnosis::read_diagnosis;
pub use rules::switch_rule;
pub use score::{ScoreRequest, ScoredLine, score};
pub use session::{
    create_vault, draft, end_session, keep_draft, lock, session, set_idle_minutes, sign_in, sign_in_with_recovery,
};
pub use studies::{
    compare_studies, export_study, make_study, pause_study, remove_study, start_study, studies, study_case,
    study_cases, study_figures, study_options, study_results, watch_studies,
};
pub use suggest::{ModelChoice, SuggestionJob, SuggestionReport, cancel_suggestion, suggest, suggest_with};
pub use tables::{Compared, agreement, compare, metrics};
