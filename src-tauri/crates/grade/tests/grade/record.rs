//! The whole study of grades: what proves it, what stands before its lock.

use isocenter_grade::{DecisionId, Error, LockMissing, PanelPart};

use crate::fixture::{item, settled_study};

#[test]
fn a_settled_and_signed_study_may_be_locked() {
    let study = settled_study();
    assert_eq!(study.decisions.len(), 5);
    assert_eq!(study.lock_missing(), Ok(vec![]));
    assert_eq!(study.check().unwrap().settled.len(), 5);
}

#[test]
fn what_stands_before_the_lock_is_counted() {
    let mut study = settled_study();
    let unsigned = study.decisions[1].id;
    study.signatures.retain(|signature| signature.decision != unsigned || signature.member.part != PanelPart::Senior);
    assert_eq!(study.lock_missing(), Ok(vec![LockMissing::Signed { count: 1 }]));
    study.signatures.retain(|signature| signature.decision != unsigned);
    study.decisions.remove(1);
    assert_eq!(study.lock_missing(), Ok(vec![LockMissing::Settled { count: 1 }]));
    study.entries.pop();
    assert_eq!(study.lock_missing(), Ok(vec![LockMissing::Grades]));
}

#[test]
fn the_lock_is_bound_to_all_but_itself() {
    let study = settled_study();
    let hash = study.sha256().unwrap();
    let mut other = study.clone();
    other.entries[3].focus_ms += 1;
    assert_ne!(other.sha256().unwrap(), hash);
    let mut other = study.clone();
    other.votes.pop();
    assert_ne!(other.sha256().unwrap(), hash);
    let mut other = study.clone();
    other.signatures[0].at_us += 1;
    assert_ne!(other.sha256().unwrap(), hash);
}

#[test]
fn votes_and_signatures_on_nothing_are_refused() {
    let mut study = settled_study();
    study.votes[0].item = item(99);
    assert_eq!(study.check().err(), Some(Error::UnknownItem { item: item(99) }));
    let mut study = settled_study();
    study.signatures[0].decision = DecisionId::new(99);
    assert_eq!(study.check().err(), Some(Error::UnknownDecision { decision: DecisionId::new(99) }));
}
