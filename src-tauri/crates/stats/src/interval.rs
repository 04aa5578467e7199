//! A proportion and its Wilson score interval (Wilson 1927), without continuity correction.

/// A closed interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proportion {
    /// Cases that count.
    pub successes: usize,
    /// All cases.
    pub n: usize,
}

impl Proportion {
    /// The share of cases that count; undefined without a case.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (self.n > 0).then(|| self.successes as f64 / self.n as f64)
    }

    /// Wilson's interval of the share; see [`wilson_interval`].
    #[must_use]
    pub fn wilson(self, z: f64) -> Option<Interval> {
        wilson_interval(self.successes, self.n, z)
    }
}

/// Wilson's interval for `successes` of `n` at `z` standard deviations ([`crate::Z_95`] for 95 %).
/// Nothing when `n` is 0, when there are more successes than trials, or when `z` is negative or not finite.
#[must_use]
pub fn wilson_interval(successes: usize, n: usize, z: f64) -> Option<Interval> {
    wilson_interval_of_mean(successes as f64, n, z)
}

/// As [`wilson_interval`] where the number of successes is a mean over raters of the same `n` cases, so that it may be a fraction. The
/// cases are the trials: two raters of a case are not two cases.
/// Nothing also when `successes` is negative or not finite.
#[must_use]
pub fn wilson_interval_of_mean(successes: f64, n: usize, z: f64) -> Option<Interval> {
    let trials = n as f64;
    if n == 0 || !(0.0..=trials).contains(&successes) || !z.is_finite() || z < 0.0 {
        return None;
    }
    let proportion = successes / trials;
    let z_squared = z * z;
    let centre = proportion + z_squared / (2.0 * trials);
    let half_width = z * (proportion * (1.0 - proportion) / trials + z_squared / (4.0 * trials * trials)).sqrt();
    let scale = 1.0 + z_squared / trials;
    // At 0 and at n one end is 0 or 1 itself, which the formula reaches but for its rounding.
    let low = if successes > 0.0 { ((centre - half_width) / scale).max(0.0) } else { 0.0 };
    let high = if successes < trials { ((centre + half_width) / scale).min(1.0) } else { 1.0 };
    Some(Interval { low, high })
}
