//! Files as the use-cases read and write them: failures in words, and what is written appears whole or not at all.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::wire::ErrorCode;

/// The text of a file that the user named.
pub(crate) fn read_text(path: &Path) -> Result<String, Error> {
    let bytes = std::fs::read(path).map_err(|source| cannot_read(path, &source))?;
    String::from_utf8(bytes).map_err(|_| {
        Error::new(
            ErrorCode::BadInput,
            format!("{} is not UTF-8 text", path.display()),
            "save it as UTF-8 and try again",
        )
    })
}

/// The name of a file or folder, without where it lies.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The bytes of a file.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| cannot_read(path, &source))
}

/// The paths in a folder, in no particular order.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let listing = std::fs::read_dir(folder).map_err(|source| cannot_read(folder, &source))?;
    listing.map(|entry| entry.map(|entry| entry.path()).map_err(|source| cannot_read(folder, &source))).collect()
}

/// What becomes of finished work that is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is done.
    Keep,
    /// The new takes its place.
    Replace,
}

/// Refuses a folder that holds one of these files, before any work is done for it. `what` is what they make, e.g. `a finished adapter`.
pub(crate) fn refuse_finished(folder: &Path, names: &[&str], what: &str, existing: Existing) -> Result<(), Error> {
    let there = names.iter().find(|name| folder.join(name).exists());
    match (there, existing) {
        (Some(name), Existing::Keep) => Err(Error::new(
            ErrorCode::BadInput,
            format!("{} holds {what} already ({name})", folder.display()),
            "choose another folder, or replace it with --force",
        )),
        _ => Ok(()),
    }
}

/// Who may read a file that is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    Everybody,
    Owner,
}

/// Writes a file beside its place and renames it.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_for(Readers::Everybody, path, bytes)
}

/// [`write_whole`] of a file that only its owner may read.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_for(Readers::Owner, path, bytes)
}

fn write_for(readers: Readers, path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(|source| cannot_write(parent, &source))?;
    let staged = || -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(parent)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        if readers == Readers::Everybody {
            open_to_all_readers(file.as_file())?;
        }
        file.persist(path).map_err(|failure| failure.error)?;
        Ok(())
    };
    staged().map_err(|source| cannot_write(path, &source))
}

/// A temporary file is private to its owner; a finished one has the usual permissions.
#[cfg(unix)]
fn open_to_all_readers(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_all_readers(_file: &std::fs::File) -> io::Result<()> {
    Ok(())
}

/// A file or folder that could not be read.
pub(crate) fn cannot_read(path: &Path, source: &io::Error) -> Error {
    let remedy = match source.kind() {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::PermissionDenied => "ask for the right to read it",
        _ => "check the disk it lies on",
    };
    let what = match source.kind() {
        io::ErrorKind::NotFound => format!("{} does not exist", path.display()),
        _ => format!("{} cannot be read", path.display()),
    };
    Error::new(ErrorCode::BadInput, what, remedy).caused_by(source)
}

/// A file or folder that could not be written.
pub(crate) fn cannot_write(path: &Path, source: &io::Error) -> Error {
    if is_disk_full(source) {
        return disk_full(path).caused_by(source);
    }
    let remedy = match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "choose a folder that you may write to",
        _ => "choose another place",
    };
    Error::new(ErrorCode::BadInput, format!("{} cannot be written", path.display()), remedy).caused_by(source)
}

/// Whether the system said that there is no room left.
pub(crate) fn is_disk_full(source: &io::Error) -> bool {
    matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

/// No room for `path`.
pub(crate) fn disk_full(path: &Path) -> Error {
    Error::new(
        ErrorCode::DiskFull,
        format!("the disk is full, {} was not written", path.display()),
        "make room or choose another disk, then run it again",
    )
}

/// Indented JSON with a final newline.
pub(crate) fn to_json(value: &impl serde::Serialize) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| crate::failure::internal(&error))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
