//! A value, or why there is none.

use isocenter_stats::{Bootstrap, BootstrapSettings, Interval};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

/// Of every interval: 1000 resamples of cases, seed 0, percentiles 2.5 and 97.5.
pub(super) const BOOTSTRAP: BootstrapSettings = BootstrapSettings { resamples: 1000, confidence: 0.95, seed: 0 };

/// Why a number has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Undefined {
    /// Agreement needs two raters, and one rates.
    OneRater,
    /// No letter that both rated.
    NoPairs,
    /// One and the same score throughout: 0 / 0 remains.
    NoVariation,
    /// No case of which a rater rated both letters.
    NoCases,
    /// No case in which the two letters differ.
    NoDifference,
}

impl Undefined {
    /// As a person reads it.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::OneRater => "one rater",
            Self::NoPairs => "no letter that both rated",
            Self::NoVariation => "no variation",
            Self::NoCases => "no case with both letters rated by one rater",
            Self::NoDifference => "no case in which the two differ",
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
    Value(f64),
    /// There is none.
    Undefined(Undefined),
}

impl Statistic {
    /// The value, if there is one.
    #[must_use]
    pub const fn value(self) -> Option<f64> {
        match self {
            Self::Value(value) => Some(value),
            Self::Undefined(_) => None,
        }
    }
}

impl<E: Into<Undefined>> From<Result<f64, E>> for Statistic {
    fn from(result: Result<f64, E>) -> Self {
        result.map_or_else(|why| Self::Undefined(why.into()), Self::Value)
    }
}

impl Serialize for Statistic {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let undefined = match self {
            Self::Value(_) => None,
            Self::Undefined(why) => Some(why),
        };
        let mut fields = to.serialize_struct("Statistic", 2)?;
        fields.serialize_field("value", &self.value())?;
        fields.serialize_field("undefined", &undefined)?;
        fields.end()
    }
}

/// Both ends of a 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl From<Bootstrap> for Bounds {
    fn from(bootstrap: Bootstrap) -> Self {
        let Interval { low, high } = bootstrap.interval;
        Self { low, high }
    }
}
