//! Making a new vault.

use std::path::Path;
use std::sync::Arc;

use crate::audit_chain::Head;
use crate::audit_entry::{Action, Actor, AuditEntry, Subject, SubjectKind};
use crate::clock::Clock;
use crate::connection::{self, Presence};
use crate::error::Error;
use crate::folder::{Folder, appear};
use crate::kdf::{KdfCost, Passphrase};
use crate::key::{VaultKey, random};
use crate::lock::Station;
use crate::locked_vault::{LockedVault, Unlocked, UnlockedBy};
use crate::migration;
use crate::people::NewPerson;
use crate::recovery_code::RecoveryCode;
use crate::seal::{Sealer, count_all};
use crate::slot::{Person, Slot, VaultId};
use crate::slot_file::SlotFile;
use crate::table::{self, AccountId};
use crate::transaction::{Chain, WriteTransaction};
use crate::vault::Vault;
use crate::whole_file::Durability;

/// A new vault, open, with the code to print.
pub struct Created {
    /// The vault, with the first person signed in.
    pub vault: Vault,
    /// Shown and printed once; only its slot is kept.
    pub recovery_code: RecoveryCode,
}

impl Vault {
    /// Makes a vault with its first person and signs them in. The folder appears whole or not at all.
    ///
    /// # Errors
    /// [`Error::FolderTaken`]; [`Error::File`], [`Error::DiskFull`]; [`Error::KdfOutOfMemory`],
    /// [`Error::NoRandomness`].
    pub fn create(
        folder: &Path,
        first: &NewPerson,
        passphrase: &Passphrase,
        cost: KdfCost,
        station: &Station,
        clock: Arc<dyn Clock>,
    ) -> Result<Created, Error> {
        let (key, recovery_code) = (VaultKey::random()?, RecoveryCode::random()?);
        let account = AccountId(1);
        appear(folder, |making| {
            let mut slots = SlotFile::new(random()?);
            let vault = slots.vault;
            let person = Person { account, display_name: &first.display_name, role: first.role };
            let id = slots.take_next_id();
            slots.replace(Slot::for_person(id, &vault, &key, person, passphrase, cost)?);
            let id = slots.take_next_id();
            slots.replace(Slot::for_recovery(id, &vault, &key, &recovery_code)?);
            make(making, &key, &slots, Some(first), clock.as_ref())
        })?;
        let locked = LockedVault::enter(folder, station, clock)?;
        let slot = locked.people().first().map(|person| person.slot);
        let vault = locked.open(Unlocked { key, slot, opener: UnlockedBy::Person(account) })?;
        Ok(Created { vault, recovery_code })
    }

    /// Makes a vault without accounts, such as that of the demonstration: when its key is forgotten, nobody opens it
    /// again.
    ///
    /// # Errors
    /// As [`Vault::create`].
    pub fn create_throw_away(
        folder: &Path,
        key: VaultKey,
        station: &Station,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        appear(folder, |making| make(making, &key, &SlotFile::new(random()?), None, clock.as_ref()))?;
        LockedVault::enter(folder, station, clock)?.open(Unlocked::with_key(key))
    }
}

fn make(
    folder: &Folder,
    key: &VaultKey,
    slots: &SlotFile,
    first: Option<&NewPerson>,
    clock: &dyn Clock,
) -> Result<(), Error> {
    let vault: VaultId = slots.vault;
    let mut connection = connection::open(&folder.database(), key, Presence::Created)?;
    let transaction = connection.transaction()?;
    migration::apply(&transaction, 0)?;
    table::set_vault_id(&transaction, &vault)?;
    transaction.commit()?;
    let mut chain = Chain {
        head: Head::before_first(&vault),
        counts: count_all(&connection)?,
        sealer: Sealer::new(key, &vault),
        seal_path: folder.seal(),
        vault,
    };
    let mut entries = vec![AuditEntry::new(Action::VaultCreated, Subject::VAULT)];
    let transaction = connection.transaction()?;
    let mut change = WriteTransaction::new(transaction, &mut chain, Actor::Program, clock.now());
    if let Some(first) = first {
        let account = change.insert_account(&first.display_name, first.role)?;
        entries.push(AuditEntry::new(Action::AccountAdded, Subject::new(SubjectKind::Account, account.0.into())));
    }
    change.commit(&entries)?;
    chain.seal(Durability::Now)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)?;
    slots.write(&folder.keys())
}
