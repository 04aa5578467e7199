//! Suggestions: what was shown stays as it was, decisions only follow each other, and only of whoever was shown it.

use isocenter_store::{
    Error, EvidenceFault, Hash, NewSuggestion, NewSuggestionDecision, SuggestionDecisionKind, SuggestionId,
};

use crate::evidence_fixture::{
    Evidence, accepted, edited, evidence, fault, rejected, suggestion, text, told_by_itself,
};
use crate::fixture::Place;
use crate::kill::SplitMix;
use crate::older::brought_up_from;

#[test]
fn what_was_shown_comes_back_exactly_with_who_saw_it_and_when() {
    let mut evidence = evidence();
    let ids: Vec<_> = (1..=2).map(|number| evidence.show(number)).collect();
    let evidence = evidence.reopen();
    let read = evidence.vault.read();
    let mut before = 0;
    for (id, number) in ids.into_iter().zip(1..) {
        let new = suggestion(number);
        let row = read.suggestion(id).unwrap().unwrap();
        assert!(row.holds());
        assert_eq!((row.summary.id, &row.shown), (id, &new.shown));
        assert_eq!(row.summary.shown_sha256, Hash::of(new.shown.reveal().as_bytes()));
        assert_eq!((row.summary.diagnosis, row.summary.model), (new.diagnosis, new.model));
        assert_eq!((row.summary.own_plan, row.summary.latest), (new.own_plan, None));
        assert_eq!(row.summary.account, evidence.vault.actor().account());
        assert!(row.summary.account.is_some() && row.summary.at_us > before);
        before = row.summary.at_us;
    }
    assert!(read.suggestion(SuggestionId(99)).unwrap().is_none());
}

#[test]
fn what_cannot_be_shown_is_not_kept() {
    let mut evidence = evidence();
    let wrong = [
        NewSuggestion { shown: text("60 Gy"), ..suggestion(1) },
        NewSuggestion { model: String::new(), ..suggestion(1) },
    ];
    for new in &wrong {
        let refused = evidence.vault.write().unwrap().keep_suggestion(new);
        assert!(matches!(refused, Err(Error::ConstraintBroken { .. })), "{refused:?}");
    }
    let nobody = evidence.vault.write_as_program().unwrap().keep_suggestion(&suggestion(1));
    assert!(matches!(nobody, Err(Error::ConstraintBroken { .. })), "{nobody:?}");
    let account = evidence.vault.actor().account();
    assert!(evidence.vault.read().suggestions_of(account, 0).unwrap().is_empty());
}

#[test]
fn a_person_sees_their_own_suggestions_since_a_moment_newest_first_with_what_stands() {
    let mut first = evidence();
    let [untouched, decided, changed] = [1, 2, 3].map(|number| first.show(number));
    first.decide(&accepted(decided, 0)).unwrap();
    first.decide(&accepted(changed, 0)).unwrap();
    let last = first.decide(&rejected(changed, 1)).unwrap();
    let mut other = first.signed_in_as_another();
    let theirs = other.show(4);
    let (read, me) = (other.vault.read(), other.people[0]);
    assert_eq!(read.suggestions_of(Some(me), 0).unwrap().iter().map(|row| row.id).collect::<Vec<_>>(), [theirs]);
    assert!(read.suggestions_of(None, 0).unwrap().is_empty());

    let physicist = read.suggestion(changed).unwrap().unwrap().summary.account;
    let rows = read.suggestions_of(physicist, 0).unwrap();
    let standing: Vec<_> =
        rows.iter().map(|row| (row.id, row.latest.as_ref().map(|latest| (latest.number, latest.kind)))).collect();
    let expected = [
        (changed, Some((2, SuggestionDecisionKind::Rejected))),
        (decided, Some((1, SuggestionDecisionKind::Accepted))),
        (untouched, None),
    ];
    assert_eq!(standing, expected);
    assert_eq!(rows[0].latest, Some(last));
    assert_eq!(read.suggestion(changed).unwrap().unwrap().summary, rows[0]);
    let since = rows[1].at_us;
    let later = read.suggestions_of(physicist, since).unwrap();
    assert_eq!(later.iter().map(|row| row.id).collect::<Vec<_>>(), [changed, decided]);
    assert!(read.suggestions_of(physicist, rows[0].at_us + 1).unwrap().is_empty());
}

#[test]
fn decisions_hold_what_was_put_in_and_stay_beside_the_next() {
    let mut evidence = evidence();
    let id = evidence.show(1);
    let decisions = [accepted(id, 0), edited(id, 1, 2), rejected(id, 2), edited(id, 3, 0)];
    for decision in &decisions {
        evidence.decide(decision).unwrap();
    }
    let evidence = evidence.reopen();
    let rows = evidence.vault.read().suggestion_decisions(id).unwrap();
    assert_eq!(rows.len(), decisions.len());
    for ((row, new), number) in rows.iter().zip(&decisions).zip(1..) {
        assert_eq!((row.suggestion, row.number, row.arm, row.kind), (id, number, new.arm, new.kind));
        assert_eq!((&row.reason, &row.plan, &row.acknowledged), (&new.reason, &new.plan, &new.acknowledged));
        assert_eq!(row.account, evidence.vault.actor().account());
    }
    assert!(rows.windows(2).all(|pair| pair[0].at_us < pair[1].at_us && pair[0].id < pair[1].id));
}

/// Two windows with the same suggestion: the second one learns of the first.
#[test]
fn a_decision_that_does_not_follow_the_latest_is_refused_and_leaves_nothing() {
    let mut evidence = evidence();
    let (id, other) = (evidence.show(1), evidence.show(2));
    evidence.decide(&accepted(id, 0)).unwrap();
    evidence.decide(&rejected(id, 1)).unwrap();
    let before = evidence.vault.checkpoint().entries;
    for (id, follows, latest) in [(id, 0, 2), (id, 1, 2), (id, 3, 2), (other, 1, 0)] {
        let mut change = evidence.vault.write().unwrap();
        let refused = fault(change.decide_suggestion(&accepted(id, follows)));
        assert_eq!(refused, EvidenceFault::DecidedMeanwhile { latest });
        // Even if the caller goes on and commits, there is nothing to tell of.
        assert!(matches!(change.commit(&[]), Err(Error::NoAuditEntry)));
    }
    let nowhere = evidence.decide(&accepted(SuggestionId(99), 0));
    assert!(matches!(nowhere, Err(Error::NoSuchRow { table: "suggestions", id: 99 })), "{nowhere:?}");
    assert_eq!(evidence.vault.checkpoint().entries, before);
    let read = evidence.vault.read();
    assert_eq!(read.suggestion_decisions(id).unwrap().len(), 2);
    assert!(read.suggestion_decisions(other).unwrap().is_empty());
}

#[test]
fn nobody_decides_on_what_was_shown_to_another() {
    let mut first = evidence();
    let id = first.show(1);
    first.decide(&accepted(id, 0)).unwrap();
    let mut other = first.signed_in_as_another();
    for follows in [0, 1] {
        assert_eq!(fault(other.decide(&rejected(id, follows))), EvidenceFault::ShownToAnother);
    }
    let mut change = other.vault.write_as_program().unwrap();
    assert_eq!(fault(change.decide_suggestion(&rejected(id, 1))), EvidenceFault::ShownToAnother);
    drop(change);
    let mut first = other.reopen();
    first.decide(&rejected(id, 1)).unwrap();
}

#[test]
fn a_decision_that_says_too_little_or_too_much_is_refused() {
    let mut evidence = evidence();
    let id = evidence.show(1);
    let mut nameless = edited(id, 0, 2);
    nameless.acknowledged[1].rule.clear();
    let mut unreasoned = edited(id, 0, 2);
    unreasoned.acknowledged[1].reason = text("");
    let wrong = [
        NewSuggestionDecision { reason: text(""), ..rejected(id, 0) },
        NewSuggestionDecision { plan: text("60 Gy"), ..rejected(id, 0) },
        NewSuggestionDecision { plan: text(""), ..accepted(id, 0) },
        NewSuggestionDecision { plan: text(""), ..edited(id, 0, 1) },
        nameless,
        unreasoned,
    ];
    for decision in &wrong {
        let refused = evidence.decide(decision);
        assert!(matches!(refused, Err(Error::ConstraintBroken { .. })), "{refused:?}");
    }
    assert!(evidence.vault.read().suggestion_decisions(id).unwrap().is_empty());
}

#[test]
fn the_audit_log_tells_what_was_done_on_whose_answer_and_how_many_stops_without_any_text() {
    let mut evidence = evidence();
    let before = evidence.vault.checkpoint().entries;
    let id = evidence.show(1);
    evidence.decide(&edited(id, 0, 3)).unwrap();
    evidence.decide(&rejected(id, 1)).unwrap();
    evidence.decide(&accepted(id, 2)).unwrap();
    let log = evidence.vault.read().audit_after(before, 100).unwrap();
    let told: Vec<_> =
        log.iter().map(|row| (row.action.as_str(), row.field.as_deref(), row.reason.as_deref())).collect();
    let expected = [
        ("suggestion_shown", Some("shown"), None),
        ("suggestion_edited", Some("decision"), Some("base")),
        ("stops_acknowledged", Some("stops"), None),
        ("suggestion_rejected", Some("decision"), Some("tuned")),
        ("suggestion_accepted", Some("decision"), Some("tuned")),
    ];
    assert_eq!(told, expected);
    assert!(log.iter().all(|row| (row.subject_kind.as_str(), row.subject_id) == ("suggestion", id.0)));
    assert_eq!(log[2].new.as_deref(), Some("number 3"));
    let hashes: std::collections::BTreeSet<_> = [0, 1, 3, 4].map(|at| log[at].new.clone().unwrap()).into();
    assert!(hashes.len() == 4 && hashes.iter().all(|hash| hash.starts_with("fingerprint ")), "{hashes:?}");
    assert!(evidence.vault.read().verify_audit(None).unwrap().holds());
    assert!(evidence.vault.read().verify_evidence().unwrap().is_empty());
}

#[test]
fn any_sequence_of_decisions_leaves_what_a_simple_model_says() {
    let mut random = SplitMix(20_261_129);
    for sequence in 0..4 {
        let mut evidence = evidence();
        let ids = [evidence.show(1), evidence.show(2)];
        let mut model: [Vec<SuggestionDecisionKind>; 2] = Default::default();
        for step in 0..40 {
            let which = random.below(2) as usize;
            let (id, kinds) = (ids[which], &mut model[which]);
            let latest = kinds.len() as u32;
            // Now and then what the caller takes for the latest is not.
            let follows = if random.below(4) == 0 { random.below(5) as u32 } else { latest };
            let decision = match random.below(3) {
                0 => accepted(id, follows),
                1 => edited(id, follows, random.below(3) as u32),
                _ => rejected(id, follows),
            };
            let result = evidence.decide(&decision);
            if follows == latest {
                assert_eq!(result.unwrap().number, latest + 1, "sequence {sequence}, step {step}");
                kinds.push(decision.kind);
            } else {
                let expected = EvidenceFault::DecidedMeanwhile { latest };
                assert_eq!(fault(result), expected, "sequence {sequence}, step {step}");
            }
        }
        let evidence = evidence.reopen();
        let read = evidence.vault.read();
        for (id, kinds) in ids.iter().zip(&model) {
            let rows = read.suggestion_decisions(*id).unwrap();
            assert_eq!(rows.iter().map(|row| row.kind).collect::<Vec<_>>(), *kinds);
            assert_eq!(read.suggestion(*id).unwrap().unwrap().summary.latest, rows.last().cloned());
        }
        assert!(read.verify_evidence().unwrap().is_empty());
    }
}

#[test]
fn rows_errors_and_the_log_do_not_show_their_text() {
    let mut evidence = evidence();
    let id = evidence.show(2);
    evidence.decide(&edited(id, 0, 1)).unwrap();
    evidence.decide(&rejected(id, 1)).unwrap();
    let account = evidence.vault.actor().account();
    let read = evidence.vault.read();
    let shown = format!(
        "{:?} {:?} {:?} {:?}",
        read.suggestion(id).unwrap(),
        read.suggestions_of(account, 0).unwrap(),
        read.suggestion_decisions(id).unwrap(),
        (suggestion(2), edited(id, 0, 1), rejected(id, 0)),
    );
    assert!(shown.contains("Redacted(") && !shown.contains("Zebrafink"), "{shown}");
    let log = format!("{:?}", read.audit_after(0, 1_000).unwrap());
    assert!(log.contains("suggestion_rejected") && !log.contains("Zebrafink"), "{log}");
    let Evidence { place, mut vault, .. } = evidence;
    let wrong = NewSuggestionDecision { plan: text(""), ..edited(id, 2, 1) };
    let error = vault.write().unwrap().decide_suggestion(&wrong).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("Zebrafink"));
    vault.close().unwrap();
    crate::plain_text::assert_no_plain_text(&place.folder);
}

#[test]
fn a_vault_from_before_suggestions_opens_with_all_it_held_and_takes_them() {
    let (place, mut vault) = brought_up_from(5);
    let id = told_by_itself(&mut vault, |change| {
        let id = change.keep_suggestion(&suggestion(1)).unwrap();
        change.decide_suggestion(&accepted(id, 0)).unwrap();
        change.change_check_rules(0, "[[rule]]", &text("stricter")).unwrap();
        id
    });
    vault.close().unwrap();
    let vault = place.open_keyed().unwrap();
    let row = vault.read().suggestion(id).unwrap().unwrap();
    assert_eq!((row.summary.account, row.summary.latest.map(|latest| latest.account)), (None, Some(None)));
    assert_eq!(vault.read().check_rules().unwrap().unwrap().summary.account, None, "a vault without accounts");
    assert!(vault.read().verify_evidence().unwrap().is_empty());
}

#[test]
fn in_a_vault_without_accounts_nobody_sees_what_nobody_was_shown() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let ids =
        [1, 2].map(|number| told_by_itself(&mut vault, |change| change.keep_suggestion(&suggestion(number)).unwrap()));
    let rows = vault.read().suggestions_of(None, 0).unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
}
