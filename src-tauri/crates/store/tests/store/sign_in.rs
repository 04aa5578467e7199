//! Key slots: right and wrong passphrases, the recovery code, costs, and what a change of them rewrites.

use std::fs;
use std::time::Duration;

use isocenter_store::{
    AccountId, AccountState, Created, Error, KdfCost, LockCause, LockedVault, Part, RecoveryCode, Role, SlotId, Vault,
};

use crate::fixture::{CHEAP, Place, flip, passphrase, person, station};

fn created(place: &Place) -> Created {
    let first = person("Ada Vogt", Role::Administrator);
    Vault::create(&place.folder, &first, &passphrase("right"), CHEAP, &station(), place.clock.shared()).unwrap()
}

fn locked(place: &Place) -> LockedVault {
    created(place).vault.lock(LockCause::Requested).unwrap()
}

fn refusal<T>(result: Result<T, Error>) -> Error {
    result.err().expect("this had to be refused")
}

#[test]
fn a_wrong_passphrase_is_wrong_and_not_damage() {
    let place = Place::new();
    let mut locked = locked(&place);
    let slot = locked.people()[0].slot;
    let error = refusal(locked.unlock(slot, &passphrase("wrong")));
    assert!(matches!(error, Error::WrongPassphrase { failed_attempts: 1, wait_seconds: 0 }), "{error}");
    assert!(matches!(refusal(locked.unlock(SlotId(99), &passphrase("right"))), Error::NoSuchSlot { slot: 99 }));
    locked.unlock(slot, &passphrase("right")).unwrap();
}

#[test]
fn five_wrong_passphrases_cause_a_wait_that_outlives_the_program() {
    let place = Place::new();
    let mut locked = locked(&place);
    let slot = locked.people()[0].slot;
    for attempt in 1..=5 {
        let error = refusal(locked.unlock(slot, &passphrase("wrong")));
        let expected_wait = if attempt == 5 { 15 } else { 0 };
        assert!(
            matches!(error, Error::WrongPassphrase { failed_attempts, wait_seconds }
                if failed_attempts == attempt && wait_seconds == expected_wait),
            "{error}"
        );
    }
    drop(locked);
    let mut locked = place.enter().unwrap();
    assert_eq!(locked.people()[0].failed_attempts, 5);
    assert!(matches!(refusal(locked.unlock(slot, &passphrase("right"))), Error::MustWait { wait_seconds: 1..=15 }));
    place.clock.move_by(15);
    let unlocked = locked.unlock(slot, &passphrase("right")).unwrap();
    let vault = locked.open(unlocked).unwrap();
    let last = vault.read().audit_after(0, 100).unwrap().pop().unwrap();
    assert_eq!((last.action.as_str(), last.new.as_deref()), ("signed_in", Some("number 5")));
    assert_eq!(vault.lock(LockCause::Requested).unwrap().people()[0].failed_attempts, 0);
}

#[test]
fn a_person_confirms_their_own_passphrase_and_guessing_it_there_waits_as_well() {
    let place = Place::new();
    let mut vault = created(&place).vault;
    let account = vault.actor().account().unwrap();
    vault.confirm_passphrase(account, &passphrase("right")).unwrap();
    for _ in 0..5 {
        let refused = refusal(vault.confirm_passphrase(account, &passphrase("wrong")));
        assert!(matches!(refused, Error::WrongPassphrase { .. }), "{refused}");
    }
    let refused = refusal(vault.confirm_passphrase(account, &passphrase("right")));
    assert!(matches!(refused, Error::MustWait { .. }), "{refused}");
    let refused = refusal(vault.confirm_passphrase(AccountId(99), &passphrase("right")));
    assert!(matches!(refused, Error::AccountNotActive { account: 99 }), "{refused}");
}

#[test]
fn the_recovery_code_opens_the_vault_however_it_is_typed() {
    let place = Place::new();
    let Created { vault, recovery_code } = created(&place);
    let printed = recovery_code.to_text();
    assert_eq!(printed.split('-').map(str::len).collect::<Vec<_>>(), [4; 9]);
    let typed = format!(" {} ", printed.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l"));
    let mut locked = vault.lock(LockCause::Requested).unwrap();
    let unlocked = locked.unlock_with_recovery_code(&RecoveryCode::from_text(&typed).unwrap()).unwrap();
    let vault = locked.open(unlocked).unwrap();
    let last = vault.read().audit_after(0, 100).unwrap().pop().unwrap();
    assert_eq!((last.actor.as_str(), last.account), ("recovery_code", None));
}

#[test]
fn a_mistyped_recovery_code_is_told_from_a_wrong_one() {
    let place = Place::new();
    let Created { vault, recovery_code } = created(&place);
    let printed = recovery_code.to_text();
    let swapped = if printed.starts_with('A') { 'B' } else { 'A' };
    let mistyped = format!("{swapped}{}", &printed[1..]);
    assert!(matches!(refusal(RecoveryCode::from_text(&mistyped)), Error::RecoveryCodeMistyped));
    assert!(matches!(refusal(RecoveryCode::from_text(&printed[..40])), Error::RecoveryCodeMistyped));
    assert!(matches!(refusal(RecoveryCode::from_text(&format!("{}-0000", &*printed))), Error::RecoveryCodeMistyped));

    let mut vault = vault;
    let replacement = vault.replace_recovery_code().unwrap();
    let mut locked = vault.lock(LockCause::Requested).unwrap();
    let error = refusal(locked.unlock_with_recovery_code(&recovery_code));
    assert!(matches!(error, Error::WrongPassphrase { failed_attempts: 1, .. }), "{error}");
    locked.unlock_with_recovery_code(&replacement).unwrap();
}

#[test]
fn people_changes_rewrite_the_slot_file_and_leave_the_database_file_as_it_is() {
    let place = Place::new();
    let mut vault = created(&place).vault;
    let database = || fs::read(place.file("vault.db")).unwrap();
    let slots = || fs::read(place.file("vault.keys")).unwrap();
    let before = database();
    let mut steps = vec![slots()];
    let second = vault.add_person(&person("Bo Lind", Role::Resident), &passphrase("second"), CHEAP).unwrap();
    steps.push(slots());
    vault.set_passphrase(second, &passphrase("changed"), CHEAP).unwrap();
    steps.push(slots());
    vault.change_role(second, Role::Oncologist).unwrap();
    steps.push(slots());
    vault.remove_person(second).unwrap();
    steps.push(slots());
    assert!(steps.windows(2).all(|step| step[0] != step[1]));
    assert!(database() == before, "the database file was rewritten");
}

#[test]
fn a_changed_passphrase_replaces_the_old_one() {
    let place = Place::new();
    let mut vault = created(&place).vault;
    vault.set_passphrase(AccountId(1), &passphrase("changed"), CHEAP).unwrap();
    let mut locked = vault.lock(LockCause::Requested).unwrap();
    assert_eq!(locked.people().len(), 1);
    let slot = locked.people()[0].slot;
    assert!(matches!(refusal(locked.unlock(slot, &passphrase("right"))), Error::WrongPassphrase { .. }));
    locked.unlock(slot, &passphrase("changed")).unwrap();
}

#[test]
fn a_removed_person_cannot_sign_in_even_with_a_kept_slot_file() {
    let place = Place::new();
    let mut vault = created(&place).vault;
    let second = vault.add_person(&person("Bo Lind", Role::Resident), &passphrase("second"), CHEAP).unwrap();
    let kept = fs::read(place.file("vault.keys")).unwrap();
    vault.remove_person(second).unwrap();
    assert_eq!(vault.read().account(second).unwrap().unwrap().state, AccountState::Removed);
    let locked = vault.lock(LockCause::Requested).unwrap();
    assert_eq!(locked.people().len(), 1);
    drop(locked);

    fs::write(place.file("vault.keys"), kept).unwrap();
    let mut locked = place.enter().unwrap();
    let slot = locked.people().iter().find(|person| person.account == second).unwrap().slot;
    let unlocked = locked.unlock(slot, &passphrase("second")).unwrap();
    assert!(matches!(refusal(locked.open(unlocked)), Error::AccountNotActive { account: 2 }));
}

#[test]
fn an_account_number_is_never_given_twice() {
    let place = Place::new();
    let mut vault = created(&place).vault;
    let add = |vault: &mut Vault| vault.add_person(&person("Bo", Role::Resident), &passphrase("x"), CHEAP).unwrap();
    let second = add(&mut vault);
    vault.remove_person(second).unwrap();
    assert_eq!((second, add(&mut vault)), (AccountId(2), AccountId(3)));
}

#[test]
fn two_people_who_can_sign_in_never_have_one_name() {
    let place = Place::new();
    let mut vault = created(&place).vault;
    let second = vault.add_person(&person("Bo Straße", Role::Resident), &passphrase("x"), CHEAP).unwrap();
    let entries = vault.checkpoint().entries;
    for name in ["Bo Straße", "  bo  STRASSE ", "BO\tSTRAßE"] {
        let same = vault.add_person(&person(name, Role::Resident), &passphrase("y"), CHEAP);
        assert!(matches!(same, Err(Error::NameTaken { account: 2 })), "{name:?} was accepted");
    }
    assert_eq!(
        (vault.read().accounts().unwrap().len(), vault.checkpoint().entries),
        (2, entries),
        "nothing was written"
    );
    vault.add_person(&person("Bo Straße (Physik)", Role::Resident), &passphrase("y"), CHEAP).unwrap();
    vault.remove_person(second).unwrap();
    vault.add_person(&person("Bo Straße", Role::Resident), &passphrase("z"), CHEAP).unwrap();
}

#[test]
fn the_last_administrator_stays() {
    let place = Place::new();
    let mut vault = created(&place).vault;
    let first = AccountId(1);
    assert!(matches!(refusal(vault.remove_person(first)), Error::LastAdministrator { account: 1 }));
    assert!(matches!(refusal(vault.change_role(first, Role::Physicist)), Error::LastAdministrator { account: 1 }));
    vault.add_person(&person("Bo Lind", Role::Administrator), &passphrase("x"), CHEAP).unwrap();
    vault.change_role(first, Role::Physicist).unwrap();
    assert!(matches!(vault.actor(), isocenter_store::Actor::Person { role: Role::Physicist, .. }));
}

#[test]
fn any_flipped_byte_of_the_slot_file_is_damage_and_not_a_wrong_passphrase() {
    let place = Place::new();
    drop(locked(&place));
    let path = place.file("vault.keys");
    for at in 0..fs::read(&path).unwrap().len() {
        flip(&path, at);
        let error = refusal(place.enter());
        assert!(matches!(error, Error::Damaged { part: Part::KeySlots }), "byte {at}: {error}");
        flip(&path, at);
    }
    place.enter().unwrap();
}

/// Rewrites the slot file with a right checksum, as an attacker would.
fn forge(place: &Place, from: &str, to: &str) {
    let text = fs::read_to_string(place.file("vault.keys")).unwrap();
    let line = text.lines().next().unwrap();
    assert!(line.contains(from), "{from} is not in {line}");
    let line = line.replacen(from, to, 1);
    let digest = <sha2::Sha256 as sha2::Digest>::digest(line.as_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(place.file("vault.keys"), format!("{line}\nsha256 {digest}\n")).unwrap();
}

#[test]
fn forged_costs_are_refused_before_anyone_types_a_passphrase() {
    let forgeries = [
        ("\"memory_kib\":19456", "\"memory_kib\":8192"),
        ("\"memory_kib\":19456", "\"memory_kib\":2097153"),
        ("\"passes\":2", "\"passes\":1"),
        ("\"passes\":2", "\"passes\":65"),
        ("\"lanes\":1", "\"lanes\":17"),
    ];
    for (from, to) in forgeries {
        let place = Place::new();
        drop(locked(&place));
        forge(&place, from, to);
        assert!(matches!(refusal(place.enter()), Error::KdfCostRefused { .. }), "{to}");
    }
}

#[test]
fn forged_fields_of_a_slot_keep_it_shut() {
    for (from, to) in [("\"account\":1", "\"account\":2"), ("\"passes\":2", "\"passes\":3"), ("{\"id\":1", "{\"id\":7")]
    {
        let place = Place::new();
        drop(locked(&place));
        forge(&place, from, to);
        let mut locked = place.enter().unwrap();
        let slot = locked.people()[0].slot;
        assert!(matches!(refusal(locked.unlock(slot, &passphrase("right"))), Error::WrongPassphrase { .. }), "{to}");
    }
}

#[test]
fn a_forged_role_on_the_sign_in_screen_gives_no_right_and_is_corrected() {
    let place = Place::new();
    let mut vault = created(&place).vault;
    vault.add_person(&person("Bo Lind", Role::Resident), &passphrase("second"), CHEAP).unwrap();
    drop(vault);
    forge(&place, "\"role\":\"resident\"", "\"role\":\"administrator\"");
    let mut locked = place.enter().unwrap();
    let forged = locked.people().into_iter().find(|person| person.display_name == "Bo Lind").unwrap();
    assert_eq!(forged.role, Role::Administrator);
    let unlocked = locked.unlock(forged.slot, &passphrase("second")).unwrap();
    let vault = locked.open(unlocked).unwrap();
    assert!(matches!(vault.actor(), isocenter_store::Actor::Person { role: Role::Resident, .. }));
    let people = vault.lock(LockCause::Requested).unwrap().people();
    assert!(people.iter().any(|person| person.display_name == "Bo Lind" && person.role == Role::Resident));
}

#[test]
fn a_slot_file_of_a_newer_program_is_refused() {
    let place = Place::new();
    drop(locked(&place));
    forge(&place, "\"version\":1", "\"version\":2");
    let error = refusal(place.enter());
    assert!(matches!(error, Error::NewerVault { part: Part::KeySlots, found: 2, known: 1 }), "{error}");
}

#[test]
fn costs_outside_the_accepted_range_cannot_be_made() {
    let accepted = |memory, passes, lanes| KdfCost::new(memory, passes, lanes).is_ok();
    assert!(accepted(19 * 1024, 2, 1) && accepted(2 * 1024 * 1024, 64, 16));
    assert!(!accepted(19 * 1024 - 1, 2, 1) && !accepted(2 * 1024 * 1024 + 1, 2, 1));
    assert!(!accepted(19 * 1024, 1, 1) && !accepted(19 * 1024, 65, 1));
    assert!(!accepted(19 * 1024, 2, 0) && !accepted(19 * 1024, 2, 17));
}

#[test]
fn tuning_takes_memory_first_then_passes_and_never_less_than_recommended() {
    let tuned = |milliseconds| {
        let cost = KdfCost::tuned(|_| Ok(Duration::from_millis(milliseconds))).unwrap();
        (cost.memory_kib() / 1024, cost.passes(), cost.lanes())
    };
    assert_eq!(tuned(2_500), (64, 3, 4));
    assert_eq!(tuned(600), (64, 3, 4));
    assert_eq!(tuned(330), (192, 3, 4));
    assert_eq!(tuned(250), (256, 3, 4));
    assert_eq!(tuned(100), (256, 7, 4));
    assert_eq!(tuned(0), (256, 64, 4));
}
