//! So many of so many, where the count may be a mean over graders.

use isocenter_stats::{Interval, Proportion, Z_95, wilson_interval_of_mean};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

/// A share with Wilson's interval. The trials are regimens: two graders of one regimen are not two regimens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// How many; a mean over graders may be a half.
    pub count: f64,
    /// Of how many.
    pub n: usize,
}

impl Share {
    /// `count / n`; none of nothing.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (self.n > 0).then(|| self.count / self.n as f64)
    }

    /// Wilson's 95 % interval; none of nothing.
    #[must_use]
    pub fn interval(self) -> Option<Interval> {
        wilson_interval_of_mean(self.count, self.n, Z_95)
    }
}

impl From<Proportion> for Share {
    fn from(proportion: Proportion) -> Self {
        Self { count: proportion.successes as f64, n: proportion.n }
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let interval = self.interval();
        let mut fields = to.serialize_struct("Share", 5)?;
        fields.serialize_field("count", &self.count)?;
        fields.serialize_field("n", &self.n)?;
        fields.serialize_field("share", &self.share())?;
        fields.serialize_field("low", &interval.map(|interval| interval.low))?;
        fields.serialize_field("high", &interval.map(|interval| interval.high))?;
        fields.end()
    }
}
