//! A study from its file and its stored answers to every number, table and finding of Wang et al. (arXiv 2501.17286), the exports and the report.
//!
//! It neither generates nor stores: the caller asks what [`Plan`] lists, keeps each [`Record`], and hands all of them to
//! [`Evaluation::new`]. It knows no model, no file system, no figure; figures come to the report as finished SVG.
//! A number that a definition leaves open is `None`, written as `null`, never 0.
//!
//! From a study file and what was stored to the numbers:
//!
//! ```
//! use isocenter_eval::{CaseList, Error, Evaluation, Numbers, Plan, Study, read_samples};
//!
//! fn numbers(study_toml: &str, cases: &[u8], samples: &[u8]) -> Result<Numbers, Error> {
//!     let study = Study::from_toml(study_toml)?;
//!     let cases = CaseList::read(cases)?;
//!     let stored = read_samples(samples, &study.sha256())?;
//!     // What is still to be asked; a run asks this and writes each answer with `SampleWriter`.
//!     let done: std::collections::HashSet<_> = stored.records.iter().map(|record| record.unit()).collect();
//!     let missing = Plan::new(&study, &cases)?.units().filter(|unit| !done.contains(unit)).count();
//!     assert_eq!(missing, 0, "the run is finished");
//!     Evaluation::new(&study, &cases, stored.records)?.numbers()
//! }
//!
//! assert!(numbers("name = 'Nothing'", b"", b"").is_err());
//! ```

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
mod table;
mod wording;
mod words;

pub use answer::{Answer, ParserVersion};
pub use case::{CaseList, CaseTraits, Intent, Sex, StudyCase};
pub use class::{Class, ClassScheme, UNREADABLE, icd10_group, icd10_group_ranges};
pub use drill_down::{AnswerBehind, CaseBehind, CellAddress, Order};
pub use error::{Error, Setting, StudyFileKind};
pub use evaluation::Evaluation;
pub use export::{RECOMPUTE_PY, write_results_json, write_samples_csv};
pub use finding::{FigureSubject, Finding};
pub use id::{CaseId, ModelId, Temperature};
pub use metric::Metric;
pub use numbers::{
    Calibration, CalibrationBin, ClassAverage, ClassAverages, ClassRates, ClassRow, ClassTable, Conditions,
    ConfusionCell, Coverage, CoverageAtLeast, CoveragePoint, Difference, Division, Highest, HighestAndMedian, Interval,
    IntervalMethod, MajorityBaseline, Measured, Numbers, Opponents, PairTest, PairUnit, ScanSeries, Subgroup,
    SubgroupNumbers, Table1Cell, Table1Row, TaskDifference, TestOutcome, Tested,
};
pub use per_task::PerTask;
pub use plan::{Plan, Scan};
pub use report::{ModelCard, ReportFigure, ReportParts, RunFact, report_html};
pub use sample::{Finish, FreeAnswer, Record, Reply, SampleWriter, StoredSamples, Unit, Way, likeliest, read_samples};
pub use study::{CaseListRef, Pair, Purpose, Role, Sampling, Statistics, Study, StudyDraft, StudyModel, TaskSettings};
pub use table::{
    ClassMetrics, Confusion, GradeAgreement, Kappas, PredictionMetrics, Rates, RegimenMetrics, agreement_of_csv,
    compare_csv, metrics_of_csv,
};
