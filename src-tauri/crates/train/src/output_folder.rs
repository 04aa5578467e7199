//! Files and folders that appear whole or not at all: written beside their place, then renamed.

use crate::Error;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A file whose presence marks a folder as an earlier output, which may be replaced.
pub(crate) const RUN_RECORD: &str = "run.json";

/// A folder in the making.
pub(crate) struct OutputFolder {
    out: PathBuf,
    staging: tempfile::TempDir,
}

impl OutputFolder {
    /// Refuses, before any work is done, an `out` that could not be written at the end.
    ///
    /// # Errors
    /// `out` is a file, holds something else than an earlier output, or its parent cannot be written.
    pub(crate) fn check(out: &Path) -> Result<(), Error> {
        if out.file_name().is_none() {
            return Err(Error::OutputOccupied { path: out.to_owned() });
        }
        if out.exists() && !may_replace(out)? {
            return Err(Error::OutputOccupied { path: out.to_owned() });
        }
        Self::begin(out).map(drop)
    }

    /// Opens a hidden folder beside `out` to write into.
    pub(crate) fn begin(out: &Path) -> Result<Self, Error> {
        let parent = parent_of(out);
        std::fs::create_dir_all(&parent).map_err(Error::writing(&parent))?;
        let staging =
            tempfile::Builder::new().prefix(".isocenter-").tempdir_in(&parent).map_err(Error::writing(out))?;
        Ok(Self { out: out.to_owned(), staging })
    }

    /// Where to write; the folder does not exist yet.
    pub(crate) fn path(&self) -> PathBuf {
        self.staging.path().join("new")
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
        if self.out.exists() {
            if !may_replace(&self.out)? {
                return Err(Error::OutputOccupied { path: self.out.clone() });
            }
            let old = self.staging.path().join("old");
            std::fs::rename(&self.out, &old).map_err(failed())?;
            if let Err(source) = std::fs::rename(self.path(), &self.out) {
                std::fs::rename(&old, &self.out).map_err(failed())?;
                return Err(Error::Write { path: self.out.clone(), source });
            }
            return Ok(());
        }
        std::fs::rename(self.path(), &self.out).map_err(failed())
    }
}

/// Writes a file beside its place and renames it: the earlier file stays until the new one is whole.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let parent = parent_of(path);
    std::fs::create_dir_all(&parent).map_err(Error::writing(&parent))?;
    let mut file = tempfile::NamedTempFile::new_in(&parent).map_err(Error::writing(path))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(Error::writing(path))?;
    file.persist(path).map_err(|failure| Error::Write { path: path.to_owned(), source: failure.error })?;
    Ok(())
}

fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn may_replace(out: &Path) -> Result<bool, Error> {
    if !out.is_dir() {
        return Ok(false);
    }
    let mut entries = std::fs::read_dir(out).map_err(Error::reading(out))?;
    Ok(out.join(RUN_RECORD).is_file() || entries.next().is_none())
}
