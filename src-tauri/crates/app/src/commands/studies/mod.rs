//! Studies of the vault: made, run, read, compared, taken out.

mod exporting;
mod making;
mod reading;
mod running;

pub use exporting::{export_study, study_figures};
pub use making::{make_study, remove_study, study_options};
pub use reading::{compare_studies, studies, study_case, study_cases, study_results};
pub(crate) use running::pause_for_lock;
pub use running::{pause_study, start_study, watch_studies};
