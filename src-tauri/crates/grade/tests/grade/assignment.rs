//! Orders: what holds of every one of them.

use std::collections::{BTreeMap, BTreeSet};

use isocenter_grade::{Assignment, CaseId, GraderId, ItemNumber, Look, Protocol, Round};

use crate::fixture::{A, B, protocol};

fn case_of(protocol: &Protocol, look: &Look) -> CaseId {
    protocol.item(look.item).unwrap().case.clone()
}

fn check(protocol: &Protocol, grader: GraderId) {
    let order = Assignment::of(protocol, grader).unwrap();
    let looks = order.grading();
    let n = protocol.items.len();
    let mut firsts: BTreeMap<ItemNumber, usize> = BTreeMap::new();
    let mut repeats: BTreeMap<ItemNumber, usize> = BTreeMap::new();
    for (position, look) in looks.iter().enumerate() {
        let round = if look.round == Round::Repeat { &mut repeats } else { &mut firsts };
        assert_eq!(round.insert(look.item, position), None, "no look is there twice");
        assert_eq!(order.position(*look), Some(position));
    }
    assert!(firsts.keys().copied().eq(protocol.items.iter().map(|item| item.number)), "every regimen once");
    let wanted = (n * protocol.repeat_percent as usize + 50) / 100;
    assert_eq!(repeats.len(), wanted.min(n / 2));
    for (item, position) in &repeats {
        assert!(3 * position >= 2 * looks.len(), "in the last third");
        assert!(firsts[item] + (n / 4).clamp(1, 10) <= *position, "far enough behind the first look");
    }
    if protocol.cases.len() >= 6 {
        let adjacent = looks.windows(2).filter(|pair| case_of(protocol, &pair[0]) == case_of(protocol, &pair[1]));
        assert_eq!(adjacent.count(), 0, "no case follows itself");
    }
}

#[test]
fn every_order_holds_every_regimen_once_and_its_repeats_where_they_belong() {
    for seed in 0..60 {
        for cases in [1, 2, 3, 6, 7, 30] {
            for arms in [1, 2, 3] {
                for percent in [0, 5, 10, 33] {
                    let protocol = protocol(cases, arms, 2, percent, seed);
                    check(&protocol, A);
                    check(&protocol, B);
                }
            }
        }
    }
}

#[test]
fn two_cases_with_two_arms_alternate() {
    for seed in 0..200 {
        let protocol = protocol(2, 2, 0, 0, seed);
        let order = Assignment::of(&protocol, A).unwrap();
        let cases: Vec<CaseId> = order.grading().iter().map(|look| case_of(&protocol, look)).collect();
        assert!(cases.windows(2).all(|pair| pair[0] != pair[1]), "{cases:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_order_and_each_grader_has_another() {
    let protocol = protocol(40, 2, 10, 10, 3);
    let (a, b) = (Assignment::of(&protocol, A).unwrap(), Assignment::of(&protocol, B).unwrap());
    assert_eq!(Assignment::of(&protocol.clone(), A).unwrap(), a);
    assert_ne!(a.grading(), b.grading());
    assert_ne!(a.calibration(), b.calibration());
    let numbers: BTreeSet<ItemNumber> = a.calibration().iter().copied().collect();
    assert_eq!(numbers.len(), 10, "every example once");
    let repeated = |order: &Assignment| -> BTreeSet<ItemNumber> {
        order.grading().iter().filter(|look| look.round == Round::Repeat).map(|look| look.item).collect()
    };
    assert_ne!(repeated(&a), repeated(&b), "each grader's repeats are drawn for them");
}

#[test]
fn an_order_stays_what_it_was_when_protocols_were_frozen() {
    let protocol = protocol(4, 2, 3, 25, 1);
    let order = Assignment::of(&protocol, A).unwrap();
    let looks: Vec<String> =
        order.grading().iter().map(|look| format!("{}{}", &look.round.word()[..1], look.item)).collect();
    assert_eq!(looks.join(" "), "f8 f2 f5 f6 f1 f4 f3 r1 f7 r2");
}

#[test]
fn ten_thousand_cases_of_two_arms_have_an_order_too() {
    let protocol = protocol(10_000, 2, 10, 5, 9);
    check(&protocol, A);
    check(&protocol, B);
}
