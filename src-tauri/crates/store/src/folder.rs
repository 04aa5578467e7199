//! The folder of a vault: which file is where, and how a new one appears whole.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, FileAction};
use crate::hex;
use crate::key::random;
use crate::private;
use crate::whole_file::sync_folder;

/// Paths inside the vault's folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn at(root: &Path) -> Self {
        Self(root.to_owned())
    }

    pub(crate) fn root(&self) -> &Path {
        &self.0
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("vault.db")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.0.join("vault.keys")
    }

    pub(crate) fn seal(&self) -> PathBuf {
        self.0.join("vault.seal")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.0.join("vault.lock")
    }

    pub(crate) fn backups(&self) -> PathBuf {
        self.0.join("backups")
    }
}

/// Lets `fill` make the content of a folder beside `target`, then gives it its name: `target` is there whole or not at
/// all.
///
/// # Errors
/// [`Error::FolderTaken`] if `target` exists and is not an empty folder; what `fill` gives.
pub(crate) fn appear(target: &Path, fill: impl FnOnce(&Folder) -> Result<(), Error>) -> Result<(), Error> {
    refuse_taken(target)?;
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = target.with_file_name(format!(".{name}.{}", hex::encode(&random::<6>()?)));
    private::create_folder(&beside).map_err(Error::file(FileAction::Create, &beside))?;
    let filled = fill(&Folder::at(&beside)).and_then(|()| {
        sync_folder(&beside)?;
        refuse_taken(target)?;
        fs::rename(&beside, target).map_err(Error::file(FileAction::Rename, target))?;
        target.parent().map_or(Ok(()), sync_folder)
    });
    if filled.is_err() {
        // OK because the error that led here is the one to tell.
        let _ = fs::remove_dir_all(&beside);
    }
    filled
}

/// Clears an empty folder away, which a file dialog likes to create.
fn refuse_taken(target: &Path) -> Result<(), Error> {
    if !target.exists() {
        return Ok(());
    }
    fs::remove_dir(target).map_err(|_| Error::FolderTaken { folder: target.to_owned() })
}
