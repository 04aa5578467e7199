//! One run at a time into one output: a lock held by the system, so that a killed run leaves none behind.

use crate::Error;
use crate::output_folder::{beside, parent_of};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// Held while a run writes to its output; let go when dropped.
#[derive(Debug)]
pub(crate) struct RunLock {
    path: PathBuf,
    /// Closing it lets go of the lock.
    _file: File,
}

impl RunLock {
    /// Takes the lock of `out`: a file beside it.
    ///
    /// # Errors
    /// Another run holds it, `out` names no folder, or the file cannot be made.
    pub(crate) fn take(out: &Path) -> Result<Self, Error> {
        if out.file_name().is_none() {
            return Err(Error::OutputOccupied { path: out.to_owned() });
        }
        let path = beside(out, ".lock");
        let parent = parent_of(&path);
        std::fs::create_dir_all(&parent).map_err(Error::writing(&parent))?;
        loop {
            let open = File::options().create(true).truncate(false).write(true).open(&path);
            let file = open.map_err(Error::writing(out))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(Error::OutputInUse { path: out.to_owned() }),
                Err(TryLockError::Error(source)) => return Err(Error::Write { path, source }),
            }
            // Whoever held it before may have removed the file between our opening and our locking it.
            if is_still(&path, &file) {
                return Ok(Self { path, _file: file });
            }
        }
    }
}

impl Drop for RunLock {
    fn drop(&mut self) {
        // OK if it stays: an unlocked file stops nobody.
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn is_still(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    match (std::fs::metadata(path), file.metadata()) {
        (Ok(named), Ok(held)) => identity(named) == identity(held),
        _ => false,
    }
}

/// Other systems do not remove a file that is open.
#[cfg(not(unix))]
fn is_still(_path: &Path, _file: &File) -> bool {
    true
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_second_run_into_the_same_folder_is_refused_until_the_first_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("adapter");
        let first = RunLock::take(&out).unwrap();
        assert!(matches!(RunLock::take(&out), Err(Error::OutputInUse { .. })));
        RunLock::take(&folder.path().join("other")).unwrap();
        drop(first);
        RunLock::take(&out).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "no lock file stays");
    }
}
