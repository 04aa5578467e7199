//! Holm's correction: values one can follow by hand.

use isocenter_stats::{Error, holm};

use crate::{SUMMATION, assert_close};

#[test]
fn the_smallest_is_multiplied_most_and_the_order_is_kept() {
    let adjusted = holm(&[0.04, 0.01, 0.03]).unwrap();
    for (ours, expected) in adjusted.into_iter().zip([0.06, 0.03, 0.06]) {
        assert_close(ours, expected, SUMMATION, "adjusted");
    }
    assert_eq!(holm(&[0.6, 0.7]), Ok(vec![1.0, 1.0]), "at most 1");
    assert_eq!(holm(&[0.2]), Ok(vec![0.2]), "one test needs no correction");
}

#[test]
fn what_is_no_p_value_is_refused() {
    for p in [f64::NAN, -0.1, 1.1] {
        assert_eq!(holm(&[0.5, p]), Err(Error::NotInUnitRange { position: 1 }), "{p}");
    }
}
