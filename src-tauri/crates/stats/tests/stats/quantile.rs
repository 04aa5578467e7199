//! Mean, median, quantiles: values of the definition.

use isocenter_stats::{Error, mean, median, quantile};

#[test]
fn quantiles_are_interpolated_between_order_statistics() {
    let values = [4.0, 1.0, 3.0, 2.0];
    for (share, expected) in [(0.0, 1.0), (0.25, 1.75), (0.5, 2.5), (0.9, 3.7), (1.0, 4.0)] {
        assert_eq!(quantile(&values, share), Ok(Some(expected)), "{share}");
    }
    assert_eq!((median(&values), mean(&values)), (Ok(Some(2.5)), Ok(Some(2.5))));
    assert_eq!(median(&[9.0, 1.0, 2.0]), Ok(Some(2.0)));
}

#[test]
fn a_share_that_is_none_is_refused() {
    for share in [-0.1, 1.1, f64::NAN] {
        assert_eq!(quantile(&[1.0], share), Err(Error::NotInUnitRange { position: 0 }));
    }
}
