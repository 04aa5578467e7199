//! Every number of a study in one value, each with its conditions and how many cases stand behind it. Written as `results.json`.

mod baseline;
mod calibration;
mod class_table;
mod coverage;
mod measured;
mod pair_test;
mod scan;
mod subgroup;
mod table1;

use isocenter_domain::Task;
use serde::Serialize;

pub use baseline::MajorityBaseline;
pub use calibration::{Calibration, CalibrationBin};
pub use class_table::{ClassAverage, ClassAverages, ClassRates, ClassRow, ClassTable, ConfusionCell};
pub use coverage::{Coverage, CoverageAtLeast, CoveragePoint};
pub use measured::{Conditions, Difference, Interval, IntervalMethod, Measured};
pub use pair_test::{Opponents, PairTest, PairUnit, TestOutcome, Tested};
pub use scan::{Highest, ScanSeries};
pub use subgroup::{Division, Subgroup, SubgroupNumbers};
pub use table1::{HighestAndMedian, Table1Cell, Table1Row};

use crate::{ClassScheme, Error, Evaluation, Metric, PerTask, words};

/// Every number of a study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Numbers {
    /// Cases of each task.
    pub cases: PerTask<usize>,
    /// Table 1 of Wang et al.
    pub table1: Vec<Table1Row>,
    /// Every metric over the temperatures.
    pub scans: Vec<ScanSeries>,
    /// Scored labels and constrained codes.
    pub beside: Vec<Measured>,
    /// What the most frequent answer reaches.
    pub baselines: Vec<MajorityBaseline>,
    /// Tuned against base, family against family.
    pub tests: Vec<PairTest>,
    /// The differences behind the tests over cases.
    pub differences: Vec<TaskDifference>,
    /// Confusion matrices and rates of classes.
    pub classes: Vec<ClassTable>,
    /// Calibration of the modality probabilities.
    pub calibrations: Vec<Calibration>,
    /// Coverage against accuracy of the regimen.
    pub coverages: Vec<Coverage>,
    /// The headline in parts of the cases.
    pub subgroups: Vec<SubgroupNumbers>,
}

/// A difference of the headline of a task over the whole scan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TaskDifference {
    /// The task.
    #[serde(with = "words::task")]
    pub task: Task,
    /// The difference.
    #[serde(flatten)]
    pub difference: Difference,
}

impl Evaluation<'_> {
    /// Computes every number. The same study, cases and records give the same numbers to the last bit, in whatever order they came.
    ///
    /// # Errors
    /// [`Error::Statistic`], which checked records do not cause.
    pub fn numbers(&self) -> Result<Numbers, Error> {
        let (mut scans, mut beside) = (Vec::new(), Vec::new());
        for block in &self.blocks {
            for metric in Metric::of(block.task) {
                scans.push(self.series(block, *metric)?);
            }
            for metric in Metric::beside(block.task) {
                beside.push(self.measure(block, *metric, None, None)?);
            }
        }
        let tests = self.pair_tests(&scans)?;
        let mut cases = PerTask::default();
        for task in self.study.tasks() {
            cases.set(task, self.cases.serving(task).count());
        }
        let differences = tests.differences.into_iter();
        Ok(Numbers {
            cases,
            table1: table1::table1(self.study, &scans, &tests.tests),
            baselines: self.baselines()?,
            tests: tests.tests,
            differences: differences.map(|(task, difference)| TaskDifference { task, difference }).collect(),
            classes: self.class_tables()?,
            calibrations: self.calibrations()?,
            coverages: self.coverages()?,
            subgroups: self.subgroups()?,
            scans,
            beside,
        })
    }
}

impl Numbers {
    /// The series of a metric.
    #[must_use]
    pub fn scan(&self, model: &crate::ModelId, task: Task, metric: Metric) -> Option<&ScanSeries> {
        self.scans.iter().find(|series| series.model == *model && series.task == task && series.metric == metric)
    }

    /// The classes of a model at the temperature where its headline is highest.
    #[must_use]
    pub fn best_classes(&self, model: &crate::ModelId, scheme: ClassScheme) -> Option<&ClassTable> {
        let task = scheme.task();
        let best = self.scan(model, task, Metric::headline(task))?.highest?.temperature;
        self.classes.iter().find(|table| table.model == *model && table.scheme == scheme && table.temperature == best)
    }

    /// The baseline of a metric.
    #[must_use]
    pub fn baseline(&self, metric: Metric) -> Option<&MajorityBaseline> {
        self.baselines.iter().find(|baseline| baseline.metric == metric)
    }
}
