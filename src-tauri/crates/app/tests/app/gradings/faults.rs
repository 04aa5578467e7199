//! What goes wrong in the middle: a grader who goes, an account that is removed, a scale that is edited too late. (A disk that fills up while
//! a grade is recorded is tested of the crate `store`, where writing can be made to fail.)

use isocenter_app::commands;
use isocenter_app::wire::{ErrorCode, FigureTheme, GradingAmendment, GradingRequest, GradingState, MyGradingState};

use super::desk_house::{A, B, C, DeskHouse, EXAMPLES, GRADING, PHYSICIST, SENIOR, STUDY, entry};
use super::panel::{decision, gather, grade_with_discrepancies, view};
use crate::fixture::assert_is_one_sentence_with_a_remedy;
use crate::permissions::PASSWORD;

fn amend(house: &DeskHouse, amendment: &GradingAmendment, reason: &str) -> Result<(), isocenter_app::Error> {
    house.sign_in(PHYSICIST);
    commands::amend_grading(house.app(), GRADING, amendment, reason).map(drop)
}

fn remove(house: &DeskHouse, name: &str, reason: &str) -> Result<(), isocenter_app::Error> {
    let account = house.account(name);
    amend(house, &GradingAmendment::RemoveGrader { account }, reason)
}

#[test]
fn a_grader_removed_in_the_middle_leaves_a_study_of_one_grader_that_can_be_locked() {
    let house = DeskHouse::open();
    house.sign_in(A);
    house.grade_all(GRADING, |_| 2);
    house.sign_in(B);
    house.calibrate(GRADING);
    house.record(&entry(0, 5)).unwrap();
    let silent = remove(&house, B, "  ").unwrap_err();
    assert!(silent.what().contains("reason"), "{silent}");
    remove(&house, B, "On leave until spring.").unwrap();
    let last = remove(&house, A, "Too.").unwrap_err();
    assert_is_one_sentence_with_a_remedy(&last);
    assert_eq!(last.code(), ErrorCode::BadInput, "{last}");

    house.sign_in(PHYSICIST);
    let row = house.row(GRADING);
    assert_eq!((row.state, row.flagged, row.amendments), (GradingState::Discussion, Some(0), 1));
    assert!(row.graders.iter().any(|grader| grader.name == B && grader.is_removed && grader.recorded == 1));
    let amendments = commands::grading_protocol(house.app(), GRADING).unwrap().amendments;
    assert_eq!((amendments[0].reason.as_str(), amendments[0].by.as_str()), ("On leave until spring.", PHYSICIST));
    house.sign_in(SENIOR);
    let shown = view(&house);
    assert!(shown.closed_because.is_empty() && shown.pairs == 0 && shown.flagged.is_empty());
    house.sign_in(B);
    assert_eq!(commands::my_gradings(house.app()).unwrap(), []);
    assert_eq!(house.record(&entry(1, 5)).unwrap_err().code(), ErrorCode::NotPermitted);
    assert_eq!(commands::adjudication(house.app(), GRADING).map(drop).unwrap_err().code(), ErrorCode::NotPermitted);
    house.sign_in(PHYSICIST);
    commands::lock_grading(house.app(), GRADING, PASSWORD.into()).unwrap();
    let results = commands::grading_results(house.app(), GRADING, FigureTheme::Light).unwrap();
    assert_eq!((results.agreement.n, results.agreement.kappa.value), (0, None));
    assert!(results.agreement.kappa.undefined.contains("one grader"), "{}", results.agreement.kappa.undefined);
    let out = house.folder().join("grading");
    commands::export_grading(house.app(), GRADING, &out).unwrap();
    let report = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("On leave until spring."));
}

#[test]
fn who_comes_in_place_of_a_grader_begins_at_the_first_case() {
    let house = DeskHouse::open();
    let [a, b, c] = [A, B, C].map(|name| house.account(name));
    house.sign_in(A);
    house.grade_all(GRADING, |_| 2);
    house.sign_in(B);
    house.calibrate(GRADING);
    house.record(&entry(0, 5)).unwrap();
    let senior = house.account(SENIOR);
    for (goes, by) in [(&b, &a), (&b, &senior), (&b, &b), (&c, &c)] {
        let amendment = GradingAmendment::ReplaceGrader { account: goes.clone(), by: by.clone() };
        let refused = amend(&house, &amendment, "On leave.").unwrap_err();
        assert_is_one_sentence_with_a_remedy(&refused);
        assert_eq!(refused.code(), ErrorCode::BadInput, "{refused}");
    }
    amend(&house, &GradingAmendment::ReplaceGrader { account: b.clone(), by: c }, "On leave.").unwrap();
    house.sign_in(C);
    let row = house.my_row(GRADING);
    assert_eq!((row.state, row.calibrated, row.recorded), (MyGradingState::Calibrating, 0, 0));
    assert_eq!(row.examples, EXAMPLES);
    house.grade_all(GRADING, |_| 2);
    let back = GradingAmendment::ReplaceGrader { account: house.account(C), by: b };
    assert_eq!(amend(&house, &back, "Back again.").unwrap_err().code(), ErrorCode::BadInput);
    house.sign_in(PHYSICIST);
    let row = house.row(GRADING);
    assert_eq!((row.state, row.flagged), (GradingState::Discussion, Some(0)), "B's 5 is not counted");
    let of = |name: &str| row.graders.iter().find(|grader| grader.name == name).unwrap();
    assert!(of(B).is_removed && of(B).recorded == 1 && of(C).letter == "B" && of(C).recorded == of(C).total);
    commands::lock_grading(house.app(), GRADING, PASSWORD.into()).unwrap();
    let results = commands::grading_results(house.app(), GRADING, FigureTheme::Light).unwrap();
    assert_eq!((results.agreement.n, results.agreement.exact.count), (6, 6.0));
}

#[test]
fn a_grader_who_was_taken_out_reads_no_results_before_the_lock() {
    let house = DeskHouse::open();
    remove(&house, A, "On leave.").unwrap();
    house.sign_in(A);
    let refused = commands::study_results(house.app(), STUDY).map(drop).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NotPermitted, "they may be asked back for another study of the same cases");
}

#[test]
fn a_removed_account_is_named_by_the_protocol_and_an_amendment_goes_on_without_it() {
    let house = DeskHouse::open();
    house.sign_in(A);
    house.grade_all(GRADING, |_| 2);
    let b = house.account(B);
    house.sign_in(PHYSICIST);
    commands::remove_account(house.app(), &b).unwrap();
    let before = commands::grading_protocol(house.app(), GRADING).unwrap().open_before_lock;
    assert!(before.iter().any(|line| line.contains(B) && line.contains("amendment")), "{before:?}");
    amend(&house, &GradingAmendment::RemoveGrader { account: b }, "Has left the clinic.").unwrap();
    assert_eq!(house.row(GRADING).state, GradingState::Discussion);
    commands::lock_grading(house.app(), GRADING, PASSWORD.into()).unwrap();
}

#[test]
fn an_account_removed_during_the_discussion_does_not_keep_the_study_from_its_lock() {
    let house = DeskHouse::open();
    grade_with_discrepancies(&house);
    let item = gather(&house).flagged[0].item;
    let [a, b] = [A, B].map(|name| house.account(name));
    let chosen = amend(&house, &GradingAmendment::RemoveGrader { account: b.clone() }, "Grades too strictly.");
    assert!(chosen.unwrap_err().what().contains("recorded everything"), "no choice of grades by what they are");
    commands::remove_account(house.app(), &b).unwrap();
    house.sign_in(SENIOR);
    assert!(commands::join_panel(house.app(), GRADING, &b, PASSWORD.into()).is_err());
    let refused = commands::settle_discrepancy(house.app(), &decision(item)).map(drop).unwrap_err();
    assert!(refused.what().contains("grader B"), "{refused}");
    house.sign_in(PHYSICIST);
    let before = commands::grading_protocol(house.app(), GRADING).unwrap().open_before_lock;
    assert!(before.iter().any(|line| line.contains(B) && line.contains("amendment")), "{before:?}");
    let replace = GradingAmendment::ReplaceGrader { account: b.clone(), by: house.account(C) };
    assert!(amend(&house, &replace, "Left.").is_err(), "A has seen the discussion, so nobody begins anew");
    let other = GradingAmendment::RemoveGrader { account: a };
    assert!(amend(&house, &other, "Left.").is_err(), "A is still there");
    amend(&house, &GradingAmendment::RemoveGrader { account: b }, "Has left the clinic.").unwrap();
    commands::lock_grading(house.app(), GRADING, PASSWORD.into()).unwrap();
}

#[test]
fn a_scale_edited_after_the_start_is_refused_and_an_amendment_with_a_reason_clarifies_it() {
    let house = DeskHouse::open();
    house.sign_in(PHYSICIST);
    let scale = house.request().scale;
    let refused = commands::set_grading_scale(house.app(), GRADING, &scale).map(drop).unwrap_err();
    assert_is_one_sentence_with_a_remedy(&refused);
    assert!(refused.what().starts_with("the scale is frozen since 2026-11-21"), "{refused}");
    assert!(refused.to_string().contains("amend it with a reason"), "{refused}");
    let before = commands::grading_protocol(house.app(), GRADING).unwrap();
    let clearer = |grade: u8, name: &str| GradingAmendment::ClarifyGrade {
        grade,
        name: name.into(),
        definition: "Would be changed before treatment.".into(),
    };
    let wrong = [
        (clearer(3, "Major"), " "),
        (clearer(3, "Major"), "a\0b"),
        (clearer(6, "Major"), "x"),
        (clearer(3, " "), "x"),
        (clearer(3, "a\0b"), "x"),
    ];
    for (bad, reason) in wrong {
        assert_eq!(amend(&house, &bad, reason).unwrap_err().code(), ErrorCode::BadInput);
    }
    let same = &before.scale.grades[2];
    let nothing =
        GradingAmendment::ClarifyGrade { grade: 3, name: same.name.clone(), definition: same.definition.clone() };
    assert_eq!(amend(&house, &nothing, "x").unwrap_err().code(), ErrorCode::BadInput, "it changes nothing");
    amend(&house, &clearer(3, "Major deviation"), "Asked for by B.").unwrap();
    let after = commands::grading_protocol(house.app(), GRADING).unwrap();
    assert_ne!(after.protocol_sha256, before.protocol_sha256);
    assert_eq!(after.amendments[0].protocol_sha256, after.protocol_sha256);
    assert_eq!(after.scale.grades[2].definition, "Would be changed before treatment.");
    house.sign_in(A);
    let seen = commands::grading_desk(house.app(), GRADING).unwrap().scale;
    assert_eq!(seen, after.scale);
}

#[test]
fn a_draft_that_does_not_hold_together_is_refused_in_words_and_leaves_nothing() {
    let house = DeskHouse::open();
    let senior = house.account(SENIOR);
    house.sign_in(PHYSICIST);
    let good = house.request();
    let [a, b] = [&good.graders[0], &good.graders[1]];
    for (bad, says) in [
        (GradingRequest { name: " ".into(), ..good.clone() }, "name"),
        (GradingRequest { study: 9, ..good.clone() }, "study"),
        (GradingRequest { models: Vec::new(), ..good.clone() }, "models"),
        (GradingRequest { models: vec!["nobody".into()], ..good.clone() }, "models"),
        (GradingRequest { temperature: 0.7, ..good.clone() }, "temperature"),
        (GradingRequest { cases: 6, examples: 1, ..good.clone() }, "6 cases"),
        (GradingRequest { cases: 0, ..good.clone() }, "0 cases"),
        (GradingRequest { repeat_percent: 51, ..good.clone() }, "51"),
        (GradingRequest { analysis: "x".repeat(5_000), ..good.clone() }, "4000"),
        (GradingRequest { analysis: "a\0b".into(), ..good.clone() }, "NUL"),
        (GradingRequest { graders: vec![a.clone()], ..good.clone() }, "two graders"),
        (GradingRequest { graders: vec![a.clone(), a.clone()], ..good.clone() }, "both graders"),
        (GradingRequest { graders: vec![a.clone(), senior], ..good.clone() }, "residents and oncologists"),
        (GradingRequest { graders: vec!["x".into(), b.clone()], ..good.clone() }, "residents and oncologists"),
    ] {
        let refused = commands::make_grading(house.app(), &bad).unwrap_err();
        assert_is_one_sentence_with_a_remedy(&refused);
        assert!(refused.what().contains(says), "{refused} must say {says}");
    }
    assert_eq!(commands::gradings(house.app()).unwrap().len(), 1);
    let draft = commands::make_grading(house.app(), &good).unwrap().grading;
    let early = commands::open_grading(house.app(), draft).map(drop).unwrap_err();
    assert!(early.what().contains("cannot be frozen"), "{early}");
    house.give_examples(draft);
    house.sign_in(PHYSICIST);
    commands::open_grading(house.app(), draft).unwrap();
    let twice = commands::open_grading(house.app(), draft).map(drop).unwrap_err();
    assert!(twice.what().contains("frozen already"), "{twice}");
    let kept = commands::remove_grading(house.app(), draft).map(drop).unwrap_err();
    assert!(kept.what().contains("only a draft"), "{kept}");
    let other = commands::make_grading(house.app(), &good).unwrap().grading;
    assert_eq!(commands::remove_grading(house.app(), other).unwrap().len(), 2);
}
