//! The signed-rank test: published values, full enumeration, and what stands beside the p-value.

use isocenter_stats::{
    Alternative, Continuity, Distribution, MOST_EXACT_PAIRS, Rounding, Wilcoxon, WilcoxonError, WilcoxonMethod,
    WilcoxonSettings, Zeros, wilcoxon,
};

use crate::{SUMMATION, assert_close};

const GREATER: Alternative = Alternative::Greater;

fn of_differences(differences: &[f64], settings: WilcoxonSettings) -> Wilcoxon {
    wilcoxon(differences, &vec![0.0; differences.len()], settings).unwrap()
}

fn exact(differences: &[f64]) -> Wilcoxon {
    of_differences(differences, WilcoxonSettings::new(GREATER))
}

const ONE_TO_TEN: [f64; 10] = [1., 2., 3., 4., 5., 6., 7., 8., 9., 10.];

/// Exact fractions, and SciPy 1.17.1 wherever it is exact itself.
#[test]
fn exact_p_values_are_the_fractions_of_all_changes_of_sign() {
    let cases: &[(&[f64], f64, f64)] = &[
        (&ONE_TO_TEN, 55.0, 1.0 / 1024.0),
        (&[1.0; 10], 55.0, 1.0 / 1024.0),
        (&[1., 1., 1., -1., 1., 2., -1., 1., 1., 2.], 46.0, 37.0 / 1024.0),
        (&[1., 0., 2., -1., 0., 3., 1., 1., 0., 2.], 25.5, 5.0 / 128.0),
        (&[1.0; 14], 105.0, 1.0 / 16384.0),
        (&[1., 1., 0., 2., 1., -1., 1., 0., 1., 2., 1., 1., -1., 0., 1., 1., 3., 0., 1., -1.], 115.0, 381.0 / 65536.0),
        (&[-1., 2., 3., 4., 5., 6., 7., 8., 9., 10.], 54.0, 2.0 / 1024.0),
        (&[1., 2., 3., 4., 5., 6., 7., 8., 9.], 45.0, 1.0 / 512.0),
        (&[1., 2., 3., 4., 5.], 15.0, 1.0 / 32.0),
    ];
    for (differences, statistic, p) in cases {
        let test = exact(differences);
        assert_eq!((test.statistic, test.p, test.method), (*statistic, *p, WilcoxonMethod::Exact), "{differences:?}");
    }
}

/// SciPy 1.17.1 on ten positive differences.
#[test]
fn ten_positive_differences_give_the_numbers_of_scipy() {
    let greater = WilcoxonSettings::new(GREATER);
    let normal = WilcoxonSettings { distribution: Distribution::Asymptotic, ..greater };
    let corrected = WilcoxonSettings { continuity: Continuity::Corrected, ..normal };
    let two_sided = of_differences(&ONE_TO_TEN, WilcoxonSettings::new(Alternative::TwoSided));
    assert_eq!((two_sided.p, two_sided.statistic), (0.001953125, 0.0));
    assert_close(of_differences(&ONE_TO_TEN, normal).p, 0.002_531_016_1, 5e-11, "normal");
    assert_close(of_differences(&ONE_TO_TEN, corrected).p, 0.002_960_768_5, 5e-11, "continuity");
    let ones = [1.0; 14];
    assert_close(of_differences(&ones, normal).p, 9.1405e-05, 5e-10, "fourteen ties");
}

#[test]
fn the_exact_distribution_is_that_of_full_enumeration_up_to_eight_pairs() {
    let columns: &[&[f64]] = &[
        &[1., 2., 3., 4., 5., 6., 7., 8.],
        &[1., 1., 1., 1., 1., 1., 1., 1.],
        &[1., 1., 2., 2., 2., 3., 0., 0.],
        &[0.5, 0.5, 4., 4., 7., 0., 9.],
        &[2., 2., 2.],
        &[3.],
    ];
    for column in columns {
        for zeros in [Zeros::Dropped, Zeros::RankedThenDropped] {
            let settings = |alternative| WilcoxonSettings { zeros, ..WilcoxonSettings::new(alternative) };
            let signed = |signs: usize| -> Vec<f64> {
                let sign = |place: usize| if signs >> place & 1 == 1 { 1.0 } else { -1.0 };
                column.iter().enumerate().map(|(place, size)| size * sign(place)).collect()
            };
            let sums: Vec<f64> = (0..1 << column.len())
                .map(|signs| of_differences(&signed(signs), settings(GREATER)).positive_ranks)
                .collect();
            for signs in 0..1 << column.len() {
                let share = |holds: &dyn Fn(f64) -> bool| {
                    sums.iter().filter(|sum| holds(**sum)).count() as f64 / sums.len() as f64
                };
                let (at_least, at_most) = (share(&|sum| sum >= sums[signs]), share(&|sum| sum <= sums[signs]));
                let p = |alternative| of_differences(&signed(signs), settings(alternative)).p;
                assert_close(p(Alternative::Greater), at_least, SUMMATION, "greater");
                assert_close(p(Alternative::Less), at_most, SUMMATION, "less");
                assert_close(p(Alternative::TwoSided), (2.0 * at_least.min(at_most)).min(1.0), SUMMATION, "two-sided");
            }
        }
    }
}

#[test]
fn counts_effect_size_and_median_stand_beside_the_p_value() {
    let test = exact(&[1., 1., 1., -1., 1., 2., -1., 1., 1., 2.]);
    assert_eq!((test.n, test.zeros, test.ties), (10, 0, 10));
    assert_close(test.rank_biserial, 0.672_727_272_7, 5e-11, "rank-biserial");
    assert_eq!((test.positive_ranks, test.negative_ranks, test.median_difference), (46.0, 9.0, 1.0));
    let with_zeros = exact(&[1., 0., 2., -1., 0., 3., 1., 1., 0., 2.]);
    assert_eq!((with_zeros.n, with_zeros.zeros, with_zeros.ties), (10, 3, 6));
    assert_eq!(with_zeros.median_difference, 1.0, "zeros count in the median");
}

#[test]
fn the_floor_is_the_p_of_differences_that_all_point_one_way() {
    for n in [1, 5, 9, 10, 30] {
        let test = exact(&vec![-1.0; n]);
        assert_eq!(test.p_floor, 0.5_f64.powi(n as i32), "{n} pairs");
        assert_eq!(test.p, 1.0, "none points upwards");
        assert_eq!(exact(&vec![1.0; n]).p, test.p_floor);
        let two_sided = of_differences(&vec![1.0; n], WilcoxonSettings::new(Alternative::TwoSided));
        assert_eq!((two_sided.p, two_sided.p_floor), (0.5_f64.powi(n as i32 - 1), two_sided.p));
        let less = of_differences(&vec![-2.0; n], WilcoxonSettings::new(Alternative::Less));
        assert_eq!((less.p, less.p_floor), (test.p_floor, test.p_floor));
    }
    let normal = WilcoxonSettings { distribution: Distribution::Asymptotic, ..WilcoxonSettings::new(GREATER) };
    assert_eq!(of_differences(&[1.0; 20], normal).p, of_differences(&[-1.0; 20], normal).p_floor);
}

/// SciPy 1.17.1 on the raw differences and on those rounded to nine digits.
#[test]
fn decimal_values_tie_only_when_their_differences_are_rounded() {
    let (x, y) = ([0.3, 0.4, 0.5, 0.6, 0.9, 0.7], [0.2, 0.3, 0.4, 0.5, 0.8, 0.8]);
    let raw = wilcoxon(&x, &y, WilcoxonSettings::new(GREATER)).unwrap();
    let rounding = Rounding::Decimals(9);
    let rounded = wilcoxon(&x, &y, WilcoxonSettings { rounding, ..WilcoxonSettings::new(GREATER) }).unwrap();
    assert_eq!((raw.p, rounded.p, rounded.ties), (0.203125, 0.109375, 6));
}

#[test]
fn many_pairs_go_over_to_the_normal_distribution_and_an_exact_wish_is_refused() {
    let many: Vec<f64> = (0..=MOST_EXACT_PAIRS).map(|place| place as f64 + 1.0).collect();
    let settings = WilcoxonSettings::new(GREATER);
    assert_eq!(of_differences(&many, settings).method, WilcoxonMethod::Asymptotic);
    let exactly = WilcoxonSettings { distribution: Distribution::Exact, ..settings };
    let refused = wilcoxon(&many, &vec![0.0; many.len()], exactly);
    assert_eq!(refused, Err(WilcoxonError::TooManyForExact { differing: many.len() }));
    let most = of_differences(&many[..MOST_EXACT_PAIRS], settings);
    assert_eq!((most.method, most.p), (WilcoxonMethod::Exact, 0.5_f64.powi(1000)), "no p of 0 is printed");
}
