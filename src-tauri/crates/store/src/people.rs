//! Who may open the vault: changes of accounts together with their key slots.
//!
//! A removed person's old slot still opens old backups with their old passphrase: whoever has both has that day's
//! vault.

use crate::audit_entry::{Action, Actor, AuditEntry, AuditValue, Subject, SubjectKind};
use crate::error::Error;
use crate::kdf::{KdfCost, Passphrase};
use crate::recovery_code::RecoveryCode;
use crate::slot::{Person, Slot};
use crate::table::{AccountId, AccountRow, AccountState, Role};
use crate::vault::Vault;

/// A person to be given an account.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Their name, as the sign-in screen shows it.
    pub display_name: String,
    /// Their role.
    pub role: Role,
}

impl Vault {
    /// Adds a person with a passphrase. Nobody else who can sign in may have their name, blanks around it and capitals
    /// aside; the name of a removed person may come back. If the slot cannot be written, the account is there without one;
    /// [`Vault::set_passphrase`] mends that.
    ///
    /// # Errors
    /// [`Error::NameTaken`]; [`Error::KdfOutOfMemory`], [`Error::DiskFull`], [`Error::File`], [`Error::Sqlite`].
    pub fn add_person(
        &mut self,
        person: &NewPerson,
        passphrase: &Passphrase,
        cost: KdfCost,
    ) -> Result<AccountId, Error> {
        self.refuse_taken_name(&person.display_name)?;
        let mut change = self.write()?;
        let account = change.insert_account(&person.display_name, person.role)?;
        let role = AuditValue::Code(person.role.code());
        change.commit(&[AuditEntry::new(Action::AccountAdded, subject(account)).changing("role", None, Some(role))])?;
        self.write_slot(account, &person.display_name, person.role, passphrase, cost)?;
        Ok(account)
    }

    /// Gives a person a new passphrase; only the slot file is rewritten.
    ///
    /// # Errors
    /// [`Error::AccountNotActive`]; as [`Vault::add_person`].
    pub fn set_passphrase(&mut self, account: AccountId, passphrase: &Passphrase, cost: KdfCost) -> Result<(), Error> {
        let row = self.active(account)?;
        self.write()?.commit(&[AuditEntry::new(Action::PassphraseChanged, subject(account))])?;
        self.write_slot(account, &row.display_name, row.role, passphrase, cost)
    }

    /// Whether a passphrase is this person's, asked of somebody who is signed in already. A wrong one counts as a failed sign-in.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], [`Error::MustWait`], [`Error::AccountNotActive`]; as [`LockedVault::unlock`](crate::LockedVault::unlock).
    pub fn confirm_passphrase(&mut self, account: AccountId, passphrase: &Passphrase) -> Result<(), Error> {
        let slot = self.locked.people().into_iter().find(|person| person.account == account);
        let slot = slot.ok_or(Error::AccountNotActive { account: account.0 })?.slot;
        self.locked.unlock(slot, passphrase).map(drop)
    }

    /// Removes a person: their slot first, then their account, which stays as a row so that the audit chain can name
    /// them.
    ///
    /// # Errors
    /// [`Error::AccountNotActive`], [`Error::LastAdministrator`]; [`Error::DiskFull`], [`Error::File`],
    /// [`Error::Sqlite`].
    pub fn remove_person(&mut self, account: AccountId) -> Result<(), Error> {
        let row = self.active(account)?;
        self.refuse_last_administrator(&row)?;
        self.locked.slots.remove(account);
        self.locked.slots.write(&self.locked.folder.keys())?;
        let mut change = self.write()?;
        change.set_account_state(account, AccountState::Removed)?;
        change.commit(&[AuditEntry::new(Action::AccountRemoved, subject(account))])?;
        Ok(())
    }

    /// Gives a person another role.
    ///
    /// # Errors
    /// As [`Vault::remove_person`].
    pub fn change_role(&mut self, account: AccountId, role: Role) -> Result<(), Error> {
        let row = self.active(account)?;
        if role != Role::Administrator {
            self.refuse_last_administrator(&row)?;
        }
        let mut change = self.write()?;
        change.set_account_role(account, role)?;
        let (old, new) = (AuditValue::Code(row.role.code()), AuditValue::Code(role.code()));
        change.commit(&[AuditEntry::new(Action::RoleChanged, subject(account)).changing(
            "role",
            Some(old),
            Some(new),
        )])?;
        if self.actor.account() == Some(account) {
            self.actor = Actor::Person { account, role };
        }
        self.locked.slots.correct_hint(account, &row.display_name, role);
        self.locked.slots.write(&self.locked.folder.keys())
    }

    /// Makes a new recovery code; the old one opens nothing any more.
    ///
    /// # Errors
    /// [`Error::NoRandomness`], [`Error::DiskFull`], [`Error::File`], [`Error::Sqlite`].
    pub fn replace_recovery_code(&mut self) -> Result<RecoveryCode, Error> {
        let code = RecoveryCode::random()?;
        self.write()?.commit(&[AuditEntry::new(Action::RecoveryCodeReplaced, Subject::VAULT)])?;
        let id = self.locked.slots.take_next_id();
        let slot = Slot::for_recovery(id, &self.chain.vault, &self.key, &code)?;
        self.locked.slots.replace(slot);
        self.locked.slots.write(&self.locked.folder.keys())?;
        Ok(code)
    }

    fn write_slot(
        &mut self,
        account: AccountId,
        display_name: &str,
        role: Role,
        passphrase: &Passphrase,
        cost: KdfCost,
    ) -> Result<(), Error> {
        let id = self.locked.slots.take_next_id();
        let person = Person { account, display_name, role };
        let slot = Slot::for_person(id, &self.chain.vault, &self.key, person, passphrase, cost)?;
        self.locked.slots.replace(slot);
        self.locked.slots.write(&self.locked.folder.keys())
    }

    fn active(&self, account: AccountId) -> Result<AccountRow, Error> {
        let row = self.read().account(account)?.filter(|row| row.state == AccountState::Active);
        row.ok_or(Error::AccountNotActive { account: account.0 })
    }

    fn refuse_taken_name(&self, name: &str) -> Result<(), Error> {
        let accounts = self.read().accounts()?;
        let mut active = accounts.iter().filter(|row| row.state == AccountState::Active);
        match active.find(|row| compared(&row.display_name) == compared(name)) {
            Some(row) => Err(Error::NameTaken { account: row.id.0 }),
            None => Ok(()),
        }
    }

    fn refuse_last_administrator(&self, row: &AccountRow) -> Result<(), Error> {
        let accounts = self.read().accounts()?;
        let mut others = accounts.iter().filter(|other| other.id != row.id && other.state == AccountState::Active);
        if row.role == Role::Administrator && !others.any(|other| other.role == Role::Administrator) {
            return Err(Error::LastAdministrator { account: row.id.0 });
        }
        Ok(())
    }
}

/// A name as it is compared with others: without blanks around it, one between words, capitals as small letters.
fn compared(name: &str) -> String {
    // Upper case first, so that ß and ss, and a final ς and σ, are the same.
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase().to_lowercase()
}

fn subject(account: AccountId) -> Subject {
    Subject::new(SubjectKind::Account, account.0.into())
}
