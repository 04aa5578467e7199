//! Work on a vault from the command line: who may do what, and what stands in the way. The commands themselves: `cli/tests`.

use std::path::{Path, PathBuf};

use isocenter_app::commands::audit_administration::{self as audit, Stretch};
use isocenter_app::commands::vault_administration::{self as vault, SignIn};
use isocenter_app::commands::{add_account, create_vault};
use isocenter_app::permission::{Permission, Standing, may};
use isocenter_app::wire::{CreateVault, NewAccount, Role};
use isocenter_app::{Application, Error, ErrorCode};
use tempfile::TempDir;

use crate::fixture::{House, assert_is_one_sentence_with_a_remedy};

const PASSWORD: &str = "correct horse battery staple";
const STAFF: [(&str, Role); 5] = [
    ("Ada Vogt", Role::Administrator),
    ("Bo Lind", Role::Resident),
    ("Cleo Marx", Role::Oncologist),
    ("Dan Weiss", Role::SeniorOncologist),
    ("Eva Roth", Role::Physicist),
];

/// A vault of the whole staff, made at a window that is still open.
fn staffed() -> House {
    let house = House::empty();
    let (name, role) = STAFF[0];
    create_vault(&house.application, &CreateVault { name: name.into(), role, password: PASSWORD.into() }).unwrap();
    for (name, role) in &STAFF[1..] {
        add(&house.application, name, *role);
    }
    house
}

fn add(application: &Application, name: &str, role: Role) {
    add_account(application, &NewAccount { name: name.into(), role, password: PASSWORD.into() }).unwrap();
}

/// The same with the window closed: the folder that holds it, and the vault in it.
fn staffed_and_closed() -> (TempDir, PathBuf) {
    let House { models, application } = staffed();
    drop(application);
    let folder = models.path().join("vault");
    (models, folder)
}

fn as_person(folder: &Path, name: &str) -> SignIn {
    SignIn { folder: folder.to_owned(), account: Some(name.to_owned()) }
}

fn password(_account: &str) -> Result<zeroize::Zeroizing<String>, Error> {
    Ok(zeroize::Zeroizing::new(PASSWORD.to_owned()))
}

fn never_asked(account: &str) -> Result<zeroize::Zeroizing<String>, Error> {
    panic!("{account} was asked for a passphrase")
}

#[test]
fn only_those_who_keep_the_vault_work_on_it_and_a_refusal_leaves_nothing() {
    let (home, folder) = staffed_and_closed();
    let application = House::empty().application;
    let backup = vault::back_up(&application, &as_person(&folder, "Ada Vogt"), &password).unwrap().backup;
    for (name, role) in STAFF {
        let sign_in = as_person(&folder, name);
        let restored = home.path().join(format!("restored for {name}"));
        let checkpoint = home.path().join(format!("checkpoint for {name}"));
        let mut shown = 0;
        let mut sink = |_| {
            shown += 1;
            Ok(())
        };
        let to_restored = as_person(&restored, name);
        let done = [
            (Permission::OwnAccount, vault::check(&application, &sign_in, &password).map(drop)),
            (Permission::KeepVault, vault::back_up(&application, &sign_in, &password).map(drop)),
            (Permission::KeepVault, vault::verify(&application, &sign_in, &password).map(drop)),
            (
                Permission::KeepVault,
                vault::restore(&application, Path::new(&backup), &to_restored, &password).map(drop),
            ),
            (Permission::ReadAudit, audit::show(&application, &sign_in, Stretch::Last(5), &password, &mut sink)),
            (Permission::ReadAudit, audit::verify(&application, &sign_in, None, &password).map(drop)),
            (
                Permission::ReadAudit,
                audit::export_checkpoint(&application, &sign_in, Some(&checkpoint), &password).map(drop),
            ),
        ];
        for (at, (permission, result)) in done.into_iter().enumerate() {
            let is_allowed = may(Standing::SignedIn(role.into()), permission);
            match result {
                Ok(()) => assert!(is_allowed, "{name} may not do no. {at}"),
                Err(error) => {
                    assert!(!is_allowed, "{name}, no. {at}: {error}");
                    assert_eq!(error.code(), ErrorCode::NotPermitted);
                    assert_is_one_sentence_with_a_remedy(&error);
                }
            }
        }
        let keeps = may(Standing::SignedIn(role.into()), Permission::KeepVault);
        assert_eq!((shown == 5, restored.exists(), checkpoint.exists()), (keeps, keeps, keeps), "{name}");
    }
    let backups = std::fs::read_dir(folder.join("backups")).unwrap().count();
    assert_eq!(backups, 3, "the first one, the administrator's and the physicist's");
}

#[test]
fn an_account_is_named_where_there_are_several_and_before_anybody_is_asked() {
    let (_home, folder) = staffed_and_closed();
    let application = House::empty().application;
    let refused = |sign_in: &SignIn| {
        let error = vault::check(&application, sign_in, &never_asked).unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadInput);
        assert_is_one_sentence_with_a_remedy(&error);
        error.to_string()
    };
    let nobody = SignIn { folder: folder.clone(), account: None };
    assert_eq!(
        refused(&nobody),
        "5 accounts may sign in — name one with --account: Ada Vogt, Bo Lind, Cleo Marx, Dan Weiss, Eva Roth"
    );
    assert!(refused(&as_person(&folder, "ada vogt")).starts_with("there is no account \"ada vogt\" — name one of Ada"));
    assert!(refused(&as_person(&folder.join("below"), "Ada Vogt")).contains("holds no vault"));
}

#[test]
fn a_second_account_of_one_name_is_refused_in_words() {
    let house = staffed();
    for name in ["Bo Lind", " bo LIND "] {
        let second = NewAccount { name: name.into(), role: Role::Physicist, password: PASSWORD.into() };
        let error = add_account(&house.application, &second).unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadInput);
        assert_eq!(error.to_string(), "there is somebody of this name already — add what tells them apart");
    }
    add(&house.application, "Bo Lind (physics)", Role::Physicist);
}

#[test]
fn whoever_comes_second_is_told_who_has_the_vault() {
    let house = staffed();
    let sign_in = as_person(&house.models.path().join("vault"), "Ada Vogt");
    let error = vault::back_up(&House::empty().application, &sign_in, &never_asked).unwrap_err();
    assert_eq!(error.code(), ErrorCode::VaultInUse);
    assert!(error.what().starts_with("the vault is in use by keller on planning-3"), "{error}");
    assert_is_one_sentence_with_a_remedy(&error);
}

#[test]
fn a_failure_after_signing_in_still_locks_and_says_so_in_the_log() {
    let (home, folder) = staffed_and_closed();
    let application = House::empty().application;
    let sign_in = as_person(&folder, "Ada Vogt");
    let blocked = home.path().join("file");
    std::fs::write(&blocked, "").unwrap();
    let error =
        audit::export_checkpoint(&application, &sign_in, Some(&blocked.join("checkpoint")), &password).unwrap_err();
    assert_is_one_sentence_with_a_remedy(&error);
    let mut actions = Vec::new();
    let mut sink = |line: audit::AuditLine| {
        actions.push(line.action);
        Ok(())
    };
    audit::show(&application, &sign_in, Stretch::Last(4), &password, &mut sink).unwrap();
    assert_eq!(actions, ["signed_in", "checkpoint_exported", "locked", "signed_in"]);
}
