//! A study from its plan to its report: asking what is not stored yet, drawing the numbers that `eval` makes of the answers, writing it all
//! down. Where answers are stored is a [`SampleSink`]'s: a file for the command line, the vault for the window. No number is made here.

pub(crate) mod figures;
mod outputs;
mod pace;
mod places;
mod record;
mod run;
mod sample_file;
mod sink;
mod weights;

pub(crate) use outputs::{REPORT, STUDY, StudyOutputs, model_cards};
pub use pace::StudyProgress;
pub(crate) use places::Places;
pub(crate) use record::{StudyRecord, study_record};
pub(crate) use run::{RunEvent, StudyRun, run_study};
pub(crate) use sample_file::SampleFile;
pub(crate) use sink::SampleSink;
