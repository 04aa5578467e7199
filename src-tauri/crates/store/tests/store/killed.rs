//! kill -9 at random moments while a process imports as fast as it can.

use std::collections::BTreeMap;

use isocenter_store::{
    Action, AuditEntry, CohortId, Depth, ImportIssueRow, LockCause, LockedVault, Subject, Unlocked, Vault, VaultKey,
};

use crate::fixture::{CANARY, KEY, Place, TestClock, case, new_cohort, station};
use crate::kill::{Moment, SplitMix, folder_of_the_killed, run_and_kill, say_saved};
use crate::plain_text::assert_no_plain_text;

const TEST: &str = "killed::whatever_was_shown_as_saved_survives_two_hundred_kills";
const KILLS: u64 = 200;

#[test]
fn whatever_was_shown_as_saved_survives_two_hundred_kills() {
    if let Some(folder) = folder_of_the_killed() {
        write_until_killed(&folder);
    }
    let place = Place::new();
    let cohort = {
        let mut vault = place.keyed_vault();
        let mut change = vault.write().unwrap();
        let cohort = new_cohort(&mut change, "killed");
        change.commit(&[AuditEntry::new(Action::CohortImported, Subject::VAULT)]).unwrap();
        vault.lock(LockCause::Requested).unwrap();
        cohort
    };
    let mut random = SplitMix(20_261_121);
    let mut shown = 0;
    for kill in 0..KILLS {
        let moment = Moment::of(kill);
        let last = run_and_kill(TEST, &place.folder, moment, &mut random);
        assert!(moment == Moment::Opening || last > shown, "process {kill} saved nothing");
        shown = shown.max(last);
        if kill % 50 == 49 {
            assert_no_plain_text(&place.folder);
        }
        // Every second time only: some damage shows only when a second kill follows the first.
        if kill % 2 == 1 {
            check(&place, cohort, shown, kill);
        }
    }
    place.open_keyed().unwrap().check(Depth::Full).unwrap();
    assert_no_plain_text(&place.folder);
}

fn check(place: &Place, cohort: CohortId, shown: u64, kill: u64) {
    let vault = place.open_keyed().unwrap_or_else(|error| panic!("after kill {kill}: {error}"));
    let mut times: BTreeMap<u64, u32> = BTreeMap::new();
    for issue in vault.read().import_issues(cohort).unwrap() {
        *times.entry(issue.row).or_default() += 1;
    }
    assert!(times.values().all(|times| *times == 1), "after kill {kill}: a number is there twice");
    assert!((1..=shown).all(|number| times.contains_key(&number)), "after kill {kill}: a shown number is gone");
    // At most one commit of each killed process was not shown any more.
    assert_eq!(times.len() as u64, times.last_key_value().map_or(0, |(last, _)| *last), "after kill {kill}: a gap");
    assert_eq!(vault.read().cases(cohort).unwrap().len(), times.len(), "after kill {kill}: half a commit");
    let report = vault.read().verify_audit(None).unwrap();
    assert!(report.holds(), "after kill {kill}: {report:?}");
}

fn write_until_killed(folder: &std::path::Path) -> ! {
    let locked = LockedVault::enter(folder, &station(), TestClock::new().shared()).unwrap();
    let mut vault = locked.open(Unlocked::with_key(VaultKey::from_bytes(&KEY))).unwrap();
    let cohort = vault.read().cohorts().unwrap()[0].id;
    let mut number = vault.read().import_issues(cohort).unwrap().last().map_or(0, |last| last.row);
    loop {
        number += 1;
        write(&mut vault, cohort, number);
        say_saved(number);
    }
}

fn write(vault: &mut Vault, cohort: CohortId, number: u64) {
    let mut change = vault.write().unwrap();
    let issue = ImportIssueRow { file: "plans".into(), row: number, column: None, reason: CANARY.into() };
    change.insert_import_issues(cohort, [&issue]).unwrap();
    change.insert_cases(cohort, [&case(&number.to_string())]).unwrap();
    change.commit(&[AuditEntry::new(Action::CaseDecided, Subject::VAULT)]).unwrap();
}
