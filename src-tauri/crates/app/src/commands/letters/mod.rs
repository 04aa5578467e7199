//! Letters: as files on the command line, and in the vault from facts to signature.

mod checking;
mod drafting;
mod drafting_file;
mod exporting;
mod importing;
mod pairs;
mod reading;
mod signing;
mod sorting;
mod synthetic;
mod writing;

pub use crate::letters::LetterOverlap;
pub use checking::{
    LetterCheck, LetterScore, LetterScoreRequest, SectionOverlap, check_letter_file, score_letter_file,
};
pub use drafting::{cancel_letter_draft, draft_letter};
pub use drafting_file::{DraftedSection, LetterDraft, LetterDraftJob, draft_letter_file};
pub use exporting::{export_letter, letter_file_name};
pub use importing::import_letters;
pub use pairs::export_letter_pairs;
pub use reading::{letter, letter_version, letter_versions, letters};
pub use signing::{reopen_letter, sign_letter};
pub use sorting::{set_letter_part, split_letters};
pub(crate) use synthetic::store_synthetic_letters;
pub use synthetic::synthesise_letters;
pub use writing::{confirm_letter_block, lock_letter_section, withdraw_letter_confirmation, write_letter_section};
