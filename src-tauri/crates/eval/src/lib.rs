//! A study from its file and its stored answers to every number, table and finding of Wang et al. (arXiv 2501.17286), the exports and the report.
//!
//! It neither generates nor stores: the caller asks what [`Plan`] lists, keeps each [`Record`], and hands all of them to
//! [`Evaluation::new`]. It knows no model, no file system, no figure; figures come to the report as finished SVG.
//! A number that a definition leaves open is `None`, written as `null`, never 0.

mod answer;
mod case;
mod class;
mod digest;
mod drill_down;
mod error;
mod evaluation;
mod export;
mod finding;
mod id;
mod metric;
mod numbers;
mod per_task;
mod plan;
mod report;
mod sample;
mod score;
mod stated;
mod study;
mod study_check;
mod wording;
mod words;

pub use answer::{Answer, ParserVersion};
pub use case::{CaseList, CaseTraits, Intent, Sex, StudyCase};
pub use class::{Class, ClassScheme, UNREADABLE, icd10_group};
pub use drill_down::{AnswerBehind, CaseBehind, CellAddress, Order};
pub use error::{Error, Setting, StudyFileKind};
pub use evaluation::Evaluation;
pub use export::{RECOMPUTE_PY, write_results_json, write_samples_csv};
pub use finding::{FigureSubject, Finding};
pub use id::{CaseId, ModelId, Temperature};
pub use metric::Metric;
pub use numbers::{
    Calibration, CalibrationBin, ClassAverage, ClassAverages, ClassRow, ClassTable, Conditions, ConfusionCell,
    Difference, Division, Highest, HighestAndMedian, Interval, IntervalMethod, MajorityBaseline, Measured, Numbers,
    Opponents, PairTest, PairUnit, ScanSeries, Subgroup, SubgroupNumbers, Table1Cell, Table1Row, TaskDifference,
    TestOutcome, Tested,
};
pub use per_task::PerTask;
pub use plan::{Plan, Scan};
pub use report::{ModelCard, ReportFigure, ReportParts, RunFact, report_html};
pub use sample::{Finish, FreeAnswer, Record, Reply, SampleWriter, StoredSamples, Unit, Way, likeliest, read_samples};
pub use study::{CaseListRef, Pair, Purpose, Role, Sampling, Statistics, Study, StudyModel, TaskSettings};
