//! A study from its file and its stored answers to every number, table and finding of Wang et al. (arXiv 2501.17286), the exports and the report.
//!
//! It neither generates nor stores: the caller asks what [`Plan`] lists, keeps each [`Record`], and hands all of them to
//! [`Evaluation::new`]. It knows no model, no file system, no figure; figures come to the report as finished SVG.
//! A number that a definition leaves open is `None`, written as `null`, never 0.

mod answer;
mod case;
mod class;
mod digest;
mod error;
mod evaluation;
mod id;
mod metric;
mod per_task;
mod plan;
mod sample;
mod score;
mod stated;
mod study;
mod study_check;
mod words;

pub use answer::{Answer, ParserVersion};
pub use case::{CaseList, CaseTraits, Intent, Sex, StudyCase};
pub use class::{Class, ClassScheme, UNREADABLE, icd10_group};
pub use error::{Error, Setting, StudyFileKind};
pub use evaluation::Evaluation;
pub use id::{CaseId, ModelId, Temperature};
pub use metric::Metric;
pub use per_task::PerTask;
pub use plan::{Plan, Scan};
pub use sample::{Finish, FreeAnswer, Record, Reply, SampleWriter, StoredSamples, Unit, Way, likeliest, read_samples};
pub use study::{CaseListRef, Pair, Purpose, Role, Sampling, Statistics, Study, StudyModel, TaskSettings};
