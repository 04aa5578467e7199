//! Studies of grades: the draft that may go, the protocol that is frozen, the panel, packets, the lock; and a vault from
//! before they were kept.

use isocenter_domain::Redacted;
use isocenter_store::{
    Error, GradingAmendmentRow, GradingId, GradingItemKind, GradingLockRow, GradingOrigin, GradingPacketRow,
    GradingState, NewGrading, NewPanelDecision, PacketKey, PacketWay, PanelDecisionId, PanelSignatureRow,
};

use crate::fixture::assert_refused;
use crate::grading_fixture::{Graded, changed, draft, grade, graded, hash, regimen};
use crate::older::brought_up_from;

fn amendment(number: u32, byte: u8) -> GradingAmendmentRow {
    GradingAmendmentRow {
        number,
        change: r#"{"kind":"name"}"#.into(),
        reason: "a typing error".into(),
        sha256: hash(byte),
        made_by: None,
        made_at_us: 0,
    }
}

fn locked_by(graded: &Graded) -> GradingLockRow {
    GradingLockRow {
        account: graded.vault.actor().account().unwrap(),
        name: "Ada Vogt".into(),
        meaning: "locked".into(),
        sha256: hash(9),
        locked_at_us: 7,
    }
}

fn settled(graded: &Graded, item: u32, replaces: Option<PanelDecisionId>) -> NewPanelDecision {
    NewPanelDecision {
        grading: graded.grading,
        item,
        content: Redacted::new(r#"{"a":3,"b":3}"#.into()),
        sha256: hash(5),
        recorded_at_us: 11,
        replaces,
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::ConstraintBroken { .. }))
}

#[test]
fn a_draft_that_is_removed_takes_its_regimens_along_and_its_number_is_not_given_again() {
    let mut graded = graded(3);
    let made = changed(&mut graded.vault, |change| draft(change, 4));
    assert_eq!(graded.vault.read().grading_items(made, GradingItemKind::Case).unwrap().len(), 4);
    changed(&mut graded.vault, |change| {
        change.set_grading_draft(made, r#"{"scale":"other"}"#).unwrap();
        change.remove_grading(made).unwrap();
    });
    assert!(graded.vault.read().grading(made).unwrap().is_none());
    assert!(graded.vault.read().grading_items(made, GradingItemKind::Case).unwrap().is_empty());
    assert_ne!(changed(&mut graded.vault, |change| draft(change, 1)), made);
    let open = graded.grading;
    assert!(matches!(graded.vault.write().unwrap().remove_grading(open), Err(Error::NoSuchRow { .. })));
    let graded = graded.reopen();
    assert_eq!(graded.vault.read().gradings().unwrap().len(), 2);
}

#[test]
fn an_open_study_takes_no_regimens_and_a_packet_brings_its_own() {
    let mut graded = graded(2);
    let (open, more) = (graded.grading, [regimen(GradingItemKind::Case, 3)]);
    assert!(refused(graded.vault.write().unwrap().insert_grading_items(open, &more)));
    let packet = NewGrading {
        name: "From Bergen".into(),
        origin: GradingOrigin::Packet,
        study: None,
        protocol: "{}".into(),
        sha256: Some(hash(4)),
    };
    let id = changed(&mut graded.vault, |change| {
        let id = change.insert_grading(&packet).unwrap();
        change.insert_grading_items(id, &more).unwrap();
        id
    });
    let row = graded.vault.read().grading(id).unwrap().unwrap();
    assert_eq!((row.state, row.opened_at_us, row.made), (GradingState::Open, Some(row.made_at_us), packet));
    assert_eq!(
        graded.vault.read().grading_item(id, GradingItemKind::Case, 3).unwrap().as_ref(),
        more.first(),
        "as it was put in"
    );
    assert!(graded.vault.read().grading_item(id, GradingItemKind::Example, 3).unwrap().is_none());
}

#[test]
fn a_frozen_protocol_is_kept_beside_every_amendment_of_it() {
    let mut graded = graded(1);
    let id = graded.grading;
    assert!(matches!(
        graded.vault.write().unwrap().set_grading_draft(id, r#"{"scale":"other"}"#),
        Err(Error::NoSuchRow { .. })
    ));
    for number in 1..=2 {
        let protocol = format!(r#"{{"v":{}}}"#, number + 1);
        let amendment = amendment(number, number as u8 + 1);
        changed(&mut graded.vault, |change| change.amend_grading(id, &protocol, &amendment).unwrap());
    }
    let row = graded.vault.read().grading(id).unwrap().unwrap();
    assert_eq!((row.made.protocol.as_str(), row.made.sha256), (r#"{"v":3}"#, Some(hash(3))));
    let protocols = graded.vault.read().grading_protocols(id).unwrap();
    let kept: Vec<_> = protocols.iter().map(|row| (row.number, row.protocol.as_str(), row.sha256)).collect();
    assert_eq!(kept, [(0, r#"{"v":1}"#, hash(1)), (1, r#"{"v":2}"#, hash(2)), (2, r#"{"v":3}"#, hash(3))]);
    let amendments = graded.vault.read().grading_amendments(id).unwrap();
    assert_eq!((amendments.len(), amendments[1].made_by), (2, graded.vault.actor().account()));

    let wrong = [(4, "a reason"), (2, "a reason"), (3, "")];
    for (number, reason) in wrong {
        let amendment = GradingAmendmentRow { reason: reason.into(), ..amendment(number, 8) };
        assert!(refused(graded.vault.write().unwrap().amend_grading(id, "{}", &amendment)), "{number} {reason}");
    }
    let made = changed(&mut graded.vault, |change| draft(change, 1));
    assert!(graded.vault.read().grading_protocols(made).unwrap().is_empty());
    let too_early = graded.vault.write().unwrap().amend_grading(made, "{}", &amendment(1, 2));
    assert!(matches!(too_early, Err(Error::NoSuchRow { .. })), "a draft is changed, not amended");
}

#[test]
fn after_the_lock_nothing_changes_any_more() {
    let mut graded = graded(2);
    let (id, lock) = (graded.grading, locked_by(&graded));
    let (first, decision) = (grade(graded.at(0, 1), 4, None), settled(&graded, 1, None));
    let entry = graded.record(&first).unwrap();
    let record = changed(&mut graded.vault, |change| {
        let record = change.insert_panel_decision(&decision).unwrap();
        change.lock_grading(id, &lock).unwrap();
        record
    });
    assert_eq!(graded.vault.read().grading(id).unwrap().unwrap().state, GradingState::Locked);
    assert_eq!(graded.vault.read().grading_lock(id).unwrap(), Some(lock.clone()));

    let again = GradingAmendmentRow { ..amendment(1, 2) };
    let signature = signature(&graded, record, 0);
    let correction = grade(graded.at(0, 1), 5, Some(entry));
    let second = settled(&graded, 2, None);
    let mut change = graded.vault.write().unwrap();
    assert!(matches!(change.lock_grading(id, &lock), Err(Error::NoSuchRow { .. })));
    assert!(matches!(change.amend_grading(id, "{}", &again), Err(Error::NoSuchRow { .. })));
    assert!(refused(change.insert_grade_entry(&correction)));
    assert!(refused(change.insert_panel_vote(id, 1, 3)));
    assert!(refused(change.insert_panel_decision(&second)));
    assert!(refused(change.insert_panel_signature(&signature)));
    drop(change);
    assert_eq!(graded.vault.read().grade_history(id).unwrap().len(), 1);
    graded.reopen();
}

fn signature(graded: &Graded, decision: PanelDecisionId, grader: usize) -> PanelSignatureRow {
    PanelSignatureRow {
        decision,
        account: graded.graders[grader],
        name: "Bo Lind".into(),
        part: "grader".into(),
        meaning: "agreed".into(),
        sha256: hash(5),
        signed_at_us: 12,
    }
}

#[test]
fn a_record_of_the_panel_is_replaced_and_never_changed_and_each_signs_it_once() {
    let mut graded = graded(2);
    let (id, first) = (graded.grading, settled(&graded, 1, None));
    let one = changed(&mut graded.vault, |change| {
        change.insert_panel_vote(id, 1, 2).unwrap();
        change.insert_panel_vote(id, 1, 3).unwrap();
        change.insert_panel_decision(&first).unwrap()
    });
    let signatures = [signature(&graded, one, 0), signature(&graded, one, 1)];
    changed(&mut graded.vault, |change| {
        for signature in &signatures {
            change.insert_panel_signature(signature).unwrap();
        }
    });
    assert!(refused(graded.vault.write().unwrap().insert_panel_signature(&signatures[0])), "twice");
    let stale = graded.vault.write().unwrap().insert_panel_decision(&first).map(drop);
    assert!(matches!(stale, Err(Error::AlreadyRecorded { item: 1 })), "{stale:?}");
    let of_another = settled(&graded, 2, Some(one));
    let stale = graded.vault.write().unwrap().insert_panel_decision(&of_another).map(drop);
    assert!(matches!(stale, Err(Error::AlreadyRecorded { item: 2 })), "{stale:?}");

    let second = settled(&graded, 1, Some(one));
    let two = changed(&mut graded.vault, |change| change.insert_panel_decision(&second).unwrap());
    let graded = graded.reopen();
    let rows = graded.vault.read().panel_decisions(id).unwrap();
    let standing: Vec<_> = rows.iter().map(|row| (row.id, row.is_current, row.decision.replaces)).collect();
    assert_eq!(standing, [(one, false, None), (two, true, Some(one))]);
    assert_eq!(graded.vault.read().panel_signatures(id).unwrap(), signatures);
    let votes: Vec<u8> = graded.vault.read().panel_votes(id).unwrap().iter().map(|vote| vote.grade).collect();
    assert_eq!(votes, [2, 3]);
}

#[test]
fn a_packet_comes_back_once_and_may_be_returned_again() {
    let mut graded = graded(1);
    let packet = |id: &str, way| GradingPacketRow {
        id: id.into(),
        grading: graded.grading,
        account: graded.graders[0],
        way,
        key: PacketKey::random().unwrap(),
        made_at_us: 0,
        back_sha256: None,
        back_at_us: None,
    };
    let (out, into) = (packet("aa", PacketWay::Out), packet("bb", PacketWay::In));
    changed(&mut graded.vault, |change| {
        change.insert_grading_packet(&out).unwrap();
        change.insert_grading_packet(&into).unwrap();
        change.close_grading_packet("aa", hash(1)).unwrap();
        change.close_grading_packet("bb", hash(1)).unwrap();
        change.close_grading_packet("bb", hash(2)).unwrap();
    });
    let mut change = graded.vault.write().unwrap();
    assert!(matches!(change.close_grading_packet("aa", hash(2)), Err(Error::PacketMerged)));
    assert!(matches!(change.close_grading_packet("cc", hash(2)), Err(Error::NoSuchPacket)));
    assert!(refused(change.insert_grading_packet(&out)), "known already");
    drop(change);
    let graded = graded.reopen();
    let rows = graded.vault.read().grading_packets(graded.grading).unwrap();
    let kept: Vec<_> = rows.iter().map(|row| (row.id.as_str(), row.way, row.back_sha256)).collect();
    assert_eq!(kept, [("aa", PacketWay::Out, Some(hash(1))), ("bb", PacketWay::In, Some(hash(2)))]);
    assert!(rows[0].key == out.key && rows[1].key == into.key);
    assert_eq!(format!("{:?}", rows[0].key), "PacketKey");
}

#[test]
fn two_programs_never_hold_a_vault_with_grades_at_once() {
    let graded = graded(1);
    assert!(matches!(graded.place.enter(), Err(Error::InUse { holder: Some(_) })));
}

#[test]
fn a_vault_from_before_studies_of_grades_opens_with_all_it_held_and_takes_them() {
    let (place, mut vault) = brought_up_from(3);
    assert_eq!(changed(&mut vault, |change| draft(change, 2)), GradingId(1));
    vault.close().unwrap();
    assert_eq!(place.open_keyed().unwrap().read().gradings().unwrap().len(), 1);
}

#[test]
fn no_sql_rewrites_what_a_study_of_grades_fixed() {
    let mut graded = graded(1);
    let (id, first) = (graded.grading, grade(graded.at(0, 1), 4, None));
    graded.record(&first).unwrap();
    let decision = settled(&graded, 1, None);
    let packet = GradingPacketRow {
        id: "aa".into(),
        grading: id,
        account: graded.graders[0],
        way: PacketWay::Out,
        key: PacketKey::random().unwrap(),
        made_at_us: 0,
        back_sha256: None,
        back_at_us: None,
    };
    let signed = signature(&graded, PanelDecisionId(1), 0);
    changed(&mut graded.vault, |change| {
        change.amend_grading(id, "{}", &amendment(1, 2)).unwrap();
        change.insert_panel_vote(id, 1, 3).unwrap();
        change.insert_panel_decision(&decision).unwrap();
        change.insert_panel_signature(&signed).unwrap();
        change.insert_grading_packet(&packet).unwrap();
    });
    let Graded { place, vault, .. } = graded;
    vault.close().unwrap();
    let raw = place.raw();
    let refused = [
        "UPDATE gradings SET protocol = '[]'",
        "UPDATE gradings SET name = 'other'",
        "UPDATE gradings SET state = 'draft', sha256 = NULL, opened_at_us = NULL",
        "UPDATE gradings SET state = 'locked'",
        "DELETE FROM gradings",
        "UPDATE grading_items SET content = '{}'",
        "DELETE FROM grading_items",
        "UPDATE grading_amendments SET reason = 'none'",
        "DELETE FROM grading_amendments",
        "INSERT OR REPLACE INTO grading_amendments SELECT * FROM grading_amendments",
        "UPDATE grade_entries SET grade = 1",
        "DELETE FROM grade_entries",
        "INSERT OR REPLACE INTO grade_entries SELECT * FROM grade_entries",
        "UPDATE current_grades SET item = 2",
        "DELETE FROM current_grades",
        "UPDATE panel_votes SET grade = 1",
        "DELETE FROM panel_votes",
        "INSERT OR REPLACE INTO panel_votes SELECT * FROM panel_votes",
        "UPDATE panel_decisions SET content = '{}'",
        "DELETE FROM panel_decisions",
        "INSERT OR REPLACE INTO panel_decisions SELECT * FROM panel_decisions",
        "UPDATE current_decisions SET item = 2",
        "DELETE FROM current_decisions",
        "UPDATE panel_signatures SET name = 'other'",
        "DELETE FROM panel_signatures",
        "INSERT OR REPLACE INTO panel_signatures SELECT * FROM panel_signatures",
        "UPDATE grading_packets SET account = 1",
        "DELETE FROM grading_packets",
        "INSERT OR REPLACE INTO grading_packets SELECT * FROM grading_packets",
    ];
    assert_refused(&raw, &refused);
    raw.execute("UPDATE gradings SET state = state WHERE state = 'draft'", []).unwrap();
}
