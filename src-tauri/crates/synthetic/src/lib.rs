//! The synthetic cohort (Aria-shaped exports, their truth, training pairs), synthetic physician letters with their facts, and the prose that
//! the demonstration bases read.
//! No patient stands behind any of it. Files are written by [`write_exports`] only; every table it needs is passed in.

mod book;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod book_check;
mod book_reader;
mod calendar;
mod cohort;
mod condition;
mod diagnosis_rows;
mod diagnosis_text;
mod draft;
mod drop_reason;
mod error;
mod export;
mod fate;
mod icd9;
mod letters;
mod mess;
mod names;
mod person;
mod plan_rows;
mod plan_text;
mod practice;
mod prose;
mod prose_phrases;
mod split;
mod truth;
mod typing;
mod wording;

pub use cohort::{Baselines, SynthesisOptions, SyntheticCohort, synthesise};
pub use drop_reason::DropReason;
pub use error::Error;
pub use export::{Counts, write_exports};
pub use isocenter_regimens::RegimenLibrary;
pub use letters::{
    Institution, LetterLanguage, LetterOptions, LetterProseOptions, SyntheticLetter, letter_prose, letters,
};
pub use mess::{Mess, MessCounts};
pub use person::{Person, Sex};
pub use prose::{ProseOptions, prose_documents};
pub use split::{PairedCase, Split, training_split};
pub use truth::TruthRow;
