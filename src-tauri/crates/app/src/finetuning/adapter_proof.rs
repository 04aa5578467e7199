//! That an adapter is the one it is said to be: its files by hash, its base and its question by what is written beside it.

use std::path::{Path, PathBuf};

use isocenter_domain::Task;
use isocenter_lm::{AdapterBinding, BoundBase, BoundTemplate, ModelSource};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::wire::ErrorCode;
use crate::{assets, failure, files};

const FILES: [&str; 2] = ["adapter_config.json", "adapter_model.safetensors"];

/// SHA-256 over the settings and the numbers of an adapter, hexadecimal.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn adapter_sha256(folder: &Path) -> Result<String, Error> {
    let mut hash = Sha256::new();
    for name in FILES {
        let path = folder.join(name);
        hash.update(std::fs::read(&path).map_err(|source| files::cannot_read(&path, &source))?);
    }
    Ok(files::hex(&hash.finalize()))
}

/// The folder of a run's adapter, if its files are still those of this hash.
///
/// # Errors
/// `adapter_mismatch`.
pub(crate) fn unchanged(folder: Option<&Path>, run: u32, sha256: &str) -> Result<PathBuf, Error> {
    let found = folder.and_then(|folder| Some((folder, adapter_sha256(folder).ok()?)));
    match found {
        Some((folder, found)) if found == sha256 => Ok(folder.to_owned()),
        Some(_) => Err(Error::new(
            ErrorCode::AdapterMismatch,
            format!("the adapter of run {run} is not the one that was released: its files were changed"),
            "withdraw it, or release another run",
        )),
        None => Err(Error::new(
            ErrorCode::AdapterMismatch,
            format!("the files of the released adapter of run {run} are gone"),
            "withdraw it, or release another run",
        )),
    }
}

/// Writes down beside a new adapter which base and which question it belongs to.
///
/// # Errors
/// A base that cannot be opened, a full disk.
pub(crate) fn bind(folder: &Path, base: &Path, base_sha256: Option<&str>, task: Option<Task>) -> Result<(), Error> {
    let opened = ModelSource::open(base).map_err(failure::lm)?;
    let bound = BoundBase::of(&opened, base_sha256.map(str::to_owned)).map_err(failure::lm)?;
    let template = task.map(assets::prompt_template).transpose()?.map(|template| {
        BoundTemplate::new(template.task().name(), Some(&template.version().to_string()), template.template())
    });
    AdapterBinding::write(folder, bound, template).map(drop).map_err(failure::lm)
}

/// Refuses an adapter that was made for another base or another question; one that says nothing of either is not refused.
///
/// # Errors
/// `adapter_mismatch`.
pub(crate) fn fits(folder: &Path, task: Task, base: &Path) -> Result<(), Error> {
    let opened = ModelSource::open(base).map_err(failure::lm)?;
    fits_identity(folder, task, &opened.quick_sha256().map_err(failure::lm)?)
}

/// [`fits`] with the base's quick hash, where it is known.
///
/// # Errors
/// `adapter_mismatch`.
pub(crate) fn fits_identity(folder: &Path, task: Task, quick_sha256: &str) -> Result<(), Error> {
    let Some(binding) = AdapterBinding::read(folder).map_err(failure::lm)? else { return Ok(()) };
    binding.check_base(folder, quick_sha256).map_err(failure::lm)?;
    binding.check_template(folder, assets::prompt_template(task)?.template()).map_err(failure::lm)
}
