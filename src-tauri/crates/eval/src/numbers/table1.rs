//! Table 1 of Wang et al.: for each tuned model and its base, the highest value over the scan, the median behind it, p and n.

use isocenter_domain::Task;
use serde::Serialize;

use super::pair_test::{Opponents, PairTest, PairUnit, TestOutcome};
use super::scan::{Highest, ScanSeries};
use crate::{Metric, ModelId, PerTask, Study};

/// A row: a tuned model against its base.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table1Row {
    /// The tuned model's label.
    pub label: String,
    /// The tuned model.
    pub tuned: ModelId,
    /// Its base.
    pub base: ModelId,
    /// The cells of each task.
    pub tasks: PerTask<Table1Cell>,
    /// The test over the temperatures of all tasks; nothing in a study of one task.
    pub all_tasks: Option<TestOutcome>,
}

/// The cells of a task.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table1Cell {
    /// What is measured.
    pub metric: Metric,
    /// Of the base.
    pub base: HighestAndMedian,
    /// Of the tuned model.
    pub tuned: HighestAndMedian,
    /// Tuned above base over the temperatures.
    pub test: TestOutcome,
    /// Its p by Holm over the tasks.
    pub p_holm: Option<f64>,
    /// Test cases.
    pub cases: usize,
}

/// "Highest (median)".
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HighestAndMedian {
    /// The highest value over the scan.
    pub highest: Option<Highest>,
    /// The median over the scan.
    pub median: Option<f64>,
}

pub(crate) fn table1(study: &Study, scans: &[ScanSeries], tests: &[PairTest]) -> Vec<Table1Row> {
    let headline = |model: &ModelId, task: Task| {
        scans.iter().find(|series| series.is_headline && series.task == task && series.model == *model)
    };
    let row = |pair: crate::Pair| {
        let (tuned, base) = (&study.models[pair.tuned], &study.models[pair.base]);
        let test = |task: Option<Task>| {
            let is_meant = |test: &&PairTest| {
                test.opponents == Opponents::TunedAgainstBase
                    && test.unit == PairUnit::Temperature
                    && (&test.first, &test.second) == (&tuned.id, &base.id)
                    && test.task == task.map(Task::name)
            };
            tests.iter().find(is_meant)
        };
        let mut tasks = PerTask::default();
        for task in study.tasks() {
            let (Some(of_base), Some(of_tuned), Some(test)) =
                (headline(&base.id, task), headline(&tuned.id, task), test(Some(task)))
            else {
                continue;
            };
            let cell = Table1Cell {
                metric: Metric::headline(task),
                base: HighestAndMedian { highest: of_base.highest, median: of_base.median },
                tuned: HighestAndMedian { highest: of_tuned.highest, median: of_tuned.median },
                test: test.outcome.clone(),
                p_holm: test.p_holm,
                cases: of_tuned.all.cases,
            };
            tasks.set(task, cell);
        }
        let all_tasks = test(None).map(|test| test.outcome.clone());
        Table1Row { label: tuned.label.clone(), tuned: tuned.id.clone(), base: base.id.clone(), tasks, all_tasks }
    };
    study.pairs().map(row).collect()
}
