//! The panel: what goes to it, when it opens, who must be there, private votes, signatures and what a later change does to them.

use isocenter_app::commands;
use isocenter_app::wire::{
    Adjudication, DiscrepancyView, ErrorCode, GradeCase, LockReason, PanelDecisionRequest, PanelPart, PanelReason,
};

use super::desk_house::{A, ADMINISTRATOR, B, C, DeskHouse, GRADING, PHYSICIST, SENIOR, entry};
use crate::fixture::assert_is_one_sentence_with_a_remedy;
use crate::permissions::PASSWORD;

/// The two regimens of one case differ by two, all others by one at most.
pub fn grade_with_discrepancies(house: &DeskHouse) {
    house.sign_in(A);
    house.calibrate(GRADING);
    let case = house.case(0).case;
    house.grade_both(|of: &GradeCase| if of.case == case { 2 } else { 1 });
}

pub fn view(house: &DeskHouse) -> Adjudication {
    commands::adjudication(house.app(), GRADING).unwrap()
}

/// Everybody joins the senior oncologist, who signs in to the vault.
pub fn gather(house: &DeskHouse) -> Adjudication {
    let accounts = [A, B, PHYSICIST].map(|name| house.account(name));
    house.sign_in(SENIOR);
    for account in &accounts {
        commands::join_panel(house.app(), GRADING, account, PASSWORD.into()).unwrap();
    }
    view(house)
}

pub fn decision(item: u32) -> PanelDecisionRequest {
    PanelDecisionRequest {
        grading: GRADING,
        item,
        first: 2,
        second: 3,
        consensus: 3,
        reasons: vec![PanelReason::Dose],
        words: String::new(),
        dissent: String::new(),
        replaces: None,
        change_reason: String::new(),
    }
}

pub fn settle(house: &DeskHouse, request: &PanelDecisionRequest) -> DiscrepancyView {
    commands::settle_discrepancy(house.app(), request).unwrap()
}

/// The panel settles and the senior oncologist signs everything.
pub fn settle_all(house: &DeskHouse) {
    let flagged = gather(house).flagged;
    for row in flagged {
        settle(house, &decision(row.item));
    }
    let senior = member(&view(house), SENIOR);
    commands::sign_panel(house.app(), GRADING, &senior, PASSWORD.into()).unwrap();
}

/// The account of a member.
pub fn member(view: &Adjudication, name: &str) -> String {
    view.panel.iter().find(|member| member.name == name).unwrap().account.clone()
}

#[test]
fn four_against_five_is_settled_by_nobody_and_three_against_five_is() {
    let house = DeskHouse::open();
    let pairs = [(4, 5), (3, 5), (5, 4), (5, 3), (1, 1), (2, 3)];
    let mut regimens: Vec<(String, String)> = Vec::new();
    house.sign_in(A);
    house.calibrate(GRADING);
    for position in 0..house.my_row(GRADING).total {
        let case = house.case(position);
        // Two arms may have written the same: grades then go by the case and what is left of its looks.
        let regimen = super::desk_house::regimen_of(&case);
        if !regimens.contains(&regimen) {
            regimens.push(regimen);
        }
    }
    let at = |case: &GradeCase| regimens.iter().position(|of| *of == super::desk_house::regimen_of(case)).unwrap();
    house.grade_all(GRADING, |case| pairs[at(case)].0);
    house.sign_in(B);
    house.grade_all(GRADING, |case| pairs[at(case)].1);
    house.sign_in(SENIOR);
    let view = view(&house);
    assert_eq!(view.pairs, 6);
    let mut differ: Vec<_> = view.flagged.iter().map(|row| (row.first, row.second)).collect();
    differ.sort_unstable();
    let mut expected: Vec<_> =
        (0..regimens.len()).map(|at| pairs[at]).filter(|(a, b)| u8::abs_diff(*a, *b) > 1).collect();
    expected.sort_unstable();
    expected.dedup();
    differ.dedup();
    assert_eq!(differ, expected, "more than one apart, nothing else");
    assert_eq!(view.table.iter().flatten().sum::<u32>(), 6);
}

#[test]
fn before_both_have_recorded_everything_it_is_closed_to_everybody() {
    let house = DeskHouse::open();
    house.sign_in(A);
    house.grade_all(GRADING, |_| 1);
    house.sign_in(B);
    house.calibrate(GRADING);
    let total = house.my_row(GRADING).total;
    for position in 1..total {
        house.record(&entry(position, 5)).unwrap();
    }
    let physicist = house.account(PHYSICIST);
    for who in [A, B, SENIOR, PHYSICIST] {
        house.sign_in(who);
        let shown = view(&house);
        assert!(!shown.closed_because.is_empty(), "{who}");
        assert!(shown.flagged.is_empty() && shown.panel.is_empty(), "{who}");
        assert_eq!((shown.pairs, shown.exact, shown.within_one, shown.unsigned), (0, 0, 0, 0));
        assert!(shown.table.iter().flatten().all(|count| *count == 0) && !shown.may_vote && !shown.may_record);
        assert!(shown.kappa_quadratic.value.is_none());
        let row = &commands::discussions(house.app()).unwrap()[0];
        assert_eq!((row.is_open, row.unsettled), (false, 0));
        let app = house.app();
        for refused in [
            commands::discrepancy(app, GRADING, 1).map(drop),
            commands::join_panel(app, GRADING, &physicist, PASSWORD.into()).map(drop),
            commands::cast_panel_vote(app, GRADING, 1, 3).map(drop),
            commands::sign_panel(app, GRADING, &physicist, PASSWORD.into()).map(drop),
            commands::settle_discrepancy(app, &decision(1)).map(drop),
        ] {
            assert_eq!(refused.unwrap_err().code(), ErrorCode::NotPermitted, "{who}");
        }
    }
    house.sign_in(B);
    house.record(&entry(0, 5)).unwrap();
    assert!(view(&house).closed_because.is_empty(), "the last grade begins the discussion");
}

#[test]
fn people_of_no_part_in_it_do_not_see_the_discussion() {
    let house = DeskHouse::open();
    grade_with_discrepancies(&house);
    house.sign_in(C);
    assert_eq!(commands::discussions(house.app()).unwrap(), []);
    for refused in [
        commands::adjudication(house.app(), GRADING).map(drop).unwrap_err(),
        commands::discrepancy(house.app(), GRADING, 1).map(drop).unwrap_err(),
        commands::cast_panel_vote(house.app(), GRADING, 1, 1).map(drop).unwrap_err(),
    ] {
        assert_eq!(refused.code(), ErrorCode::NotPermitted);
    }
    house.sign_in(ADMINISTRATOR);
    assert_eq!(commands::adjudication(house.app(), GRADING).map(drop).unwrap_err().code(), ErrorCode::NotPermitted);
    let outsider = house.account(C);
    house.sign_in(SENIOR);
    let refused = commands::join_panel(house.app(), GRADING, &outsider, PASSWORD.into()).map(drop).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NotPermitted);
}

#[test]
fn nothing_is_settled_until_everybody_needed_is_there_and_a_reason_is_given() {
    let house = DeskHouse::open();
    grade_with_discrepancies(&house);
    let [a, b, physicist] = [A, B, PHYSICIST].map(|name| house.account(name));
    house.sign_in(SENIOR);
    let item = view(&house).flagged[0].item;
    let settled = |request: &PanelDecisionRequest| commands::settle_discrepancy(house.app(), request).map(drop);
    let join = |account: &String, password: &str| {
        commands::join_panel(house.app(), GRADING, account, password.into()).map(drop)
    };
    let silent = PanelDecisionRequest { reasons: Vec::new(), words: "  ".into(), ..decision(item) };
    let refused = settled(&silent).unwrap_err();
    assert_is_one_sentence_with_a_remedy(&refused);
    for missing in ["grader A", "grader B", "a physicist", "a reason"] {
        assert!(refused.what().contains(missing), "{refused} must name {missing}");
    }
    assert_eq!(join(&a, "the wrong password").unwrap_err().code(), ErrorCode::WrongPassword);
    assert!(view(&house).panel.iter().all(|member| !member.is_present || member.part == PanelPart::Senior));
    for (account, still) in [(&a, "grader B"), (&b, "a physicist")] {
        join(account, PASSWORD).unwrap();
        assert!(settled(&decision(item)).unwrap_err().what().contains(still));
    }
    join(&physicist, PASSWORD).unwrap();
    assert!(settled(&silent).unwrap_err().what().contains("a reason"));
    commands::leave_panel(house.app(), GRADING, &b).unwrap();
    assert!(settled(&decision(item)).unwrap_err().what().contains("grader B"));
    join(&b, PASSWORD).unwrap();
    for bad in [
        PanelDecisionRequest { first: 6, ..decision(item) },
        PanelDecisionRequest { consensus: 0, ..decision(item) },
        PanelDecisionRequest { words: "a\0b".into(), ..decision(item) },
        PanelDecisionRequest { dissent: "x".repeat(5_000), ..decision(item) },
    ] {
        assert_eq!(settled(&bad).unwrap_err().code(), ErrorCode::BadInput);
    }
    let no_pair = (1..=6).find(|of| view(&house).flagged.iter().all(|row| row.item != *of)).unwrap();
    assert!(settled(&decision(no_pair)).unwrap_err().what().contains("no such discrepancy"));
    settled(&decision(item)).unwrap();
    let record = commands::discrepancy(house.app(), GRADING, item).unwrap().settled.unwrap();
    assert_eq!((record.first, record.second, record.consensus, record.by.as_str()), (2, 3, 3, SENIOR));
    let mut present = record.present;
    present.sort();
    let mut everybody = [A, B, PHYSICIST, SENIOR].map(String::from);
    everybody.sort();
    assert_eq!(present, everybody);
    house.sign_in(A);
    assert_eq!(
        commands::settle_discrepancy(house.app(), &decision(item)).map(drop).unwrap_err().code(),
        ErrorCode::NotPermitted
    );
}

#[test]
fn wrong_passwords_on_the_panel_count_as_failed_sign_ins() {
    let house = DeskHouse::open();
    grade_with_discrepancies(&house);
    let a = house.account(A);
    house.sign_in(SENIOR);
    let mut codes = Vec::new();
    for _ in 0..8 {
        let refused = commands::join_panel(house.app(), GRADING, &a, "the wrong password".into()).map(drop);
        codes.push(refused.unwrap_err().code());
    }
    assert_eq!(codes[0], ErrorCode::WrongPassword);
    assert_eq!(codes.last(), Some(&ErrorCode::SignInDelayed), "{codes:?}");
    house.lock();
    let at_the_door = commands::sign_in(house.app(), &a, PASSWORD.into()).unwrap_err();
    assert_eq!(at_the_door.code(), ErrorCode::SignInDelayed, "the same count as at the door");
}

#[test]
fn votes_are_private_until_the_case_is_settled() {
    let house = DeskHouse::open();
    grade_with_discrepancies(&house);
    house.sign_in(A);
    let item = view(&house).flagged[0].item;
    let own = commands::cast_panel_vote(house.app(), GRADING, item, 4).unwrap();
    assert_eq!(own.votes.iter().map(|vote| (vote.name.as_str(), vote.grade)).collect::<Vec<_>>(), [(A, Some(4))]);
    house.sign_in(B);
    let seen = commands::cast_panel_vote(house.app(), GRADING, item, 1).unwrap().votes;
    let of = |votes: &[isocenter_app::wire::PanelVoteView], name: &str| {
        votes.iter().find(|vote| vote.name == name).map(|vote| vote.grade)
    };
    assert_eq!((of(&seen, A), of(&seen, B)), (Some(None), Some(Some(1))), "only that A voted");
    assert_eq!(
        commands::cast_panel_vote(house.app(), GRADING, item, 9).map(drop).unwrap_err().code(),
        ErrorCode::BadInput
    );
    house.sign_in(PHYSICIST);
    let seen = commands::discrepancy(house.app(), GRADING, item).unwrap().votes;
    assert_eq!((of(&seen, A), of(&seen, B)), (Some(None), Some(None)));
    gather(&house);
    let seen = settle(&house, &decision(item)).votes;
    assert_eq!((of(&seen, A), of(&seen, B)), (Some(Some(4)), Some(Some(1))), "settled, so they are open");
    let late = commands::cast_panel_vote(house.app(), GRADING, item, 2).map(drop).unwrap_err();
    assert!(late.what().contains("settled"), "{late}");
}

#[test]
fn a_change_needs_a_reason_keeps_what_was_and_voids_its_signatures_for_all_to_see() {
    let house = DeskHouse::open();
    grade_with_discrepancies(&house);
    let item = gather(&house).flagged[0].item;
    let first = settle(&house, &decision(item)).settled.unwrap();
    let shown = view(&house);
    assert!(shown.panel.iter().all(|member| member.unsigned == 1) && shown.unsigned == 1, "all were there");
    let [senior, a] = [SENIOR, A].map(|name| member(&shown, name));
    let sign = |account: &String, password: &str| commands::sign_panel(house.app(), GRADING, account, password.into());
    assert_eq!(sign(&a, "the wrong password").map(drop).unwrap_err().code(), ErrorCode::WrongPassword);
    let after = sign(&a, PASSWORD).unwrap();
    let unsigned = |view: &Adjudication, name: &str| view.panel.iter().find(|of| of.name == name).unwrap().unsigned;
    assert_eq!((unsigned(&after, A), unsigned(&after, B), after.unsigned), (0, 1, 1), "each counts their own");
    assert!(!after.flagged[0].is_signed, "the senior oncologist's counts");
    assert!(sign(&a, PASSWORD).map(drop).unwrap_err().what().contains("nothing"), "once");
    let after = sign(&senior, PASSWORD).unwrap();
    assert!(after.flagged.iter().find(|row| row.item == item).unwrap().is_signed && after.unsigned == 0);
    let signed = commands::discrepancy(house.app(), GRADING, item).unwrap().settled.unwrap();
    assert_eq!(signed.signatures.len(), 2);
    assert!(signed.signatures.iter().all(|of| !of.is_void && of.sha256 == signed.sha256 && !of.meaning.is_empty()));

    let change = |replaces: Option<&str>, why: &str| PanelDecisionRequest {
        consensus: 2,
        replaces: replaces.map(String::from),
        change_reason: why.into(),
        ..decision(item)
    };
    let refused =
        |request: &PanelDecisionRequest| commands::settle_discrepancy(house.app(), request).map(drop).unwrap_err();
    assert!(refused(&change(Some(&first.decision), " ")).what().contains("why it replaces"));
    assert_eq!(refused(&change(None, "")).code(), ErrorCode::AlreadyRecorded);
    let changed = settle(&house, &change(Some(&first.decision), "The dose was misread."));
    let (now, before) = (changed.settled.unwrap(), &changed.earlier[0]);
    assert_eq!((now.consensus, now.change_reason.as_str(), now.signatures.len()), (2, "The dose was misread.", 0));
    assert_eq!((before.decision.as_str(), before.consensus), (first.decision.as_str(), 3));
    assert!(before.signatures.len() == 2 && before.signatures.iter().all(|of| of.is_void));
    assert_ne!(now.sha256, before.sha256);
    let shown = view(&house);
    assert!(!shown.flagged.iter().find(|row| row.item == item).unwrap().is_signed);
    assert!(shown.panel.iter().all(|member| member.unsigned == 1));
    assert_eq!(
        refused(&change(Some(&first.decision), "again")).code(),
        ErrorCode::AlreadyRecorded,
        "it stands no more"
    );
}

#[test]
fn only_who_was_present_signs_and_a_lock_of_the_vault_sends_everybody_home() {
    let house = DeskHouse::open();
    grade_with_discrepancies(&house);
    house.sign_in(PHYSICIST);
    let second = isocenter_app::wire::NewAccount {
        name: "N. Absent".into(),
        role: isocenter_app::wire::Role::Physicist,
        password: PASSWORD.into(),
    };
    commands::add_account(house.app(), &second).unwrap();
    let absent = house.account("N. Absent");
    let shown = gather(&house);
    settle(&house, &decision(shown.flagged[0].item));
    let refused = commands::sign_panel(house.app(), GRADING, &absent, PASSWORD.into()).map(drop).unwrap_err();
    assert!(refused.what().contains("nothing for this member to sign"), "{refused}");
    assert_eq!(view(&house).panel.iter().find(|of| of.name == "N. Absent").unwrap().unsigned, 0);
    for reason in [LockReason::Idle, LockReason::Requested] {
        gather(&house);
        assert_eq!(view(&house).panel.iter().filter(|of| of.is_present).count(), 4);
        commands::lock(house.app(), reason).unwrap();
        house.sign_in(SENIOR);
        let present: Vec<_> = view(&house).panel.into_iter().filter(|of| of.is_present).map(|of| of.name).collect();
        assert_eq!(present, [SENIOR], "after {reason:?}");
    }
    let other = view(&house).flagged[1].item;
    assert_eq!(
        commands::settle_discrepancy(house.app(), &decision(other)).map(drop).unwrap_err().code(),
        ErrorCode::BadInput
    );
}
