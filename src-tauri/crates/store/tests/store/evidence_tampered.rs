//! Suggestions, decisions and rules that somebody with the key and SQL at hand tries to change.

use isocenter_store::{EvidenceFinding, EvidenceRecord, NewSimilarIndex, SuggestionId};

use crate::evidence_fixture::{accepted, edited, evidence, rejected, text};
use crate::fixture::{Place, assert_missed, assert_refused, new_cohort};

/// Suggestion 1 has decisions 1 and 2, suggestion 2 has decision 3, suggestion 3 none; the rules were changed twice, and
/// there is one index.
fn filled() -> Place {
    let mut evidence = evidence();
    let ids = [1, 2, 3].map(|number| evidence.show(number));
    evidence.decide(&edited(ids[0], 0, 1)).unwrap();
    evidence.decide(&rejected(ids[0], 1)).unwrap();
    evidence.decide(&accepted(ids[1], 0)).unwrap();
    evidence.change(|change| {
        change.change_check_rules(0, "first = 1", &text("stricter")).unwrap();
        change.change_check_rules(1, "second = 2", &text("milder")).unwrap();
        let cohort = new_cohort(change, "prostate");
        let index = NewSimilarIndex { cohort, model: "demo".into(), cases: 3, bytes: vec![1, 2, 3] };
        change.keep_similar_index(&index).unwrap();
    });
    evidence.vault.close().unwrap();
    evidence.place
}

#[test]
fn no_sql_rewrites_what_was_shown_or_puts_another_in_its_place() {
    let place = filled();
    assert_refused(
        &place.raw(),
        &[
            "UPDATE suggestions SET shown = '{}'",
            "UPDATE suggestions SET account = 2",
            "UPDATE suggestions SET own_plan = ''",
            "DELETE FROM suggestions",
            "DELETE FROM suggestions WHERE id = 3",
            "REPLACE INTO suggestions SELECT * FROM suggestions WHERE id = 3",
            "REPLACE INTO suggestions SELECT id, account, at_us, diagnosis, shown_sha256, model, own_plan, '{}'
             FROM suggestions WHERE id = 3",
            // To nobody, although there are people; and what is no record.
            "INSERT INTO suggestions SELECT NULL, NULL, at_us, diagnosis, shown_sha256, model, own_plan, shown
             FROM suggestions WHERE id = 3",
            "INSERT INTO suggestions SELECT NULL, account, at_us, diagnosis, x'00', model, own_plan, shown
             FROM suggestions WHERE id = 3",
            "INSERT INTO suggestions SELECT NULL, account, at_us, diagnosis, shown_sha256, model, own_plan, 'none'
             FROM suggestions WHERE id = 3",
        ],
    );
}

/// A decision with these suggestion, number, account and acknowledged stops.
macro_rules! decision_of {
    ($sql:literal) => {
        concat!(
            "INSERT INTO suggestion_decisions (at_us, arm, kind, reason, plan, suggestion, number, account, acknowledged)
             SELECT at_us, arm, 'edited', 'why', 'plan', ",
            $sql,
            " FROM suggestion_decisions WHERE id = 3"
        )
    };
}

#[test]
fn no_sql_rewrites_a_decision_puts_one_in_between_or_lets_another_decide() {
    let place = filled();
    let raw = place.raw();
    assert_refused(
        &raw,
        &[
            "UPDATE suggestion_decisions SET plan = 'another' WHERE id = 3",
            "UPDATE suggestion_decisions SET kind = 'edited' WHERE id = 3",
            "UPDATE suggestion_decisions SET number = 3 WHERE id = 1",
            "DELETE FROM suggestion_decisions",
            "DELETE FROM suggestion_decisions WHERE id = 2",
            "REPLACE INTO suggestion_decisions SELECT * FROM suggestion_decisions WHERE id = 2",
            "REPLACE INTO suggestion_decisions SELECT 9, suggestion, number, account, at_us, arm, kind, 'other', plan,
             acknowledged FROM suggestion_decisions WHERE id = 2",
            // A gap, a second first, the latest once more, of no suggestion.
            decision_of!("2, 3, account, '[]'"),
            decision_of!("1, 1, account, '[]'"),
            decision_of!("1, 2, account, '[]'"),
            decision_of!("3, 2, account, '[]'"),
            decision_of!("9, 1, account, '[]'"),
            // By another, or nobody.
            decision_of!("3, 1, 2, '[]'"),
            decision_of!("3, 1, NULL, '[]'"),
            // Stops that name no rule or no reason, or are none.
            decision_of!("3, 1, account, 'none'"),
            decision_of!("3, 1, account, '{}'"),
            decision_of!("3, 1, account, '[1]'"),
            decision_of!("3, 1, account, '[{\"rule\":\"a\"}]'"),
            decision_of!("3, 1, account, '[{\"rule\":\"a\",\"reason\":\"\"}]'"),
            decision_of!("3, 1, account, '[{\"rule\":\"\",\"reason\":\"b\"}]'"),
            decision_of!("3, 1, account, '[{\"rule\":\"a\",\"reason\":1}]'"),
            decision_of!("3, 1, account, '[{\"rule\":\"a\",\"reason\":\"b\"},{\"rule\":\"a\",\"reason\":null}]'"),
            // A rejection without a reason or with a plan, a plan that is none, and codes of nothing.
            "INSERT INTO suggestion_decisions SELECT NULL, 3, 1, account, at_us, arm, 'rejected', '', '', acknowledged
             FROM suggestion_decisions WHERE id = 3",
            "INSERT INTO suggestion_decisions SELECT NULL, 3, 1, account, at_us, arm, 'rejected', 'a', 'b', acknowledged
             FROM suggestion_decisions WHERE id = 3",
            "INSERT INTO suggestion_decisions SELECT NULL, 3, 1, account, at_us, arm, 'accepted', 'a', '', acknowledged
             FROM suggestion_decisions WHERE id = 3",
            "INSERT INTO suggestion_decisions SELECT NULL, 3, 1, account, at_us, arm, 'signed', 'a', 'b', acknowledged
             FROM suggestion_decisions WHERE id = 3",
            "INSERT INTO suggestion_decisions SELECT NULL, 3, 1, account, at_us, 'other', kind, 'a', 'b', acknowledged
             FROM suggestion_decisions WHERE id = 3",
        ],
    );
    raw.execute(decision_of!("3, 1, account, '[{\"rule\":\"a\",\"reason\":\"b\"}]'"), []).unwrap();
}

#[test]
fn no_sql_rewrites_the_rules_or_leaves_a_gap() {
    let place = filled();
    assert_refused(
        &place.raw(),
        &[
            "UPDATE check_rules SET toml = 'none = 0'",
            "UPDATE check_rules SET reason = 'other'",
            "DELETE FROM check_rules WHERE number = 2",
            "REPLACE INTO check_rules SELECT * FROM check_rules WHERE number = 2",
            "INSERT INTO check_rules SELECT 4, account, at_us, reason, toml FROM check_rules WHERE number = 2",
            "INSERT INTO check_rules SELECT 3, NULL, at_us, reason, toml FROM check_rules WHERE number = 2",
            "INSERT INTO check_rules SELECT 3, account, at_us, '', toml FROM check_rules WHERE number = 2",
            "INSERT INTO check_rules SELECT 3, account, at_us, reason, '' FROM check_rules WHERE number = 2",
        ],
    );
}

#[test]
fn evidence_that_somebody_with_the_key_took_out_of_any_table_is_missed_at_opening() {
    assert_missed(&filled(), &["suggestions", "suggestion_decisions", "check_rules", "similar_indexes"]);
}

/// What is found once somebody has taken the triggers away and written this.
fn found_after(sql: &str) -> Vec<EvidenceFinding> {
    let place = filled();
    let raw = place.raw();
    let triggers: Vec<String> = {
        let sql = "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'";
        let mut names = raw.prepare(sql).unwrap();
        names.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    raw.execute_batch(&format!("{}; PRAGMA foreign_keys = OFF; {sql}", triggers.join("; "))).unwrap();
    drop(raw);
    let vault = place.open_keyed_accepting_loss().unwrap();
    assert!(vault.read().verify_audit(None).unwrap().holds());
    vault.read().verify_evidence().unwrap()
}

#[test]
fn a_row_that_was_changed_put_in_or_taken_out_is_not_the_one_that_was_audited() {
    let shown = |id| EvidenceFinding::Changed { record: EvidenceRecord::Suggestion(SuggestionId(id)) };
    let decided = |id, number| EvidenceFinding::Changed {
        record: EvidenceRecord::Decision { suggestion: SuggestionId(id), number },
    };
    let ruled = |number| EvidenceFinding::Changed { record: EvidenceRecord::CheckRules { number } };
    assert_eq!(found_after("SELECT 1"), []);
    // Of a suggestion that was decided on, the decision is no longer on what was shown.
    for column in ["diagnosis = 'other'", "own_plan = 'other'", "model = 'other'", "at_us = 1", "account = 2"] {
        let found = found_after(&format!("UPDATE suggestions SET {column} WHERE id = 2"));
        assert_eq!(found, [shown(2), decided(2, 1)], "{column}");
    }
    let found = found_after("UPDATE suggestions SET shown = '{}' WHERE id = 2");
    assert_eq!(found, [shown(2)], "the hash of it is what the decision is on");
    let found = found_after("UPDATE suggestions SET shown = '{}', shown_sha256 = zeroblob(32) WHERE id = 2");
    assert_eq!(found, [shown(2), decided(2, 1)]);
    for column in ["reason = 'other'", "plan = 'other'", "arm = 'base'", "account = 2", "at_us = 1", "kind = 'edited'"]
    {
        let found = found_after(&format!("UPDATE suggestion_decisions SET {column} WHERE id = 3"));
        assert_eq!(found, [decided(2, 1)], "{column}");
    }
    assert_eq!(found_after("UPDATE suggestion_decisions SET acknowledged = '[]' WHERE id = 1"), [decided(1, 1)]);
    assert_eq!(found_after("UPDATE check_rules SET toml = 'none = 0' WHERE number = 1"), [ruled(1)]);
    assert_eq!(found_after("UPDATE check_rules SET reason = 'other' WHERE number = 2"), [ruled(2)]);
    let copy = "INSERT INTO suggestions SELECT 4, account, at_us, diagnosis, shown_sha256, model, own_plan, shown
                FROM suggestions WHERE id = 3";
    assert_eq!(found_after(copy), [shown(4)]);
    let gone = [
        ("DELETE FROM suggestions WHERE id = 3", "suggestion_shown"),
        ("DELETE FROM suggestion_decisions WHERE id = 2", "suggestion_rejected"),
        ("DELETE FROM check_rules WHERE number = 2", "check_rules_changed"),
    ];
    for (sql, action) in gone {
        let found = found_after(sql);
        assert!(matches!(found[..], [EvidenceFinding::NotAsAudited { .. }]), "{action}: {found:?}");
    }
}
