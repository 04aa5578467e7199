//! A mean with all that it must be read with: its conditions, how many cases and samples, its intervals.
//!
//! Resamples of cases that are all alike are all alike too: a percentile bootstrap of 12 wrong answers of 12 would be sure of 0 (0 to 0),
//! where up to 24 % right is as compatible with them. At 0 and at 1 the interval is therefore Wilson's with the cases as trials (Brown, Cai
//! & DasGupta 2001, doi 10.1214/ss/1009213286, on shares at their ends; samples of one case are no trials of their own). It holds for any value from 0 to 1:
//! at 0 the mean is at most the share of cases above 0, none of which was seen. Cases that are alike elsewhere say nothing about how cases spread: no interval.

use isocenter_domain::Task;
use isocenter_stats::{BootstrapSettings, Z_95, bootstrap_mean, bootstrap_mean_difference, mean, wilson_interval};
use serde::Serialize;

use super::subgroup::Subgroup;
use crate::evaluation::{Block, CaseValue};
use crate::{Error, Evaluation, Metric, ModelId, Statistics, Temperature, words};

/// What a number was measured under: enough to find the cases behind it ([`Evaluation::cases_behind`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conditions {
    /// The model.
    pub model: ModelId,
    /// The task.
    #[serde(with = "words::task")]
    pub task: Task,
    /// What is measured.
    pub metric: Metric,
    /// At which temperature; nothing for all of the scan, and for what knows no temperature.
    pub temperature: Option<Temperature>,
    /// Of which cases; nothing for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subgroup: Option<Subgroup>,
}

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl From<isocenter_stats::Interval> for Interval {
    fn from(interval: isocenter_stats::Interval) -> Self {
        Self { low: interval.low, high: interval.high }
    }
}

/// A mean over cases; of a case with several samples, or over several temperatures, the mean over those first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measured {
    /// What it was measured under.
    #[serde(flatten)]
    pub conditions: Conditions,
    /// The mean; undefined when the metric has a meaning in no case.
    pub value: Option<f64>,
    /// Cases in which the metric has a meaning.
    pub cases: usize,
    /// Samples behind them.
    pub samples: usize,
    /// Its 95 % interval; undefined where the value is, and where every case has the same value between 0 and 1.
    pub interval: Option<Interval>,
    /// How the interval was made.
    pub interval_method: IntervalMethod,
}

/// How an interval was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalMethod {
    /// Wilson's score interval over cases: of a share with one sample for each case, and of anything that is 0 in every case or 1 in every case.
    Wilson,
    /// Percentile bootstrap over cases: of everything else, for samples of one case are not independent.
    Bootstrap,
}

/// A mean difference of the same cases under two models.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The model that is expected to be better.
    pub first: ModelId,
    /// The other one.
    pub second: ModelId,
    /// First less second; undefined without a case.
    pub value: Option<f64>,
    /// Cases in which both have a value.
    pub cases: usize,
    /// Percentile bootstrap over cases; undefined where every case differs by as much, which says nothing about how cases spread.
    pub bootstrap: Option<Interval>,
}

impl Statistics {
    pub(crate) fn bootstrap(&self) -> BootstrapSettings {
        BootstrapSettings { resamples: self.bootstrap_resamples, confidence: 0.95, seed: self.bootstrap_seed }
    }
}

impl Evaluation<'_> {
    /// The mean of `metric` in a block, at one temperature or over all.
    pub(crate) fn measure(
        &self,
        block: &Block,
        metric: Metric,
        temperature: Option<usize>,
        subgroup: Option<&Subgroup>,
    ) -> Result<Measured, Error> {
        let of_cases = self.case_values(block, metric, temperature, subgroup);
        let values: Vec<f64> = of_cases.iter().map(|value| value.mean).collect();
        let (cases, samples) = (of_cases.len(), of_cases.iter().map(|value| value.samples as usize).sum());
        let value = mean(&values)?;
        let is_at_an_end = [0.0, 1.0].iter().any(|end| values.iter().all(|value| value == end));
        let (interval, interval_method) = if is_at_an_end || (metric.is_share() && samples == cases) {
            // OK because each value is 0 or 1.
            let successes = values.iter().filter(|value| **value > 0.5).count();
            (wilson_interval(successes, cases, Z_95), IntervalMethod::Wilson)
        } else {
            let bootstrap = bootstrap_mean(&values, self.study.statistics.bootstrap())?;
            let interval = bootstrap.filter(|_| is_spread(values.iter().copied())).map(|bootstrap| bootstrap.interval);
            (interval, IntervalMethod::Bootstrap)
        };
        Ok(Measured {
            conditions: Conditions {
                model: self.study.models[block.model].id.clone(),
                task: block.task,
                metric,
                temperature: temperature.map(|at| self.study.sampling.temperatures[at]),
                subgroup: subgroup.cloned(),
            },
            value,
            cases,
            samples,
            interval: interval.map(Into::into),
            interval_method,
        })
    }

    /// One value for each case of the subgroup in which the metric has a meaning, in the order of the case list.
    fn case_values(
        &self,
        block: &Block,
        metric: Metric,
        temperature: Option<usize>,
        subgroup: Option<&Subgroup>,
    ) -> Vec<CaseValue> {
        let values = block.case_values(metric, temperature).into_iter().zip(&block.cases);
        let is_meant = |case: usize| subgroup.is_none_or(|subgroup| subgroup.holds(&self.cases.cases()[case]));
        values.filter(|(_, case)| is_meant(**case)).filter_map(|(value, _)| value).collect()
    }

    /// Headline of `first` less that of `second`, case by case over the whole scan.
    pub(crate) fn difference(
        &self,
        first: &Block,
        second: &Block,
        subgroup: Option<&Subgroup>,
    ) -> Result<Difference, Error> {
        let headline = Metric::headline(first.task);
        let of = |block| -> Vec<f64> {
            let values = self.case_values(block, headline, None, subgroup).into_iter();
            values.map(|value| value.mean).collect()
        };
        // OK because a headline has a meaning in every case: both columns hold the same cases.
        let (a, b) = (of(first), of(second));
        let bootstrap = bootstrap_mean_difference(&a, &b, self.study.statistics.bootstrap())?;
        let differences = a.iter().zip(&b).map(|(a, b)| a - b);
        Ok(Difference {
            first: self.study.models[first.model].id.clone(),
            second: self.study.models[second.model].id.clone(),
            value: bootstrap.map(|bootstrap| bootstrap.estimate),
            cases: a.len(),
            bootstrap: bootstrap.filter(|_| is_spread(differences)).map(|bootstrap| bootstrap.interval.into()),
        })
    }
}

/// Whether the values differ by more than what is equal to the tests of pairs: nine decimals.
fn is_spread(values: impl Iterator<Item = f64>) -> bool {
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    high - low > 1e-9
}
