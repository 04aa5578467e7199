//! The commands of studies of grades, by who calls them: those who keep them, one grader, the panel, those who read what came out.

mod desk;
mod examples;
mod keeping;
mod packets;
mod panel;
mod protocol;
mod results;
mod rows;

pub use desk::{grade_case, grading_desk, my_gradings, record_grade, withdraw_grade};
pub use examples::{grade_example, reference_examples};
pub use keeping::{grading_options, gradings, lock_grading, make_grading, open_grading, remove_grading};
pub use packets::{export_packet, merge_packet, open_packet, return_packet};
pub use panel::{
    adjudication, cast_panel_vote, discrepancy, discussions, join_panel, leave_panel, settle_discrepancy, sign_panel,
};
pub use protocol::{amend_grading, grading_protocol, set_grading_scale};
pub use results::{export_grading, grading_results, gradings_of_study};

pub(crate) use results::report_sections;
pub(crate) use rows::{refuse_to_the_blinded, waiting};
