//! What must hold of the numbers of any study of grades: who is A does not matter, nor the order of the cases, and every value is in range.

use isocenter_grade::{Agreement, Grade, Letter, Numbers, Statistic};

use crate::fixture::Numbers as Dice;
use crate::invented::{A, B, Invented, protocol};

fn numbers(study: &Invented) -> Numbers {
    Numbers::of(&study.record.check().unwrap()).unwrap()
}

/// Grades of `cases` cases under two arms, a few of them skipped.
fn study(seed: u64, cases: u32) -> Invented {
    let mut dice = Dice::new(seed);
    let mut study = Invented::new(protocol(cases, &["m", "n"], 0));
    let steepness = 1 + dice.below(5);
    for number in 1..=2 * cases {
        for grader in [A, B] {
            match dice.below(12) {
                0 => study.skipped(grader, number),
                _ => study.graded(grader, number, (dice.below(5).min(steepness) + 1) as u8),
            }
        }
    }
    study
}

fn statistics(of: &Agreement) -> [Statistic; 5] {
    [of.kappa, of.kappa_linear, of.kappa_quadratic, of.ac2, of.bias]
}

#[track_caller]
fn assert_in_range(of: &Agreement) {
    for (place, statistic) in statistics(of).into_iter().enumerate() {
        // Chance agreement of AC2 is at most 3/4 on this scale, so that it may fall to −3.
        let (least, most) = [(-1.0, 1.0), (-1.0, 1.0), (-1.0, 1.0), (-3.0, 1.0), (-4.0, 4.0)][place];
        match statistic {
            Statistic::Value { value, interval, without_value } => {
                assert!(least <= value && value <= most, "{place}: {value}");
                assert_eq!(interval.is_some(), without_value <= 500, "{place}: {without_value}");
                let holds = |of: isocenter_stats::Interval| least <= of.low && of.low <= of.high && of.high <= most;
                assert!(interval.is_none_or(holds), "{place}: {interval:?}");
            }
            Statistic::Undefined(_) => assert!(of.n == 0 || of.exact.share() == Some(1.0), "{of:?}"),
        }
    }
    for share in [of.exact, of.within_one] {
        if let (Some(value), Some(interval)) = (share.share(), share.interval()) {
            assert!(0.0 <= interval.low && interval.low <= value + 1e-12 && value <= interval.high + 1e-12);
        }
    }
    assert!(of.exact.count <= of.within_one.count && of.within_one.count <= of.n as f64);
}

#[test]
fn every_number_is_finite_and_in_its_range() {
    for seed in 0..40 {
        let numbers = numbers(&study(seed, 1 + (seed % 9) as u32));
        assert_in_range(&numbers.agreement);
        for arm in &numbers.arms {
            assert_in_range(&arm.agreement);
            for distribution in arm.before.iter().chain(&arm.after) {
                let total: usize = distribution.counts.iter().sum();
                assert_eq!(total + distribution.skipped + distribution.unrecorded, 1 + (seed % 9) as usize);
                assert!(distribution.mean.is_none_or(|mean| (1.0..=5.0).contains(&mean)));
            }
            let acceptance = arm.acceptance_before;
            assert!(acceptance.grade_one.count <= acceptance.acceptable.count);
        }
        let json = serde_json::to_string(&numbers).unwrap();
        assert!(!json.contains("NaN"), "serde writes no NaN");
    }
}

#[test]
fn who_is_called_a_changes_the_sign_of_the_bias_and_nothing_else() {
    for seed in 0..20 {
        let mut swapped = study(seed, 8);
        let before = numbers(&swapped).agreement;
        for grader in &mut swapped.record.frozen.graders {
            grader.letter = if grader.letter == Letter::A { Letter::B } else { Letter::A };
        }
        let after = numbers(&swapped).agreement;
        assert_eq!((before.n, before.missing, before.exact), (after.n, after.missing, after.exact));
        for ((one, other), sign) in
            statistics(&before).into_iter().zip(statistics(&after)).zip([1.0, 1.0, 1.0, 1.0, -1.0])
        {
            match (one.value(), other.value()) {
                (Some(one), Some(other)) => assert!((one - sign * other).abs() < 1e-12, "{one} and {other}"),
                (one, other) => assert_eq!(one, other),
            }
        }
    }
}

#[test]
fn the_order_in_which_the_protocol_lists_its_cases_changes_no_value() {
    for seed in 0..10 {
        let mut turned = study(seed, 7);
        let before = numbers(&turned);
        turned.record.frozen.cases.reverse();
        let after = numbers(&turned);
        let values = |numbers: &Numbers| statistics(&numbers.agreement).map(Statistic::value);
        assert_eq!(values(&before), values(&after), "intervals may differ: other cases are drawn");
        let tables = |numbers: &Numbers| numbers.arms.iter().map(|arm| arm.before.clone()).collect::<Vec<_>>();
        assert_eq!(tables(&before), tables(&after));
    }
}

#[test]
fn all_skipped_is_all_missing_and_no_number() {
    let mut study = Invented::new(protocol(5, &["m"], 0));
    for number in 1..=5 {
        study.skipped(A, number);
        study.skipped(B, number);
    }
    let numbers = numbers(&study);
    assert_eq!((numbers.agreement.n, numbers.agreement.missing), (0, 5));
    assert!(statistics(&numbers.agreement).iter().all(|statistic| statistic.value().is_none()));
    assert_eq!(numbers.arms[0].before[0].skipped, 5);
    assert_eq!(numbers.arms[0].acceptance_before.acceptable.n, 0);
}

#[test]
fn one_case_gives_intervals_without_width_and_no_invented_certainty() {
    let agreement = numbers(&Invented::of_pairs(&[2], &[4])).agreement;
    let (bias, interval) = (agreement.bias.value().unwrap(), agreement.bias.interval().unwrap());
    assert_eq!((bias, interval.low, interval.high), (-2.0, -2.0, -2.0));
    assert_eq!(agreement.kappa.value(), Some(0.0), "both are constant, at different grades");
    assert!(agreement.exact.interval().unwrap().high > 0.7, "Wilson's interval stays wide");
}

#[test]
fn the_flag_of_all_25_pairs_is_what_the_panel_numbers_count() {
    for a in Grade::ALL {
        for b in Grade::ALL {
            let flagged = numbers(&Invented::of_pairs(&[a.number()], &[b.number()])).panel.flagged;
            assert_eq!(flagged, usize::from(a.number().abs_diff(b.number()) > 1), "{a} and {b}");
        }
    }
}
