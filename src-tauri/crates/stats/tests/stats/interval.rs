//! Wilson's interval against published tables, and where it has no value.

use isocenter_stats::{Z_95, wilson_interval, wilson_interval_of_mean};

use crate::{SUMMATION, assert_close};

/// Newcombe 1998 (Statistics in Medicine 17:857), table I, method 3.
#[test]
fn wilson_intervals_are_those_of_newcombe() {
    for (successes, n, low, high) in
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
    {
        let interval = wilson_interval(successes, n, Z_95).unwrap();
        assert_close(interval.low, low, 5e-5, "low");
        assert_close(interval.high, high, 5e-5, "high");
    }
}

/// statsmodels 0.15.0, six digits.
#[test]
fn wilson_intervals_reach_the_ends() {
    for (successes, n, low, high) in [(60, 100, 0.502003, 0.690599), (10, 10, 0.722467, 1.0), (0, 10, 0.0, 0.277533)] {
        let interval = wilson_interval(successes, n, Z_95).unwrap();
        assert_close(interval.low, low, 5e-7, "low");
        assert_close(interval.high, high, 5e-7, "high");
    }
}

#[test]
fn wilson_intervals_mirror_and_hold_the_proportion() {
    for n in [1_usize, 7, 403] {
        for successes in 0..=n {
            let (here, there) =
                (wilson_interval(successes, n, Z_95).unwrap(), wilson_interval(n - successes, n, Z_95).unwrap());
            assert!((here.low - (1.0 - there.high)).abs() < SUMMATION);
            let proportion = successes as f64 / n as f64;
            assert!(here.low <= proportion + SUMMATION && proportion <= here.high + SUMMATION);
        }
    }
}

#[test]
fn wilson_is_undefined_without_trials_or_with_too_many_successes() {
    for (successes, n, z) in [(0, 0, Z_95), (3, 2, Z_95), (1, 2, f64::NAN), (1, 2, -1.0)] {
        assert_eq!(wilson_interval(successes, n, z), None);
    }
}

/// Wang et al.: a mean of 186.5 of 403; by the formula between the intervals of the two whole counts.
#[test]
fn a_mean_count_has_the_interval_between_those_of_its_neighbours() {
    let of = |successes| wilson_interval_of_mean(successes, 403, Z_95).unwrap();
    assert_eq!(Some(of(187.0)), wilson_interval(187, 403, Z_95));
    let (below, half, above) = (of(186.0), of(186.5), of(187.0));
    assert!(below.low < half.low && half.low < above.low && below.high < half.high && half.high < above.high);
    for none in [-0.5, 403.5, f64::NAN, f64::INFINITY] {
        assert_eq!(wilson_interval_of_mean(none, 403, Z_95), None);
    }
}

#[test]
fn an_end_without_a_success_or_without_a_failure_is_exact() {
    for n in 1..200 {
        assert_eq!(wilson_interval(0, n, Z_95).unwrap().low.to_bits(), 0.0_f64.to_bits(), "0 of {n}");
        assert_eq!(wilson_interval(n, n, Z_95).unwrap().high.to_bits(), 1.0_f64.to_bits(), "{n} of {n}");
    }
}
