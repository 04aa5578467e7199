//! The metrics against other programs, published values, properties and degenerate inputs.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod agreement;
mod bootstrap;
mod calibration;
mod classification;
mod degenerate;
mod golden;
mod interval;
mod multiplicity;
mod oracle;
mod pack;
mod properties;
mod quantile;
mod random;
mod register;
mod rouge;
mod selective;
mod wilcoxon;

/// Two ways of adding up the same numbers.
const SUMMATION: f64 = 1e-12;

#[track_caller]
fn assert_close(ours: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((ours - expected).abs() <= tolerance, "{what}: {ours}, not {expected}");
}
