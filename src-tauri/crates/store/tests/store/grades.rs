//! What graders record: entries that only follow each other, one that stands, and the trace that tampering leaves.

use isocenter_store::{
    Depth, Error, GradeAct, GradeEntryId, GradeFinding, GradePlace, GradeRound, LockCause, NewGradeEntry,
};

use crate::fixture::passphrase;
use crate::grade_model::{Model, in_pairs};
use crate::grading_fixture::{Graded, grade, graded, opened, record, skip, withdrawal};
use crate::kill::SplitMix;

#[test]
fn a_grade_stands_for_its_grader_round_and_regimen_only() {
    let mut graded = graded(3);
    let (first, other) = (grade(graded.at(0, 2), 4, None), skip(graded.at(1, 2), None));
    let again = grade(GradePlace { round: GradeRound::Repeat, ..first.place }, 3, None);
    let example = grade(GradePlace { round: GradeRound::Calibration, item: 1, ..first.place }, 2, None);
    for entry in [&first, &other, &again, &example] {
        graded.record(entry).unwrap();
    }
    let graded = graded.reopen();
    let read = graded.vault.read();
    let of = |grader: usize| -> Vec<NewGradeEntry> {
        let rows = read.current_grades_of(graded.grading, graded.graders[grader]).unwrap();
        rows.into_iter().map(|row| row.entry).collect()
    };
    assert_eq!(of(0), [example.clone(), first.clone(), again.clone()]);
    assert_eq!(of(1), std::slice::from_ref(&other));
    assert_eq!(read.current_grade(first.place).unwrap().unwrap().entry, first);
    assert!(read.current_grade(graded.at(0, 1)).unwrap().is_none());
    let count = |grader: usize, round| read.count_recorded(graded.grading, graded.graders[grader], round).unwrap();
    assert_eq!((count(0, GradeRound::First), count(0, GradeRound::Repeat), count(1, GradeRound::Repeat)), (1, 1, 0));
    let history: Vec<_> = read.grade_history(graded.grading).unwrap().into_iter().map(|row| row.entry).collect();
    assert_eq!(history, [first.clone(), other.clone(), again.clone(), example.clone()]);
    let own = read.grade_history_of(graded.grading, graded.graders[0]).unwrap();
    assert_eq!(own.into_iter().map(|row| row.entry).collect::<Vec<_>>(), [first, again, example]);
    assert!(read.verify_grades().unwrap().is_empty());
}

#[test]
fn a_correction_keeps_what_it_corrects_and_a_withdrawal_leaves_the_place_empty() {
    let mut graded = graded(2);
    let place = graded.at(0, 1);
    let one = graded.record(&grade(place, 4, None)).unwrap();
    let two = graded.record(&grade(place, 2, Some(one))).unwrap();
    assert_eq!(graded.vault.read().current_grade(place).unwrap().unwrap().id, two);
    graded.record(&withdrawal(place, two)).unwrap();
    assert!(graded.vault.read().current_grade(place).unwrap().is_none());
    let last = graded.record(&grade(place, 5, None)).unwrap();
    let graded = graded.reopen();
    assert_eq!(graded.vault.read().current_grade(place).unwrap().unwrap().id, last);
    assert_eq!(graded.vault.read().grade_entries_at(place).unwrap(), 4);
    assert_eq!(graded.vault.read().grade_entries_at(graded.at(1, 1)).unwrap(), 0);
}

/// Two windows that grade the same list: the second one learns of the first.
#[test]
fn an_entry_that_does_not_replace_what_stands_is_refused_and_leaves_nothing() {
    let mut graded = graded(2);
    let (place, other) = (graded.at(0, 1), graded.at(0, 2));
    let one = graded.record(&grade(place, 4, None)).unwrap();
    let two = graded.record(&grade(place, 3, Some(one))).unwrap();
    let before = graded.vault.checkpoint().entries;
    for stale in [grade(place, 5, None), grade(place, 5, Some(one)), withdrawal(place, one), grade(other, 5, Some(two))]
    {
        let result = graded.record(&stale);
        assert!(
            matches!(result, Err(Error::AlreadyRecorded { item }) if item == stale.place.item),
            "{stale:?}: {result:?}"
        );
    }
    // Even if the caller goes on and commits.
    let stale = grade(place, 5, None);
    crate::grading_fixture::changed(&mut graded.vault, |change| {
        assert!(change.insert_grade_entry(&stale).is_err());
    });
    let rows = graded.vault.read().grade_history(graded.grading).unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [one, two]);
    assert_eq!(graded.vault.checkpoint().entries, before + 1);
    graded.reopen();
}

#[test]
fn impossible_entries_are_refused() {
    let mut graded = graded(2);
    let place = graded.at(0, 1);
    let fine = grade(place, 3, None);
    let nobody = GradePlace { account: isocenter_store::AccountId(99), ..place };
    let impossible = [
        ("grade 6", grade(place, 6, None)),
        ("grade 0", grade(place, 0, None)),
        ("a grade without one", NewGradeEntry { grade: None, ..fine.clone() }),
        ("a skip with a grade", NewGradeEntry { grade: Some(3), ..skip(place, None) }),
        ("a skip without reason", NewGradeEntry { reason: fine.reason.clone(), ..skip(place, None) }),
        ("a withdrawal of nothing", NewGradeEntry { act: GradeAct::Withdrawn, grade: None, ..fine.clone() }),
        ("no such regimen", grade(graded.at(0, 3), 3, None)),
        ("no such example", grade(GradePlace { round: GradeRound::Calibration, item: 3, ..place }, 3, None)),
        ("no such grader", grade(nobody, 3, None)),
    ];
    for (what, entry) in impossible {
        assert!(matches!(graded.record(&entry), Err(Error::ConstraintBroken { .. })), "{what}");
    }
    let draft = crate::grading_fixture::changed(&mut graded.vault, |change| crate::grading_fixture::draft(change, 2));
    let too_early = grade(GradePlace { grading: draft, ..place }, 3, None);
    assert!(matches!(graded.record(&too_early), Err(Error::ConstraintBroken { .. })), "a draft");
    assert!(graded.vault.read().grade_history(graded.grading).unwrap().is_empty());
}

#[test]
fn entries_that_a_packet_brings_beside_what_stands_are_history_only() {
    let mut graded = graded(1);
    let place = graded.at(0, 1);
    let here = graded.record(&grade(place, 4, None)).unwrap();
    let there = NewGradeEntry { packet: Some("aa".into()), ..grade(place, 2, None) };
    crate::grading_fixture::changed(&mut graded.vault, |change| {
        let first = change.append_grade_entry(&there).unwrap();
        let corrected = NewGradeEntry { replaces: Some(first), grade: Some(1), ..there.clone() };
        change.append_grade_entry(&corrected).unwrap();
        let instead = NewGradeEntry { replaces: Some(here), ..there.clone() };
        assert!(matches!(change.append_grade_entry(&instead), Err(Error::AlreadyRecorded { item: 1 })));
    });
    assert_eq!(graded.vault.read().current_grade(place).unwrap().unwrap().id, here);
    assert_eq!(graded.vault.read().grade_entries_at(place).unwrap(), 3);
    assert!(graded.vault.read().verify_grades().unwrap().is_empty());
}

#[test]
fn any_sequence_of_records_corrections_and_withdrawals_leaves_what_a_simple_model_says() {
    let mut random = SplitMix(20_261_127);
    for sequence in 0..6 {
        let mut graded = graded(3);
        let mut model = Model::default();
        for step in 0..80 {
            let round = [GradeRound::Calibration, GradeRound::First, GradeRound::Repeat][random.below(3) as usize];
            let most = if round == GradeRound::Calibration { 2 } else { 3 };
            let item = 1 + random.below(most) as u32;
            let place = GradePlace { round, ..graded.at(random.below(2) as usize, item) };
            let standing = model.standing.get(&place).copied();
            // Now and then what the caller takes for standing is not: nothing, or any entry at all.
            let replaces = match random.below(5) {
                0 => None,
                1 => Some(GradeEntryId(1 + random.below(step + 2).cast_signed())),
                _ => standing,
            };
            let entry = match (random.below(4), replaces) {
                (0, Some(replaces)) => withdrawal(place, replaces),
                (1, _) => skip(place, replaces),
                _ => grade(place, 1 + random.below(5) as u8, replaces),
            };
            match graded.record(&entry) {
                Ok(id) if replaces == standing => model.takes(&entry, id),
                Err(Error::AlreadyRecorded { .. }) if replaces != standing => {}
                other => panic!("sequence {sequence}, step {step}: {entry:?} gave {other:?}"),
            }
        }
        model.assert_agrees(graded.vault.read(), graded.grading, graded.graders);
        let graded = graded.reopen();
        model.assert_agrees(graded.vault.read(), graded.grading, graded.graders);
        graded.vault.check(Depth::Full).unwrap();
    }
}

#[test]
fn a_grade_that_somebody_with_the_key_changed_shows_and_so_does_one_moved_back() {
    let mut graded = graded(4);
    let mut last = None;
    for item in 1..=4 {
        let entry = grade(graded.at(0, item), 4, None);
        last = Some(graded.record(&entry).unwrap());
    }
    let corrected = grade(graded.at(0, 4), 2, last);
    graded.record(&corrected).unwrap();
    let tampered = [
        ("UPDATE grade_entries SET grade = 5 WHERE id = 2", vec![GradeFinding::Changed { entry: GradeEntryId(2) }]),
        ("UPDATE grade_entries SET comment = '' WHERE id = 5", vec![GradeFinding::Changed { entry: GradeEntryId(5) }]),
        (
            "UPDATE current_grades SET entry = 4 WHERE entry = 5",
            vec![GradeFinding::Replaced { entry: GradeEntryId(4) }, GradeFinding::Changed { entry: GradeEntryId(5) }],
        ),
    ];
    let Graded { place, vault, .. } = graded;
    vault.close().unwrap();
    for (sql, expected) in tampered {
        let copy = place.crashed_copy();
        let raw = copy.raw();
        raw.execute_batch("DROP TRIGGER grade_entries_stand; DROP TRIGGER current_grades_stand;").unwrap();
        raw.execute_batch(sql).unwrap();
        drop(raw);
        let vault = opened(&copy).unwrap();
        assert_eq!(vault.read().verify_grades().unwrap(), expected, "{sql}");
        assert!(vault.read().verify_audit(None).unwrap().holds(), "the audit log was left alone");
    }
}

#[test]
fn a_grade_that_somebody_with_the_key_deleted_or_added_is_missed_at_opening() {
    let mut graded = graded(2);
    let entry = grade(graded.at(0, 1), 4, None);
    graded.record(&entry).unwrap();
    let Graded { place, vault, .. } = graded;
    vault.close().unwrap();
    let tampered = [
        ("DROP TRIGGER current_grades_give_way; DELETE FROM current_grades;", "current_grades"),
        (
            "DROP TRIGGER grade_entries_stay; DROP TRIGGER current_grades_give_way; DELETE FROM current_grades;
             DELETE FROM grade_entries;",
            "grade_entries",
        ),
        (
            "INSERT INTO grade_entries (grading, account, round, item, act, grade, reason, comment, is_flagged, focus_ms,
             recorded_at_us, sha256) SELECT grading, account, round, 2, act, grade, reason, comment, is_flagged,
             focus_ms, recorded_at_us, sha256 FROM grade_entries",
            "grade_entries",
        ),
    ];
    for (sql, expected) in tampered {
        let copy = place.crashed_copy();
        copy.raw().execute_batch(sql).unwrap();
        let found = opened(&copy).err();
        assert!(matches!(found, Some(Error::RowsDiffer { table, .. }) if table == expected), "{sql}: {found:?}");
    }
}

#[test]
fn the_audit_log_tells_of_each_grade_and_says_nothing_of_it() {
    let mut graded = graded(1);
    let place = graded.at(0, 1);
    let one = graded.record(&grade(place, 4, None)).unwrap();
    let two = graded.record(&grade(place, 2, Some(one))).unwrap();
    graded.record(&withdrawal(place, two)).unwrap();
    let log = graded.vault.read().audit_after(0, 100).unwrap();
    let told: Vec<_> = log.iter().filter(|record| record.field.as_deref() == Some("history")).collect();
    let actions: Vec<&str> = told.iter().map(|record| record.action.as_str()).collect();
    assert_eq!(actions, ["grade_recorded", "grade_corrected", "grade_withdrawn"]);
    assert!(told[0].new != told[1].new && told[1].new != told[2].new);
    for record in told {
        assert!(record.new.as_ref().unwrap().starts_with("fingerprint ") && record.old.is_none(), "{record:?}");
        assert_eq!((record.subject_kind.as_str(), record.subject_id), ("grading", graded.grading.0));
    }
}

#[test]
fn whoever_grades_is_asked_for_by_name_after_the_lock_as_well() {
    let mut graded = graded(1);
    let entry = grade(graded.at(0, 1), 4, None);
    graded.record(&entry).unwrap();
    let mut locked = graded.vault.lock(LockCause::Idle).unwrap();
    let slot = locked.people().iter().find(|person| person.account == graded.graders[1]).unwrap().slot;
    let unlocked = locked.unlock(slot, &passphrase("Cy Maas")).unwrap();
    let mut vault = locked.open(unlocked).unwrap();
    let second = NewGradeEntry { place: GradePlace { account: graded.graders[1], ..entry.place }, ..entry };
    record(&mut vault, &second).unwrap();
    let own = vault.read().current_grades_of(graded.grading, graded.graders[1]).unwrap();
    assert_eq!(in_pairs(own), [(GradeEntryId(2), second)]);
}
