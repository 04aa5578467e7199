//! The numbers of a study of grades against scikit-learn, statsmodels and irrCAC, and where they have no value.

use isocenter_grade::{
    Act, Agreement, Amendment, AmendmentRecord, Numbers, Place, Round, Share, Statistic, Undefined, agreement,
};

use crate::invented::{A, B, Invented, grade, protocol};

fn numbers(invented: &Invented) -> Numbers {
    Numbers::of(&invented.record.check().unwrap()).unwrap()
}

fn agreement_of(a: &[u8], b: &[u8]) -> Agreement {
    numbers(&Invented::of_pairs(a, b)).agreement
}

#[track_caller]
fn assert_close(statistic: Statistic, expected: f64, tolerance: f64) {
    let value = statistic.value().unwrap();
    assert!((value - expected).abs() <= tolerance, "{value}, not {expected}");
}

/// scikit-learn 1.9.1 with labels 1 to 5: pairs P1, P2 (2 and 3 never used) and P3.
#[test]
fn kappas_are_those_of_scikit_learn_with_the_labels_fixed() {
    let p1 = agreement_of(&[5, 5, 5, 4, 4, 3, 5, 5, 4, 1], &[5, 5, 4, 4, 4, 4, 5, 3, 4, 2]);
    assert_close(p1.kappa, 0.420_289_855_1, 5.1e-11);
    assert_close(p1.kappa_linear, 0.545_454_545_5, 5.1e-11);
    assert_close(p1.kappa_quadratic, 0.695_652_173_9, 5.1e-11);
    assert_eq!(
        (p1.n, p1.missing, p1.exact, p1.within_one),
        (10, 0, Share { count: 6.0, n: 10 }, Share { count: 9.0, n: 10 })
    );
    let p2 = agreement_of(&[1, 4, 5, 5, 4, 1, 5, 4], &[1, 5, 5, 4, 4, 4, 5, 5]);
    assert_close(p2.kappa, 0.219_512_195_1, 5.1e-11);
    assert_close(p2.kappa_linear, 0.478_260_869_6, 5.1e-11);
    assert_close(p2.kappa_quadratic, 0.654_676_259_0, 5.1e-11);
    let p3 = agreement_of(&[5, 5, 3, 1, 1, 3, 5], &[5, 3, 3, 1, 3, 1, 5]);
    assert_close(p3.kappa, 0.3636, 5.1e-5);
    assert_close(p3.kappa_linear, 0.5116, 5.1e-5);
    assert_close(p3.kappa_quadratic, 0.6667, 5.1e-5);
}

/// 18 × (5, 5), (4, 5), (5, 4): irrCAC 0.4.4.
#[test]
fn a_rare_second_grade_pulls_kappa_down_and_not_ac2() {
    let (mut a, mut b) = (vec![5; 18], vec![5; 18]);
    a.extend([4, 5]);
    b.extend([5, 4]);
    let paradox = agreement_of(&a, &b);
    assert_close(paradox.kappa, -0.0526, 5e-5);
    assert_close(paradox.kappa_quadratic, -0.0526, 5e-5);
    assert_close(paradox.ac2, 0.993_138_936_535_163, 1e-14);
    assert_eq!(paradox.exact, Share { count: 18.0, n: 20 });
}

#[test]
fn one_grade_throughout_has_no_kappa_and_says_why() {
    let fives = agreement_of(&[5; 6], &[5; 6]);
    for kappa in [fives.kappa, fives.kappa_linear, fives.kappa_quadratic] {
        assert_eq!(kappa, Statistic::Undefined(Undefined::NoVariation));
    }
    assert_close(fives.ac2, 1.0, 0.0);
    assert_eq!(fives.exact.share(), Some(1.0));
    assert_close(agreement_of(&[5; 3], &[5, 4, 1]).kappa, 0.0, 0.0);
}

#[test]
fn intervals_hold_their_value_and_resamples_without_one_are_counted() {
    let p1 = agreement_of(&[5, 5, 5, 4, 4, 3, 5, 5, 4, 1], &[5, 5, 4, 4, 4, 4, 5, 3, 4, 2]);
    for statistic in [p1.kappa, p1.kappa_linear, p1.kappa_quadratic, p1.ac2, p1.bias] {
        let (value, interval) = (statistic.value().unwrap(), statistic.interval().unwrap());
        assert!(interval.low <= value && value <= interval.high && interval.low >= -1.0 && interval.high <= 1.0);
    }
    let rarely = agreement_of(&[5, 5, 5, 1], &[5, 5, 5, 1]).kappa;
    let Statistic::Value { without_value, .. } = rarely else { panic!("it has a value") };
    assert!((250..400).contains(&without_value), "(3/4)^4 of the resamples have fives only: {without_value}");
}

#[test]
fn a_regimen_that_one_skipped_is_no_pair_and_is_counted() {
    let mut study = Invented::of_pairs(&[1, 2, 3], &[1, 2, 5]);
    study.skipped(B, 3);
    let numbers = numbers(&study);
    assert_eq!((numbers.agreement.n, numbers.agreement.missing), (2, 1));
    let arm = &numbers.arms[0];
    assert_eq!((arm.before[0].counts, arm.before[0].skipped), ([1, 1, 1, 0, 0], 0));
    assert_eq!((arm.before[1].counts, arm.before[1].skipped, arm.before[1].unrecorded), ([1, 1, 0, 0, 0], 1, 0));
    assert_eq!(arm.acceptance_before.acceptable, Share { count: 2.0, n: 2 });
    assert_eq!(numbers.panel.flagged, 0);
}

#[test]
fn acceptance_is_the_mean_over_the_graders_and_may_be_a_half() {
    let acceptance = numbers(&Invented::of_pairs(&[1, 1, 2, 4], &[1, 2, 3, 4])).arms[0].acceptance_before;
    assert_eq!((acceptance.grade_one, acceptance.acceptable), (Share { count: 1.5, n: 4 }, Share { count: 2.5, n: 4 }));
    assert_eq!(acceptance.grade_one.share(), Some(0.375));
    let interval = acceptance.grade_one.interval().unwrap();
    assert!(interval.low > 0.0 && interval.low < 0.375 && 0.375 < interval.high && interval.high < 1.0);
}

#[test]
fn the_panel_moves_what_stands_after_it_and_nothing_before() {
    let mut study = Invented::of_pairs(&[1, 3, 5], &[1, 5, 1]);
    study.settled(2, (3, 5), (4, 5), "");
    study.settled(3, (5, 1), (2, 2), "A would have kept 5");
    study.settled(2, (3, 5), (4, 4), "");
    let numbers = numbers(&study);
    let arm = &numbers.arms[0];
    assert_eq!((arm.before[0].counts, arm.after[0].counts), ([1, 0, 1, 0, 1], [1, 1, 0, 1, 0]));
    assert_eq!((arm.before[1].counts, arm.after[1].counts), ([2, 0, 0, 0, 1], [1, 1, 0, 1, 0]));
    assert_eq!((arm.acceptance_before.acceptable.count, arm.acceptance_after.acceptable.count), (1.5, 2.0));
    let panel = numbers.panel;
    assert_eq!((panel.flagged, panel.settled, panel.moved, panel.dissents, panel.outdated), (2, 2, 4, 1, 0));
    assert_eq!(numbers.agreement.exact.count, 1.0, "agreement stays that before the panel");
}

#[test]
fn with_one_grader_left_agreement_is_undefined_and_grades_are_told() {
    let mut study = Invented::of_pairs(&[1, 2], &[1, 5]);
    let frozen = study.record.frozen.clone();
    let amendment = Amendment::RemoveGrader { grader: B };
    study.record.amendments.push(AmendmentRecord::make(&frozen, 1, amendment, "left", "Pia", 1).unwrap().0);
    let numbers = numbers(&study);
    let overall = numbers.agreement;
    for statistic in [overall.kappa, overall.kappa_linear, overall.kappa_quadratic, overall.ac2, overall.bias] {
        assert_eq!(statistic, Statistic::Undefined(Undefined::OneGrader));
    }
    assert_eq!((overall.n, overall.missing, overall.exact.share()), (0, 0, None));
    assert_eq!(numbers.arms[0].before.len(), 1);
    assert_eq!(numbers.arms[0].acceptance_before.acceptable, Share { count: 2.0, n: 2 });
    assert_eq!((numbers.repeats.len(), numbers.pace.len()), (1, 1));
}

#[test]
fn a_decision_on_grades_that_do_not_stand_any_more_adjusts_nothing() {
    let mut study = Invented::of_pairs(&[1, 2], &[4, 5]);
    study.settled(1, (1, 4), (3, 3), "");
    study.settled(2, (1, 5), (3, 3), "");
    let numbers = numbers(&study);
    assert_eq!((numbers.panel.settled, numbers.panel.outdated), (1, 1));
    assert_eq!(numbers.arms[0].after[0].counts, [0, 1, 1, 0, 0]);
}

#[test]
fn repeats_are_compared_with_the_first_look_of_the_same_grader() {
    let mut study = Invented::new(protocol(20, &["m"], 50));
    let order = isocenter_grade::Assignment::of(&study.record.frozen, A).unwrap();
    let mut repeats = 0;
    for look in order.grading() {
        let number = look.item.number();
        let shift = u8::from(look.round == Round::Repeat && number.is_multiple_of(2));
        repeats += usize::from(look.round == Round::Repeat);
        let given = grade((number % 4) as u8 + 1 + shift);
        study.act(Place { grader: A, round: look.round, item: look.item }, Act::Graded(given), 4_000);
    }
    let numbers = numbers(&study);
    let own = numbers.repeats[0].agreement;
    assert_eq!((own.n, own.missing, own.within_one.share()), (repeats, 0, Some(1.0)));
    assert_close(own.bias, own.exact.share().unwrap() - 1.0, 1e-12);
    let other = numbers.repeats[1].agreement;
    assert_eq!((other.n, other.missing, other.kappa), (0, repeats, Statistic::Undefined(Undefined::NoPairs)));
}

#[test]
fn pace_adds_up_all_looks_at_a_position_and_drift_is_last_less_first_third() {
    let mut study = Invented::new(protocol(9, &["m"], 0));
    let order = isocenter_grade::Assignment::of(&study.record.frozen, A).unwrap();
    for (position, look) in order.grading().iter().enumerate() {
        let place = Place { grader: A, round: look.round, item: look.item };
        let given = if position < 3 { 2 } else { 4 };
        study.act(place, Act::Graded(grade(given)), if position == 8 { 1_500 } else { 6_000 });
    }
    study.act(Place { grader: A, round: Round::First, item: order.grading()[0].item }, Act::Graded(grade(2)), 4_000);
    let numbers = numbers(&study);
    let pace = &numbers.pace[0];
    assert_eq!((pace.n, pace.hasty, pace.corrected), (9, 1, 1));
    assert_eq!((pace.median_s, pace.first_third_s, pace.last_third_s), (Some(6.0), Some(6.0), Some(6.0)));
    assert_close(pace.drift, 2.0, 0.0);
    let other = &numbers.pace[1];
    assert_eq!((other.n, other.median_s), (0, None));
    assert_eq!(other.drift, Statistic::Undefined(Undefined::NoGrades));
}

#[test]
fn the_arms_of_a_case_are_resampled_together() {
    // Each case has one pair of equal and one of unlike grades: no resample of cases can change the share of either.
    let mut study = Invented::new(protocol(12, &["m", "n"], 0));
    for case in 0..12 {
        for (number, second) in [(2 * case + 1, 3), (2 * case + 2, 1)] {
            study.graded(A, number, 3);
            study.graded(B, number, second);
        }
    }
    let interval = numbers(&study).agreement.bias.interval().unwrap();
    assert_eq!((interval.low, interval.high), (1.0, 1.0));
}

#[test]
fn the_agreement_of_the_discussion_is_that_of_the_report() {
    let study = Invented::of_pairs(&[1, 2, 3, 4, 5, 1], &[1, 3, 3, 2, 5, 2]);
    let checked = study.record.check().unwrap();
    let pairs = checked.ledger.pairs(&checked.protocol);
    assert_eq!(agreement(&checked.protocol, &pairs).unwrap(), numbers(&study).agreement);
}

#[test]
fn without_repeats_agreement_with_oneself_is_undefined_for_that_reason() {
    let numbers = numbers(&Invented::of_pairs(&[1, 2, 3], &[1, 2, 3]));
    for repeats in &numbers.repeats {
        assert_eq!(repeats.agreement.kappa_quadratic, Statistic::Undefined(Undefined::NoRepeats));
        assert_eq!((repeats.agreement.n, repeats.agreement.missing, repeats.agreement.exact.share()), (0, 0, None));
    }
}

#[test]
fn nothing_recorded_gives_reasons_and_no_number() {
    let numbers = numbers(&Invented::new(protocol(4, &["m"], 25)));
    assert_eq!((numbers.agreement.n, numbers.agreement.missing), (0, 4));
    assert_eq!(numbers.agreement.kappa, Statistic::Undefined(Undefined::NoPairs));
    assert_eq!(numbers.arms[0].before[0].mean, None);
    assert_eq!(numbers.arms[0].acceptance_before.grade_one.share(), None);
    let json = serde_json::to_value(&numbers).unwrap();
    assert_eq!(json["agreement"]["kappa"]["undefined"], "no_pairs");
    assert!(json["agreement"]["kappa"]["value"].is_null());
    assert!(json["agreement"]["exact"]["low"].is_null());
}
