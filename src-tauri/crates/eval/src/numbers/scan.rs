//! A metric over the temperatures: each point, the highest and the median as Wang et al. report them.

use isocenter_domain::Task;
use isocenter_stats::median;
use serde::Serialize;

use super::measured::Measured;
use crate::evaluation::Block;
use crate::{Error, Evaluation, Metric, ModelId, Temperature, words};

/// One metric of one model and task over the scan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScanSeries {
    /// The model.
    pub model: ModelId,
    /// The task.
    #[serde(with = "words::task")]
    pub task: Task,
    /// What is measured.
    pub metric: Metric,
    /// Whether it is what Wang et al. report of the task.
    pub is_headline: bool,
    /// One point for each temperature, ascending.
    pub points: Vec<Measured>,
    /// All temperatures together.
    pub all: Measured,
    /// The highest point; the lowest temperature where several are as high. Undefined when a point is.
    pub highest: Option<Highest>,
    /// Median of the points; undefined when a point is.
    pub median: Option<f64>,
}

/// The highest point of a scan. It was chosen on the cases it is measured on, so it flatters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Highest {
    /// Its value.
    pub value: f64,
    /// Where it stands.
    pub temperature: Temperature,
}

impl ScanSeries {
    /// The values of the points; nothing when one is undefined.
    #[must_use]
    pub fn values(&self) -> Option<Vec<f64>> {
        self.points.iter().map(|point| point.value).collect()
    }
}

impl Evaluation<'_> {
    /// The series of a metric in a block.
    pub(crate) fn series(&self, block: &Block, metric: Metric) -> Result<ScanSeries, Error> {
        let temperatures = &self.study.sampling.temperatures;
        let points = (0..temperatures.len()).map(|at| self.measure(block, metric, Some(at), None));
        let points = points.collect::<Result<Vec<_>, Error>>()?;
        let mut series = ScanSeries {
            model: self.study.models[block.model].id.clone(),
            task: block.task,
            metric,
            is_headline: metric == Metric::headline(block.task),
            points,
            all: self.measure(block, metric, None, None)?,
            highest: None,
            median: None,
        };
        if let Some(values) = series.values() {
            series.median = median(&values)?;
            for (value, temperature) in values.into_iter().zip(temperatures) {
                if series.highest.is_none_or(|highest| value > highest.value) {
                    series.highest = Some(Highest { value, temperature: *temperature });
                }
            }
        }
        Ok(series)
    }
}
