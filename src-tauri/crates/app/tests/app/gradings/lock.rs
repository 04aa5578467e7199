//! The lock: what must stand before it, that nothing changes after it, and what may then be read and taken away.

use isocenter_app::commands;
use isocenter_app::wire::{
    ErrorCode, FigureTheme, GradingAmendment, GradingState, MyGradingState, PanelDecisionRequest,
};
use isocenter_grade::{read_grades_csv, read_grades_json};

use super::desk_house::{A, B, C, DeskHouse, EXAMPLES, GRADING, PHYSICIST, SENIOR, STUDY, entry, skip};
use super::panel::{decision, gather, grade_with_discrepancies, member, settle, settle_all, view};
use crate::fixture::{assert_is_one_sentence_with_a_remedy, listing};
use crate::permissions::PASSWORD;

fn lock(house: &DeskHouse) -> Result<(), isocenter_app::Error> {
    house.sign_in(PHYSICIST);
    commands::lock_grading(house.app(), GRADING, PASSWORD.into()).map(drop)
}

/// The lock is refused in these words, and the protocol says the same.
fn assert_stands_before_the_lock(house: &DeskHouse, says: &str) {
    let refused = lock(house).unwrap_err();
    assert_is_one_sentence_with_a_remedy(&refused);
    assert!(refused.code() == ErrorCode::BadInput && refused.what().contains(says), "{refused} must say {says}");
    let protocol = commands::grading_protocol(house.app(), GRADING).unwrap();
    assert!(protocol.open_before_lock.iter().any(|line| line.contains(says)), "{:?}", protocol.open_before_lock);
    assert_ne!(house.row(GRADING).state, GradingState::Locked);
}

#[test]
fn it_is_refused_with_each_thing_that_is_missing() {
    let house = DeskHouse::open();
    house.sign_in(PHYSICIST);
    let draft = commands::make_grading(house.app(), &house.request()).unwrap().grading;
    let refused = commands::lock_grading(house.app(), draft, PASSWORD.into()).map(drop).unwrap_err();
    assert!(refused.what().contains("has not begun"), "{refused}");
    assert_stands_before_the_lock(&house, "grades of every grader for every case");
    grade_with_discrepancies(&house);
    assert_stands_before_the_lock(&house, "what the panel settles on 2 regimens");
    let flagged = gather(&house).flagged;
    assert_eq!(flagged.len(), 2);
    settle(&house, &decision(flagged[0].item));
    assert_stands_before_the_lock(&house, "what the panel settles on 1 regimens");
    gather(&house);
    settle(&house, &decision(flagged[1].item));
    let a = member(&view(&house), A);
    commands::sign_panel(house.app(), GRADING, &a, PASSWORD.into()).unwrap();
    assert_stands_before_the_lock(&house, "the senior oncologist's signature on 2 decisions");
    house.sign_in(SENIOR);
    let senior = member(&view(&house), SENIOR);
    commands::sign_panel(house.app(), GRADING, &senior, PASSWORD.into()).unwrap();
    house.sign_in(PHYSICIST);
    let wrong = commands::lock_grading(house.app(), GRADING, "the wrong password".into()).map(drop).unwrap_err();
    assert_eq!(wrong.code(), ErrorCode::WrongPassword);
    assert_eq!(commands::grading_protocol(house.app(), GRADING).unwrap().open_before_lock, Vec::<String>::new());
    lock(&house).unwrap();
    assert_eq!(house.row(GRADING).state, GradingState::Locked);
}

/// A locked study of grades with a skip, corrections, comments, votes, a settled and changed record and an amendment.
fn locked(house: &DeskHouse) {
    house.sign_in(PHYSICIST);
    let clearer = GradingAmendment::ClarifyGrade {
        grade: 3,
        name: "Major deviation".into(),
        definition: "Would be changed before treatment.".into(),
    };
    commands::amend_grading(house.app(), GRADING, &clearer, "Asked for by a grader.").unwrap();
    house.sign_in(A);
    house.calibrate(GRADING);
    let first = house.record(&entry(0, 5)).unwrap().recorded.entry;
    let corrected = isocenter_app::wire::GradeEntryRequest {
        replaces: Some(first),
        comment: "a comment, with \"quotes\",\nand a line".into(),
        ..entry(0, 1)
    };
    house.record(&corrected).unwrap();
    house.record(&skip(1, "cut off, \"unreadable\"")).unwrap();
    house.grade_all(GRADING, |_| 1);
    house.sign_in(B);
    house.grade_all(GRADING, |_| 4);
    let item = gather(house).flagged[0].item;
    commands::cast_panel_vote(house.app(), GRADING, item, 2).unwrap();
    settle_all(house);
    let stands = commands::discrepancy(house.app(), GRADING, item).unwrap().settled.unwrap().decision;
    settle(
        house,
        &PanelDecisionRequest {
            consensus: 2,
            dissent: "B dissents.".into(),
            replaces: Some(stands),
            change_reason: "Misread.".into(),
            ..decision(item)
        },
    );
    let senior = member(&view(house), SENIOR);
    commands::sign_panel(house.app(), GRADING, &senior, PASSWORD.into()).unwrap();
    lock(house).unwrap();
}

#[test]
fn after_it_nothing_changes_any_more() {
    let house = DeskHouse::open();
    locked(&house);
    let results = commands::grading_results(house.app(), GRADING, FigureTheme::Light).unwrap();
    let app = house.app();
    let remove = GradingAmendment::RemoveGrader { account: "3".into() };
    let out = house.folder().join("packet.isopacket");
    let mut refused = vec![
        ("set_grading_scale", commands::set_grading_scale(app, GRADING, &house.request().scale).map(drop)),
        ("open_grading", commands::open_grading(app, GRADING).map(drop)),
        ("amend_grading", commands::amend_grading(app, GRADING, &remove, "x").map(drop)),
        ("remove_grading", commands::remove_grading(app, GRADING).map(drop)),
        ("lock_grading", commands::lock_grading(app, GRADING, PASSWORD.into()).map(drop)),
        ("export_packet", commands::export_packet(app, GRADING, "3", &out).map(drop)),
    ];
    house.sign_in(A);
    assert_eq!(house.my_row(GRADING).state, MyGradingState::Closed);
    let standing = house.case(0).recorded.unwrap().entry;
    let again = isocenter_app::wire::GradeEntryRequest { replaces: Some(standing.clone()), ..entry(0, 3) };
    let stage = isocenter_app::wire::GradingStage::Grading;
    refused.extend([
        ("record_grade", house.record(&again).map(drop)),
        ("withdraw_grade", commands::withdraw_grade(app, GRADING, stage, 0, &standing).map(drop)),
    ]);
    let shown = gather(&house);
    assert!(shown.is_locked && !shown.may_record && !shown.may_vote && shown.unsigned == 0);
    assert!(shown.panel.iter().all(|member| member.unsigned == 0));
    let item = shown.flagged[0].item;
    let stands = commands::discrepancy(app, GRADING, item).unwrap().settled.unwrap().decision;
    let change = PanelDecisionRequest { replaces: Some(stands), change_reason: "x".into(), ..decision(item) };
    let example = isocenter_app::wire::ExampleGradeRequest { grading: GRADING, number: 1, grade: 1, note: "x".into() };
    refused.extend([
        ("settle_discrepancy", commands::settle_discrepancy(app, &change).map(drop)),
        ("cast_panel_vote", commands::cast_panel_vote(app, GRADING, item, 1).map(drop)),
        ("sign_panel", commands::sign_panel(app, GRADING, &member(&shown, B), PASSWORD.into()).map(drop)),
        ("grade_example", commands::grade_example(app, &example).map(drop)),
    ]);
    for (command, answer) in refused {
        let error = answer.err().unwrap_or_else(|| panic!("{command} must be refused"));
        assert_is_one_sentence_with_a_remedy(&error);
        assert_eq!(error.code(), ErrorCode::BadInput, "{command}: {error}");
    }
    house.sign_in(PHYSICIST);
    assert_eq!(commands::grading_results(app, GRADING, FigureTheme::Light).unwrap(), results);
}

#[test]
fn the_results_name_the_models_and_say_what_happened() {
    let house = DeskHouse::open();
    locked(&house);
    for who in [A, SENIOR, PHYSICIST] {
        house.sign_in(who);
        assert_eq!(commands::gradings_of_study(house.app(), STUDY).unwrap(), [GRADING], "{who}");
        let results = commands::grading_results(house.app(), GRADING, FigureTheme::Dark).unwrap();
        assert_eq!(results.arms.len(), 2);
        assert!(results.is_demonstration && results.arms.iter().all(|arm| !arm.label.is_empty()));
        assert_eq!((results.agreement.n + results.agreement.missing, results.panel.dissents), (6, 1));
        assert_eq!((results.panel.flagged, results.panel.settled), (results.agreement.n, results.agreement.n));
        assert_eq!((results.amendments.len(), results.amendments[0].reason.as_str()), (1, "Asked for by a grader."));
        assert_eq!(results.pace[0].corrected, 1);
        assert!(!results.figures.is_empty() && !results.finding.is_empty() && !results.locked.is_empty());
    }
    house.sign_in(C);
    let refused = commands::grading_results(house.app(), GRADING, FigureTheme::Dark).map(drop).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NotPermitted, "residents read no results");
}

#[test]
fn the_exported_tables_hold_the_same_record_whole() {
    let house = DeskHouse::open();
    locked(&house);
    let out = house.folder().join("grading");
    assert_eq!(commands::export_grading(house.app(), GRADING, &out).unwrap(), "grading");
    let files = listing(&out);
    for file in ["grades.csv", "grades.json", "numbers.json", "recompute_grades.py", "report.html"] {
        assert!(files.iter().any(|name| name == file), "{file} of {files:?}");
    }
    assert!(files.iter().any(|name| name.starts_with("figures/") && name.ends_with(".svg")), "{files:?}");
    let read = |name: &str| std::fs::read(out.join(name)).unwrap();
    let of_csv = read_grades_csv(read("grades.csv").as_slice()).unwrap();
    let of_json = read_grades_json(read("grades.json").as_slice()).unwrap();
    assert!(of_csv == of_json, "both tables hold the same");
    let checked = of_csv.check().unwrap();
    assert_eq!(of_csv.amendments.len(), 1);
    assert!(of_csv.lock.as_ref().is_some_and(|lock| lock.name == PHYSICIST && lock.sha256 == of_csv.sha256().unwrap()));
    assert_eq!(checked.protocol.examples.len(), EXAMPLES as usize);
    assert!(of_csv.entries.iter().any(|entry| entry.comment.reveal().contains("and a line")));
    assert_eq!((of_csv.votes.len(), of_csv.decisions.len()), (1, checked.settled.len() + 1));
    let report = String::from_utf8(read("report.html")).unwrap();
    for words in ["Asked for by a grader.", "with a dissent", A, B] {
        assert!(report.contains(words), "the report must say {words}");
    }
    assert!(!report.contains("B dissents."), "free text stays in the tables");
    #[cfg(unix)]
    for private in ["grades.csv", "grades.json", "report.html"] {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(out.join(private)).unwrap().permissions().mode() & 0o077, 0, "{private}");
    }
}

#[test]
fn a_locked_study_of_grades_stands_as_a_section_in_the_report_of_its_study_and_an_open_one_does_not() {
    let house = DeskHouse::open();
    let report = |folder: &str| {
        house.sign_in(PHYSICIST);
        let out = house.folder().join(folder);
        commands::export_study(house.app(), STUDY, &out).unwrap();
        std::fs::read_to_string(out.join("report.html")).unwrap()
    };
    grade_with_discrepancies(&house);
    assert!(!report("before").contains(A), "nothing of the graders before the lock");
    settle_all(&house);
    lock(&house).unwrap();
    let after = report("after");
    for words in [A, B, "Regimens"] {
        assert!(after.contains(words), "the report must say {words}");
    }
}

#[test]
fn the_lock_sends_the_panel_home() {
    let house = DeskHouse::open();
    house.grade_both(|_| 0);
    let a = house.account(A);
    house.sign_in(PHYSICIST);
    let joined = commands::join_panel(house.app(), GRADING, &a, PASSWORD.into()).unwrap();
    assert_eq!(joined.panel.iter().filter(|member| member.is_present).count(), 2);
    commands::lock_grading(house.app(), GRADING, PASSWORD.into()).unwrap();
    let present: Vec<_> = view(&house).panel.into_iter().filter(|member| member.is_present).collect();
    assert_eq!(present.iter().map(|member| member.name.as_str()).collect::<Vec<_>>(), [PHYSICIST]);
}
