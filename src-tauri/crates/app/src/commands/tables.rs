//! Numbers of tables that others made: predictions, pairs of values, pairs of grades.

use std::fs::File;
use std::path::Path;

use isocenter_domain::Task;
use isocenter_eval::{GradeAgreement, PredictionMetrics, TestOutcome, agreement_of_csv, compare_csv, metrics_of_csv};
use isocenter_stats::Alternative;
use serde::Serialize;

use crate::error::Error;
use crate::{failure, files};

/// A signed-rank test of two columns. Where nothing differs there is no test: statistic and p are undefined, the counts are not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// Sum of positive ranks (one-sided) or the smaller sum (two-sided).
    pub statistic: Option<f64>,
    /// The p-value.
    pub p: Option<f64>,
    /// Pairs, those without a difference included.
    pub n: usize,
    /// Pairs without a difference; they are dropped.
    pub zeros: usize,
    /// Differing pairs that share their absolute difference with another one.
    pub ties: usize,
    /// `exact` (conditional on ties) or `asymptotic`.
    pub method: &'static str,
    /// The smallest p that so many pairs allow.
    pub p_floor: Option<f64>,
    /// Matched-pairs rank-biserial correlation.
    pub rank_biserial: Option<f64>,
    /// Median of the differences.
    pub median_difference: Option<f64>,
}

impl From<TestOutcome> for Compared {
    fn from(outcome: TestOutcome) -> Self {
        let untested = |n| Self {
            statistic: None,
            p: None,
            n,
            zeros: n,
            ties: 0,
            method: "exact",
            p_floor: None,
            rank_biserial: None,
            median_difference: None,
        };
        match outcome {
            TestOutcome::Tested(test) => Self {
                statistic: Some(test.statistic),
                p: Some(test.p),
                n: test.n,
                zeros: test.zeros,
                ties: test.ties,
                method: test.method,
                p_floor: Some(test.p_floor),
                rank_biserial: Some(test.rank_biserial),
                median_difference: Some(test.median_difference),
            },
            TestOutcome::NoDifference { n } => untested(n),
            TestOutcome::Undefined => untested(0),
        }
    }
}

/// Metrics of predictions: columns `case_id`, `reference`, `prediction`.
///
/// # Errors
/// A table that cannot be read, columns that are missing or there twice, a case that is there twice, a reference that is no class.
pub fn metrics(path: &Path, task: Task) -> Result<PredictionMetrics, Error> {
    metrics_of_csv(task, open(path)?).map_err(|error| failure::table(path, error))
}

/// The signed-rank test of columns `x` and `y`.
///
/// # Errors
/// A table that cannot be read, columns that are missing or there twice, what is no finite number.
pub fn compare(path: &Path, alternative: Alternative) -> Result<Compared, Error> {
    compare_csv(alternative, open(path)?).map(Into::into).map_err(|error| failure::table(path, error))
}

/// Agreement of two graders: columns `case_id`, `grader_a`, `grader_b`.
///
/// # Errors
/// A table that cannot be read, columns that are missing or there twice, a case that is there twice, what is no grade from 1 to 5.
pub fn agreement(path: &Path) -> Result<GradeAgreement, Error> {
    agreement_of_csv(open(path)?).map_err(|error| failure::table(path, error))
}

fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|source| files::cannot_read(path, &source))
}
