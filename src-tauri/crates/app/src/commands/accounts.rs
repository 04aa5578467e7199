//! The people who may sign in.

use isocenter_store::{AccountId, AccountState, NewPerson, Passphrase};

use super::session::{checked_name, checked_password, key_cost};
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::permission::Permission;
use crate::session::OpenVault;
use crate::wire::{ErrorCode, NewAccount, PersonView};

/// Everybody who may sign in.
///
/// # Errors
/// Not permitted.
pub fn people(application: &Application) -> Result<Vec<PersonView>, Error> {
    people_of(application.session().open_for(Permission::KeepAccounts)?)
}

/// Adds somebody with a first password.
///
/// # Errors
/// Not permitted; a name or password that cannot be used.
pub fn add_account(application: &Application, account: &NewAccount) -> Result<Vec<PersonView>, Error> {
    let person = NewPerson { display_name: checked_name(&account.name)?, role: account.role.into() };
    let passphrase = checked_password(&account.password)?;
    let mut session = application.session();
    session.permit(Permission::KeepAccounts)?;
    let cost = key_cost(&session)?;
    let open = session.open_for(Permission::KeepAccounts)?;
    open.vault.add_person(&person, &passphrase, cost).map_err(failure::vault)?;
    people_of(open)
}

/// Removes somebody; what they did stays in the audit log.
///
/// # Errors
/// Not permitted; oneself.
pub fn remove_account(application: &Application, account: &str) -> Result<Vec<PersonView>, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepAccounts)?;
    let account = account_of(open, account)?;
    if open.account() == Some(account) {
        return Err(Error::new(
            ErrorCode::BadInput,
            "nobody removes their own account",
            "ask another person who keeps the accounts",
        ));
    }
    open.vault.remove_person(account).map_err(failure::vault)?;
    people_of(open)
}

/// Changes one's own password.
///
/// # Errors
/// The old one is wrong; a new one that cannot be used.
pub fn change_password(application: &Application, old: String, new: &str) -> Result<(), Error> {
    let passphrase = checked_password(new)?;
    let mut session = application.session();
    session.permit(Permission::OwnAccount)?;
    let cost = key_cost(&session)?;
    let open = session.open_for(Permission::OwnAccount)?;
    let account = open.signed_in()?;
    open.vault.confirm_passphrase(account, &Passphrase::new(old)).map_err(failure::vault)?;
    open.vault.set_passphrase(account, &passphrase, cost).map_err(failure::vault)
}

fn people_of(open: &OpenVault) -> Result<Vec<PersonView>, Error> {
    let rows = open.vault.read().accounts().map_err(failure::vault)?;
    let active = rows.into_iter().filter(|row| row.state == AccountState::Active);
    Ok(active
        .map(|row| PersonView { account: row.id.0.to_string(), name: row.display_name, role: row.role.into() })
        .collect())
}

fn account_of(open: &OpenVault, text: &str) -> Result<AccountId, Error> {
    let people = people_of(open)?;
    let known = people.iter().any(|person| person.account == text);
    let account = text.parse().ok().filter(|_| known).map(AccountId);
    account.ok_or_else(|| Error::new(ErrorCode::BadInput, "there is no such account", "choose one of the people shown"))
}
