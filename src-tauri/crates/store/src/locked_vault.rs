//! A vault whose lock this program holds and whose key it does not have: what the sign-in screen stands on.

use std::path::Path;
use std::sync::Arc;

use crate::audit_entry::Actor;
use crate::clock::Clock;
use crate::error::Error;
use crate::folder::Folder;
use crate::kdf::Passphrase;
use crate::key::VaultKey;
use crate::lock::{Station, VaultLock};
use crate::private;
use crate::recovery_code::RecoveryCode;
use crate::slot::{PersonHint, Slot, SlotId, VaultId};
use crate::slot_file::SlotFile;
use crate::vault::{SealPolicy, Vault};

/// A vault before sign-in, and after [`Vault::lock`].
pub struct LockedVault {
    pub(crate) folder: Folder,
    pub(crate) slots: SlotFile,
    pub(crate) clock: Arc<dyn Clock>,
    _lock: VaultLock,
}

/// The key, and who brought it.
pub struct Unlocked {
    pub(crate) key: VaultKey,
    pub(crate) slot: Option<SlotId>,
    pub(crate) opener: UnlockedBy,
}

/// Whose slot was opened; a person's role is read inside the vault.
#[derive(Clone, Copy)]
pub(crate) enum UnlockedBy {
    Person(crate::table::AccountId),
    RecoveryCode,
    Key,
}

impl Unlocked {
    /// The key of a vault without slots, which never left memory.
    #[must_use]
    pub fn with_key(key: VaultKey) -> Self {
        Self { key, slot: None, opener: UnlockedBy::Key }
    }
}

impl LockedVault {
    /// Takes the lock of the vault in `folder` and reads who may sign in.
    ///
    /// # Errors
    /// [`Error::NotAVault`], [`Error::InUse`], [`Error::Damaged`] (key slots), [`Error::NewerVault`],
    /// [`Error::KdfCostRefused`], [`Error::File`].
    pub fn enter(folder: &Path, station: &Station, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let folder = Folder::at(folder);
        if !folder.keys().is_file() || !folder.database().is_file() {
            return Err(Error::NotAVault { folder: folder.root().to_owned() });
        }
        let lock = VaultLock::take(&folder.lock(), station, clock.now().timestamp())?;
        // What an earlier version, or a copy by hand, left open to others.
        private::tighten_all(folder.root());
        let slots = SlotFile::read(&folder.keys())?;
        Ok(Self { folder, slots, clock, _lock: lock })
    }

    /// The people who may sign in, by name.
    #[must_use]
    pub fn people(&self) -> Vec<PersonHint> {
        self.slots.people()
    }

    /// Whether the vault is one that no person can open once its key is forgotten.
    #[must_use]
    pub fn is_throw_away(&self) -> bool {
        self.slots.slots.is_empty()
    }

    /// Opens the slot of a person. Takes about a second.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], [`Error::MustWait`] (the passphrase was not looked at), [`Error::NoSuchSlot`],
    /// [`Error::KdfOutOfMemory`]; [`Error::File`] or [`Error::DiskFull`] if a failure could not be counted.
    pub fn unlock(&mut self, slot: SlotId, passphrase: &Passphrase) -> Result<Unlocked, Error> {
        self.attempt(slot, |slot, vault| slot.open_with_passphrase(vault, passphrase))
    }

    /// Opens the recovery slot.
    ///
    /// # Errors
    /// [`Error::NoRecoverySlot`]; as [`LockedVault::unlock`].
    pub fn unlock_with_recovery_code(&mut self, code: &RecoveryCode) -> Result<Unlocked, Error> {
        let slot = self.slots.recovery_slot().ok_or(Error::NoRecoverySlot)?;
        self.attempt(slot, |slot, vault| Ok(slot.open_with_code(vault, code)))
    }

    fn attempt(
        &mut self,
        id: SlotId,
        open: impl FnOnce(&Slot, &VaultId) -> Result<Option<VaultKey>, Error>,
    ) -> Result<Unlocked, Error> {
        let now = self.clock.now().timestamp();
        let slot = self.slots.slot(id)?;
        let wait_seconds = slot.failed.remaining_seconds(now);
        if wait_seconds > 0 {
            return Err(Error::MustWait { wait_seconds });
        }
        let opener = slot.account().map_or(UnlockedBy::RecoveryCode, UnlockedBy::Person);
        if let Some(key) = open(slot, &self.slots.vault)? {
            return Ok(Unlocked { key, slot: Some(id), opener });
        }
        let slot = self.slots.slot_mut(id)?;
        slot.failed.record(now);
        let (failed_attempts, wait_seconds) = (slot.failed.count, slot.failed.wait_seconds());
        self.slots.write(&self.folder.keys())?;
        Err(Error::WrongPassphrase { failed_attempts, wait_seconds })
    }

    /// Opens the database, checks it, and records the sign-in.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Missing`], [`Error::ForeignPart`], [`Error::NewerVault`],
    /// [`Error::SettingRefused`];
    /// [`Error::Truncated`], [`Error::ChainDiverged`] or [`Error::RowsDiffer`] if committed work is lost;
    /// [`Error::AccountNotActive`]; [`Error::DiskFull`], [`Error::File`], [`Error::Sqlite`].
    pub fn open(self, unlocked: Unlocked) -> Result<Vault, Error> {
        Vault::open(self, unlocked, SealPolicy::Hold)
    }

    /// Opens a vault whose seal does not hold, when no backup is better: the loss is recorded in the audit chain and
    /// what is there is sealed anew. A damaged database is still refused.
    ///
    /// # Errors
    /// As [`LockedVault::open`], but for the seal.
    pub fn open_accepting_loss(self, unlocked: Unlocked) -> Result<Vault, Error> {
        Vault::open(self, unlocked, SealPolicy::AcceptLoss)
    }
}

impl UnlockedBy {
    /// How the audit chain names them; `role` is the accounts table's.
    pub(crate) fn actor(
        self,
        role: impl FnOnce(crate::table::AccountId) -> Result<crate::table::Role, Error>,
    ) -> Result<Actor, Error> {
        Ok(match self {
            Self::Person(account) => Actor::Person { account, role: role(account)? },
            Self::RecoveryCode => Actor::RecoveryCode,
            Self::Key => Actor::Program,
        })
    }
}
