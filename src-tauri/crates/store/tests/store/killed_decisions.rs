//! kill -9 at random moments while suggestions are shown and decided on as fast as a process can.

use std::path::Path;

use isocenter_store::{Depth, LockedVault, SuggestionDecisionKind, SuggestionId, Unlocked, Vault, VaultKey};

use crate::evidence_fixture::{accepted, edited, rejected, suggestion, told_by_itself};
use crate::fixture::{KEY, Place, TestClock, station};
use crate::kill::{Moment, SplitMix, folder_of_the_killed, run_and_kill, say_saved};
use crate::plain_text::assert_no_plain_text;

const TEST: &str = "killed_decisions::every_decision_shown_as_saved_is_there_once_and_as_audited_after_sixty_kills";
const KILLS: u64 = 60;
/// Decisions on each suggestion.
const EACH: u64 = 7;

#[test]
fn every_decision_shown_as_saved_is_there_once_and_as_audited_after_sixty_kills() {
    if let Some(folder) = folder_of_the_killed() {
        decide_until_killed(&folder);
    }
    let place = Place::new();
    place.keyed_vault().close().unwrap();
    let mut random = SplitMix(20_261_130);
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

fn kind(number: u32) -> SuggestionDecisionKind {
    SuggestionDecisionKind::ALL[number as usize % 3]
}

fn check(place: &Place, shown: u64, kill: u64) {
    let vault = place.open_keyed().unwrap_or_else(|error| panic!("after kill {kill}: {error}"));
    let read = vault.read();
    let rows = read.suggestions_of(None, 0).unwrap();
    let (mut decided, mut newest) = (0, true);
    for row in &rows {
        let decisions = read.suggestion_decisions(row.id).unwrap();
        let expected: Vec<_> = (1..=decisions.len() as u32).map(|number| (number, kind(number))).collect();
        let found: Vec<_> = decisions.iter().map(|decision| (decision.number, decision.kind)).collect();
        assert_eq!(found, expected, "after kill {kill}");
        assert!(newest || decisions.len() as u64 == EACH, "after kill {kill}: {} decisions", decisions.len());
        assert_eq!(row.latest.as_ref(), decisions.last(), "after kill {kill}");
        (decided, newest) = (decided + decisions.len() as u64, false);
    }
    assert!(decided >= shown, "after kill {kill}: {decided} decisions, {shown} were shown");
    assert!(read.verify_audit(None).unwrap().holds(), "after kill {kill}");
    assert_eq!(read.verify_evidence().unwrap(), [], "after kill {kill}: half a commit");
}

fn decide_until_killed(folder: &Path) -> ! {
    let locked = LockedVault::enter(folder, &station(), TestClock::new().shared()).unwrap();
    let mut vault = locked.open(Unlocked::with_key(VaultKey::from_bytes(&KEY))).unwrap();
    loop {
        let number = decide(&mut vault);
        say_saved(number);
    }
}

/// The next decision, on a new suggestion after so many of them. Its number among all.
fn decide(vault: &mut Vault) -> u64 {
    let newest = vault.read().suggestions_of(None, 0).unwrap().first().map(|row| row.id);
    let count = |id| vault.read().suggestion_decisions(id).unwrap().len() as u64;
    let open = newest.map(|id| (id, count(id))).filter(|(_, decided)| *decided < EACH);
    let (id, decided) = open.unwrap_or_else(|| {
        let number = newest.map_or(1, |SuggestionId(id)| id as u32 + 1);
        (told_by_itself(vault, |change| change.keep_suggestion(&suggestion(number)).unwrap()), 0)
    });
    let follows = decided as u32;
    let decision = match kind(follows + 1) {
        SuggestionDecisionKind::Accepted => accepted(id, follows),
        SuggestionDecisionKind::Edited => edited(id, follows, 2),
        SuggestionDecisionKind::Rejected => rejected(id, follows),
    };
    told_by_itself(vault, |change| change.decide_suggestion(&decision).unwrap());
    // A suggestion that a kill cut off before its commit left no number behind.
    (id.0 as u64 - 1) * EACH + decided + 1
}
