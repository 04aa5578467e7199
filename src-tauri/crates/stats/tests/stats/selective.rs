//! Coverage against accuracy: values one can count, the threshold against every other one.

use isocenter_stats::{Error, Proportion, SplitMix64, coverage_accuracy, youden_point};

/// Cases that count, of how many.
type Counted = (usize, usize);

fn shares(confidences: &[f64], correct: &[bool]) -> Vec<(f64, Counted, Counted)> {
    let pair = |p: Proportion| (p.successes, p.n);
    let points = coverage_accuracy(confidences, correct).unwrap();
    points.iter().map(|p| (p.threshold, pair(p.answered), pair(p.correct))).collect()
}

#[test]
fn each_confidence_that_occurs_is_a_point_and_the_last_answers_all() {
    let points = shares(&[0.5, 1.0, 0.5, 0.2], &[true, true, false, false]);
    assert_eq!(points, [(1.0, (1, 4), (1, 1)), (0.5, (3, 4), (2, 3)), (0.2, (4, 4), (2, 4))]);
    assert!(coverage_accuracy(&[], &[]).unwrap().is_empty());
}

#[test]
fn what_is_no_confidence_is_refused() {
    assert!(matches!(coverage_accuracy(&[1.2], &[true]), Err(Error::NotInUnitRange { .. })));
    assert!(matches!(coverage_accuracy(&[f64::NAN], &[true]), Err(Error::NotInUnitRange { .. })));
    assert!(matches!(coverage_accuracy(&[0.5], &[]), Err(Error::LengthMismatch { .. })));
}

#[test]
fn the_threshold_separates_right_from_wrong_better_than_any_other() {
    let mut random = SplitMix64::new(5);
    let mut draw = |bound: usize| random.below(bound);
    for _ in 0..200 {
        let n = 2 + draw(40);
        let confidences: Vec<f64> = (0..n).map(|_| draw(11) as f64 / 10.0).collect();
        let correct: Vec<bool> = confidences.iter().map(|c| (draw(100) as f64) < 20.0 + 60.0 * c).collect();
        let (right, wrong) = (correct.iter().filter(|c| **c).count(), correct.iter().filter(|c| !**c).count());
        let found = youden_point(&coverage_accuracy(&confidences, &correct).unwrap());
        if right == 0 || wrong == 0 {
            assert_eq!(found, None);
            continue;
        }
        let gain = |threshold: f64| {
            let given = |want: bool| {
                confidences.iter().zip(&correct).filter(|(c, is)| **c >= threshold && **is == want).count() as f64
            };
            given(true) / right as f64 - given(false) / wrong as f64
        };
        let found = found.unwrap();
        let best = confidences.iter().map(|c| gain(*c)).fold(f64::MIN, f64::max);
        assert!((gain(found.threshold) - best).abs() < 1e-12);
        let lowest = confidences.iter().copied().filter(|c| gain(*c) > best - 1e-12).fold(f64::MAX, f64::min);
        assert_eq!(found.threshold, lowest, "of equal ones the one that answers more");
    }
}
