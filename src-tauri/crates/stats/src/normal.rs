//! The standard normal distribution, as far as tests need it.

use std::f64::consts::FRAC_1_SQRT_2;

/// Standard deviations on both sides of the mean that hold 95 %.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// P(Z ≥ z); accurate in both tails, because no difference from 1 is formed.
pub(crate) fn upper_tail(z: f64) -> f64 {
    0.5 * libm::erfc(z * FRAC_1_SQRT_2)
}
