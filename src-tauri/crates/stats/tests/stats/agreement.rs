//! Agreement of two gradings: published vectors, and where a coefficient has no value.

use isocenter_stats::{DisagreementWeight, Error, FIVE_POINT, PairedGrades, Proportion, Undefined};

use crate::assert_close;

use DisagreementWeight::{Linear, Quadratic, Unweighted};

fn pairs(a: &[u8], b: &[u8]) -> PairedGrades {
    PairedGrades::new(a, b, FIVE_POINT).unwrap()
}

#[track_caller]
fn assert_kappas(pairs: &PairedGrades, unweighted: f64, linear: f64, quadratic: f64, tolerance: f64) {
    for (weight, expected) in [(Unweighted, unweighted), (Linear, linear), (Quadratic, quadratic)] {
        assert_close(pairs.kappa(weight).unwrap(), expected, tolerance, "kappa");
    }
}

/// scikit-learn 1.9.1 with labels 1 to 5.
#[test]
fn kappas_are_those_of_scikit_learn_also_when_grades_are_never_used() {
    let first = pairs(&[5, 5, 5, 4, 4, 3, 5, 5, 4, 1], &[5, 5, 4, 4, 4, 4, 5, 3, 4, 2]);
    assert_kappas(&first, 0.4202898551, 0.5454545455, 0.6956521739, 5.1e-11);
    let without_two_and_three = pairs(&[1, 4, 5, 5, 4, 1, 5, 4], &[1, 5, 5, 4, 4, 4, 5, 5]);
    assert_kappas(&without_two_and_three, 0.2195121951, 0.4782608696, 0.6546762590, 5.1e-11);
    let ones_threes_and_fives = pairs(&[5, 5, 3, 1, 1, 3, 5], &[5, 3, 3, 1, 3, 1, 5]);
    assert_kappas(&ones_threes_and_fives, 0.3636, 0.5116, 0.6667, 5.1e-5);
}

/// Cohen 1960, table 1: two judges, three classes, 200 cases; kappa .492.
#[test]
fn kappa_of_cohens_own_table_is_his() {
    let table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]];
    let cells = || (0..3_u8).flat_map(|i| (0..3_u8).map(move |j| (i, j)));
    let rows: Vec<(u8, u8)> =
        cells().flat_map(|(i, j)| std::iter::repeat_n((i, j), table[usize::from(i)][usize::from(j)])).collect();
    let (a, b): (Vec<u8>, Vec<u8>) = rows.into_iter().unzip();
    let judges = PairedGrades::new(&a, &b, 0..=2).unwrap();
    assert_close(judges.kappa(Unweighted).unwrap(), 0.492, 5e-4, "kappa");
}

/// 18 × (5, 5), (4, 5), (5, 4): scikit-learn 1.9.1 and irrCAC 0.4.4.
#[test]
fn a_rare_second_grade_pulls_kappa_down_and_not_gwet() {
    let (mut a, mut b) = (vec![5; 18], vec![5; 18]);
    a.extend([4, 5]);
    b.extend([5, 4]);
    let paradox = pairs(&a, &b);
    assert_eq!((paradox.exact(), paradox.within_one().share()), (Proportion { successes: 18, n: 20 }, Some(1.0)));
    assert_close(paradox.kappa(Unweighted).unwrap(), -0.0526, 5e-5, "kappa");
    assert_close(paradox.kappa(Quadratic).unwrap(), -0.0526, 5e-5, "quadratic kappa");
    assert_close(paradox.gwet(Unweighted).unwrap(), 0.897_567_221_510_884, 1e-14, "AC1");
    assert_close(paradox.gwet(Linear).unwrap(), 0.973_082_099_596_232, 1e-14, "linear AC2");
    assert_close(paradox.gwet(Quadratic).unwrap(), 0.993_138_936_535_163, 1e-14, "quadratic AC2");
}

#[test]
fn one_grade_throughout_has_no_kappa_and_one_constant_grader_has_zero() {
    let all_fives = pairs(&[5; 6], &[5; 6]);
    for weight in [Unweighted, Linear, Quadratic] {
        assert_eq!(all_fives.kappa(weight), Err(Undefined::NoVariation));
        assert_eq!(all_fives.gwet(weight), Ok(1.0), "Gwet's coefficient is defined there");
        assert_eq!(pairs(&[5; 3], &[5, 4, 1]).kappa(weight), Ok(0.0));
    }
    assert_eq!(all_fives.exact().share(), Some(1.0));
}

#[test]
fn bias_says_how_much_higher_the_first_grader_is() {
    let graders = pairs(&[5, 4, 3, 2], &[4, 4, 1, 2]);
    assert_eq!((graders.bias(), graders.within_one().share()), (Some(0.75), Some(0.75)));
    assert_eq!(graders.rows().nth(2), Some([1, 0, 0, 0, 0].as_slice()), "the case with 3 and 1");
}

#[test]
fn a_grade_off_the_scale_is_refused_by_its_row() {
    let refused = |a: &[u8], b: &[u8], scale| PairedGrades::new(a, b, scale).unwrap_err();
    assert_eq!(refused(&[1, 0], &[1, 1], FIVE_POINT), Error::UnknownClass { position: 1 });
    assert_eq!(refused(&[1, 5], &[1, 5], 1..=4), Error::UnknownClass { position: 1 });
    assert_eq!(refused(&[1], &[1, 1], FIVE_POINT), Error::LengthMismatch { left: 1, right: 2 });
    assert_eq!(refused(&[1], &[1], 1..=1), Error::ScaleTooShort);
}

#[test]
fn a_table_that_is_counted_already_gives_the_same_pairs() {
    let mut table = [[0; 5]; 5];
    for (a, b) in [(1_usize, 1_usize), (2, 4), (5, 5), (2, 4)] {
        table[a - 1][b - 1] += 1;
    }
    assert_eq!(PairedGrades::of_table(&table), Ok(pairs(&[1, 2, 5, 2], &[1, 4, 5, 4])));
    assert_eq!(PairedGrades::of_table(&[[7]]), Err(Error::ScaleTooShort));
}
