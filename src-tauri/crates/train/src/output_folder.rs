//! Files and folders that appear whole or not at all, also when the process is killed in between: written beside their
//! place, brought to the disk, then renamed.
//!
//! The places beside have fixed names, so that what a killed run left is found and cleared by the next one. Two runs
//! never share them: [`crate::run_lock`] sees to that.

use crate::Error;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A file whose presence marks a folder as an earlier output, which may be replaced.
pub(crate) const RUN_RECORD: &str = "run.json";

/// A folder in the making.
pub(crate) struct OutputFolder {
    out: PathBuf,
    staging: PathBuf,
}

impl OutputFolder {
    /// Refuses, before any work is done, an `out` that could not be written at the end.
    ///
    /// # Errors
    /// `out` is a file, holds something else than an earlier output, or its parent cannot be written.
    pub(crate) fn check(out: &Path) -> Result<(), Error> {
        if out.exists() && !may_replace(out)? {
            return Err(Error::OutputOccupied { path: out.to_owned() });
        }
        Self::begin(out).map(drop)
    }

    /// Opens a hidden folder beside `out` to write into.
    pub(crate) fn begin(out: &Path) -> Result<Self, Error> {
        let staging = staging_of(out);
        put_back(out, &staging)?;
        clear(&staging).and_then(|()| std::fs::create_dir_all(&staging)).map_err(Error::writing(out))?;
        Ok(Self { out: out.to_owned(), staging })
    }

    /// Where to write; the folder does not exist yet.
    pub(crate) fn path(&self) -> PathBuf {
        self.staging.join("new")
    }

    /// Writes one more file into the folder.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let folder = self.path();
        std::fs::create_dir_all(&folder).map_err(Error::writing(&folder))?;
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(Error::writing(&self.out.join(name)))
    }

    /// Puts the folder in its place, in the place of an earlier output.
    pub(crate) fn publish(self) -> Result<(), Error> {
        let failed = || Error::writing(&self.out);
        for entry in std::fs::read_dir(self.path()).map_err(failed())? {
            let path = entry.map_err(failed())?.path();
            sync_file(&path).map_err(failed())?;
        }
        if self.out.exists() {
            if !may_replace(&self.out)? {
                return Err(Error::OutputOccupied { path: self.out.clone() });
            }
            let old = self.staging.join("old");
            std::fs::rename(&self.out, &old).map_err(failed())?;
            if let Err(source) = std::fs::rename(self.path(), &self.out) {
                std::fs::rename(&old, &self.out).map_err(failed())?;
                return Err(Error::Write { path: self.out.clone(), source });
            }
        } else {
            std::fs::rename(self.path(), &self.out).map_err(failed())?;
        }
        sync_folder(&parent_of(&self.out));
        Ok(())
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        // OK if it stays: the next run into this place clears it.
        let _ = std::fs::remove_dir_all(&self.staging);
    }
}

/// Puts a file in its place that `write` makes beside it, in a folder of its own: the earlier file stays until the new
/// one is whole and on the disk.
pub(crate) fn replace_file(path: &Path, write: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
    let staging = staging_of(path);
    clear(&staging).and_then(|()| std::fs::create_dir_all(&staging)).map_err(Error::writing(path))?;
    let partial = staging.join("new");
    let written = write(&partial)
        .and_then(|()| sync_file(&partial).map_err(Error::writing(path)))
        .and_then(|()| std::fs::rename(&partial, path).map_err(Error::writing(path)));
    // OK if it stays: the next one clears it.
    let _ = clear(&staging);
    sync_folder(&parent_of(path));
    written
}

/// Removes what a killed writer left beside `path`.
pub(crate) fn clear_partial(path: &Path) -> Result<(), Error> {
    clear(&staging_of(path)).map_err(Error::writing(path))
}

fn clear(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(source),
        _ => Ok(()),
    }
}

/// `path` with `suffix` added to its name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}

pub(crate) fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn staging_of(out: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(out.file_name().unwrap_or_default());
    name.push(".partial");
    out.with_file_name(name)
}

/// A run killed between its two renames left the earlier output here; it goes back.
fn put_back(out: &Path, staging: &Path) -> Result<(), Error> {
    let old = staging.join("old");
    match !out.exists() && old.is_dir() {
        true => std::fs::rename(&old, out).map_err(Error::writing(out)),
        false => Ok(()),
    }
}

fn sync_file(path: &Path) -> std::io::Result<()> {
    // Opened for writing, because not every system brings a file to the disk for a reader.
    File::options().write(true).open(path)?.sync_all()
}

/// Brings renames to the disk, where the system can.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

fn may_replace(out: &Path) -> Result<bool, Error> {
    if !out.is_dir() {
        return Ok(false);
    }
    let mut entries = std::fs::read_dir(out).map_err(Error::reading(out))?;
    Ok(out.join(RUN_RECORD).is_file() || entries.next().is_none())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_earlier_output_that_a_killed_run_had_moved_aside_comes_back() {
        let parent = tempfile::tempdir().unwrap();
        let out = parent.path().join("adapter");
        let old = staging_of(&out).join("old");
        std::fs::create_dir_all(&old).unwrap();
        std::fs::write(old.join(RUN_RECORD), "{}").unwrap();
        OutputFolder::check(&out).unwrap();
        assert!(out.join(RUN_RECORD).is_file());
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 1, "and nothing else stays");
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_the_earlier_one() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("checkpoint");
        replace_file(&path, |partial| std::fs::write(partial, "first").map_err(Error::writing(partial))).unwrap();
        let failure = replace_file(&path, |partial| {
            std::fs::write(partial, "sec").unwrap();
            Err(Error::Write { path: partial.to_owned(), source: std::io::ErrorKind::StorageFull.into() })
        });
        assert!(matches!(failure, Err(Error::Write { .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "first");
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 1);
    }
}
