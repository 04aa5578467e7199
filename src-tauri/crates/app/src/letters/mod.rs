//! What stands behind the commands of letters: a letter of the vault with its facts and its draft, how it is shown, what a letter adapter
//! was trained with, and drafting section by section. No job, no events.

pub(crate) mod adapter;
mod blocks;
mod book;
pub(crate) mod drafting;
mod fact_list;
mod letter_model;
mod masking;
mod notices;
mod overlap;
mod place;
mod shown;
mod words;

pub(crate) use blocks::blocker_named;
pub(crate) use book::{LetterBook, letter_row, subject, text_sha256};
pub(crate) use fact_list::fact_groups;
pub(crate) use letter_model::LetterModel;
pub(crate) use masking::masked;
pub(crate) use notices::notice_words;
pub use overlap::LetterOverlap;
pub(crate) use overlap::overlap;
pub(crate) use place::utf16;
pub(crate) use shown::{account_name, letter_view, verdict, version_row};
pub(crate) use words::{section_kind, wire_section};
