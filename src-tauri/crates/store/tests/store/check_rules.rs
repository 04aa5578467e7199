//! The rules of the checks: versions that only follow each other, each with its reason.

use isocenter_store::{Error, EvidenceFault};

use crate::evidence_fixture::{evidence, fault, text};

#[test]
fn the_latest_rules_hold_and_every_version_is_kept_with_its_reason() {
    let mut evidence = evidence();
    assert_eq!(evidence.vault.read().check_rules().unwrap(), None);
    let before = evidence.vault.checkpoint().entries;
    for (follows, toml, reason) in [(0, "first = 1", "stricter"), (1, "second = 2", "milder")] {
        let made = evidence.change(|change| change.change_check_rules(follows, toml, &text(reason)).unwrap());
        assert_eq!((made.number, made.reason), (follows + 1, text(reason)));
    }
    let log = evidence.vault.read().audit_after(before, 10).unwrap();
    let told: Vec<_> = log.iter().map(|row| (row.action.as_str(), row.subject_kind.as_str(), row.subject_id)).collect();
    assert_eq!(told, [("check_rules_changed", "check_rules", 1), ("check_rules_changed", "check_rules", 2)]);
    assert!(log.iter().all(|row| row.new.as_ref().unwrap().starts_with("fingerprint ")));

    let evidence = evidence.reopen();
    let read = evidence.vault.read();
    let latest = read.check_rules().unwrap().unwrap();
    assert_eq!((latest.toml.as_str(), latest.summary.number), ("second = 2", 2));
    let history = read.check_rules_history().unwrap();
    assert_eq!(history.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2]);
    assert!(history.iter().all(|row| row.account == evidence.vault.actor().account()));
    assert_eq!(history[1], latest.summary);
    assert_eq!(read.check_rules_version(1).unwrap().unwrap().toml, "first = 1");
    assert_eq!(read.check_rules_version(3).unwrap(), None);
    assert!(read.verify_evidence().unwrap().is_empty());
}

#[test]
fn rules_that_do_not_follow_the_latest_or_have_no_reason_are_refused() {
    let mut evidence = evidence();
    let early = fault(evidence.vault.write().unwrap().change_check_rules(1, "a = 1", &text("why")));
    assert_eq!(early, EvidenceFault::RulesChangedMeanwhile { latest: 0 });
    evidence.change(|change| change.change_check_rules(0, "a = 1", &text("why")).unwrap());
    for follows in [0, 2] {
        let refused = fault(evidence.vault.write().unwrap().change_check_rules(follows, "b = 1", &text("why")));
        assert_eq!(refused, EvidenceFault::RulesChangedMeanwhile { latest: 1 });
    }
    for (toml, reason) in [("b = 1", ""), ("", "why")] {
        let refused = evidence.vault.write().unwrap().change_check_rules(1, toml, &text(reason));
        assert!(matches!(refused, Err(Error::ConstraintBroken { .. })), "{refused:?}");
    }
    let nobody = evidence.vault.write_as_program().unwrap().change_check_rules(1, "b = 1", &text("why"));
    assert!(matches!(nobody, Err(Error::ConstraintBroken { .. })), "{nobody:?}");
    assert_eq!(evidence.vault.read().check_rules_history().unwrap().len(), 1);
}
