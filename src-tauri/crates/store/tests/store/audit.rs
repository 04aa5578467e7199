//! The audit chain inside the vault: who, when, and what an attacker with the key leaves behind.

use isocenter_store::{Action, AuditEntry, AuditValue, Checkpoint, Error, Finding, Subject, SubjectKind, Vault};

use crate::fixture::{CANARY, Place};

/// A closed vault with forty entries more than it was born with, and a checkpoint of it.
fn recorded(place: &Place) -> Checkpoint {
    let mut vault = place.keyed_vault();
    for number in 0..40 {
        record(&mut vault, number);
    }
    let checkpoint = vault.checkpoint();
    vault.close().unwrap();
    checkpoint
}

fn record(vault: &mut Vault, number: i64) {
    let entry = AuditEntry::new(Action::CaseDecided, Subject::new(SubjectKind::Case, number))
        .changing("modality", Some(AuditValue::Code("photon")), Some(AuditValue::Code("proton")))
        .because("wrong_machine");
    vault.write().unwrap().commit(&[entry]).unwrap();
}

fn findings(place: &Place, checkpoint: Option<&Checkpoint>) -> Vec<Finding> {
    let vault = place.open_keyed_accepting_loss().unwrap();
    let report = vault.read().verify_audit(checkpoint).unwrap();
    report.findings
}

#[test]
fn an_entry_tells_who_when_what_and_why() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    record(&mut vault, 17);
    let entry = vault.read().audit_after(0, 100).unwrap().pop().unwrap();
    assert_eq!((entry.actor.as_str(), entry.account, entry.role), ("program", None, None));
    assert_eq!((entry.action.as_str(), entry.subject_kind.as_str(), entry.subject_id), ("case_decided", "case", 17));
    assert_eq!((entry.old.as_deref(), entry.new.as_deref()), (Some("code photon"), Some("code proton")));
    assert_eq!((entry.field.as_deref(), entry.reason.as_deref()), (Some("modality"), Some("wrong_machine")));
    assert_eq!((entry.offset_seconds, entry.clock), (3600, isocenter_store::ClockReading::Onward));
    assert_eq!(entry.program_version, env!("CARGO_PKG_VERSION"));
}

#[test]
fn an_untouched_chain_holds_and_meets_its_checkpoint_on_paper() {
    let place = Place::new();
    let checkpoint = recorded(&place);
    let printed = checkpoint.to_string();
    let read = Checkpoint::from_text(&printed.replace('\n', "\r\n  ")).unwrap();
    assert_eq!(read, checkpoint);
    assert_eq!(checkpoint.words().split('-').map(str::len).collect::<Vec<_>>(), [4; 7]);
    let vault = place.open_keyed().unwrap();
    let report = vault.read().verify_audit(Some(&read)).unwrap();
    assert!(report.holds(), "{report:?}");
    assert_eq!((report.entries, report.root), (vault.checkpoint().entries, vault.checkpoint().root));
}

#[test]
fn a_checkpoint_with_any_letter_changed_cannot_be_read() {
    let place = Place::new();
    let printed = place.keyed_vault().checkpoint().to_string();
    let value = printed.find("root").unwrap() + 10;
    for at in [1, value, printed.len() - 3] {
        let mut changed = printed.clone().into_bytes();
        changed[at] = if changed[at] == b'7' { b'8' } else { b'7' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(matches!(Checkpoint::from_text(&changed), Err(Error::CheckpointUnreadable { .. })), "{changed}");
    }
    assert!(matches!(Checkpoint::from_text(""), Err(Error::CheckpointUnreadable { .. })));
}

#[test]
fn a_checkpoint_of_another_vault_says_so() {
    let (place, other) = (Place::new(), Place::new());
    let checkpoint = other.keyed_vault().checkpoint();
    let report = place.keyed_vault().read().verify_audit(Some(&checkpoint)).unwrap();
    assert_eq!(report.findings, [Finding::ForeignCheckpoint]);
}

#[test]
fn an_edit_by_somebody_with_the_key_is_found() {
    let place = Place::new();
    recorded(&place);
    place.raw().execute("UPDATE audit SET reason = 'asked_to' WHERE seq = 20", []).unwrap();
    assert_eq!(findings(&place, None), [Finding::Edited { sequence: 20 }]);
}

#[test]
fn a_deletion_by_somebody_with_the_key_is_refused_at_opening_and_found() {
    let place = Place::new();
    recorded(&place);
    place.raw().execute("DELETE FROM audit WHERE seq IN (20, 21)", []).unwrap();
    assert!(matches!(place.open_keyed(), Err(Error::RowsDiffer { table: "audit", .. })));
    assert_eq!(findings(&place, None), [Finding::Deleted { first: 20, count: 2 }]);
}

#[test]
fn two_swapped_entries_are_found() {
    let place = Place::new();
    recorded(&place);
    place
        .raw()
        .execute_batch(
            "UPDATE audit SET seq = -1 WHERE seq = 12; UPDATE audit SET seq = 12 WHERE seq = 30;
             UPDATE audit SET seq = 30 WHERE seq = -1;",
        )
        .unwrap();
    assert_eq!(findings(&place, None), [Finding::Swapped { first: 12, second: 30 }]);
}

#[test]
fn a_cut_tail_is_refused_at_opening_and_named_against_a_checkpoint() {
    let place = Place::new();
    let checkpoint = recorded(&place);
    place.raw().execute("DELETE FROM audit WHERE seq > 20", []).unwrap();
    let sealed = checkpoint.entries + 1;
    let Err(Error::Truncated { sealed: was, found: 20, missing }) = place.open_keyed() else { panic!("not noticed") };
    assert_eq!((was, missing), (sealed, sealed - 20));
    let vault = place.open_keyed_accepting_loss().unwrap();
    let report = vault.read().verify_audit(Some(&checkpoint)).unwrap();
    // Two entries were added since: the accepted loss and the sign-in.
    assert_eq!(report.findings, [Finding::Truncated { first: 23, count: checkpoint.entries - 22 }]);
    let accepted = vault.read().audit_after(20, 1).unwrap().remove(0);
    assert_eq!(accepted.action, "loss_accepted");
    assert_eq!((accepted.old, accepted.new), (Some(format!("number {sealed}")), Some("number 20".into())));
    vault.close().unwrap();
    place.open_keyed().unwrap();
}

#[test]
fn a_chain_written_anew_is_found_against_a_checkpoint_only() {
    let place = Place::new();
    let checkpoint = recorded(&place);
    // The vault's own writer makes another history of the same length: the best that an attacker can do.
    place.raw().execute("DELETE FROM audit WHERE seq > 10", []).unwrap();
    let mut vault = place.open_keyed_accepting_loss().unwrap();
    for number in 100..150 {
        record(&mut vault, number);
    }
    assert!(vault.read().verify_audit(None).unwrap().holds());
    let report = vault.read().verify_audit(Some(&checkpoint)).unwrap();
    assert_eq!(report.findings, [Finding::Rewritten { sequence: checkpoint.entries }]);
}

#[test]
fn a_clock_set_back_is_marked_and_the_sequence_goes_on() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    record(&mut vault, 1);
    place.clock.move_by(-86_400);
    record(&mut vault, 2);
    record(&mut vault, 3);
    let entries = vault.read().audit_after(0, 100).unwrap();
    let last: Vec<(u64, &str)> = entries.iter().rev().take(3).rev().map(|e| (e.sequence, e.clock.code())).collect();
    let first = last[0].0;
    assert_eq!(last, [(first, "onward"), (first + 1, "moved_back"), (first + 2, "onward")]);
    assert!(vault.read().verify_audit(None).unwrap().holds());
    vault.close().unwrap();
    place.open_keyed().unwrap();
}

#[test]
fn no_audit_column_can_hold_what_the_types_do_not_allow() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let fingerprint = AuditValue::Fingerprint(vault.fingerprint(CANARY));
    let entry = AuditEntry::new(Action::CaseDecided, Subject::new(SubjectKind::Case, 1));
    vault.write().unwrap().commit(&[entry.changing("cleaned", None, Some(fingerprint))]).unwrap();
    let new = vault.read().audit_after(0, 100).unwrap().pop().unwrap().new.unwrap();
    let digits = new.strip_prefix("fingerprint ").unwrap();
    assert!(digits.len() == 32 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()), "{new}");
}
