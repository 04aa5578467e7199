//! A number with what is known of its precision. Not a statistic: values and intervals are computed elsewhere.

use crate::error::Error;
use crate::number::fixed;

/// Both ends of an interval; which kind of interval is for the caller to say beside the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A value, with its interval where there is one. What is not defined is `None` of this, and is drawn as "n/a".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value itself.
    pub value: f64,
    /// Its interval.
    pub interval: Option<Interval>,
}

impl Estimate {
    /// A value without an interval.
    #[must_use]
    pub const fn exact(value: f64) -> Self {
        Self { value, interval: None }
    }

    /// A value from `low` to `high`.
    #[must_use]
    pub const fn between(value: f64, low: f64, high: f64) -> Self {
        Self { value, interval: Some(Interval { low, high }) }
    }

    /// As words for a title: `0.712 (0.690–0.734)`.
    pub(crate) fn words(&self) -> String {
        let value = fixed(self.value, 3);
        match self.interval {
            Some(Interval { low, high }) => format!("{value} ({}–{})", fixed(low, 3), fixed(high, 3)),
            None => value,
        }
    }

    /// Lowest and highest number that it draws.
    pub(crate) fn reach(&self) -> [f64; 2] {
        let Interval { low, high } = self.interval.unwrap_or(Interval { low: self.value, high: self.value });
        [self.value.min(low), self.value.max(high)]
    }
}

/// As words for a title; what is not defined says so.
pub(crate) fn words_of(estimate: Option<&Estimate>) -> String {
    estimate.map_or_else(|| "not defined".to_owned(), Estimate::words)
}

/// Refuses what no axis can hold.
pub(crate) fn check(series: &str, label: &str, estimate: Option<&Estimate>) -> Result<(), Error> {
    let Some(estimate) = estimate else { return Ok(()) };
    check_number(series, label, estimate.value)?;
    let Some(Interval { low, high }) = estimate.interval else { return Ok(()) };
    check_number(series, label, low)?;
    check_number(series, label, high)?;
    if low <= high {
        return Ok(());
    }
    Err(Error::IntervalReversed { series: series.to_owned(), label: label.to_owned(), low, high })
}

/// Refuses NaN and infinity.
pub(crate) fn check_number(series: &str, label: &str, value: f64) -> Result<(), Error> {
    if value.is_finite() {
        return Ok(());
    }
    Err(Error::NotFinite { series: series.to_owned(), label: label.to_owned() })
}

/// Refuses lists of different lengths.
pub(crate) fn check_length(of: &str, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found {
        return Ok(());
    }
    Err(Error::LengthsDiffer { of: of.to_owned(), expected, found })
}
