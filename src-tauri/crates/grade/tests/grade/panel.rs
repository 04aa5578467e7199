//! What the panel settles: who must be there, what is signed, whose votes may be seen.

use isocenter_grade::{
    Decision, DecisionId, DecisionMissing, DecisionRecord, Error, Letter, PanelPart, Vote, is_void, standing_decisions,
    votes_seen,
};

use crate::fixture::{decision, grade, hidden, item, panel, protocol, signature};

fn settled() -> Decision {
    decision(&protocol(4, 2, 0, 0, 1), item(3), (grade(1), grade(4)))
}

fn record(id: i64, decision: Decision) -> DecisionRecord {
    DecisionRecord { id: DecisionId::new(id), decision }
}

#[test]
fn all_four_must_be_there_and_the_senior_oncologist_records() {
    assert_eq!(settled().missing(), []);
    let without = |part| {
        let mut decision = settled();
        decision.present.retain(|member| member.part != part);
        decision.missing()
    };
    assert_eq!(without(PanelPart::GraderA), [DecisionMissing::Grader(Letter::A)]);
    assert_eq!(without(PanelPart::GraderB), [DecisionMissing::Grader(Letter::B)]);
    assert_eq!(without(PanelPart::Physicist), [DecisionMissing::Physicist]);
    assert_eq!(without(PanelPart::Senior), [DecisionMissing::Senior]);
    let mut by_physicist = settled();
    by_physicist.by = panel()[3].clone();
    assert_eq!(by_physicist.missing(), [DecisionMissing::Senior]);
    assert_eq!(DecisionMissing::Grader(Letter::B).to_string(), "grader B");
}

#[test]
fn a_decision_needs_a_reason_or_words_and_a_change_its_own() {
    let mut decision = settled();
    decision.words = hidden(" ");
    assert_eq!(decision.missing(), []);
    decision.reasons.clear();
    assert_eq!(decision.missing(), [DecisionMissing::Reason]);
    let mut change = settled();
    change.replaces = Some(DecisionId::new(1));
    assert_eq!(change.missing(), [DecisionMissing::ChangeReason]);
    let mut close = settled();
    close.second_before = grade(2);
    assert_eq!(close.missing(), [DecisionMissing::Discrepancy]);
}

#[test]
fn what_is_signed_reads_back_and_every_field_is_part_of_it() {
    let decision = settled();
    let text = decision.canonical_text().unwrap();
    assert_eq!(Decision::from_text(&text).unwrap(), decision);
    assert_eq!(Decision::from_text(&text).unwrap().canonical_text().unwrap(), text);
    let changes: [&dyn Fn(&mut Decision); 8] = [
        &|d| d.first = grade(1),
        &|d| d.second = grade(1),
        &|d| d.consensus = grade(5),
        &|d| d.dissent = hidden("B: 4"),
        &|d| drop(d.present.pop()),
        &|d| d.at_us += 1,
        &|d| d.item = item(4),
        &|d| d.protocol_sha256 = isocenter_grade::Sha256::of("another"),
    ];
    for change in changes {
        let mut changed = decision.clone();
        change(&mut changed);
        assert_ne!(changed.sha256().unwrap(), decision.sha256().unwrap());
    }
    let newer = text.replacen("\"format\":1", "\"format\":2", 1);
    assert_eq!(Decision::from_text(&newer), Err(Error::NewerFormat { found: 2, newest: 1 }));
}

#[test]
fn a_later_decision_voids_the_signatures_on_the_earlier_one() {
    let first = record(1, settled());
    let signed = signature(&first, &panel()[2]);
    assert_eq!(is_void(&signed, &first), Ok(false));
    let mut changed = settled();
    changed.replaces = Some(first.id);
    changed.change_reason = hidden("Misread");
    let second = record(2, changed);
    let records = [first.clone(), second.clone()];
    let standing = standing_decisions(&records).unwrap();
    assert_eq!(standing[&item(3)].id, second.id);
    assert_eq!(is_void(&signed, standing[&item(3)]), Ok(true));
    let mut altered = first;
    altered.decision.first = grade(5);
    assert_eq!(is_void(&signed, &altered), Ok(true), "the same number with another text");
}

#[test]
fn records_that_do_not_replace_what_stood_are_refused() {
    let refused = Err(Error::DecisionOrder { decision: DecisionId::new(2) });
    let records = [record(1, settled()), record(2, settled())];
    assert_eq!(standing_decisions(&records).map(|_| ()), refused);
    let mut of_nothing = settled();
    of_nothing.replaces = Some(DecisionId::new(1));
    assert_eq!(standing_decisions(&[record(2, of_nothing)]).map(|_| ()), refused);
}

#[test]
fn others_votes_are_hidden_until_the_case_is_settled() {
    let vote = |member: usize, number: u8, at_us| Vote {
        item: item(3),
        member: panel()[member].clone(),
        grade: grade(number),
        at_us,
    };
    let votes = [vote(0, 2, 1), vote(3, 4, 2), vote(0, 3, 3), Vote { item: item(4), ..vote(1, 5, 4) }];
    let seen = |by: usize, is_settled| {
        let seen = votes_seen(&votes, item(3), panel()[by].id, is_settled);
        seen.into_iter().map(|seen| (seen.member.part, seen.grade)).collect::<Vec<_>>()
    };
    let (a, physicist) = (PanelPart::GraderA, PanelPart::Physicist);
    assert_eq!(seen(0, false), [(a, Some(grade(3))), (physicist, None)], "the latest of several");
    assert_eq!(seen(3, false), [(a, None), (physicist, Some(grade(4)))]);
    assert_eq!(seen(1, false), [(a, None), (physicist, None)]);
    assert_eq!(seen(1, true), [(a, Some(grade(3))), (physicist, Some(grade(4)))]);
}
