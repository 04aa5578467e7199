//! The Wilson score interval of a proportion (Wilson 1927), without continuity correction.

/// A closed interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Wilson's interval for `successes` of `n` at `z` standard deviations (1.96 for 95 %).
/// Nothing when `n` is 0, when there are more successes than trials, or when `z` is negative or not finite.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "case counts are far below 2^52")]
pub fn wilson_interval(successes: usize, n: usize, z: f64) -> Option<Interval> {
    if n == 0 || successes > n || !z.is_finite() || z < 0.0 {
        return None;
    }
    let trials = n as f64;
    let proportion = successes as f64 / trials;
    let z_squared = z * z;
    let centre = proportion + z_squared / (2.0 * trials);
    let half_width = z * (proportion * (1.0 - proportion) / trials + z_squared / (4.0 * trials * trials)).sqrt();
    let scale = 1.0 + z_squared / trials;
    Some(Interval { low: ((centre - half_width) / scale).max(0.0), high: ((centre + half_width) / scale).min(1.0) })
}
