//! An open vault.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, TransactionBehavior};

use crate::audit_chain::Head;
use crate::audit_entry::{Action, Actor, AuditEntry, AuditValue, Fingerprint, Subject, SubjectKind};
use crate::checkpoint::Checkpoint;
use crate::clock::Clock;
use crate::code::coded_enum;
use crate::connection::{self, Presence};
use crate::error::{Error, FileAction, Part};
use crate::folder::Folder;
use crate::integrity::{self, Depth};
use crate::key::{Fingerprinter, VaultKey};
use crate::locked_vault::{LockedVault, Unlocked};
use crate::migration;
use crate::seal::{self, Sealer, count_all};
use crate::slot::VaultId;
use crate::table::{self, AccountRow, AccountState};
use crate::transaction::{Chain, Reading, WriteTransaction};
use crate::whole_file::Durability;

/// An open vault; it holds the key. [`Vault::lock`] forgets it.
pub struct Vault {
    pub(crate) connection: Connection,
    pub(crate) chain: Chain,
    pub(crate) key: VaultKey,
    pub(crate) locked: LockedVault,
    pub(crate) actor: Actor,
    fingerprinter: Fingerprinter,
}

coded_enum! {
    /// What locked a vault; stored as the reason of the audit entry.
    pub enum LockCause {
        /// Somebody asked for it.
        Requested = "requested",
        /// Nobody did anything for a while.
        Idle = "idle",
        /// The screen was locked, or the machine went to sleep.
        ScreenLocked = "screen_locked",
        /// The program ended.
        ProgramEnded = "program_ended",
    }
}

/// What is done when the seal does not hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SealPolicy {
    Hold,
    AcceptLoss,
}

impl Vault {
    pub(crate) fn open(mut locked: LockedVault, unlocked: Unlocked, policy: SealPolicy) -> Result<Self, Error> {
        let Unlocked { key, slot, opener } = unlocked;
        let (mut connection, vault) = open_checked(&locked.folder, &key)?;
        if vault != locked.slots.vault {
            return Err(Error::ForeignPart { part: Part::KeySlots });
        }
        migration::bring_up_to_date(&mut connection, &vault, &locked.clock.now())?;
        let head = Head::read(&connection, &vault)?;
        let counts = count_all(&connection)?;
        let sealer = Sealer::new(&key, &vault);
        let seal_path = locked.folder.seal();
        let sealed = sealer.read(&seal_path);
        let holds = sealed.as_ref().map_or(Ok(()), |sealed| seal::hold(sealed, &connection, &head, &counts));
        let lost = match (sealed, holds) {
            (Ok(_), Ok(())) => None,
            (Err(error), _) | (_, Err(error)) if policy == SealPolicy::Hold => return Err(error),
            (sealed, _) => Some(sealed.map_or(0, |sealed| sealed.sequence)),
        };
        let reading = Reading { connection: &connection, vault };
        let accounts = reading.accounts()?;
        let actor = opener.actor(|account| {
            let row = accounts.iter().find(|row| row.id == account && row.state == AccountState::Active);
            row.map(|row| row.role).ok_or(Error::AccountNotActive { account: account.0 })
        })?;
        let mut corrected = false;
        for AccountRow { id, display_name, role, .. } in &accounts {
            corrected |= locked.slots.correct_hint(*id, display_name, *role);
        }
        if corrected {
            locked.slots.write(&locked.folder.keys())?;
        }
        let fingerprinter = Fingerprinter::new(&key);
        let chain = Chain { head, counts, sealer, seal_path, vault };
        let mut vault = Self { connection, chain, key, locked, actor, fingerprinter };
        vault.record_opening(slot, lost)?;
        Ok(vault)
    }

    /// What the audit chain says of an opening, after which the slot's failed attempts are forgotten.
    fn record_opening(&mut self, slot: Option<crate::slot::SlotId>, lost: Option<u64>) -> Result<(), Error> {
        let found = self.chain.head.sequence;
        let mut entries = Vec::new();
        if let Some(sealed) = lost {
            let (sealed, found) = (AuditValue::Number(sealed.cast_signed()), AuditValue::Number(found.cast_signed()));
            entries.push(AuditEntry::new(Action::LossAccepted, Subject::VAULT).changing(
                "entries",
                Some(sealed),
                Some(found),
            ));
        }
        let failed = slot.map_or(Ok(0), |slot| self.locked.slots.slot(slot).map(|slot| slot.failed.count))?;
        let subject = self.actor.account().map_or(Subject::VAULT, |id| Subject::new(SubjectKind::Account, id.0.into()));
        let before = AuditValue::Number(failed.into());
        entries.push(AuditEntry::new(Action::SignedIn, subject).changing("failed_attempts", None, Some(before)));
        self.write()?.commit(&entries)?;
        if let Some(slot) = slot.filter(|_| failed > 0) {
            self.locked.slots.slot_mut(slot)?.failed = crate::sign_in_delay::FailedAttempts::default();
            self.locked.slots.write(&self.locked.folder.keys())?;
        }
        Ok(())
    }

    /// Reads.
    #[must_use]
    pub fn read(&self) -> Reading<'_> {
        Reading { connection: &self.connection, vault: self.chain.vault }
    }

    /// Begins a change in the name of whoever signed in.
    ///
    /// # Errors
    /// [`Error::Sqlite`].
    pub fn write(&mut self) -> Result<WriteTransaction<'_>, Error> {
        let now = self.locked.clock.now();
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(WriteTransaction::new(transaction, &mut self.chain, self.actor, now))
    }

    /// Begins a change that the program makes by itself, whoever signed in: what became of a run while nobody looked.
    ///
    /// # Errors
    /// [`Error::Sqlite`].
    pub fn write_as_program(&mut self) -> Result<WriteTransaction<'_>, Error> {
        let now = self.locked.clock.now();
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(WriteTransaction::new(transaction, &mut self.chain, Actor::Program, now))
    }

    /// Who signed in, with the role they have now.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// What stands for a patient's text in an audit entry.
    #[must_use]
    pub fn fingerprint(&self, text: &str) -> Fingerprint {
        self.fingerprinter.of(text)
    }

    /// The folder of the vault.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.locked.folder.root()
    }

    /// Whether the vault is one that no person can open once its key is forgotten.
    #[must_use]
    pub fn is_throw_away(&self) -> bool {
        self.locked.is_throw_away()
    }

    /// The audit chain as it stands, for paper or a file outside.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        let Head { sequence, hash, .. } = self.chain.head;
        Checkpoint { vault: self.chain.vault, entries: sequence, at: self.locked.clock.now().timestamp(), root: hash }
    }

    /// Checks the whole file on a connection of its own.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub fn check(&self, depth: Depth) -> Result<(), Error> {
        let fresh = connection::open(&self.locked.folder.database(), &self.key, Presence::Required)?;
        integrity::check(&fresh, depth)
    }

    /// Records the lock, moves the -wal into the database, and forgets the key.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::Sqlite`]; the key is forgotten all the same, the folder's lock is given back then.
    pub fn lock(mut self, cause: LockCause) -> Result<LockedVault, Error> {
        let entry = AuditEntry::new(Action::Locked, Subject::VAULT).because(cause.code());
        self.write()?.commit(&[entry])?;
        self.chain.seal(Durability::Now)?;
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        let Self { connection, locked, .. } = self;
        connection.close().map_err(|(_, error)| error)?;
        Ok(locked)
    }

    /// [`Vault::lock`], and gives the folder's lock back.
    ///
    /// # Errors
    /// As [`Vault::lock`].
    pub fn close(self) -> Result<(), Error> {
        self.lock(LockCause::ProgramEnded).map(drop)
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.locked.clock)
    }
}

/// Checks the file on a connection that is given up afterwards, then opens the one to work with.
fn open_checked(folder: &Folder, key: &VaultKey) -> Result<(Connection, VaultId), Error> {
    let path = folder.database();
    // SQLite would take an empty file for a new database.
    if fs::metadata(&path).map_err(Error::file(FileAction::Read, &path))?.len() == 0 {
        return Err(Error::Damaged { part: Part::Database });
    }
    let fresh = connection::open(&path, key, Presence::Required)?;
    // Before the check, which cannot judge a schema it does not know.
    migration::version_of(&fresh)?;
    integrity::check(&fresh, Depth::Quick)?;
    let connection = connection::open(&path, key, Presence::Required)?;
    drop(fresh);
    let vault = table::vault_id(&connection)?;
    Ok((connection, vault))
}
