//! Bootstrap intervals by case, by the percentile method (Efron & Tibshirani 1993, ch. 13), from a fixed seed.
//!
//! Cases are drawn by `SplitMix64` (Steele, Lea & Flood 2014) from the seed, one number for each drawn case: case number
//! ⌊number × cases / 2⁶⁴⌋. So few lines repeat the same resamples elsewhere.

use crate::error::{Error, all_finite, same_length};
use crate::interval::Interval;
use crate::quantile::quantile_of_sorted;
use crate::random::SplitMix64;

/// How often, how sure, and from which seed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BootstrapSettings {
    /// Resamples.
    pub resamples: usize,
    /// What the interval is to hold, between 0 and 1.
    pub confidence: f64,
    /// Start of the generator.
    pub seed: u64,
}

impl Default for BootstrapSettings {
    /// 1000 resamples, 95 %, seed 0.
    fn default() -> Self {
        Self { resamples: 1000, confidence: 0.95, seed: 0 }
    }
}

/// A statistic with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// The statistic of the cases themselves.
    pub estimate: f64,
    /// Its interval. One case, or cases that are all alike, give an interval of no width.
    pub interval: Interval,
    /// Resamples drawn.
    pub resamples: usize,
    /// Resamples in which the statistic is undefined; the interval is over the others.
    pub undefined: usize,
}

/// The interval of any statistic of cases. `statistic` gets the rows of a resample, with repeats, and answers `None` where it is
/// undefined. Nothing without a case, when the statistic of the cases themselves is undefined, or when that of every resample is.
///
/// # Errors
/// [`Error::NotInUnitRange`] for a confidence that is none; [`Error::NothingAskedFor`] without resamples;
/// [`Error::NotFinite`] when the statistic gives NaN or infinity.
pub fn bootstrap(
    cases: usize,
    settings: BootstrapSettings,
    mut statistic: impl FnMut(&[usize]) -> Option<f64>,
) -> Result<Option<Bootstrap>, Error> {
    let [only] = bootstrap_each(cases, settings, |rows| [statistic(rows)])?;
    Ok(only)
}

/// As [`bootstrap`] for several statistics of the same resamples: each gets the interval that it would get alone.
///
/// # Errors
/// As [`bootstrap`].
pub fn bootstrap_each<const N: usize>(
    cases: usize,
    settings: BootstrapSettings,
    mut statistics: impl FnMut(&[usize]) -> [Option<f64>; N],
) -> Result<[Option<Bootstrap>; N], Error> {
    crate::error::all_in_unit_range(&[settings.confidence])?;
    if settings.resamples == 0 {
        return Err(Error::NothingAskedFor);
    }
    let mut rows: Vec<usize> = (0..cases).collect();
    let estimates = if cases == 0 { [None; N] } else { statistics(&rows) };
    if estimates == [None; N] {
        return Ok([None; N]);
    }
    let mut generator = SplitMix64::new(settings.seed);
    let mut values = [const { Vec::new() }; N];
    for _ in 0..settings.resamples {
        rows.fill_with(|| generator.below(cases));
        for (values, value) in values.iter_mut().zip(statistics(&rows)) {
            values.extend(value);
        }
    }
    let mut results = [None; N];
    for ((result, estimate), values) in results.iter_mut().zip(estimates).zip(values) {
        *result = estimate.map(|estimate| percentiles(estimate, values, settings)).transpose()?.flatten();
    }
    Ok(results)
}

fn percentiles(estimate: f64, mut values: Vec<f64>, settings: BootstrapSettings) -> Result<Option<Bootstrap>, Error> {
    all_finite(&[estimate])?;
    all_finite(&values)?;
    if values.is_empty() {
        return Ok(None);
    }
    values.sort_by(f64::total_cmp);
    let outside = (1.0 - settings.confidence) / 2.0;
    Ok(Some(Bootstrap {
        estimate,
        interval: Interval {
            low: quantile_of_sorted(&values, outside),
            high: quantile_of_sorted(&values, 1.0 - outside),
        },
        resamples: settings.resamples,
        undefined: settings.resamples - values.len(),
    }))
}

/// The interval of `first` less `second`, both of the same resampled cases (paired bootstrap). Undefined where either is.
///
/// # Errors
/// As [`bootstrap`].
pub fn bootstrap_difference(
    cases: usize,
    settings: BootstrapSettings,
    mut first: impl FnMut(&[usize]) -> Option<f64>,
    mut second: impl FnMut(&[usize]) -> Option<f64>,
) -> Result<Option<Bootstrap>, Error> {
    bootstrap(cases, settings, |rows| Some(first(rows)? - second(rows)?))
}

/// The interval of the mean of one value for each case.
///
/// # Errors
/// [`Error::NotFinite`] for NaN and infinity, and as [`bootstrap`].
pub fn bootstrap_mean(values: &[f64], settings: BootstrapSettings) -> Result<Option<Bootstrap>, Error> {
    all_finite(values)?;
    bootstrap(values.len(), settings, |rows| Some(mean_of(values, rows)))
}

/// The interval of the mean of `first` less that of `second`, case against case.
///
/// # Errors
/// [`Error::LengthMismatch`] for columns of two lengths, and as [`bootstrap_mean`].
pub fn bootstrap_mean_difference(
    first: &[f64],
    second: &[f64],
    settings: BootstrapSettings,
) -> Result<Option<Bootstrap>, Error> {
    same_length(first, second)?;
    let differences: Vec<f64> = first.iter().zip(second).map(|(first, second)| first - second).collect();
    bootstrap_mean(&differences, settings)
}

fn mean_of(values: &[f64], rows: &[usize]) -> f64 {
    rows.iter().map(|&row| values[row]).sum::<f64>() / rows.len() as f64
}
