//! Packets between two workstations: out with a code, graded there, back with a password, merged once; and every file that is not that.

use std::path::{Path, PathBuf};

use isocenter_app::commands;
use isocenter_app::wire::{
    ErrorCode, GradeEntryRequest, GradingAmendment, GradingStage, MyGradingState, PacketExported, PacketMerge,
};
use isocenter_app::{Application, Error};
use isocenter_store::PacketCode;

use super::desk_house::{A, B, DeskHouse, GRADING, PHYSICIST, entry};
use crate::fixture::{assert_is_one_sentence_with_a_remedy, edit_bytes};
use crate::permissions::PASSWORD;

/// Where the format stands in a packet's file: behind a magic of 16 bytes.
const FORMAT_AT: usize = 16;

fn file(house: &DeskHouse, name: &str) -> PathBuf {
    house.folder().join(name)
}

/// The physicist writes a packet for a grader.
fn export(house: &DeskHouse, who: &str, path: &Path) -> PacketExported {
    let account = house.account(who);
    house.sign_in(PHYSICIST);
    commands::export_packet(house.app(), GRADING, &account, path).unwrap()
}

fn merge(house: &DeskHouse, path: &Path) -> Result<PacketMerge, Error> {
    house.sign_in(PHYSICIST);
    commands::merge_packet(house.app(), path)
}

fn open(application: &Application, path: &Path, code: &str) -> Result<u32, Error> {
    commands::open_packet(application, path, code).map(|row| row.grading)
}

/// A workstation where `who` has opened the packet, graded everything with `grade` and written what goes back.
fn graded_elsewhere(who: &str, packet: &Path, code: &str, grade: u8, back: &Path) -> DeskHouse {
    let there = DeskHouse::elsewhere(who);
    let grading = open(there.app(), packet, code).unwrap();
    there.pass_minutes(10);
    there.grade_all(grading, |_| grade);
    commands::return_packet(there.app(), grading, PASSWORD.into(), back).unwrap();
    there
}

#[test]
fn a_packet_is_graded_at_another_workstation_and_its_grades_count_at_home() {
    let home = DeskHouse::open();
    let (out, back) = (file(&home, "b.isopacket"), file(&home, "b-back.isopacket"));
    home.sign_in(B);
    home.calibrate(GRADING);
    home.record(&entry(2, 4)).unwrap();
    let exported = export(&home, B, &out);
    assert_eq!(exported.file, "b.isopacket");
    assert!(home.row(GRADING).graders[1].has_packet && !home.row(GRADING).graders[0].has_packet);

    home.sign_in(B);
    assert_eq!(home.my_row(GRADING).state, MyGradingState::Elsewhere);
    let refused = home.record(&entry(0, 2)).unwrap_err();
    assert_is_one_sentence_with_a_remedy(&refused);
    assert!(refused.what().contains("packet is out"), "{refused}");
    home.sign_in(A);
    home.grade_all(GRADING, |_| 4);
    assert_eq!(home.my_row(GRADING).state, MyGradingState::Finished, "A grades on meanwhile");

    let there = DeskHouse::elsewhere(B);
    let opened = commands::open_packet(there.app(), &out, &exported.code.to_lowercase()).unwrap();
    assert!(opened.is_packet && opened.state == MyGradingState::Grading);
    assert_eq!((opened.total, opened.recorded, opened.calibrated), (7, 0, 0), "without what is recorded at home");
    let again = open(there.app(), &out, &exported.code).unwrap_err();
    assert!(again.what().contains("opened or made here before"), "{again}");
    let early = commands::return_packet(there.app(), opened.grading, PASSWORD.into(), &back).unwrap_err();
    assert!(early.what().contains("still wait"), "{early}");
    let examples = commands::reference_examples(there.app()).unwrap();
    assert_eq!(examples[0].examples.len(), 2, "calibrated at home, so the examples may be read");
    there.grade_all(opened.grading, |_| 4);
    let wrong = commands::return_packet(there.app(), opened.grading, "the wrong password".into(), &back).unwrap_err();
    assert_eq!(wrong.code(), ErrorCode::WrongPassword);
    assert!(!back.exists());
    commands::return_packet(there.app(), opened.grading, PASSWORD.into(), &back).unwrap();
    assert_eq!(there.my_row(opened.grading).state, MyGradingState::Closed);
    let late = there.record(&GradeEntryRequest { replaces: Some("1".into()), ..entry(0, 1) }).unwrap_err();
    assert_is_one_sentence_with_a_remedy(&late);

    let merged = merge(&home, &back).unwrap();
    assert_eq!((merged.grader.as_str(), merged.merged, merged.conflicts.len()), (B, 7, 0));
    assert!(merged.signed.starts_with(B), "{}", merged.signed);
    let row = home.row(GRADING);
    assert!(row.graders[1].recorded == 8 && !row.graders[1].has_packet && row.flagged == Some(0));
    let again = merge(&home, &back).unwrap_err();
    assert_is_one_sentence_with_a_remedy(&again);
    assert!(again.what().contains("merged before") || again.what().contains("every grader"), "{again}");
    assert_eq!(home.row(GRADING).graders[1].recorded, 8);
    commands::lock_grading(home.app(), GRADING, PASSWORD.into()).unwrap();
}

#[test]
fn a_packet_is_merged_once() {
    let home = DeskHouse::open();
    let (out, back) = (file(&home, "b.isopacket"), file(&home, "b-back.isopacket"));
    let exported = export(&home, B, &out);
    graded_elsewhere(B, &out, &exported.code, 4, &back);
    merge(&home, &back).unwrap();
    let again = merge(&home, &back).unwrap_err();
    assert!(again.code() == ErrorCode::BadInput && again.what().contains("merged before"), "{again}");
    assert_is_one_sentence_with_a_remedy(&again);
    assert_eq!(home.row(GRADING).graders[1].recorded, 8);
}

#[test]
fn a_file_that_is_not_the_packet_is_refused_in_words() {
    let home = DeskHouse::open();
    let (out, back) = (file(&home, "b.isopacket"), file(&home, "b-back.isopacket"));
    let exported = export(&home, B, &out);
    let of_other = export(&home, A, &file(&home, "a.isopacket"));
    graded_elsewhere(B, &out, &exported.code, 4, &back);
    let spoiled = |from: &Path, change: &dyn Fn(&mut Vec<u8>)| {
        let path = file(&home, "spoiled.isopacket");
        std::fs::copy(from, &path).unwrap();
        edit_bytes(&path, |bytes| change(bytes));
        path
    };
    let there = DeskHouse::elsewhere(B);
    let refused = |path: &Path, code: &str| {
        let error = open(there.app(), path, code).unwrap_err();
        assert_is_one_sentence_with_a_remedy(&error);
        error.what().to_owned()
    };
    let mistyped = format!("{}X", &exported.code[..exported.code.len() - 1]);
    let text = file(&home, "text.isopacket");
    std::fs::write(&text, "diagnosis").unwrap();
    assert!(refused(&out, &of_other.code).contains("not opened by this code"));
    assert!(refused(&out, &mistyped).contains("mistyped"));
    assert!(refused(&text, &exported.code).contains("another kind of file"));
    assert!(refused(&back, &exported.code).contains("on its way back"));
    assert!(refused(&file(&home, "nothing"), &exported.code).contains("nothing"));
    let length = std::fs::read(&out).unwrap().len();
    for at in [20, 40, length / 2, length - 1] {
        let path = spoiled(&out, &|bytes| bytes[at] ^= 1);
        assert!(refused(&path, &exported.code).contains("changed or cut"), "byte {at}");
        let path = spoiled(&out, &|bytes| bytes.truncate(at));
        assert!(refused(&path, &exported.code).contains("changed or cut"), "cut at {at}");
    }
    let newer = spoiled(&out, &|bytes| bytes[FORMAT_AT] = 2);
    assert!(refused(&newer, &exported.code).contains("newer version"));
    assert_eq!(commands::my_gradings(there.app()).unwrap(), [], "nothing came in");

    let unmerged = |path: &Path| {
        let error = merge(&home, path).unwrap_err();
        assert_is_one_sentence_with_a_remedy(&error);
        error.what().to_owned()
    };
    assert!(unmerged(&out).contains("on its way to a grader"));
    assert!(unmerged(&text).contains("another kind of file"));
    let length = std::fs::read(&back).unwrap().len();
    for at in [20, 40, length / 2, length - 1] {
        assert!(unmerged(&spoiled(&back, &|bytes| bytes[at] ^= 1)).contains("changed or cut"), "byte {at}");
    }
    assert!(unmerged(&spoiled(&back, &|bytes| bytes[FORMAT_AT] = 2)).contains("newer version"));
    assert_eq!(home.row(GRADING).graders[1].recorded, 0, "nothing was merged");
}

#[test]
fn a_packet_of_another_study_of_grades_is_refused() {
    let (home, other) = (DeskHouse::open(), DeskHouse::open());
    let (out, back) = (file(&other, "b.isopacket"), file(&other, "b-back.isopacket"));
    let exported = export(&other, B, &out);
    graded_elsewhere(B, &out, &exported.code, 4, &back);
    let refused = merge(&home, &back).unwrap_err();
    assert_is_one_sentence_with_a_remedy(&refused);
    assert!(refused.code() == ErrorCode::BadInput && refused.what().contains("no study of grades here"), "{refused}");
    assert_eq!(merge(&other, &back).unwrap().merged, 10, "where it was made it is merged");
}

#[test]
fn of_two_grades_of_a_case_the_one_recorded_first_stands_and_both_are_kept() {
    let home = DeskHouse::open();
    home.sign_in(B);
    home.calibrate(GRADING);
    let [lost, found] = ["lost", "found"].map(|name| {
        home.pass_minutes(1);
        let out = file(&home, &format!("{name}.isopacket"));
        let exported = export(&home, B, &out);
        (out, exported.code, file(&home, &format!("{name}-back.isopacket")))
    });
    // The one that was thought lost is graded at minute 10, with corrections; the other one at minute 5 and 35.
    let there = DeskHouse::elsewhere(B);
    let grading = open(there.app(), &lost.0, &lost.1).unwrap();
    there.pass_minutes(10);
    let first = there.record(&GradeEntryRequest { grading, ..entry(3, 4) }).unwrap().recorded.entry;
    there.record(&GradeEntryRequest { grading, replaces: Some(first), ..entry(3, 1) }).unwrap();
    let first = there.record(&GradeEntryRequest { grading, ..entry(4, 4) }).unwrap().recorded.entry;
    commands::withdraw_grade(there.app(), grading, GradingStage::Grading, 4, &first).unwrap();
    there.grade_all(grading, |_| 1);
    commands::return_packet(there.app(), grading, PASSWORD.into(), &lost.2).unwrap();
    drop(there);
    let there = DeskHouse::elsewhere(B);
    let grading = open(there.app(), &found.0, &found.1).unwrap();
    there.pass_minutes(5);
    there.record(&GradeEntryRequest { grading, ..entry(0, 5) }).unwrap();
    there.pass_minutes(30);
    there.grade_all(grading, |_| 5);
    commands::return_packet(there.app(), grading, PASSWORD.into(), &found.2).unwrap();
    assert_eq!(merge(&home, &found.2).unwrap().conflicts.len(), 0);
    home.sign_in(B);
    assert!((0..8).all(|position| home.case(position).recorded.unwrap().grade == Some(5)));

    let late = merge(&home, &lost.2).unwrap();
    assert_eq!((late.merged, late.conflicts.len()), (11, 8));
    assert!(late.conflicts.iter().all(|conflict| conflict.here != conflict.in_packet && !conflict.case.is_empty()));
    home.sign_in(B);
    let stand: Vec<_> = (0..8).map(|position| home.case(position).recorded.unwrap()).collect();
    assert_eq!(stand[0].grade, Some(5), "minute 5 was before minute 10");
    assert!(stand[1..].iter().all(|recorded| recorded.grade == Some(1)), "minute 10 was before minute 35");
    let corrections: Vec<_> = stand.iter().map(|recorded| recorded.corrections).collect();
    assert_eq!(corrections, [1, 1, 1, 2, 3, 1, 1, 1], "everything is in the history");
    let row = home.my_row(GRADING);
    assert_eq!((row.recorded, row.state), (8, MyGradingState::Finished));
    home.record(&GradeEntryRequest { replaces: Some(stand[0].entry.clone()), ..entry(0, 2) }).unwrap();
    assert_eq!(home.case(0).recorded.unwrap().corrections, 2);
    home.sign_in(A);
    home.grade_all(GRADING, |_| 2);
    home.sign_in(PHYSICIST);
    commands::lock_grading(home.app(), GRADING, PASSWORD.into()).unwrap();
    let out = file(&home, "grading");
    commands::export_grading(home.app(), GRADING, &out).unwrap();
    let table = |name: &str| std::fs::read(out.join(name)).unwrap();
    let record = isocenter_grade::read_grades_csv(table("grades.csv").as_slice()).unwrap();
    assert!(record == isocenter_grade::read_grades_json(table("grades.json").as_slice()).unwrap());
    assert_eq!(record.entries.iter().filter(|entry| entry.packet.is_some()).count(), 19);
}

#[test]
fn once_the_discussion_has_begun_no_packet_changes_a_grade() {
    let home = DeskHouse::open();
    home.sign_in(B);
    home.calibrate(GRADING);
    let [lost, found] = ["lost", "found"].map(|name| {
        home.pass_minutes(1);
        let out = file(&home, &format!("{name}.isopacket"));
        let exported = export(&home, B, &out);
        (out, exported.code, file(&home, &format!("{name}-back.isopacket")))
    });
    graded_elsewhere(B, &lost.0, &lost.1, 1, &lost.2);
    let there = graded_elsewhere(B, &found.0, &found.1, 5, &found.2);
    drop(there);
    home.sign_in(A);
    home.grade_all(GRADING, |_| 5);
    merge(&home, &found.2).unwrap();
    let refused = merge(&home, &lost.2).unwrap_err();
    assert_is_one_sentence_with_a_remedy(&refused);
    assert_eq!(home.row(GRADING).flagged, Some(0));
}

#[test]
fn a_packet_of_a_grader_who_was_taken_out_is_refused() {
    let home = DeskHouse::open();
    let (out, back) = (file(&home, "b.isopacket"), file(&home, "b-back.isopacket"));
    let exported = export(&home, B, &out);
    graded_elsewhere(B, &out, &exported.code, 4, &back);
    let account = home.account(B);
    home.sign_in(PHYSICIST);
    commands::amend_grading(home.app(), GRADING, &GradingAmendment::RemoveGrader { account }, "On leave.").unwrap();
    let refused = merge(&home, &back).unwrap_err();
    assert_is_one_sentence_with_a_remedy(&refused);
    assert_eq!(refused.code(), ErrorCode::BadInput);
    let account = home.account(B);
    home.sign_in(PHYSICIST);
    let refused = commands::export_packet(home.app(), GRADING, &account, &out).map(drop).unwrap_err();
    assert!(refused.what().contains("does not grade here"), "{refused}");
}

#[test]
fn nothing_of_the_other_grader_and_no_model_travels_in_a_packet() {
    const CANARY: &str = "Zyxwvutkanarie";
    let home = DeskHouse::open();
    home.sign_in(A);
    home.grade_all(GRADING, |_| 5);
    let loud = GradeEntryRequest {
        comment: CANARY.into(),
        focus_ms: 987_654,
        replaces: home.case(0).recorded.map(|recorded| recorded.entry),
        ..entry(0, 5)
    };
    home.record(&loud).unwrap();
    home.sign_in(PHYSICIST);
    let models = commands::grading_options(home.app()).unwrap().studies[0].models.clone();
    let out = file(&home, "b.isopacket");
    let exported = export(&home, B, &out);
    let bytes = std::fs::read(&out).unwrap();
    let shown = String::from_utf8_lossy(&bytes).into_owned();
    assert!(!shown.contains("Regimens") && !shown.contains(B), "nothing can be read without the code");
    let opened = isocenter_store::open_packet(&out, &PacketCode::from_text(&exported.code).unwrap()).unwrap();
    let text = String::from_utf8(opened.content.to_vec()).unwrap();
    assert!(text.contains(B) && text.contains("Regimens"), "it is B's packet");
    for secret in [A, CANARY, "987654"] {
        assert!(!text.contains(secret), "{secret} is in the packet");
    }
    for model in &models {
        assert!(!text.contains(&model.model) && !text.contains(&model.label), "{} is in the packet", model.model);
    }
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(value.get("arms").is_none() && !text.contains("\"arm\""));
    let there = DeskHouse::elsewhere(B);
    let grading = open(there.app(), &out, &exported.code).unwrap();
    there.calibrate(grading);
    let case = commands::grade_case(there.app(), grading, GradingStage::Grading, 0).unwrap();
    assert!(case.recorded.is_none() && !case.generated.text.is_empty());
}
