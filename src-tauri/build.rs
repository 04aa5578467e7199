//! Build script of the shell: names the commands a page may be granted, and nothing else.

use tauri_build::{AppManifest, Attributes};

/// Every command the shell registers. Only a command named here falls under the capability file; without the list any page could call
/// anything. `ungranted` is registered but granted to nobody: the window tests prove with it that an ungranted command is refused.
const COMMANDS: &[&str] = &[
    "list_models",
    "machine",
    "suggest",
    "cancel_suggestion",
    "biological_dose",
    "note_ready",
    "ungranted",
    "session",
    "create_vault",
    "sign_in",
    "sign_in_with_recovery",
    "lock",
    "open_demonstration",
    "people",
    "add_account",
    "remove_account",
    "change_password",
    "set_idle_minutes",
    "keep_draft",
    "draft",
    "audit_log",
    "verify_audit",
    "back_up",
    "choose_exports",
    "change_mapping",
    "save_mapping",
    "import_exports",
    "cancel_import",
    "forget_import",
    "cohorts",
    "cohort",
    "switch_rule",
    "review_queue",
    "cases_dropped_for",
    "review_case",
    "preview_marks",
    "decide",
    "freeze",
    "export_funnel",
    "export_issues",
    "base_models",
    "add_base_model",
    "remove_base_model",
    "hash_base_model",
    "recipe_description",
    "data_sets",
    "choose_data_file",
    "prepare_run",
    "preview_example",
    "start_run",
    "repeat_run",
    "run_request",
    "watch_runs",
    "pause_run",
    "stop_run",
    "cancel_run",
    "resume_run",
    "runs",
    "run_detail",
    "compare_runs",
    "evaluate_run",
    "cancel_evaluation",
    "release_run",
    "withdraw_release",
    "releases",
    "release_history",
    "export_run",
];

fn main() -> tauri_build::Result<()> {
    // The bundled SQLCipher must stay private to this program: otherwise the linker exports it, and WebKitGTK's libraries, which use
    // the system's SQLite, bind to it.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-link-arg-bins=-Wl,--exclude-libs,ALL");
    }
    tauri_build::try_build(Attributes::new().app_manifest(AppManifest::new().commands(COMMANDS)))
}
