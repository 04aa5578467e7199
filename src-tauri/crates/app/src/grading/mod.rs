//! Studies of grades between the vault and the crate `grade`: reading one, what it stands at, its texts as a person sees them. What may be
//! done with it, and by whom, is in `commands/grading`.

mod book;
mod comparison;
mod discussion;
mod drafting;
mod figures;
mod item_content;
mod kappa;
mod outputs;
mod packet_book;
mod presence;
mod record;
mod regimens;
mod standing;
mod words;

pub(crate) use book::{Book, entry_of_row, place, round_in_store, subject};
pub(crate) use comparison::comparison;
pub(crate) use discussion::Discussion;
pub(crate) use drafting::{draft, grader};
pub(crate) use figures::{GradingFigure, grading_figures};
pub(crate) use item_content::{ItemContent, plan_view};
pub(crate) use kappa::quadratic_kappa;
pub(crate) use outputs::GradingOutputs;
pub(crate) use packet_book::PacketBook;
pub(crate) use presence::PanelPresence;
pub(crate) use record::study_record;
pub(crate) use regimens::is_gradable;
pub(crate) use standing::{Counts, Desk, has_packet_out, is_in_discussion, tick_of};
pub(crate) use words::{free_text, grade, letter_word, scale_of_wire, scale_view};
