//! What stands behind the commands of letter studies: a study of the vault with its plan, a rater's desk, the drafts, what is measured of a
//! letter, and what leaves the vault.

mod book;
mod desk;
mod drafts;
mod item_view;
mod measuring;
mod outputs;
mod plan;

pub(crate) use book::{StudyBook, study_row, subject};
pub(crate) use desk::{Desk, recorded_view, tick_of};
pub(crate) use drafts::{drafted_letter, physicians_letter};
pub(crate) use item_view::item_view;
pub(crate) use measuring::measured;
pub(crate) use outputs::write_outputs;
pub(crate) use plan::{PlannedModel, StudyPlan, dimensions, scale_view};
