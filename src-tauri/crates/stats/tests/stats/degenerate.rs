//! What each metric makes of inputs that hold nothing, one thing, or the same thing throughout: the value of the definition, or
//! "undefined", or an error with a name. Never a silent 0, never a panic.

use isocenter_stats::{
    Alternative, Averages, Averaging, BootstrapSettings, ConfusionMatrix, DisagreementWeight, Error, FIVE_POINT,
    PairedGrades, Undefined, UndefinedAs, WilcoxonError, WilcoxonSettings, accuracy, average, bootstrap_mean,
    bootstrap_mean_difference, brier_score, holm, majority_share, mean, median, quantile, reliability, wilcoxon,
};

use crate::register::{LABEL_METRICS, VALUE_METRICS};

const NAN: f64 = f64::NAN;
const ONE_SIDED: fn() -> WilcoxonSettings = || WilcoxonSettings::new(Alternative::Greater);

#[test]
fn without_a_row_every_metric_of_the_register_is_undefined() {
    for metric in LABEL_METRICS {
        assert_eq!((metric.of)(&[], &[]), None, "{}", metric.name);
    }
    for metric in VALUE_METRICS {
        assert_eq!((metric.of)(&[], &[]), None, "{}", metric.name);
    }
}

#[test]
fn one_row_or_one_label_gives_what_the_definition_gives() {
    for (a, b, agrees) in [(&[3; 1][..], &[3; 1][..], true), (&[3; 9], &[3; 9], true), (&[3; 1], &[5; 1], false)] {
        for metric in LABEL_METRICS {
            let expected = match metric.name {
                "bias" => Some(if agrees { 0.0 } else { -2.0 }),
                name if name.contains("kappa") => (!agrees).then_some(0.0),
                "AC1" if !agrees => Some(-1.0 / 7.0),
                // Half and three quarters of an agreement seen; all weights are 5, 15 and 75/4, each × 1/2 / 20 by chance.
                "linear AC2" if !agrees => Some((0.5 - 15.0 / 40.0) / (1.0 - 15.0 / 40.0)),
                "quadratic AC2" if !agrees => Some((0.75 - 18.75 / 40.0) / (1.0 - 18.75 / 40.0)),
                _ => Some(f64::from(u8::from(agrees))),
            };
            let value = (metric.of)(a, b);
            let close =
                value.zip(expected).map_or(value == expected, |(value, expected)| (value - expected).abs() < 1e-12);
            assert!(close, "{} of {a:?} and {b:?}: {value:?}, not {expected:?}", metric.name);
        }
    }
}

#[test]
fn equal_columns_leave_nothing_to_test() {
    for n in [1, 2, 13, 14, 100] {
        let zeros = vec![0.25; n];
        assert_eq!(wilcoxon(&zeros, &zeros, ONE_SIDED()), Err(WilcoxonError::NoNonZeroDifferences { n }));
    }
    assert_eq!(wilcoxon(&[], &[], ONE_SIDED()), Err(WilcoxonError::NoPairs));
    let one = wilcoxon(&[2.0], &[1.0], ONE_SIDED()).unwrap();
    assert_eq!((one.p, one.p_floor, one.rank_biserial), (0.5, 0.5, 1.0), "one pair can show nothing");
}

#[test]
fn nan_and_infinity_are_refused_by_their_place() {
    let at = Error::NotFinite { position: 1 };
    let settings = BootstrapSettings::default();
    for bad in [NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let (column, whole) = ([1.0, bad], [1.0, 2.0]);
        assert_eq!(mean(&column), Err(at));
        assert_eq!(median(&column), Err(at));
        assert_eq!(quantile(&column, 0.5), Err(at));
        assert_eq!(wilcoxon(&column, &whole, ONE_SIDED()), Err(WilcoxonError::Input(at)));
        assert_eq!(wilcoxon(&whole, &column, ONE_SIDED()), Err(WilcoxonError::Input(at)));
        assert_eq!(bootstrap_mean(&column, settings), Err(at));
        assert_eq!(bootstrap_mean_difference(&whole, &column, settings), Err(at));
        assert_eq!(reliability(&[0.5, bad], &[true, true], 5), Err(Error::NotInUnitRange { position: 1 }));
        assert_eq!(holm(&[0.5, bad]), Err(Error::NotInUnitRange { position: 1 }));
        assert_eq!(brier_score(&[[1.0, 0.0], [bad, 1.0]], &[0, 1]), Err(Error::NotADistribution { position: 1 }));
    }
    let overflowing = wilcoxon(&[f64::MAX], &[f64::MIN], ONE_SIDED());
    assert_eq!(overflowing, Err(WilcoxonError::Input(Error::NotFinite { position: 0 })));
}

#[test]
fn columns_of_two_lengths_are_refused() {
    let mismatch = Error::LengthMismatch { left: 2, right: 1 };
    assert_eq!(wilcoxon(&[1.0, 2.0], &[1.0], ONE_SIDED()), Err(WilcoxonError::Input(mismatch)));
    assert_eq!(bootstrap_mean_difference(&[1.0, 2.0], &[1.0], Default::default()), Err(mismatch));
    assert_eq!(reliability(&[0.5, 0.5], &[true], 5), Err(mismatch));
    assert_eq!(brier_score(&[[1.0], [1.0]], &[0]), Err(mismatch));
    assert_eq!(ConfusionMatrix::of_observed(&[1, 2], &[1]).unwrap_err(), mismatch);
}

#[test]
fn nothing_gives_nothing() {
    assert_eq!((mean(&[]), median(&[]), quantile(&[], 0.5)), (Ok(None), Ok(None), Ok(None)));
    assert_eq!(bootstrap_mean(&[], BootstrapSettings::default()), Ok(None));
    assert_eq!(holm(&[]), Ok(vec![]));
    assert_eq!(brier_score::<[f64; 2]>(&[], &[]), Ok(None));
    let empty_curve = reliability(&[], &[], 5).unwrap();
    assert_eq!(empty_curve.expected_calibration_error(), None);
    assert!(empty_curve.bins.iter().all(|bin| bin.correct.share().is_none()));
    assert_eq!(reliability(&[], &[], 0), Err(Error::NothingAskedFor));
    assert_eq!((accuracy::<u8>(&[], &[]).unwrap().share(), majority_share::<u8>(&[]).share()), (None, None));
    let no_pairs = PairedGrades::new(&[], &[], FIVE_POINT).unwrap();
    assert_eq!(no_pairs.kappa(DisagreementWeight::Linear), Err(Undefined::NoPairs));
    assert_eq!(no_pairs.gwet(DisagreementWeight::Linear), Err(Undefined::NoPairs));
    assert_eq!((no_pairs.exact().share(), no_pairs.bias()), (None, None));
    let no_rows = ConfusionMatrix::<&str>::of_observed(&[], &[]).unwrap();
    assert_eq!((no_rows.n(), no_rows.accuracy().share(), no_rows.rows().count()), (0, None, 0));
    for averaging in [Averaging::Macro, Averaging::Weighted, Averaging::Micro] {
        let Averages { precision, .. } = average(&[], averaging, UndefinedAs::Zero);
        assert_eq!((precision.value, precision.classes, precision.undefined), (None, 0, 0));
    }
}

#[test]
fn one_value_has_an_interval_of_no_width() {
    let one = bootstrap_mean(&[0.5], BootstrapSettings::default()).unwrap().unwrap();
    assert_eq!((one.estimate, one.interval.low, one.interval.high, one.undefined), (0.5, 0.5, 0.5, 0));
}

#[test]
fn listed_classes_without_a_case_are_undefined_and_counted() {
    let matrix = ConfusionMatrix::with_labels(vec!["photon", "proton", "electron"], &["photon"], &["photon"]).unwrap();
    let classes = matrix.classes();
    assert_eq!((classes[1].precision(), classes[1].recall(), classes[1].f1()), (None, None, None));
    let zero = average(&classes, Averaging::Macro, UndefinedAs::Zero).f1;
    assert_eq!((zero.value, zero.classes, zero.undefined), (Some(1.0 / 3.0), 3, 2));
    assert_eq!(average(&classes, Averaging::Macro, UndefinedAs::LeftOut).f1.value, Some(1.0));
    let none = average(&classes[1..], Averaging::Macro, UndefinedAs::LeftOut).f1;
    assert_eq!((none.value, none.undefined), (None, 2));
    assert_eq!(
        average(&classes[1..], Averaging::Weighted, UndefinedAs::Zero).recall.value,
        None,
        "no class has weight"
    );
    let never_met = ConfusionMatrix::of_observed(&["photon"], &["proton"]).unwrap().classes();
    let precision = |undefined_as| average(&never_met, Averaging::Weighted, undefined_as).precision.value;
    assert_eq!((precision(UndefinedAs::Zero), precision(UndefinedAs::LeftOut)), (Some(0.0), None));
}
