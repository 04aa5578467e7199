//! The vault of any folder, as whoever keeps it works on it without a window: make, check, back up, restore, verify. Each command
//! signs in, does one thing and locks again; the vault of the window is `session.rs`, the audit log `audit_administration.rs`.

use std::path::{Path, PathBuf};

use isocenter_store::{
    Action, Actor, AuditEntry, Depth, LockedVault, NewPerson, Passphrase, PersonHint, Role, Subject, Vault,
};
use serde::Serialize;
use zeroize::Zeroizing;

use super::audit_administration::ChainVerified;
use super::session::{checked_name, checked_password, key_cost};
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::permission::{Permission, Standing, may};
use crate::wire::ErrorCode;

/// Asks for the passphrase of the person named. Called once the vault is found to be there, and only then.
pub type AskPassphrase<'a> = &'a dyn Fn(&str) -> Result<Zeroizing<String>, Error>;

/// Who signs in to which vault.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The vault's folder.
    pub folder: PathBuf,
    /// Name of the account; needed where there is more than one.
    pub account: Option<String>,
}

/// A vault to be made.
#[derive(Debug, Clone)]
pub struct NewVault {
    /// Its folder, which must not be there yet, or be empty.
    pub folder: PathBuf,
    /// Name of the first person.
    pub name: String,
    /// What they do.
    pub role: FirstRole,
}

/// Who may be the first in a vault: somebody who keeps the accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstRole {
    /// Medical physicist.
    Physicist,
    /// Administrator.
    Administrator,
}

impl From<FirstRole> for Role {
    fn from(role: FirstRole) -> Self {
        match role {
            FirstRole::Physicist => Self::Physicist,
            FirstRole::Administrator => Self::Administrator,
        }
    }
}

/// A new vault. No `Debug`: the code opens it.
#[derive(Serialize)]
pub struct VaultCreated {
    /// Its folder.
    pub folder: String,
    /// The first account.
    pub account: String,
    /// Its role.
    pub role: &'static str,
    /// Opens the vault when every passphrase is forgotten; it is nowhere else.
    pub recovery_code: String,
}

/// A vault that was opened and locked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VaultChecked {
    /// Its folder.
    pub folder: String,
    /// Who signed in.
    pub account: String,
    /// In which role.
    pub role: &'static str,
    /// Wrong passphrases of this account since it signed in last.
    pub failed_attempts: u32,
    /// Entries of the audit log, this sign-in too.
    pub audit_entries: u64,
}

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackupMade {
    /// Its folder, which is a vault's folder.
    pub backup: String,
    /// Its number.
    pub number: u32,
    /// When it was made, e.g. `20261121T093000Z`.
    pub made: String,
}

/// What a check of the whole vault found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VaultVerified {
    /// Its folder.
    pub folder: String,
    /// Every page, index and reference of the database is as it was written; otherwise the check fails.
    pub database: &'static str,
    /// The audit log.
    pub audit: ChainVerified,
}

/// Makes a vault with its first account.
///
/// # Errors
/// A folder that is taken; a name or passphrase that cannot be used; no room.
pub fn create(application: &Application, new: &NewVault, ask: AskPassphrase<'_>) -> Result<VaultCreated, Error> {
    let name = checked_name(&new.name)?;
    let passphrase = checked_password(&ask(&name)?)?;
    let (role, cost, station, clock) = {
        let session = application.session();
        (Role::from(new.role), key_cost(&session)?, session.host().station(), session.clock())
    };
    let first = NewPerson { display_name: name, role };
    let created = Vault::create(&new.folder, &first, &passphrase, cost, &station, clock).map_err(failure::vault)?;
    let recovery_code = created.recovery_code.to_text().to_string();
    created.vault.close().map_err(failure::vault)?;
    Ok(VaultCreated { folder: shown(&new.folder), account: first.display_name, role: role.code(), recovery_code })
}

/// Whether a passphrase opens a vault.
///
/// # Errors
/// It does not; a vault that is in use, damaged or newer.
pub fn check(application: &Application, sign_in: &SignIn, ask: AskPassphrase<'_>) -> Result<VaultChecked, Error> {
    signed_in(application, sign_in, Permission::OwnAccount, ask, |vault, person| {
        Ok(VaultChecked {
            folder: shown(&sign_in.folder),
            account: person.display_name.clone(),
            role: person.role.code(),
            failed_attempts: person.failed_attempts,
            audit_entries: vault.checkpoint().entries,
        })
    })
}

/// Makes a backup in the vault's folder; older ones go as they are superseded.
///
/// # Errors
/// Not permitted; a vault that is not sound, of which no backup is made.
pub fn back_up(application: &Application, sign_in: &SignIn, ask: AskPassphrase<'_>) -> Result<BackupMade, Error> {
    signed_in(application, sign_in, Permission::KeepVault, ask, |vault, _| {
        let backup = vault.backup_job().run().map_err(failure::vault)?;
        vault.record_backup(&backup).map_err(failure::vault)?;
        Ok(BackupMade { backup: shown(&backup.folder), number: backup.number, made: backup.made })
    })
}

/// Puts a backup into a new folder, signs in there and verifies all of it. A backup that does not stand this leaves no folder.
///
/// # Errors
/// A folder that is taken or holds no backup; not permitted; a backup that is not sound.
pub fn restore(
    application: &Application,
    backup: &Path,
    sign_in: &SignIn,
    ask: AskPassphrase<'_>,
) -> Result<VaultVerified, Error> {
    isocenter_store::restore(backup, &sign_in.folder).map_err(failure::vault)?;
    let proven = signed_in(application, sign_in, Permission::KeepVault, ask, |vault, _| {
        let verified = verified(vault, &sign_in.folder)?;
        verified.audit.refuse_findings()?;
        let entry = AuditEntry::new(Action::VaultRestored, Subject::VAULT);
        vault.write().and_then(|change| change.commit(&[entry])).map_err(failure::vault)?;
        Ok(verified)
    });
    if proven.is_err() {
        // OK because the failure that led here is the one to tell; the backup itself is untouched.
        let _ = std::fs::remove_dir_all(&sign_in.folder);
    }
    proven
}

/// Checks every page of the database and every entry of the audit log; faults of the log are in the answer.
///
/// # Errors
/// Not permitted; a database that is damaged.
pub fn verify(application: &Application, sign_in: &SignIn, ask: AskPassphrase<'_>) -> Result<VaultVerified, Error> {
    signed_in(application, sign_in, Permission::KeepVault, ask, |vault, _| verified(vault, &sign_in.folder))
}

fn verified(vault: &Vault, folder: &Path) -> Result<VaultVerified, Error> {
    vault.check(Depth::Full).map_err(failure::vault)?;
    let report = vault.read().verify_audit(None).map_err(failure::vault)?;
    Ok(VaultVerified { folder: shown(folder), database: "sound", audit: ChainVerified::of(&report) })
}

/// Signs in, does one thing that the person may do, and locks again, also after a failure.
pub(super) fn signed_in<T>(
    application: &Application,
    sign_in: &SignIn,
    what: Permission,
    ask: AskPassphrase<'_>,
    act: impl FnOnce(&mut Vault, &PersonHint) -> Result<T, Error>,
) -> Result<T, Error> {
    let (station, clock) = {
        let session = application.session();
        (session.host().station(), session.clock())
    };
    let mut locked = LockedVault::enter(&sign_in.folder, &station, clock).map_err(failure::vault)?;
    let person = account(locked.people(), sign_in.account.as_deref())?;
    let passphrase = Passphrase::new(std::mem::take(&mut *ask(&person.display_name)?));
    let unlocked = locked.unlock(person.slot, &passphrase).map_err(failure::vault)?;
    let mut vault = locked.open(unlocked).map_err(failure::vault)?;
    let done = permit(vault.actor(), what).and_then(|()| act(&mut vault, &person));
    let closed = vault.close().map_err(failure::vault);
    let done = done?;
    closed.map(|()| done)
}

fn account(mut people: Vec<PersonHint>, name: Option<&str>) -> Result<PersonHint, Error> {
    let refused = |what: String, remedy: String| Err(Error::new(ErrorCode::BadInput, what, remedy));
    let names: Vec<&str> = people.iter().map(|person| person.display_name.as_str()).collect();
    let everybody = names.join(", ");
    if people.is_empty() {
        return refused("nobody can sign in to this vault".to_owned(), "name the folder of another".to_owned());
    }
    if let Some(name) = name {
        people.retain(|person| person.display_name == name);
    }
    match (people.len(), name) {
        (1, _) => Ok(people.remove(0)),
        (0, Some(name)) => refused(format!("there is no account \"{name}\""), format!("name one of {everybody}")),
        (_, Some(name)) => {
            refused(format!("more than one account is named \"{name}\""), "sign in at the window".to_owned())
        }
        (count, None) => {
            refused(format!("{count} accounts may sign in"), format!("name one with --account: {everybody}"))
        }
    }
}

fn permit(actor: Actor, what: Permission) -> Result<(), Error> {
    match actor {
        Actor::Person { role, .. } if may(Standing::SignedIn(role), what) => Ok(()),
        _ => Err(Error::new(
            ErrorCode::NotPermitted,
            "the role of this account may not do that",
            "sign in as a physicist or an administrator",
        )),
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
