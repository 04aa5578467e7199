//! kill -9 at random moments while letters are written, signed and rated as fast as a process can.

use std::path::Path;

use isocenter_store::{
    AccountId, Action, AuditEntry, Depth, LetterAct, LetterCaseId, LetterChange, LetterRatingPlace, LetterStudyId,
    LockedVault, Subject, SubjectKind, Unlocked, Vault, VaultKey,
};

use crate::fixture::{KEY, Place, TestClock, station};
use crate::kill::{Moment, SplitMix, folder_of_the_killed, run_and_kill, say_saved};
use crate::letter_fixture::{letters, rating, signature, version};
use crate::plain_text::assert_no_plain_text;

const TEST: &str = "killed_letters::every_version_shown_as_saved_is_there_once_with_its_signature_after_sixty_kills";
const KILLS: u64 = 60;
/// As [`letters`] makes them.
const CASE: LetterCaseId = LetterCaseId(1);
const PLACE: LetterRatingPlace = LetterRatingPlace { study: LetterStudyId(1), account: AccountId(2), item: 1 };

#[test]
fn every_version_shown_as_saved_is_there_once_with_its_signature_after_sixty_kills() {
    if let Some(folder) = folder_of_the_killed() {
        write_until_killed(&folder);
    }
    let mut letters = letters(1);
    let study = letters.open_study();
    assert_eq!((letters.cases[0], letters.at(study, 0, 1)), (CASE, PLACE));
    letters.vault.close().unwrap();
    let place = letters.place;
    let mut random = SplitMix(20_261_128);
    let mut shown = 0;
    for kill in 0..KILLS {
        let moment = Moment::of(kill);
        let last = run_and_kill(TEST, &place.folder, moment, &mut random);
        assert!(moment == Moment::Opening || last > shown, "process {kill} saved nothing");
        shown = shown.max(last);
        // Every second time only: some damage shows only when a second kill follows the first.
        if kill % 2 == 1 {
            check(&place, shown, kill);
        }
    }
    place.open_keyed().unwrap().check(Depth::Full).unwrap();
    assert_no_plain_text(&place.folder);
}

fn act(number: u32) -> LetterAct {
    match number % 5 {
        0 => LetterAct::Signed,
        1 if number > 1 => LetterAct::Reopened,
        _ => LetterAct::Edited,
    }
}

fn check(place: &Place, shown: u64, kill: u64) {
    let vault = place.open_keyed().unwrap_or_else(|error| panic!("after kill {kill}: {error}"));
    let versions = vault.read().letter_versions(CASE).unwrap();
    assert!(versions.len() as u64 >= shown, "after kill {kill}: {} versions, {shown} were shown", versions.len());
    for (version, number) in versions.iter().zip(1..) {
        assert_eq!((version.number, version.act), (number, act(number)), "after kill {kill}");
    }
    let signed = versions.iter().filter(|version| version.act == LetterAct::Signed).map(|version| version.id);
    let signatures = vault.read().letter_signatures(CASE).unwrap();
    let signatures = signatures.iter().map(|signature| signature.version);
    assert_eq!(signatures.collect::<Vec<_>>(), signed.collect::<Vec<_>>(), "after kill {kill}: half a signature");
    let history = vault.read().letter_rating_history(PLACE.study).unwrap();
    assert_eq!(history.len(), versions.len(), "after kill {kill}: half a commit");
    let standing = vault.read().current_letter_ratings(PLACE.study).unwrap();
    assert_eq!(standing.last(), history.last(), "after kill {kill}: what stands is not the last");
    assert!(vault.read().verify_audit(None).unwrap().holds(), "after kill {kill}");
}

fn write_until_killed(folder: &Path) -> ! {
    let locked = LockedVault::enter(folder, &station(), TestClock::new().shared()).unwrap();
    let mut vault = locked.open(Unlocked::with_key(VaultKey::from_bytes(&KEY))).unwrap();
    loop {
        let number = write(&mut vault);
        say_saved(number.into());
    }
}

/// The next version of the letter and one more rating, in one commit.
fn write(vault: &mut Vault) -> u32 {
    let latest = vault.read().latest_letter_version(CASE).unwrap().map(|latest| latest.summary.number);
    let standing = vault.read().current_letter_rating(PLACE).unwrap().map(|row| row.id);
    let number = latest.map_or(1, |latest| latest + 1);
    let mut change = vault.write().unwrap();
    match (act(number), latest) {
        (LetterAct::Signed, Some(latest)) => change.sign_letter(&signature(CASE, latest)),
        (LetterAct::Reopened, Some(latest)) => change.reopen_letter(CASE, latest),
        _ => change.insert_letter_version(&version(CASE, latest, LetterChange::Edited)),
    }
    .unwrap();
    change.insert_letter_rating(&rating(PLACE, 1 + (number % 4) as u8, standing)).unwrap();
    change.commit(&[AuditEntry::new(Action::LetterEdited, Subject::new(SubjectKind::Letter, CASE.0))]).unwrap();
    number
}
