//! Files that appear in a folder, or by themselves, whole or not at all: written beside their place, synced, then renamed
//! into it.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::Error;

/// A folder in the making. Dropped before [`StagedFolder::publish`], it leaves nothing behind.
pub(crate) struct StagedFolder<'a> {
    target: &'a Path,
    staging: TempDir,
    names: Vec<&'static str>,
}

impl<'a> StagedFolder<'a> {
    /// Makes a hidden folder beside `target`, on the same file system.
    pub(crate) fn beside(target: &'a Path) -> Result<Self, Error> {
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(|source| write_error(target, source))?;
        let staging = tempfile::Builder::new()
            .prefix(".isocenter-")
            .tempdir_in(parent)
            .map_err(|source| write_error(target, source))?;
        Ok(Self { target, staging, names: Vec::new() })
    }

    /// Writes one file and syncs it to the disk.
    pub(crate) fn write(&mut self, name: &'static str, bytes: &[u8]) -> Result<(), Error> {
        self.fill(name, |file| file.put(bytes))
    }

    /// Writes one file piece by piece, as `fill` hands them over, and syncs it to the disk.
    pub(crate) fn fill(
        &mut self,
        name: &'static str,
        fill: impl FnOnce(&mut StagedWriter) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let path = self.staging.path().join(name);
        self.fill_into(name, fill, || File::create(&path))
    }

    /// As [`StagedFolder::fill`], into a file that `open` gives (a test gives one on a full device).
    fn fill_into(
        &mut self,
        name: &'static str,
        fill: impl FnOnce(&mut StagedWriter) -> Result<(), Error>,
        open: impl FnOnce() -> io::Result<File>,
    ) -> Result<(), Error> {
        StagedWriter::run(self.target.join(name), fill, open)?;
        self.names.push(name);
        Ok(())
    }

    /// Where the files lie until they are published.
    pub(crate) fn staging(&self) -> &Path {
        self.staging.path()
    }

    /// Renames the files into `target`, in the order they were written. Other files of an existing folder stay.
    pub(crate) fn publish(self) -> Result<(), Error> {
        let staged = self.staging.path();
        if !self.target.exists() {
            allow_others_to_enter(staged).map_err(|source| write_error(self.target, source))?;
            fs::rename(staged, self.target).map_err(|source| write_error(self.target, source))?;
            return Ok(());
        }
        for name in &self.names {
            let place = self.target.join(name);
            fs::rename(staged.join(name), &place).map_err(|source| write_error(&place, source))?;
        }
        Ok(())
    }
}

/// A file in the making. Dropped before [`StagedFile::publish`], it leaves nothing behind.
pub(crate) struct StagedFile<'a> {
    target: &'a Path,
    staging: TempDir,
}

impl<'a> StagedFile<'a> {
    /// Makes a hidden folder beside `target`, on the same file system.
    pub(crate) fn beside(target: &'a Path) -> Result<Self, Error> {
        let StagedFolder { staging, .. } = StagedFolder::beside(target)?;
        Ok(Self { target, staging })
    }

    /// The file until it is published; its name is that of the target.
    pub(crate) fn path(&self) -> PathBuf {
        self.staging.path().join(self.target.file_name().unwrap_or_default())
    }

    /// Writes the file piece by piece, as `fill` hands them over, and syncs it to the disk.
    pub(crate) fn fill(&self, fill: impl FnOnce(&mut StagedWriter) -> Result<(), Error>) -> Result<(), Error> {
        StagedWriter::run(self.target.to_owned(), fill, || File::create(self.path()))
    }

    /// Renames the file into its place.
    pub(crate) fn publish(self) -> Result<(), Error> {
        fs::rename(self.path(), self.target).map_err(|source| write_error(self.target, source))
    }
}

/// Takes the pieces of a file; its errors name the place that the file is for.
pub(crate) struct StagedWriter {
    file: BufWriter<File>,
    place: PathBuf,
}

impl StagedWriter {
    fn run(
        place: PathBuf,
        fill: impl FnOnce(&mut Self) -> Result<(), Error>,
        open: impl FnOnce() -> io::Result<File>,
    ) -> Result<(), Error> {
        let file = open().map_err(|source| write_error(&place, source))?;
        let mut writer = Self { file: BufWriter::new(file), place };
        fill(&mut writer)?;
        let Self { mut file, place } = writer;
        file.flush().and_then(|()| file.get_ref().sync_all()).map_err(|source| write_error(&place, source))
    }

    /// Appends bytes.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file.write_all(bytes).map_err(|source| write_error(&self.place, source))
    }
}

/// A temporary folder is private to its user; a published one is as open as any other.
#[cfg(unix)]
fn allow_others_to_enter(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn allow_others_to_enter(_folder: &Path) -> io::Result<()> {
    Ok(())
}

fn write_error(path: &Path, source: io::Error) -> Error {
    let path: PathBuf = path.to_owned();
    match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::DiskFull { path },
        _ => Error::Write { path, source },
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn entries(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_named_and_leaves_nothing_behind() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("adapter");
        let mut staged = StagedFolder::beside(&target).unwrap();
        staged.write("adapter_config.json", b"{}").unwrap();
        let full = || File::options().write(true).open("/dev/full");
        let error = staged.fill_into("adapter_model.safetensors", |file| file.put(&[0; 4096]), full).unwrap_err();
        assert!(
            matches!(&error, Error::DiskFull { path } if path.ends_with("adapter/adapter_model.safetensors")),
            "{error:?}"
        );
        drop(staged);
        assert!(entries(parent.path()).is_empty(), "neither the target nor the staging folder may stay");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_leaves_the_earlier_version_as_it_was() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("adapter");
        let mut first = StagedFolder::beside(&target).unwrap();
        first.write("adapter_config.json", b"first").unwrap();
        first.publish().unwrap();
        let mut second = StagedFolder::beside(&target).unwrap();
        second.write("adapter_config.json", b"second").unwrap();
        let full = || File::options().write(true).open("/dev/full");
        second.fill_into("adapter_model.safetensors", |file| file.put(&[0; 4096]), full).unwrap_err();
        drop(second);
        assert_eq!(fs::read(target.join("adapter_config.json")).unwrap(), b"first");
        assert_eq!(entries(parent.path()), ["adapter"]);
    }

    #[test]
    fn publishing_keeps_the_other_files_of_the_folder() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("run");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("log.jsonl"), b"{}").unwrap();
        let mut staged = StagedFolder::beside(&target).unwrap();
        staged.write("adapter_config.json", b"{}").unwrap();
        staged.publish().unwrap();
        assert_eq!(entries(&target), ["adapter_config.json", "log.jsonl"]);
        assert_eq!(entries(parent.path()), ["run"]);
    }

    #[test]
    fn a_parent_that_is_a_file_is_an_error() {
        let parent = tempfile::tempdir().unwrap();
        fs::write(parent.path().join("file"), b"").unwrap();
        let target = parent.path().join("file").join("adapter");
        assert!(matches!(StagedFolder::beside(&target), Err(Error::Write { .. })));
    }
}
