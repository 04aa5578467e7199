//! Brier score and reliability: values one can see, and edges of bins.

use isocenter_stats::{Error, Proportion, brier_score, reliability};

use crate::{SUMMATION, assert_close};

#[test]
fn brier_runs_from_sure_and_right_to_sure_and_wrong() {
    let score = |row: &[f64], truth| brier_score(&[row], &[truth]).unwrap().unwrap();
    assert_eq!(score(&[0.0, 1.0, 0.0], 1), 0.0);
    assert_eq!(score(&[0.0, 1.0, 0.0], 2), 2.0);
    assert_eq!(score(&[0.25; 4], 0), 0.75);
}

/// Brier 1950, table 1: ten forecasts of rain, score 0.19.
#[test]
fn briers_own_table_has_his_score() {
    let rain = [0.7, 0.9, 0.8, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1];
    let truth = [1, 0, 0, 0, 1, 1, 1, 1, 1, 1];
    let rows: Vec<[f64; 2]> = rain.iter().map(|p| [*p, 1.0 - p]).collect();
    assert_close(brier_score(&rows, &truth).unwrap().unwrap(), 0.19, SUMMATION, "Brier");
}

#[test]
fn what_is_no_distribution_is_refused_by_its_row() {
    let refused = |row: &[f64], truth| brier_score(&[row], &[truth]).unwrap_err();
    for row in [&[0.5, 0.4][..], &[1.5, -0.5], &[f64::NAN, 1.0], &[]] {
        assert_eq!(refused(row, 0), Error::NotADistribution { position: 0 }, "{row:?}");
    }
    assert_eq!(refused(&[0.5, 0.5], 2), Error::UnknownClass { position: 0 });
}

#[test]
fn an_edge_belongs_to_the_bin_below_it_and_zero_to_the_first() {
    let confidences = [0.0, 0.1, 0.3, 0.7, 0.700_001, 1.0];
    let curve = reliability(&confidences, &[true; 6], 10).unwrap();
    let filled: Vec<usize> = (0..10).flat_map(|at| std::iter::repeat_n(at, curve.bins[at].correct.n)).collect();
    assert_eq!(filled, [0, 0, 2, 6, 7, 9]);
}

#[test]
fn the_calibration_error_is_the_weighted_gap() {
    let curve = reliability(&[0.9, 0.9, 0.9, 0.9, 0.6], &[true, true, false, false, true], 5).unwrap();
    assert_eq!(curve.bins[4].correct, Proportion { successes: 2, n: 4 });
    assert_eq!(curve.bins[0].mean_confidence, None, "an empty bin has no mean");
    let expected = (4.0 * 0.4 + 1.0 * 0.4) / 5.0;
    assert_close(curve.expected_calibration_error().unwrap(), expected, SUMMATION, "the gap");
}
