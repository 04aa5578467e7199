//! Letter studies: making one and drafting its letters, a rater's desk, the lock and the numbers.

mod desk;
mod drafting;
mod keeping;
mod making;
mod results;

pub(crate) use desk::waiting;
pub use desk::{letter_desk, letter_item, my_letter_studies, record_letter_rating, withdraw_letter_rating};
pub use drafting::draft_letter_study;
pub use keeping::{letter_studies, lock_letter_study, remove_letter_study};
pub use making::{letter_study_options, make_letter_study};
pub use results::{export_letter_study, letter_study_results};
