//! A study from its plan to its figures: asking what is not stored yet, and drawing the numbers that `eval` makes of the answers.
//! Where answers are stored is a [`SampleSink`]'s: a file for the command line, the vault for the window. No number is made here.

mod pace;
mod places;
mod record;
mod run;
mod sink;

pub(crate) use pace::StudyProgress;
pub(crate) use places::Places;
pub(crate) use record::{StudyRecord, study_record};
pub(crate) use run::{StudyRun, run_study};
pub(crate) use sink::SampleSink;
