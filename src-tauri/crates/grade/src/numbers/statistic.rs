//! A value with its interval, or why it has none.

use isocenter_stats::{Bootstrap, Interval};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use crate::words::worded_enum;

worded_enum! {
    /// Why a number has no value.
    pub enum Undefined {
        /// Agreement needs two graders, and one grades.
        OneGrader = "one_grader",
        /// There is nothing to compare.
        NoPairs = "no_pairs",
        /// Nothing was to be graded twice.
        NoRepeats = "no_repeats",
        /// One and the same grade throughout: 0 / 0 remains.
        NoVariation = "no_variation",
        /// There is no grade where there should be one.
        NoGrades = "no_grades",
    }
}

impl Undefined {
    /// As a person reads it.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::OneGrader => "one grader",
            Self::NoPairs => "no pair of grades",
            Self::NoRepeats => "no repeats",
            Self::NoVariation => "no variation",
            Self::NoGrades => "no grades",
        }
    }
}

impl From<isocenter_stats::Undefined> for Undefined {
    fn from(why: isocenter_stats::Undefined) -> Self {
        match why {
            isocenter_stats::Undefined::NoPairs => Self::NoPairs,
            isocenter_stats::Undefined::NoVariation => Self::NoVariation,
        }
    }
}

/// A value, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// There is one.
    Value {
        /// The value.
        value: f64,
        /// Its 95 % interval; none when fewer than half of the resamples had a value.
        interval: Option<Interval>,
        /// Resamples that had no value; the interval is over the others.
        without_value: usize,
    },
    /// There is none.
    Undefined(Undefined),
}

impl Statistic {
    pub(super) fn new(value: Result<f64, Undefined>, bootstrap: Option<Bootstrap>) -> Self {
        let holds = |bootstrap: &Bootstrap| 2 * bootstrap.undefined <= bootstrap.resamples;
        match value {
            Ok(value) => Self::Value {
                value,
                interval: bootstrap.filter(holds).map(|bootstrap| bootstrap.interval),
                without_value: bootstrap.map_or(super::agreement::BOOTSTRAP.resamples, |bootstrap| bootstrap.undefined),
            },
            Err(why) => Self::Undefined(why),
        }
    }

    /// The value, if there is one.
    #[must_use]
    pub const fn value(self) -> Option<f64> {
        match self {
            Self::Value { value, .. } => Some(value),
            Self::Undefined(_) => None,
        }
    }

    /// Its interval, if there is one.
    #[must_use]
    pub const fn interval(self) -> Option<Interval> {
        match self {
            Self::Value { interval, .. } => interval,
            Self::Undefined(_) => None,
        }
    }

    /// Why there is no value.
    #[must_use]
    pub const fn undefined(self) -> Option<Undefined> {
        match self {
            Self::Value { .. } => None,
            Self::Undefined(why) => Some(why),
        }
    }
}

impl Serialize for Statistic {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let interval = self.interval();
        let without_value = match self {
            Self::Value { without_value, .. } => Some(without_value),
            Self::Undefined(_) => None,
        };
        let mut fields = to.serialize_struct("Statistic", 5)?;
        fields.serialize_field("value", &self.value())?;
        fields.serialize_field("low", &interval.map(|interval| interval.low))?;
        fields.serialize_field("high", &interval.map(|interval| interval.high))?;
        fields.serialize_field("resamples_without_value", &without_value)?;
        fields.serialize_field("undefined", &self.undefined())?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_that_fewer_than_half_of_the_resamples_bear_is_none() {
        let interval = Interval { low: 0.1, high: 0.3 };
        let of = |undefined| {
            let bootstrap = Bootstrap { estimate: 0.2, interval, resamples: 1000, undefined };
            Statistic::new(Ok(0.2), Some(bootstrap))
        };
        assert_eq!(of(500), Statistic::Value { value: 0.2, interval: Some(interval), without_value: 500 });
        assert_eq!(of(501), Statistic::Value { value: 0.2, interval: None, without_value: 501 });
    }
}
