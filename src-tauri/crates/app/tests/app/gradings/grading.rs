//! One grader at the desk: the calibration round first, corrections that keep what was, two windows, drafts, and what is refused.

use isocenter_app::commands;
use isocenter_app::wire::{ErrorCode, GradeEntryRequest, GradingStage, LockReason, MyGradingState, Place, TickState};

use super::desk_house::{A, B, C, DeskHouse, EXAMPLES, GRADING, PHYSICIST, entry, regimen_of, skip};
use crate::fixture::assert_is_one_sentence_with_a_remedy;

fn calibration(position: u32, grade: u8) -> GradeEntryRequest {
    GradeEntryRequest { stage: GradingStage::Calibration, ..entry(position, grade) }
}

#[test]
fn the_examples_come_first_with_feedback_that_is_shown_only_after_ones_own_grade() {
    let house = DeskHouse::open();
    house.sign_in(A);
    let desk = commands::grading_desk(house.app(), GRADING).unwrap();
    assert_eq!((desk.row.state, desk.stage), (MyGradingState::Calibrating, GradingStage::Calibration));
    assert_eq!((desk.ticks.len(), desk.next), (EXAMPLES as usize, Some(0)));
    for early in [
        commands::grade_case(house.app(), GRADING, GradingStage::Grading, 0).map(drop).unwrap_err(),
        house.record(&entry(0, 2)).unwrap_err(),
    ] {
        assert!(early.what().contains("examples come before"), "{early}");
        assert_is_one_sentence_with_a_remedy(&early);
    }
    let hidden = commands::reference_examples(house.app()).unwrap();
    assert!(hidden[0].examples.is_empty() && !hidden[0].hidden_because.is_empty());

    let look = || commands::grade_case(house.app(), GRADING, GradingStage::Calibration, 0).unwrap();
    assert!(look().feedback.is_none() && look().recorded.is_none());
    let recorded = house.record(&calibration(0, 4)).unwrap();
    let feedback = recorded.feedback.unwrap();
    assert_eq!((feedback.grade, feedback.note.as_str()), (2, "A minor deviation."));
    assert_eq!((look().feedback.unwrap().grade, look().recorded.unwrap().grade), (2, Some(4)));
    assert_eq!((recorded.next, recorded.row.recorded), (Some(1), 0), "examples are not counted");
    let last = house.record(&calibration(1, 2)).unwrap();
    assert_eq!((last.next, last.row.state), (None, MyGradingState::Grading));
    assert_eq!(commands::reference_examples(house.app()).unwrap()[0].examples.len(), EXAMPLES as usize);
    assert!(house.record(&entry(0, 2)).unwrap().feedback.is_none(), "cases have none");
}

#[test]
fn a_correction_is_a_new_entry_and_a_withdrawal_makes_its_position_wait_again() {
    let house = DeskHouse::open();
    house.sign_in(A);
    house.calibrate(GRADING);
    let first = house.record(&entry(0, 4)).unwrap().recorded;
    assert_eq!((first.grade, first.corrections), (Some(4), 0));
    let correction = GradeEntryRequest { replaces: Some(first.entry.clone()), is_flagged: true, ..entry(0, 2) };
    let second = house.record(&correction).unwrap();
    assert_eq!((second.recorded.grade, second.recorded.corrections), (Some(2), 1));
    assert_eq!((second.tick, second.row.recorded, second.row.flagged), (TickState::Flagged, 1, 1));
    assert_ne!(second.recorded.entry, first.entry);

    let withdraw = |entry: &str| commands::withdraw_grade(house.app(), GRADING, GradingStage::Grading, 0, entry);
    assert_eq!(withdraw(&first.entry).unwrap_err().code(), ErrorCode::AlreadyRecorded, "what stands is another");
    let desk = withdraw(&second.recorded.entry).unwrap();
    assert_eq!((desk.ticks[0], desk.next, desk.row.recorded), (TickState::ToDo, Some(0), 0));
    assert!(house.case(0).recorded.is_none());
    let third = house.record(&entry(0, 1)).unwrap().recorded;
    assert_eq!((third.grade, third.corrections), (Some(1), 3), "every entry is kept");
    let names = [&first.entry, &second.recorded.entry, &third.entry];
    assert!(names.iter().all(|name| names.iter().filter(|other| other == &name).count() == 1), "{names:?}");
}

#[test]
fn of_two_windows_the_second_is_told_and_nothing_is_written() {
    let house = DeskHouse::open();
    house.sign_in(A);
    house.calibrate(GRADING);
    let first = house.record(&entry(0, 4)).unwrap().recorded.entry;
    let now = GradeEntryRequest { replaces: Some(first.clone()), ..entry(0, 3) };
    let current = house.record(&now).unwrap().recorded;
    for stale in [None, Some(first), Some("999999".into())] {
        let refused = house.record(&GradeEntryRequest { replaces: stale, ..entry(0, 5) }).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::AlreadyRecorded, "{refused}");
        assert_is_one_sentence_with_a_remedy(&refused);
    }
    let garbled = GradeEntryRequest { replaces: Some("x".into()), ..entry(0, 5) };
    assert_eq!(house.record(&garbled).unwrap_err().code(), ErrorCode::BadInput);
    let replaces_nothing = GradeEntryRequest { replaces: Some(current.entry.clone()), ..entry(1, 5) };
    assert_eq!(house.record(&replaces_nothing).unwrap_err().code(), ErrorCode::AlreadyRecorded);
    assert_eq!(house.case(0).recorded.unwrap(), current);
    assert_eq!(house.my_row(GRADING).recorded, 1);
}

#[test]
fn what_is_no_grade_and_no_skip_is_refused_and_leaves_nothing() {
    let house = DeskHouse::open();
    house.sign_in(A);
    house.calibrate(GRADING);
    let long = "x".repeat(5_000);
    let comment = |text: &str| GradeEntryRequest { comment: text.into(), ..entry(0, 2) };
    for (bad, says) in [
        (skip(0, "  "), "neither a grade nor a reason"),
        (GradeEntryRequest { skip_reason: "unreadable".into(), ..entry(0, 2) }, "not both"),
        (entry(0, 6), "6"),
        (entry(0, 0), "0"),
        (comment(&long), "4000"),
        (skip(0, &long), "4000"),
        (comment("a\0b"), "NUL"),
        (skip(0, "a\0b"), "NUL"),
        (entry(99, 2), "no such case"),
    ] {
        let refused = house.record(&bad).unwrap_err();
        assert_is_one_sentence_with_a_remedy(&refused);
        assert!(refused.code() == ErrorCode::BadInput && refused.what().contains(says), "{refused} must say {says}");
    }
    assert_eq!(house.my_row(GRADING).recorded, 0);
    assert!(house.record(&comment(&"ü".repeat(4_000))).is_ok(), "characters are counted, not bytes");
}

#[test]
fn only_its_graders_record_and_only_while_it_is_open() {
    let house = DeskHouse::open();
    house.sign_in(C);
    assert_eq!(commands::my_gradings(house.app()).unwrap(), []);
    for refused in [
        commands::grading_desk(house.app(), GRADING).map(drop).unwrap_err(),
        commands::grade_case(house.app(), GRADING, GradingStage::Calibration, 0).map(drop).unwrap_err(),
        house.record(&calibration(0, 2)).map(drop).unwrap_err(),
    ] {
        assert_eq!(refused.code(), ErrorCode::NotPermitted, "{refused}");
    }
    house.sign_in(PHYSICIST);
    let draft = commands::make_grading(house.app(), &house.request()).unwrap().grading;
    house.sign_in(A);
    assert!(commands::my_gradings(house.app()).unwrap().iter().all(|row| row.grading != draft));
    let refused = commands::grading_desk(house.app(), draft).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NotPermitted);
}

#[test]
fn a_draft_outlasts_a_lock_and_the_end_of_the_process_for_the_same_person_only() {
    let house = DeskHouse::open();
    house.sign_in(A);
    let kept = "{\"position\":3,\"grade\":4}".to_owned();
    commands::keep_draft(house.app(), Place::Grade, kept.clone()).unwrap();
    commands::lock(house.app(), LockReason::Idle).unwrap();
    house.sign_in(B);
    assert_eq!(commands::draft(house.app(), Place::Grade).unwrap(), None);
    house.sign_in(A);
    assert_eq!(commands::draft(house.app(), Place::Grade).unwrap(), Some(kept.clone()));
    let house = house.restarted();
    house.sign_in(B);
    assert_eq!(commands::draft(house.app(), Place::Grade).unwrap(), None);
    house.sign_in(A);
    assert_eq!(commands::draft(house.app(), Place::Grade).unwrap(), Some(kept));
}

#[test]
fn next_and_ruler_go_round_with_skips() {
    let house = DeskHouse::open();
    house.sign_in(A);
    house.calibrate(GRADING);
    let total = house.my_row(GRADING).total;
    let last = house.record(&entry(total - 1, 2)).unwrap();
    assert_eq!(last.next, Some(0), "from the end to the start");
    let skipped = house.record(&skip(0, "the text is cut off")).unwrap();
    assert_eq!((skipped.next, skipped.tick, skipped.row.skipped), (Some(1), TickState::Skipped, 1));
    assert_eq!(house.record(&entry(2, 2)).unwrap().next, Some(3), "after this one");
    let desk = commands::grading_desk(house.app(), GRADING).unwrap();
    assert_eq!(desk.next, Some(1), "the first that waits");
    let expected = |position: u32| match position {
        0 => TickState::Skipped,
        2 => TickState::Graded,
        position if position == total - 1 => TickState::Graded,
        _ => TickState::ToDo,
    };
    assert_eq!(desk.ticks, (0..total).map(expected).collect::<Vec<_>>());
    house.grade_all(GRADING, |_| 2);
    let row = house.my_row(GRADING);
    assert_eq!((row.state, row.recorded, row.skipped), (MyGradingState::Finished, total, 1));
    let reason = house.case(0).recorded.unwrap();
    assert_eq!((reason.grade, reason.skip_reason.as_str()), (None, "the text is cut off"));
    assert!(house.record(&GradeEntryRequest { replaces: Some(reason.entry), ..entry(0, 3) }).is_ok(), "B is not ready");
}

#[test]
fn a_hidden_second_look_cannot_be_told_from_a_first_one() {
    let house = DeskHouse::open();
    house.sign_in(A);
    house.calibrate(GRADING);
    let row = house.my_row(GRADING);
    assert_eq!(row.total, 8, "six regimens, two of them twice");
    let regimens: Vec<_> = (0..row.total).map(|position| regimen_of(&house.case(position))).collect();
    let repeat = (0..row.total as usize).rev().find(|at| regimens[..*at].contains(&regimens[*at])).unwrap();
    let before = regimens.iter().position(|regimen| *regimen == regimens[repeat]).unwrap() as u32;
    let repeat = repeat as u32;
    house.record(&GradeEntryRequest { comment: "first look".into(), ..entry(before, 5) }).unwrap();
    let shown = house.case(repeat);
    assert!(shown.recorded.is_none() && shown.feedback.is_none(), "no earlier grade");
    let text = serde_json::to_string(&shown).unwrap();
    assert!(!text.contains("first look") && !text.to_lowercase().contains("repeat"), "{text}");
    let same = isocenter_app::wire::GradeCase { position: before, recorded: None, ..shown.clone() };
    let first = isocenter_app::wire::GradeCase { recorded: None, ..house.case(before) };
    assert!(same == first, "but for its position it is the same answer");
    let recorded = house.record(&entry(repeat, 1)).unwrap();
    assert_eq!((recorded.recorded.corrections, recorded.row.recorded), (0, 2), "a grade of its own");
    assert_eq!(house.case(before).recorded.unwrap().grade, Some(5));
}
