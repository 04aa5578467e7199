//! Bootstrap intervals: the same draws for the same seed, pairs stay together, undefined resamples are counted.

use isocenter_stats::{
    BootstrapSettings, DisagreementWeight, Error, FIVE_POINT, PairedGrades, bootstrap, bootstrap_difference,
    bootstrap_each, bootstrap_mean, bootstrap_mean_difference,
};

const SETTINGS: BootstrapSettings = BootstrapSettings { resamples: 400, confidence: 0.95, seed: 17 };

/// The first numbers of `SplitMix64` from seed 1234567, as in the tests of many implementations of it.
#[test]
fn the_draws_are_those_of_split_mix_64() {
    const FIRST: [u64; 5] = [
        6_457_827_717_110_365_317,
        3_203_168_211_198_807_973,
        9_817_491_932_198_370_423,
        4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
    ];
    let mut drawn = Vec::new();
    let settings = BootstrapSettings { resamples: 1, seed: 1_234_567, ..SETTINGS };
    bootstrap(5, settings, |rows| {
        drawn = rows.to_vec();
        Some(0.0)
    })
    .unwrap();
    assert_eq!(drawn, FIRST.map(|number| ((u128::from(number) * 5) >> 64) as usize));
}

#[test]
fn the_same_seed_gives_the_same_interval_and_another_seed_another() {
    let values: Vec<f64> = (0..40).map(|place| f64::from(place * place % 23)).collect();
    let of = |seed| bootstrap_mean(&values, BootstrapSettings { seed, ..SETTINGS }).unwrap().unwrap();
    assert_eq!(of(1), of(1));
    assert_ne!(of(1).interval, of(2).interval);
    let bootstrap = of(1);
    assert!(bootstrap.interval.low < bootstrap.estimate && bootstrap.estimate < bootstrap.interval.high);
}

#[test]
fn a_wider_confidence_holds_a_narrower_one() {
    let values: Vec<f64> = (0..30).map(|place| f64::from(place % 7)).collect();
    let of =
        |confidence| bootstrap_mean(&values, BootstrapSettings { confidence, ..SETTINGS }).unwrap().unwrap().interval;
    let (wide, narrow) = (of(0.99), of(0.8));
    assert!(wide.low < narrow.low && narrow.high < wide.high, "{wide:?} and {narrow:?}");
}

#[test]
fn a_constant_difference_of_pairs_has_an_interval_of_no_width() {
    let second: Vec<f64> = (0..20).map(f64::from).collect();
    let first: Vec<f64> = second.iter().map(|value| value + 2.0).collect();
    let paired = bootstrap_mean_difference(&first, &second, SETTINGS).unwrap().unwrap();
    assert_eq!((paired.estimate, paired.interval.low, paired.interval.high), (2.0, 2.0, 2.0));
    let apart = bootstrap_mean(&first, SETTINGS).unwrap().unwrap().interval;
    assert!(apart.high - apart.low > 1.0, "unpaired, the cases' own spread shows");
}

#[test]
fn resamples_without_the_statistic_are_counted_and_left_out() {
    let (a, b) = ([5, 5, 5, 4], [5, 5, 5, 5]);
    let kappa = |rows: &[usize]| {
        let pick = |grades: &[u8]| rows.iter().map(|&row| grades[row]).collect::<Vec<u8>>();
        PairedGrades::new(&pick(&a), &pick(&b), FIVE_POINT).unwrap().kappa(DisagreementWeight::Quadratic).ok()
    };
    let interval = bootstrap(a.len(), SETTINGS, kappa).unwrap().unwrap();
    assert!(0 < interval.undefined && interval.undefined < SETTINGS.resamples, "{interval:?}");
    assert_eq!(bootstrap(4, SETTINGS, |_| None), Ok(None));
    let difference = bootstrap_difference(4, SETTINGS, kappa, |_| Some(0.0)).unwrap().unwrap();
    assert_eq!(difference, interval, "undefined on one side is undefined");
}

#[test]
fn settings_that_ask_for_nothing_and_statistics_of_nan_are_refused() {
    let with = |settings| bootstrap_mean(&[1.0, 2.0], settings).unwrap_err();
    assert_eq!(with(BootstrapSettings { resamples: 0, ..SETTINGS }), Error::NothingAskedFor);
    assert_eq!(with(BootstrapSettings { confidence: 1.5, ..SETTINGS }), Error::NotInUnitRange { position: 0 });
    assert_eq!(bootstrap(2, SETTINGS, |_| Some(f64::NAN)), Err(Error::NotFinite { position: 0 }));
}

#[test]
fn several_statistics_of_the_same_draws_get_what_each_gets_alone() {
    let values: Vec<f64> = (0..25).map(|place| f64::from(place * place % 11)).collect();
    let sum = |rows: &[usize]| Some(rows.iter().map(|row| values[*row]).sum::<f64>());
    let largest =
        |rows: &[usize]| rows.iter().map(|row| values[*row]).max_by(f64::total_cmp).filter(|most| *most < 9.0);
    let never = |_: &[usize]| None;
    let together = bootstrap_each(25, SETTINGS, |rows| [sum(rows), largest(rows), never(rows)]).unwrap();
    assert_eq!(together[0], bootstrap(25, SETTINGS, sum).unwrap());
    assert_eq!(together[1], bootstrap(25, SETTINGS, largest).unwrap());
    assert_eq!(together[2], None);
    assert_eq!(bootstrap_each(25, SETTINGS, |_| [Some(1.0), Some(f64::NAN)]), Err(Error::NotFinite { position: 0 }));
    assert_eq!(bootstrap_each(0, SETTINGS, |_| [Some(1.0)]), Ok([None]));
}
