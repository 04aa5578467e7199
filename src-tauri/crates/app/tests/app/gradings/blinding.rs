//! What one grader, the senior oncologist and the physicist learn of another grader before the discussion: of every command's answers.
//! The strict form: a vault in which B has graded answers A exactly as one in which B has not.

use isocenter_app::commands;
use isocenter_app::wire::{
    CaseAddress, CaseOrder, ErrorCode, FigureTheme, GradeEntryRequest, GradingStage, Place, Task, WaitingCount,
};

use super::desk_house::{A, B, C, DeskHouse, GRADING, PHYSICIST, SENIOR, STUDY, entry, regimen_of, skip};
use super::every_command::{Known, every_command};

/// Stands in B's comments and reasons only.
const CANARY: &str = "Zyxwvutkanarie";
/// B's time for a case, ms; as a window shows it: 987.654.
const FOCUS_MS: u32 = 987_654;

fn known(house: &DeskHouse) -> Known {
    let (a, b) = (house.account(A), house.account(B));
    house.sign_in(PHYSICIST);
    let options = commands::grading_options(house.app()).unwrap();
    let models = options.studies[0].models.iter().map(|model| model.model.clone()).collect();
    house.sign_in(A);
    house.calibrate(GRADING);
    let case = house.case(0).case;
    Known { a, b, case, models, out: house.folder().join("out") }
}

/// B grades everything, with comments, flags, corrections, a withdrawal, a skip, a draft and times that can be found again.
fn b_grades_everything(house: &DeskHouse) {
    house.sign_in(B);
    let calibration = GradeEntryRequest {
        stage: GradingStage::Calibration,
        comment: CANARY.into(),
        focus_ms: FOCUS_MS,
        ..entry(0, 5)
    };
    house.record(&calibration).unwrap();
    house.calibrate(GRADING);
    let total = house.my_row(GRADING).total;
    for position in 0..total {
        house.pass_minutes(1);
        let loud =
            GradeEntryRequest { comment: CANARY.into(), is_flagged: true, focus_ms: FOCUS_MS, ..entry(position, 5) };
        let request = match position {
            0 => GradeEntryRequest { comment: CANARY.into(), ..skip(position, CANARY) },
            _ => loud.clone(),
        };
        let first = house.record(&request).unwrap().recorded.entry;
        if position == 1 {
            let second = GradeEntryRequest { replaces: Some(first), ..loud };
            let second = house.record(&second).unwrap().recorded.entry;
            commands::withdraw_grade(house.app(), GRADING, GradingStage::Grading, 1, &second).unwrap();
            house.record(&GradeEntryRequest { replaces: None, ..request }).unwrap();
        }
    }
    commands::keep_draft(house.app(), Place::Grade, CANARY.into()).unwrap();
    house.pass_minutes(-i64::from(total));
}

/// All answers of all commands, called in one order by whoever is signed in, without the folder's name.
fn all_answers(house: &DeskHouse, known: &Known) -> Vec<(&'static str, String)> {
    let folder = house.folder().to_string_lossy().into_owned();
    let name = house.folder().file_name().unwrap().to_string_lossy().into_owned();
    let mut answers = Vec::new();
    for (command, call) in every_command() {
        for answer in call(house.app(), known) {
            answers.push((command, answer.replace(&folder, "FOLDER").replace(&name, "FOLDER")));
        }
    }
    answers
}

fn assert_silent_of_b(answers: &[(&str, String)], who: &str) {
    for (command, answer) in answers {
        let lower = answer.to_lowercase();
        assert!(!lower.contains(&CANARY.to_lowercase()), "{command} tells {who} a comment of B: {answer}");
        assert!(
            !answer.contains("987.654") && !answer.contains("987654"),
            "{command} tells {who} a time of B: {answer}"
        );
    }
}

/// Commands whose answers before anybody is signed in name everybody who may sign in.
const NAMES_PEOPLE: [&str; 1] = ["lock"];

#[test]
fn a_grader_gets_the_same_answers_from_every_command_whatever_the_other_grader_has_done() {
    let answers = [false, true].map(|has_b_graded| {
        let house = DeskHouse::open();
        if has_b_graded {
            b_grades_everything(&house);
        }
        let known = known(&house);
        all_answers(&house, &known)
    });
    let [without, with] = &answers;
    assert_eq!(without.len(), with.len());
    for (one, other) in without.iter().zip(with) {
        assert_eq!(one, other, "this answer depends on what B has done");
    }
    assert_silent_of_b(with, "A");
    for (command, answer) in with.iter().filter(|(command, _)| !NAMES_PEOPLE.contains(command)) {
        assert!(!answer.contains(B), "{command} names B to A: {answer}");
    }
    let recorded = with.iter().filter(|(command, answer)| *command == "record_grade" && !answer.starts_with("refused"));
    assert!(recorded.count() >= 3, "A could grade meanwhile");
}

#[test]
fn neither_the_senior_nor_the_physicist_learns_what_was_graded_before_the_discussion() {
    let house = DeskHouse::open();
    b_grades_everything(&house);
    let known = known(&house);
    house.record(&GradeEntryRequest { comment: CANARY.into(), focus_ms: FOCUS_MS, ..entry(0, 1) }).unwrap();
    house.sign_in(SENIOR);
    let of_senior = all_answers(&house, &known);
    assert_silent_of_b(&of_senior, "the senior oncologist");
    for (command, answer) in of_senior.iter().filter(|(command, _)| !NAMES_PEOPLE.contains(command)) {
        assert!(!answer.contains(B), "{command} names B to the senior oncologist: {answer}");
    }
    house.sign_in(PHYSICIST);
    let of_physicist = all_answers(&house, &known);
    assert_silent_of_b(&of_physicist, "the physicist");
    // Her list and log tell how far B is and when B recorded; no grade, no flag, no arm of an item.
    for (command, answer) in &of_physicist {
        let without_scale = answer.replace("{\"grade\":5,\"name\"", "");
        let words = ["\"grade\":5", "\"isFlagged\":true", "\"flagged\":1"];
        let is_graded = words.iter().any(|word| without_scale.contains(word));
        assert!(!is_graded, "{command} tells the physicist a grade: {answer}");
    }
    let audit = &of_physicist.iter().find(|(command, _)| *command == "audit_log").unwrap().1;
    assert!(audit.contains("grade recorded") && audit.contains(B), "the log says who recorded");
    house.sign_in(PHYSICIST);
    for row in commands::audit_log(house.app(), 0, 500).unwrap().iter().filter(|row| row.action.starts_with("grade ")) {
        let hash = row.change.strip_prefix("history: text ").unwrap_or_default();
        let is_hash = hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(is_hash && row.subject == "grading 1", "of a grade the log tells who and when only: {row:?}");
    }
}

#[test]
fn no_model_is_named_to_a_grader_or_to_the_panel_before_the_lock() {
    let house = DeskHouse::open();
    house.sign_in(PHYSICIST);
    let models = commands::grading_options(house.app()).unwrap().studies[0].models.clone();
    assert_eq!(models.len(), 2);
    house.grade_both(|_| 2);
    let known = known(&house);
    // Which models a study asked is no secret; which of them wrote a regimen is.
    let may_name = ["studies", "watch_studies", "list_models", "suggest", "gradings_of_study"];
    for who in [A, B, SENIOR] {
        house.sign_in(who);
        for (command, answer) in all_answers(&house, &known) {
            let names = models.iter().any(|model| answer.contains(&model.model) || answer.contains(&model.label));
            assert!(!names || may_name.contains(&command), "{command} names a model to {who}: {answer}");
        }
    }
}

/// The regimens of whoever is signed in, in their order.
fn order(house: &DeskHouse) -> Vec<(String, String)> {
    (0..house.my_row(GRADING).total).map(|position| regimen_of(&house.case(position))).collect()
}

#[test]
fn each_grader_has_an_order_of_their_own_that_stays_the_same() {
    let house = DeskHouse::open();
    let orders = [A, B, A].map(|who| {
        house.sign_in(who);
        house.calibrate(GRADING);
        order(&house)
    });
    let [first, second, again] = orders;
    assert_eq!(first, again);
    assert_ne!(first, second);
    let apart = |order: &[(String, String)]| order.windows(2).all(|pair| pair[0].0 != pair[1].0);
    assert!(apart(&first) && apart(&second), "the two models' regimens of a case never follow each other");
}

/// What reads the results of the study whose regimens are graded, in the name of whoever is signed in.
fn reads(house: &DeskHouse, study: u32, model: &str, case: &str) -> Vec<(&'static str, Option<ErrorCode>)> {
    let app = house.app();
    let address = CaseAddress::Unreadable { model: model.into(), task: Task::Regimen };
    let code = |error: isocenter_app::Error| error.code();
    let out = house.folder().join("exported");
    vec![
        ("study_results", commands::study_results(app, study).err().map(code)),
        ("study_figures", commands::study_figures(app, study, FigureTheme::Light).err().map(code)),
        ("study_cases", commands::study_cases(app, study, address, CaseOrder::BestFirst).err().map(code)),
        ("study_case", commands::study_case(app, study, model.into(), Task::Regimen, case.into()).err().map(code)),
        ("compare_studies", commands::compare_studies(app, study, study).err().map(code)),
        ("export_study", commands::export_study(app, study, &out).err().map(code)),
        ("grading_results", commands::grading_results(app, GRADING, FigureTheme::Light).err().map(code)),
    ]
}

#[test]
fn the_results_behind_the_regimens_stay_closed_to_graders_and_panel_until_the_lock() {
    let house = DeskHouse::open();
    let Known { case, models, .. } = known(&house);
    for who in [A, B, SENIOR, C] {
        house.sign_in(who);
        for (command, code) in reads(&house, STUDY, &models[0], &case) {
            assert_eq!(code, Some(ErrorCode::NotPermitted), "{command} as {who}");
        }
    }
    house.sign_in(PHYSICIST);
    for (command, code) in reads(&house, STUDY, &models[0], &case) {
        let expected = (command == "grading_results").then_some(ErrorCode::NotPermitted);
        assert_eq!(code, expected, "{command} as the physicist");
    }
    house.grade_both(|_| 0);
    house.sign_in(PHYSICIST);
    commands::lock_grading(house.app(), GRADING, crate::permissions::PASSWORD.into()).unwrap();
    for who in [A, SENIOR, PHYSICIST] {
        house.sign_in(who);
        for (command, code) in reads(&house, STUDY, &models[0], &case) {
            let expected = (command == "export_study" && who != PHYSICIST).then_some(ErrorCode::NotPermitted);
            assert_eq!(code, expected, "{command} as {who} after the lock");
        }
    }
    house.sign_in(B);
    let resident = reads(&house, STUDY, &models[0], &case);
    assert!(resident.iter().all(|(_, code)| *code == Some(ErrorCode::NotPermitted)), "residents read no results");
}

#[test]
fn another_study_of_the_same_cases_is_closed_to_the_blinded_too() {
    let house = DeskHouse::open();
    let Known { case, models, .. } = known(&house);
    house.sign_in(PHYSICIST);
    let twin = super::desk_house::run_study(house.app());
    for who in [A, SENIOR] {
        house.sign_in(who);
        for (command, code) in reads(&house, twin, &models[0], &case) {
            assert_eq!(code, Some(ErrorCode::NotPermitted), "{command} of the twin as {who}");
        }
    }
}

#[test]
fn what_waits_counts_ones_own_positions_only() {
    let house = DeskHouse::open();
    b_grades_everything(&house);
    let waiting = |who: &str| {
        house.lock();
        house.sign_in(who);
        match commands::session(house.app()).unwrap() {
            isocenter_app::wire::SessionView::Open { waiting, .. } => waiting,
            other => panic!("{other:?}"),
        }
    };
    house.sign_in(A);
    let total = house.my_row(GRADING).total;
    assert_eq!(waiting(A), [WaitingCount { place: Place::Grade, count: total }]);
    assert_eq!(waiting(B), []);
    assert_eq!(waiting(SENIOR), []);
}
