//! Which cases are drawn, and how regimens are numbered.

use std::collections::BTreeSet;

use isocenter_grade::{ArmId, CaseId, Error, draw};

fn cases(count: usize) -> Vec<CaseId> {
    (0..count).map(|number| CaseId::new(format!("C-{number}"))).collect()
}

#[test]
fn the_same_seed_draws_the_same_whatever_the_order_of_the_list() {
    let arms = [ArmId::new("x"), ArmId::new("y")];
    let all = cases(50);
    let mut reversed = all.clone();
    reversed.reverse();
    let drawn = draw(&all, &arms, 30, 10, 5).unwrap();
    assert_eq!(draw(&reversed, &[arms[1].clone(), arms[0].clone()], 30, 10, 5).unwrap(), drawn);
    assert_ne!(draw(&all, &arms, 30, 10, 6).unwrap(), drawn);
    let graded: BTreeSet<&CaseId> = drawn.cases.iter().collect();
    assert_eq!((graded.len(), drawn.items.len(), drawn.examples.len()), (30, 60, 10));
    assert!(drawn.examples.iter().all(|(case, _)| !graded.contains(case)), "no example is graded");
    assert_eq!(drawn.items.iter().collect::<BTreeSet<_>>().len(), 60);
}

#[test]
fn a_number_tells_nothing_of_the_arm() {
    let arms = [ArmId::new("x"), ArmId::new("y")];
    let mut even = 0;
    for seed in 0..100 {
        let drawn = draw(&cases(20), &arms, 20, 0, seed).unwrap();
        even += drawn.items.iter().step_by(2).filter(|(_, arm)| *arm == arms[0]).count();
    }
    // 2,000 draws of one half: 6 standard deviations to either side.
    assert!((866..=1134).contains(&even), "{even}");
}

#[test]
fn too_few_cases_are_refused_with_how_many_there_are() {
    let refused = draw(&cases(12), &[ArmId::new("x")], 10, 3, 1);
    assert_eq!(refused, Err(Error::TooFewCases { available: 12, cases: 10, examples: 3 }));
    assert!(draw(&cases(13), &[ArmId::new("x")], 10, 3, 1).is_ok());
    assert_eq!(draw(&cases(3), &[], 1, 0, 1), Err(Error::NoArm));
    assert!(draw(&cases(3), &[ArmId::new("x")], 0, 0, 1).is_err());
}
