//! kill -9 at random moments while a process writes as fast as it can: the test runs itself as that process.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use isocenter_store::{
    Action, AuditEntry, CohortId, Depth, ImportIssueRow, LockCause, LockedVault, Subject, Unlocked, Vault, VaultKey,
};

use crate::fixture::{CANARY, KEY, Place, TestClock, case, new_cohort, station};
use crate::plain_text::assert_no_plain_text;

const FOLDER: &str = "ISOCENTER_STORE_TEST_KILLED_FOLDER";
const KILLS: u64 = 200;
const SAVED: &str = "saved ";

#[test]
fn whatever_was_shown_as_saved_survives_two_hundred_kills() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        write_until_killed(std::path::Path::new(&folder));
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
        // Most kills meet a process that writes, some one that is just opening the vault.
        let moment = if kill % 4 == 0 { Moment::Opening } else { Moment::Writing };
        let last = run_and_kill(&place, moment, &mut random);
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    Opening,
    Writing,
}

/// The last number that the process showed as saved, or 0.
fn run_and_kill(place: &Place, moment: Moment, random: &mut SplitMix) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::whatever_was_shown_as_saved_survives_two_hundred_kills", "--nocapture"])
        .env(FOLDER, &place.folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // A line that the kill cut in half does not end with a full stop.
    let saved = |line: String| line.strip_prefix(SAVED)?.strip_suffix('.')?.parse::<u64>().ok();
    let mut saved = lines.map_while(Result::ok).filter_map(saved);
    let (first, longest_us) = match moment {
        Moment::Opening => (None, 60_000),
        Moment::Writing => (saved.next(), 25_000),
    };
    std::thread::sleep(Duration::from_micros(random.below(longest_us)));
    child.kill().unwrap();
    let last = saved.last().or(first).unwrap_or(0);
    child.wait().unwrap();
    last
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
    let mut output = std::io::stdout();
    loop {
        number += 1;
        write(&mut vault, cohort, number);
        writeln!(output, "{SAVED}{number}.").unwrap();
    }
}

fn write(vault: &mut Vault, cohort: CohortId, number: u64) {
    let mut change = vault.write().unwrap();
    let issue = ImportIssueRow { file: "plans".into(), row: number, column: None, reason: CANARY.into() };
    change.insert_import_issues(cohort, [&issue]).unwrap();
    change.insert_cases(cohort, [&case(&number.to_string())]).unwrap();
    change.commit(&[AuditEntry::new(Action::CaseDecided, Subject::VAULT)]).unwrap();
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same moments in each run, as far as the machine lets them.
struct SplitMix(u64);

impl SplitMix {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}
