//! kill -9 at random moments while somebody grades as fast as a process can.

use std::path::Path;

use isocenter_domain::Redacted;
use isocenter_store::{
    AccountId, Depth, GradeEntryId, GradePlace, GradeRound, GradingId, LockedVault, NewGradeEntry, Unlocked, Vault,
    VaultKey,
};

use crate::fixture::{CANARY, KEY, Place, TestClock, station};
use crate::grade_model::Model;
use crate::grading_fixture::{Graded, grade, graded, record, skip, withdrawal};
use crate::kill::{Moment, SplitMix, folder_of_the_killed, run_and_kill, say_saved};
use crate::plain_text::assert_no_plain_text;

const TEST: &str = "killed_grading::every_grade_shown_as_recorded_is_there_once_after_two_hundred_kills";
const KILLS: u64 = 200;
const ITEMS: u32 = 40;
/// As [`graded`] makes them.
const GRADING: GradingId = GradingId(1);
const GRADERS: [AccountId; 2] = [AccountId(2), AccountId(3)];

#[test]
fn every_grade_shown_as_recorded_is_there_once_after_two_hundred_kills() {
    if let Some(folder) = folder_of_the_killed() {
        grade_until_killed(&folder);
    }
    let Graded { place, vault, graders, grading } = graded(ITEMS);
    assert_eq!((grading, graders), (GRADING, GRADERS));
    vault.close().unwrap();
    let mut random = SplitMix(20_261_127);
    let mut shown = 0;
    for kill in 0..KILLS {
        let moment = Moment::of(kill);
        let last = run_and_kill(TEST, &place.folder, moment, &mut random);
        assert!(moment == Moment::Opening || last > shown, "process {kill} recorded nothing");
        shown = shown.max(last);
        // Every second time only: some damage shows only when a second kill follows the first.
        if kill % 2 == 1 {
            check(&place, shown, kill);
        }
    }
    place.open_keyed().unwrap().check(Depth::Full).unwrap();
    assert_no_plain_text(&place.folder);
}

/// The whole history must be what its length says: the entries before each one decide what it is.
fn check(place: &Place, shown: u64, kill: u64) {
    let vault = place.open_keyed().unwrap_or_else(|error| panic!("after kill {kill}: {error}"));
    let recorded = vault.read().grade_history(GRADING).unwrap().len() as u64;
    assert!(recorded >= shown, "after kill {kill}: {recorded} entries, {shown} were shown as recorded");
    let mut model = Model::default();
    for number in 1..=recorded {
        let entry = entry(number, |place| model.standing.get(&place).copied());
        model.takes(&entry, GradeEntryId(number.cast_signed()));
    }
    model.assert_agrees(vault.read(), GRADING, GRADERS);
    let report = vault.read().verify_audit(None).unwrap();
    assert!(report.holds(), "after kill {kill}: {report:?}");
    let log = vault.read().audit_after(0, u32::MAX).unwrap();
    let told = log.iter().filter(|record| record.field.as_deref() == Some("history")).count() as u64;
    assert_eq!(told, recorded, "after kill {kill}: an entry without its audit entry, or the other way round");
}

fn grade_until_killed(folder: &Path) -> ! {
    let locked = LockedVault::enter(folder, &station(), TestClock::new().shared()).unwrap();
    let mut vault = locked.open(Unlocked::with_key(VaultKey::from_bytes(&KEY))).unwrap();
    let mut number = vault.read().grade_history(GRADING).unwrap().len() as u64;
    loop {
        number += 1;
        let entry = entry(number, |place| standing(&vault, place));
        assert_eq!(record(&mut vault, &entry).unwrap(), GradeEntryId(number.cast_signed()));
        say_saved(number);
    }
}

fn standing(vault: &Vault, place: GradePlace) -> Option<GradeEntryId> {
    vault.read().current_grade(place).unwrap().map(|row| row.id)
}

/// The entry of a number: first grades, corrections, skips and withdrawals, all over the study.
fn entry(number: u64, standing: impl Fn(GradePlace) -> Option<GradeEntryId>) -> NewGradeEntry {
    let account = GRADERS[(number % 2) as usize];
    let item = 1 + (number * 17 % u64::from(ITEMS)) as u32;
    let place = GradePlace { grading: GRADING, account, round: GradeRound::First, item };
    let entry = match (number % 5, standing(place)) {
        (0, Some(entry)) => withdrawal(place, entry),
        (1, replaces) => skip(place, replaces),
        (_, replaces) => grade(place, 1 + (number % 5) as u8, replaces),
    };
    NewGradeEntry { comment: Redacted::new(format!("{CANARY} {number}")), ..entry }
}
