//! Studies that lie in the vault: how one is made of a form, how it is worked off, where its answers are stored, and its numbers as the
//! window shows them. How questions are asked and figures are drawn is `study`'s.

mod case_list;
mod figures;
mod hall;
mod list;
mod making;
mod open_study;
mod options;
mod records;
mod sink;
mod views;
mod worker;

pub(crate) use case_list::held_out_cases;
pub(crate) use figures::figures;
pub(crate) use hall::{PauseCause, StudyHall};
pub(crate) use list::{facts_of, find, row_of, rows, settle_interrupted, study_of, subject};
pub(crate) use making::study_of_request;
pub(crate) use open_study::{OpenStudies, OpenStudy, Scored};
pub(crate) use options::options;
pub(crate) use records::records_of;
pub(crate) use views::{cell_of, conditions_of, results, score_rows};
pub(crate) use worker::{StudyTicket, start};
