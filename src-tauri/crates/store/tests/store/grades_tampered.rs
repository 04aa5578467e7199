//! Grades that somebody with the key, SQL and every hash at hand changed, moved or added.

use isocenter_domain::Redacted;
use isocenter_store::{
    Action, AuditEntry, AuditValue, GradeEntryId, GradeFinding, GradingAmendmentRow, GradingLockRow, GradingPacketRow,
    NewGradeEntry, NewPanelDecision, PacketKey, PacketWay, PanelSignatureRow, Subject, SubjectKind, Vault,
};

use crate::fixture::{Place, assert_missed};
use crate::grading_fixture::{Graded, changed, grade, graded, hash, opened, withdrawal};

type PutIn = fn(&mut Graded, [u8; 2]);

/// Two grades of one grader, as they come from a packet, in one commit.
fn merge(graded: &mut Graded, grades: [u8; 2]) {
    let entries = [(1, grades[0]), (2, grades[1])]
        .map(|(item, number)| NewGradeEntry { packet: Some("aa".into()), ..grade(graded.at(0, item), number, None) });
    let mut change = graded.vault.write().unwrap();
    for entry in &entries {
        change.insert_grade_entry(entry).unwrap();
    }
    let told = AuditEntry::new(Action::PacketMerged, Subject::new(SubjectKind::Grading, graded.grading.0));
    change.commit(&[told.changing("entries", None, Some(AuditValue::Number(2)))]).unwrap();
}

fn record(graded: &mut Graded, grades: [u8; 2]) {
    for (item, number) in (1..).zip(grades) {
        let entry = grade(graded.at(0, item), number, None);
        graded.record(&entry).unwrap();
    }
}

fn closed(graded: Graded) -> Place {
    graded.vault.close().unwrap();
    graded.place
}

fn hashes(place: &Place) -> Vec<(i64, i64, Vec<u8>)> {
    let raw = place.raw();
    let mut rows = raw.prepare("SELECT id, grade, sha256 FROM grade_entries ORDER BY id").unwrap();
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Whoever computes every hash anew has still not changed what the audit log says of them.
#[test]
fn a_history_that_was_written_anew_from_the_first_entry_on_is_not_the_one_that_was_audited() {
    let ways: [(PutIn, usize); 2] = [(record, 2), (merge, 1)];
    for (put_in, audited) in ways {
        let (mut honest, mut other) = (graded(2), graded(2));
        put_in(&mut honest, [4, 4]);
        put_in(&mut other, [1, 4]);
        assert!(honest.vault.read().verify_grades().unwrap().is_empty());
        let (honest, other) = (closed(honest), closed(other));
        let raw = honest.raw();
        raw.execute_batch("DROP TRIGGER grade_entries_stand").unwrap();
        for (id, grade, sha256) in hashes(&other) {
            let sql = "UPDATE grade_entries SET grade = ?, sha256 = ? WHERE id = ?";
            raw.execute(sql, (grade, sha256, id)).unwrap();
        }
        drop(raw);
        let found = opened(&honest).unwrap().read().verify_grades().unwrap();
        assert_eq!(found.len(), audited, "{found:?}");
        assert!(found.iter().all(|finding| matches!(finding, GradeFinding::NotAsAudited { .. })), "{found:?}");
    }
}

#[test]
fn a_commit_that_adds_grades_under_any_action_is_audited_with_their_hash() {
    let mut graded = graded(2);
    let before = graded.vault.checkpoint().entries;
    merge(&mut graded, [3, 5]);
    let log = graded.vault.read().audit_after(before, 10).unwrap();
    let told: Vec<_> = log.iter().map(|record| (record.action.as_str(), record.field.as_deref())).collect();
    assert_eq!(told, [("packet_merged", Some("entries")), ("packet_merged", Some("history"))]);
    assert!(log[1].new.as_ref().unwrap().starts_with("fingerprint "));
    assert_eq!((log[1].subject_kind.as_str(), log[1].subject_id), ("grading", graded.grading.0));
    assert!(graded.vault.read().verify_audit(None).unwrap().holds());
    // One that adds none says nothing of it.
    changed(&mut graded.vault, |_| ());
    assert!(graded.vault.read().audit_after(before + 2, 10).unwrap().iter().all(|record| record.field.is_none()));
}

/// As many rows as were sealed, and every hash right: only that the entry fell without another in its place tells.
#[test]
fn a_grade_that_no_longer_stands_although_nothing_replaced_it_shows() {
    let mut graded = graded(2);
    let (first, second) = (graded.at(0, 1), graded.at(0, 2));
    let one = graded.record(&grade(first, 4, None)).unwrap();
    let two = graded.record(&grade(second, 4, None)).unwrap();
    graded.record(&withdrawal(second, two)).unwrap();
    let beside = NewGradeEntry { packet: Some("aa".into()), ..grade(second, 1, None) };
    changed(&mut graded.vault, |change| change.append_grade_entry(&beside).unwrap());
    let place = closed(graded);
    place
        .raw()
        .execute_batch(
            "DROP TRIGGER current_grades_give_way; DELETE FROM current_grades WHERE entry = 1;
             INSERT INTO current_grades SELECT grading, account, round, item, id FROM grade_entries WHERE id = 4;",
        )
        .unwrap();
    let vault = opened(&place).unwrap();
    assert_eq!(vault.read().verify_grades().unwrap(), [GradeFinding::Changed { entry: one }]);
}

/// A right hash of a right entry, taken from a vault where it was recorded; the loss that the seal tells is accepted.
#[test]
fn a_grade_that_was_added_after_the_last_audited_one_shows() {
    let (mut honest, mut other) = (graded(3), graded(3));
    record(&mut honest, [4, 2]);
    record(&mut other, [4, 2]);
    let third = grade(other.at(0, 3), 5, None);
    other.record(&third).unwrap();
    let (honest, other) = (closed(honest), closed(other));
    let last = hashes(&other).pop().unwrap();
    let raw = honest.raw();
    let sql = "INSERT INTO grade_entries (grading, account, round, item, act, grade, reason, comment, is_flagged,
               focus_ms, recorded_at_us, sha256) SELECT grading, account, round, 3, act, 5, reason, comment, is_flagged,
               focus_ms, recorded_at_us, ? FROM grade_entries WHERE id = 1";
    raw.execute(sql, [last.2]).unwrap();
    raw.execute("INSERT INTO current_grades SELECT grading, account, round, 3, 3 FROM grade_entries WHERE id = 1", [])
        .unwrap();
    drop(raw);
    let vault: Vault = honest.open_keyed_accepting_loss().unwrap();
    assert_eq!(vault.read().verify_grades().unwrap(), [GradeFinding::Changed { entry: GradeEntryId(3) }]);
}

/// A study that has rows in every table, and is locked.
fn locked() -> Graded {
    let mut graded = graded(1);
    let entry = grade(graded.at(0, 1), 4, None);
    graded.record(&entry).unwrap();
    let (grading, account) = (graded.grading, graded.graders[0]);
    let (name, sha256, at) = ("Bo Lind".to_owned(), hash(5), 7);
    changed(&mut graded.vault, |change| {
        let amendment = GradingAmendmentRow {
            number: 1,
            change: "{}".into(),
            reason: "a typing error".into(),
            sha256: hash(2),
            made_by: None,
            made_at_us: 0,
        };
        change.amend_grading(grading, "{}", &amendment).unwrap();
        change.insert_panel_vote(grading, 1, 3).unwrap();
        let content = Redacted::new("{}".into());
        let new = NewPanelDecision { grading, item: 1, content, sha256, recorded_at_us: at, replaces: None };
        let decision = change.insert_panel_decision(&new).unwrap();
        let signature = PanelSignatureRow {
            decision,
            account,
            name: name.clone(),
            part: "grader".into(),
            meaning: "agreed".into(),
            sha256,
            signed_at_us: at,
        };
        change.insert_panel_signature(&signature).unwrap();
        let packet = GradingPacketRow {
            id: "aa".into(),
            grading,
            account,
            way: PacketWay::Out,
            key: PacketKey::random().unwrap(),
            made_at_us: 0,
            back_sha256: None,
            back_at_us: None,
        };
        change.insert_grading_packet(&packet).unwrap();
        let lock = GradingLockRow { account, name, meaning: "locked".into(), sha256, locked_at_us: at };
        change.lock_grading(grading, &lock).unwrap();
    });
    graded
}

#[test]
fn rows_that_somebody_with_the_key_took_out_of_any_table_are_missed_at_opening() {
    let place = closed(locked());
    let tables = [
        "gradings",
        "grading_amendments",
        "grading_locks",
        "grading_items",
        "grade_entries",
        "current_grades",
        "panel_votes",
        "panel_decisions",
        "current_decisions",
        "panel_signatures",
        "grading_packets",
    ];
    assert_missed(&place, &tables);
}
