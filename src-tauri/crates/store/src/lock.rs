//! One program at a time: an advisory lock of the operating system on `vault.lock`, which also says who holds it.

use std::fmt;
use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Error, FileAction};
use crate::private;

/// The workstation and the person at it, as the operating system knows them.
#[derive(Debug, Clone)]
pub struct Station {
    /// Login name at the operating system.
    pub user: String,
    /// Name of the machine.
    pub host: String,
}

/// Who holds a vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Login name at the operating system.
    pub user: String,
    /// Name of the machine.
    pub host: String,
    /// Process id on that machine.
    pub process: u32,
    /// Since when, in microseconds since 1970 UTC.
    pub since_us: i64,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {} (process {}", self.user, self.host, self.process)?;
        match Timestamp::from_microsecond(self.since_us) {
            Ok(since) => write!(f, ", since {since:.0})"),
            Err(_) => f.write_str(")"),
        }
    }
}

/// The lock; released when dropped, and by the operating system when the process dies.
pub(crate) struct VaultLock {
    file: File,
}

impl Drop for VaultLock {
    fn drop(&mut self) {
        // Closing alone is not enough: a child process between fork and exec still has the file open. OK if it fails,
        // because closing follows.
        let _ = self.file.unlock();
    }
}

impl VaultLock {
    /// # Errors
    /// [`Error::InUse`] if another handle holds it.
    pub(crate) fn take(path: &Path, station: &Station, since: Timestamp) -> Result<Self, Error> {
        let mut file = private::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(Error::file(FileAction::Create, path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::InUse { holder: read_holder(&mut file) }),
            Err(TryLockError::Error(source)) => return Err(Error::file(FileAction::Lock, path)(source)),
        }
        let holder = Holder {
            user: station.user.clone(),
            host: station.host.clone(),
            process: std::process::id(),
            since_us: since.as_microsecond(),
        };
        write_holder(&mut file, &holder).map_err(Error::file(FileAction::Write, path))?;
        Ok(Self { file })
    }
}

fn write_holder(file: &mut File, holder: &Holder) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(&serde_json::to_vec(holder)?)
}

/// Nothing where the system does not let a locked file be read, or while it is being written.
fn read_holder(file: &mut File) -> Option<Holder> {
    let mut text = Vec::new();
    file.read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}
