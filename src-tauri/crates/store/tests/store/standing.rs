//! Of each regimen one grade and one record of the panel stands, the last, whatever SQL somebody writes.

use isocenter_domain::Redacted;
use isocenter_store::{GradingLockRow, NewPanelDecision, PanelDecisionId};

use crate::fixture::assert_refused;
use crate::grading_fixture::{Graded, changed, grade, graded, hash, withdrawal};

/// Regimen 1 has entries 1 and 2, of which 2 stands, and records 1 and 2; regimen 2 has entries 3 and 4, the last a
/// withdrawal; regimen 3 has none.
fn corrected() -> Graded {
    let mut graded = graded(3);
    let (first, second) = (graded.at(0, 1), graded.at(0, 2));
    let one = graded.record(&grade(first, 4, None)).unwrap();
    graded.record(&grade(first, 2, Some(one))).unwrap();
    let three = graded.record(&grade(second, 4, None)).unwrap();
    graded.record(&withdrawal(second, three)).unwrap();
    let decision = |replaces| NewPanelDecision {
        grading: graded.grading,
        item: 1,
        content: Redacted::new("{}".into()),
        sha256: hash(5),
        recorded_at_us: 11,
        replaces,
    };
    let (first, second) = (decision(None), decision(Some(PanelDecisionId(1))));
    changed(&mut graded.vault, |change| {
        change.insert_panel_decision(&first).unwrap();
        change.insert_panel_decision(&second).unwrap();
    });
    graded
}

/// The columns of an entry that are the same in all these tests.
macro_rules! entry_of {
    ($($sql:literal),+) => {
        concat!("INSERT INTO grade_entries (grading, account, round, act, grade, reason, comment, is_flagged, focus_ms, ",
            "recorded_at_us, sha256, item, replaces, packet) SELECT grading, account, round, 'graded', 4, '', '', 0, 1, ",
            "1, sha256, ", $($sql),+, " FROM grade_entries WHERE id = 1")
    };
}

#[test]
fn no_sql_makes_a_second_grade_stand_or_puts_an_older_one_back() {
    let Graded { place, vault, .. } = corrected();
    vault.close().unwrap();
    let raw = place.raw();
    let standing = || -> Vec<(i64, i64)> {
        let mut rows = raw.prepare("SELECT item, entry FROM current_grades").unwrap();
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(standing(), [(1, 2)]);
    assert_refused(
        &raw,
        &[
            "INSERT INTO current_grades SELECT grading, account, round, item, id FROM grade_entries WHERE id = 1",
            "INSERT OR REPLACE INTO current_grades SELECT grading, account, round, item, id FROM grade_entries
             WHERE id = 1",
            "INSERT OR IGNORE INTO current_grades SELECT grading, account, round, item, id FROM grade_entries
             WHERE id = 1",
            "REPLACE INTO current_grades SELECT * FROM current_grades",
            "INSERT INTO current_grades SELECT grading, account, round, item, id FROM grade_entries WHERE id = 1
             ON CONFLICT DO UPDATE SET entry = 1",
            "UPDATE OR REPLACE current_grades SET entry = 1",
            // What was withdrawn, and the withdrawal.
            "INSERT INTO current_grades SELECT grading, account, round, item, id FROM grade_entries WHERE id = 3",
            "INSERT INTO current_grades SELECT grading, account, round, item, id FROM grade_entries WHERE id = 4",
            // An entry of another place.
            "INSERT INTO current_grades SELECT grading, account, round, 3, id FROM grade_entries WHERE id = 2",
            "INSERT INTO current_grades SELECT grading, account, 'repeat', item, id FROM grade_entries WHERE id = 2",
            // Entries that do not follow what stands.
            entry_of!("1, NULL, NULL"),
            entry_of!("1, 1, NULL"),
            entry_of!("1, 3, NULL"),
            entry_of!("2, 3, NULL"),
            entry_of!("3, 2, NULL"),
            // One of a packet may stand beside, and follows none of another place, or one that was replaced before.
            entry_of!("1, 1, 'aa'"),
            entry_of!("3, 2, 'aa'"),
        ],
    );
    assert_eq!(standing(), [(1, 2)]);
    raw.execute(entry_of!("3, NULL, NULL"), []).unwrap();
    raw.execute(entry_of!("1, NULL, 'aa'"), []).unwrap();
}

#[test]
fn the_keys_of_the_table_alone_let_one_grade_stand() {
    let Graded { place, vault, .. } = corrected();
    vault.close().unwrap();
    let raw = place.raw();
    raw.execute_batch("DROP TRIGGER current_grades_point_right").unwrap();
    assert_refused(
        &raw,
        &[
            "INSERT INTO current_grades SELECT grading, account, round, item, 1 FROM current_grades",
            "INSERT INTO current_grades SELECT grading, account, round, 3, entry FROM current_grades",
            "INSERT INTO current_grades SELECT grading, account, round, 3, NULL FROM current_grades",
        ],
    );
    raw.execute("INSERT INTO current_grades SELECT grading, account, round, 3, 1 FROM current_grades", []).unwrap();
}

#[test]
fn no_sql_makes_a_second_record_of_the_panel_stand_or_puts_an_older_one_back() {
    let Graded { place, vault, .. } = corrected();
    vault.close().unwrap();
    let raw = place.raw();
    assert_refused(
        &raw,
        &[
            "INSERT INTO current_decisions SELECT grading, item, id FROM panel_decisions WHERE id = 1",
            "REPLACE INTO current_decisions SELECT grading, item, id FROM panel_decisions WHERE id = 1",
            "INSERT INTO current_decisions SELECT grading, 2, id FROM panel_decisions WHERE id = 1",
            "UPDATE current_decisions SET decision = 1",
            "INSERT INTO panel_decisions (grading, item, content, sha256, account, recorded_at_us, replaces)
             SELECT grading, 1, content, sha256, account, 1, NULL FROM panel_decisions WHERE id = 1",
            "INSERT INTO panel_decisions (grading, item, content, sha256, account, recorded_at_us, replaces)
             SELECT grading, 2, content, sha256, account, 1, 2 FROM panel_decisions WHERE id = 1",
            // No such regimen.
            "INSERT INTO panel_decisions (grading, item, content, sha256, account, recorded_at_us)
             SELECT grading, 9, content, sha256, account, 1 FROM panel_decisions WHERE id = 1",
            "INSERT INTO panel_votes (grading, item, account, grade, cast_at_us)
             SELECT grading, 9, account, 3, 1 FROM panel_decisions WHERE id = 1",
        ],
    );
    let standing: i64 = raw.query_row("SELECT decision FROM current_decisions", [], |row| row.get(0)).unwrap();
    assert_eq!(standing, 2);
}

#[test]
fn no_sql_puts_another_study_of_grades_in_the_place_of_one_or_begins_one_that_is_locked() {
    let Graded { place, vault, .. } = corrected();
    vault.close().unwrap();
    let raw = place.raw();
    assert_refused(
        &raw,
        &[
            "REPLACE INTO gradings SELECT id, 'other', state, origin, study, '[]', sha256, made_by, made_at_us,
             opened_at_us FROM gradings",
            "REPLACE INTO gradings SELECT id, name, 'draft', origin, study, protocol, NULL, made_by, made_at_us, NULL
             FROM gradings",
            "INSERT INTO gradings SELECT NULL, name, 'locked', origin, study, protocol, sha256, made_by, made_at_us,
             opened_at_us FROM gradings",
            "UPDATE OR REPLACE gradings SET id = 7",
            "REPLACE INTO grading_items SELECT grading, kind, number, label, '{}' FROM grading_items",
        ],
    );
}

#[test]
fn no_sql_changes_a_locked_study_of_grades() {
    let mut graded = corrected();
    let lock = GradingLockRow {
        account: graded.vault.actor().account().unwrap(),
        name: "Ada Vogt".into(),
        meaning: "locked".into(),
        sha256: hash(9),
        locked_at_us: 7,
    };
    let id = graded.grading;
    let beside = isocenter_store::NewGradeEntry { packet: Some("aa".into()), ..grade(graded.at(0, 3), 4, None) };
    changed(&mut graded.vault, |change| {
        change.append_grade_entry(&beside).unwrap();
        change.lock_grading(id, &lock).unwrap();
    });
    let Graded { place, vault, .. } = graded;
    vault.close().unwrap();
    let raw = place.raw();
    assert_refused(
        &raw,
        &[
            "UPDATE gradings SET state = 'open'",
            "UPDATE gradings SET state = state",
            "REPLACE INTO gradings SELECT id, name, 'open', origin, study, protocol, sha256, made_by, made_at_us,
             opened_at_us FROM gradings",
            "DELETE FROM gradings",
            "UPDATE grading_locks SET name = 'other'",
            "DELETE FROM grading_locks",
            "REPLACE INTO grading_locks SELECT * FROM grading_locks",
            "INSERT INTO grading_amendments SELECT id, 1, '{}', 'why', '{}', sha256, NULL, 1 FROM gradings",
            "INSERT INTO grading_items SELECT id, 'case', 9, 'P-9', '{}' FROM gradings",
            entry_of!("3, NULL, NULL"),
            entry_of!("1, 2, NULL"),
            entry_of!("1, NULL, 'aa'"),
            // What came beside does not begin to stand.
            "INSERT INTO current_grades SELECT grading, account, round, item, id FROM grade_entries WHERE id = 5",
            "DELETE FROM current_grades",
            "INSERT INTO panel_votes (grading, item, account, grade, cast_at_us) VALUES (1, 1, 2, 3, 1)",
            "INSERT INTO panel_decisions (grading, item, content, sha256, account, recorded_at_us, replaces)
             SELECT grading, item, content, sha256, account, 1, 2 FROM panel_decisions WHERE id = 2",
            "INSERT INTO panel_signatures (decision, account, name, part, meaning, sha256, signed_at_us)
             SELECT id, account, 'x', 'x', 'x', sha256, 1 FROM panel_decisions WHERE id = 2",
        ],
    );
}
