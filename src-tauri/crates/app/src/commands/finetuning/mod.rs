//! The commands of the fine-tune pane: models, data, what stands before a run, the run itself, what follows it.

mod control;
mod exporting;
mod history;
mod measuring;
mod models;
mod preparing;
mod releasing;
mod starting;

pub(crate) use control::stop_all_runs;
pub use control::{cancel_run, pause_all_runs, pause_run, runs_at_work, stop_run, watch_runs};
pub use exporting::export_run;
pub use history::{compare_runs, run_detail, run_request, runs};
pub use measuring::{cancel_evaluation, evaluate_run};
pub use models::{add_base_model, base_models, hash_base_model, remove_base_model};
pub use preparing::{choose_data_file, data_sets, prepare_run, preview_example, recipe_description};
pub use releasing::{release_history, release_run, releases, withdraw_release};
pub use starting::{repeat_run, resume_run, start_run};
