//! Files that are there whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::error::{Error, FileAction};
use crate::private;

/// Whether a power cut may bring the previous file back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// The new file is there when the call returns, and stays.
    Now,
    /// A power cut may bring the previous file back, whole.
    Soon,
}

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Nobody but its owner: a file of the vault.
    Owner,
    /// Whoever the umask lets: a sealed file on its way to somebody else.
    Umask,
}

/// Writes beside, syncs, renames over.
///
/// # Errors
/// The disk is full or the folder cannot be written: the previous file is untouched then.
pub(crate) fn write(path: &Path, content: &[u8], durability: Durability, readers: Readers) -> Result<(), Error> {
    let beside = beside(path);
    let created = match readers {
        Readers::Owner => private::create_file(&beside),
        Readers::Umask => File::create(&beside),
    };
    let mut file = created.map_err(Error::file(FileAction::Create, &beside))?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(Error::file(FileAction::Write, &beside))?;
    fs::rename(&beside, path).map_err(Error::file(FileAction::Rename, path))?;
    match (durability, path.parent()) {
        (Durability::Now, Some(folder)) => sync_folder(folder),
        _ => Ok(()),
    }
}

/// Makes names in a folder durable; the parent of a relative name without one is the current folder.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Error> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    // Elsewhere a folder cannot be opened as a file, and a rename is durable with its journal.
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        // Shares and some sticks sync no folder and say so: nothing more can be done for the name there.
        let synced = synced.or_else(|error| match error.kind() {
            ErrorKind::InvalidInput | ErrorKind::Unsupported => Ok(()),
            _ => Err(error),
        });
        synced.map_err(Error::file(FileAction::Write, folder))?;
    }
    Ok(())
}

/// Copies a file of the vault and makes the copy durable.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let mut original = File::open(from).map_err(Error::file(FileAction::Read, from))?;
    let mut copy = private::create_file(to).map_err(Error::file(FileAction::Create, to))?;
    std::io::copy(&mut original, &mut copy).and_then(|_| copy.sync_all()).map_err(Error::file(FileAction::Write, to))
}

/// Removes what a [`write()`] that failed left beside, where nobody else would: outside the vault's folder.
pub(crate) fn remove_beside(path: &Path) {
    // OK because what failed is told already.
    let _ = fs::remove_file(beside(path));
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".new");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// `/proc` is one of the file systems that sync no folder.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_that_cannot_be_synced_is_no_failure_and_one_that_is_not_there_is() {
        let error = File::open("/proc").unwrap().sync_all().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        sync_folder(Path::new("/proc")).unwrap();
        assert!(matches!(sync_folder(Path::new("/proc/none")), Err(Error::File { .. })));
    }
}
