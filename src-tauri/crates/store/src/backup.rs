//! Backups: an encrypted copy by SQLite's backup interface while the vault is in use, with the slots and the seal that
//! belong to it. A copy appears under its name only after it was opened and checked; only then does an older one go.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::audit_chain::{Head, genesis, records};
use crate::audit_entry::{Action, AuditEntry, AuditValue, Subject};
use crate::audit_verify;
use crate::clock::Clock;
use crate::connection::{self, Presence};
use crate::error::{Error, FileAction};
use crate::folder::{Folder, appear};
use crate::integrity::{self, Depth};
use crate::key::VaultKey;
use crate::private;
use crate::retention;
use crate::seal::{self, Sealer, count_all};
use crate::slot::VaultId;
use crate::vault::Vault;
use crate::whole_file::{self, Durability};

/// Pages copied at a time (4 MiB): between two steps the vault can write.
const PAGES: i32 = 1024;

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its folder.
    pub folder: PathBuf,
    /// Its number; later ones have higher ones, whatever the clock says.
    pub number: u32,
    /// When it was made, as in its name: `20261121T093000Z`.
    pub made: String,
}

impl Backup {
    /// Reads the name of a backup's folder: number, then time.
    pub(crate) fn named(name: &str, backups: &Path) -> Option<Self> {
        let (number, made) = name.split_once('-')?;
        let number = number.parse().ok()?;
        let is_time = made.len() == 16 && made.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'T' | b'Z'));
        is_time.then(|| Self { folder: backups.join(name), number, made: made.to_owned() })
    }

    pub(crate) fn day(&self) -> String {
        self.made.chars().take(8).collect()
    }
}

/// A backup to be made, on any thread, while the vault is in use.
pub struct BackupJob {
    folder: Folder,
    key: VaultKey,
    vault: VaultId,
    /// Audit entries the vault had when the job was prepared: a copy with fewer is no good.
    least_entries: u64,
    clock: Arc<dyn Clock>,
}

impl Vault {
    /// Prepares a backup; [`BackupJob::run`] makes it, [`Vault::record_backup`] tells the audit chain.
    #[must_use]
    pub fn backup_job(&self) -> BackupJob {
        BackupJob {
            folder: self.locked.folder.clone(),
            key: self.key.duplicate(),
            vault: self.chain.vault,
            least_entries: self.chain.head.sequence,
            clock: self.clock(),
        }
    }

    /// Records a backup in the audit chain.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn record_backup(&mut self, backup: &Backup) -> Result<(), Error> {
        let number = AuditValue::Number(backup.number.into());
        let entry = AuditEntry::new(Action::BackupMade, Subject::VAULT).changing("number", None, Some(number));
        self.write()?.commit(&[entry]).map(|_| ())
    }
}

impl BackupJob {
    /// Checks the vault in full, copies it, opens and checks the copy, then deletes backups that are superseded.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::ChainBroken`], [`Error::Truncated`] and the like if the vault or the copy is not
    /// sound: no backup is touched then. [`Error::DiskFull`], [`Error::File`], [`Error::Sqlite`].
    pub fn run(&self) -> Result<Backup, Error> {
        let source = connection::open(&self.folder.database(), &self.key, Presence::Required)?;
        integrity::check(&source, Depth::Full)?;
        let folder = self.folder.backups();
        private::create_folder(&folder).map_err(Error::file(FileAction::Create, &folder))?;
        clear_unfinished(&folder)?;
        let number = backups(self.folder.root())?.last().map_or(0, |last| last.number) + 1;
        let made = self.clock.now().timestamp().to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string();
        let backup = Backup { folder: folder.join(format!("{number:06}-{made}")), number, made };
        appear(&backup.folder, |copy| {
            self.copy_database(&source, copy)?;
            whole_file::copy(&self.folder.keys(), &copy.keys())?;
            self.check_and_seal(copy)
        })?;
        for old in retention::superseded(backups(self.folder.root())?) {
            fs::remove_dir_all(&old.folder).map_err(Error::file(FileAction::Remove, &old.folder))?;
        }
        Ok(backup)
    }

    fn copy_database(&self, source: &rusqlite::Connection, copy: &Folder) -> Result<(), Error> {
        let mut target = connection::open(&copy.database(), &self.key, Presence::Created)?;
        let backup = rusqlite::backup::Backup::new(source, &mut target)?;
        backup.run_to_completion(PAGES, Duration::ZERO, None)?;
        drop(backup);
        target.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        target.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    /// The copy must hold the whole chain, and at least what the vault had when the job was prepared.
    fn check_and_seal(&self, copy: &Folder) -> Result<(), Error> {
        let fresh = connection::open(&copy.database(), &self.key, Presence::Required)?;
        integrity::check(&fresh, Depth::Full)?;
        let (head, counts) = (Head::read(&fresh, &self.vault)?, count_all(&fresh)?);
        let report = audit_verify::verify(&records(&fresh, "ORDER BY seq", [])?, genesis(&self.vault));
        if let Some(first) = report.findings.first() {
            return Err(Error::ChainBroken { findings: report.findings.len(), first: first.sequence() });
        }
        if let Some(missing) = self.least_entries.checked_sub(head.sequence).filter(|missing| *missing > 0) {
            return Err(Error::Truncated { sealed: self.least_entries, found: head.sequence, missing });
        }
        let sealer = Sealer::new(&self.key, &self.vault);
        sealer.write(&copy.seal(), &head, &counts, Durability::Now)?;
        seal::hold(&sealer.read(&copy.seal())?, &fresh, &head, &counts)?;
        fresh.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        fresh.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}

/// Removes what a run that was killed left.
fn clear_unfinished(backups: &Path) -> Result<(), Error> {
    let entries = fs::read_dir(backups).map_err(Error::file(FileAction::Read, backups))?;
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with('.')) {
        fs::remove_dir_all(entry.path()).map_err(Error::file(FileAction::Remove, &entry.path()))?;
    }
    Ok(())
}

/// The backups of the vault in `folder`, oldest first.
///
/// # Errors
/// [`Error::File`].
pub fn backups(folder: &Path) -> Result<Vec<Backup>, Error> {
    let backups = Folder::at(folder).backups();
    let entries = match fs::read_dir(&backups) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(Error::file(FileAction::Read, &backups))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::file(FileAction::Read, &backups))?;
        found.extend(Backup::named(&entry.file_name().to_string_lossy(), &backups));
    }
    found.sort_by_key(|backup| backup.number);
    Ok(found)
}

/// Puts a backup into a new folder, which appears whole or not at all; it needs no key. Opening it proves it.
///
/// # Errors
/// [`Error::NotAVault`] if the backup lacks a file, [`Error::FolderTaken`], [`Error::DiskFull`], [`Error::File`].
pub fn restore(backup: &Path, folder: &Path) -> Result<(), Error> {
    let from = Folder::at(backup);
    if ![from.database(), from.keys(), from.seal()].iter().all(|file| file.is_file()) {
        return Err(Error::NotAVault { folder: backup.to_owned() });
    }
    appear(folder, |to| {
        whole_file::copy(&from.database(), &to.database())?;
        whole_file::copy(&from.keys(), &to.keys())?;
        whole_file::copy(&from.seal(), &to.seal())
    })
}
