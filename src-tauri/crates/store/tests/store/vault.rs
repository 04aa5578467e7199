//! Creating, opening, locking, and who may be in at the same time.

use std::fs;

use isocenter_store::{
    Action, Actor, AuditEntry, Depth, Error, LockCause, LockedVault, Part, Role, SealState, Subject, Vault,
};

use crate::fixture::{CHEAP, Place, case, new_cohort, passphrase, person, station};
use crate::older::CURRENT;

#[test]
fn what_was_committed_is_there_after_lock_and_sign_in() {
    let place = Place::new();
    let first = person("Ada Vogt", Role::Administrator);
    let created =
        Vault::create(&place.folder, &first, &passphrase("right"), CHEAP, &station(), place.clock.shared()).unwrap();
    let mut vault = created.vault;
    let mut change = vault.write().unwrap();
    let cohort = new_cohort(&mut change, "prostate");
    change.insert_cases(cohort, [&case("1"), &case("2")]).unwrap();
    let committed = change.commit(&[AuditEntry::new(Action::CohortImported, Subject::VAULT)]).unwrap();
    assert_eq!(committed.seal, SealState::Written);

    let mut locked = vault.lock(LockCause::Idle).unwrap();
    let slot = locked.people()[0].slot;
    let unlocked = locked.unlock(slot, &passphrase("right")).unwrap();
    let vault = locked.open(unlocked).unwrap();
    assert_eq!(vault.read().cases(cohort).unwrap().len(), 2);
    assert!(matches!(vault.actor(), Actor::Person { role: Role::Administrator, .. }));
    vault.check(Depth::Full).unwrap();
}

#[test]
fn a_change_without_an_audit_entry_is_not_committed() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let mut change = vault.write().unwrap();
    new_cohort(&mut change, "prostate");
    assert!(matches!(change.commit(&[]), Err(Error::NoAuditEntry)));
    assert!(vault.read().cohorts().unwrap().is_empty());
}

#[test]
fn a_change_that_is_dropped_never_happened() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let before = vault.checkpoint();
    let mut change = vault.write().unwrap();
    new_cohort(&mut change, "prostate");
    drop(change);
    assert!(vault.read().cohorts().unwrap().is_empty());
    assert_eq!(vault.checkpoint().entries, before.entries);
}

#[test]
fn a_second_window_is_told_who_holds_the_vault() {
    let place = Place::new();
    let vault = place.keyed_vault();
    let Err(Error::InUse { holder: Some(holder) }) = place.enter() else { panic!("the vault was entered twice") };
    assert_eq!((holder.user.as_str(), holder.host.as_str()), ("keller", "planning-3"));
    assert_eq!(holder.process, std::process::id());
    assert!(holder.to_string().starts_with("keller on planning-3 (process "), "{holder}");
    vault.close().unwrap();
    place.open_keyed().unwrap();
}

#[test]
fn locking_keeps_the_folder_and_closing_gives_it_back() {
    let place = Place::new();
    let locked = place.keyed_vault().lock(LockCause::Requested).unwrap();
    assert!(matches!(place.enter(), Err(Error::InUse { .. })));
    drop(locked);
    place.enter().unwrap();
}

#[test]
fn after_closing_the_write_ahead_log_is_empty_or_gone() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let mut change = vault.write().unwrap();
    new_cohort(&mut change, "prostate");
    change.commit(&[AuditEntry::new(Action::CohortImported, Subject::VAULT)]).unwrap();
    assert!(fs::metadata(place.file("vault.db-wal")).unwrap().len() > 0);
    vault.close().unwrap();
    assert!(fs::metadata(place.file("vault.db-wal")).map_or(0, |file| file.len()) == 0);
    assert_eq!(place.open_keyed().unwrap().read().cohorts().unwrap().len(), 1);
}

#[test]
fn a_new_vault_never_replaces_what_is_there() {
    let place = Place::new();
    place.keyed_vault().close().unwrap();
    let key = isocenter_store::VaultKey::random().unwrap();
    let again = Vault::create_throw_away(&place.folder, key, &station(), place.clock.shared());
    assert!(matches!(again, Err(Error::FolderTaken { .. })));
    place.open_keyed().unwrap();
    let beside = fs::read_dir(place.folder.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "something was left beside the vault");
}

#[test]
fn an_empty_folder_chosen_in_a_dialog_becomes_the_vault() {
    let place = Place::new();
    fs::create_dir(&place.folder).unwrap();
    place.keyed_vault().close().unwrap();
}

#[test]
fn a_folder_without_a_vault_is_said_to_have_none() {
    let place = Place::new();
    fs::create_dir(&place.folder).unwrap();
    let entered = LockedVault::enter(&place.folder, &station(), place.clock.shared());
    assert!(matches!(entered, Err(Error::NotAVault { .. })));
}

#[test]
fn a_vault_of_a_newer_program_is_refused_and_left_alone() {
    let place = Place::new();
    place.keyed_vault().close().unwrap();
    place.raw().pragma_update(None, "user_version", 4711).unwrap();
    let before = fs::read(place.file("vault.db")).unwrap();
    let opened = place.open_keyed();
    assert!(matches!(opened, Err(Error::NewerVault { part: Part::Database, found: 4711, known: CURRENT })));
    assert_eq!(fs::read(place.file("vault.db")).unwrap(), before);
}

#[test]
fn slots_and_database_of_different_vaults_do_not_open_together() {
    let (one, other) = (Place::new(), Place::new());
    one.keyed_vault().close().unwrap();
    other.keyed_vault().close().unwrap();
    fs::copy(other.file("vault.keys"), one.file("vault.keys")).unwrap();
    assert!(matches!(one.open_keyed(), Err(Error::ForeignPart { part: Part::KeySlots })));
}

#[test]
fn a_vault_without_people_says_that_it_is_thrown_away() {
    let place = Place::new();
    let vault = place.keyed_vault();
    assert!(vault.is_throw_away());
    assert_eq!(vault.actor(), Actor::Program);
}
