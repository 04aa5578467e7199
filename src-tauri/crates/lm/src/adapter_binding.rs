//! What an adapter belongs to: its base, its prompt template, and its own weights, in a file of ours beside PEFT's two.
//! Adapters without the file (PEFT's own) are used as they are; nothing is then known to be enforced.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::adapter_file::WEIGHTS_FILE;
use crate::json_file::read_json;
use crate::model_identity::{sha256_of_files, sha256_of_text};
use crate::staged_folder::StagedFolder;
use crate::{CancelToken, Error, ModelSource};

/// The file beside `adapter_config.json`.
pub const BINDING_FILE: &str = "isocenter_binding.json";

/// What an adapter was trained with. All hashes are SHA-256 in hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdapterBinding {
    /// The base.
    pub base: BoundBase,
    /// The prompt template; none for training on prompts that were given whole.
    #[serde(default)]
    pub template: Option<BoundTemplate>,
    /// Of `adapter_model.safetensors`.
    pub adapter_sha256: String,
}

/// The base an adapter was trained on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundBase {
    /// Its folder or file as it was called then; only for messages.
    pub name: String,
    /// Of every byte ([`crate::sha256_of_model`]), where it was computed.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Of samples ([`ModelSource::quick_sha256`]); this is what each use is checked with.
    pub quick_sha256: String,
}

/// The prompt template an adapter was trained with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundTemplate {
    /// What it is called, such as its task.
    pub name: String,
    /// Its version, as whoever keeps templates counts them.
    #[serde(default)]
    pub version: Option<String>,
    /// The template itself, with its place-holders.
    pub text: String,
    /// Of the text.
    pub sha256: String,
}

impl BoundTemplate {
    /// A template with its hash.
    #[must_use]
    pub fn new(name: &str, version: Option<&str>, text: &str) -> Self {
        let sha256 = sha256_of_text(text);
        Self { name: name.to_owned(), version: version.map(str::to_owned), text: text.to_owned(), sha256 }
    }
}

impl BoundBase {
    /// The identity of an opened base; `sha256` is that of every byte, where the caller has it.
    ///
    /// # Errors
    /// As [`ModelSource::quick_sha256`].
    pub fn of(base: &ModelSource, sha256: Option<String>) -> Result<Self, Error> {
        Ok(Self { name: base.path().display().to_string(), sha256, quick_sha256: base.quick_sha256()? })
    }
}

impl AdapterBinding {
    /// Writes the record of the adapter that lies in `folder`, whole or not at all.
    ///
    /// # Errors
    /// [`Error::MissingFile`] without the adapter's weights, [`Error::DiskFull`], [`Error::Write`].
    pub fn write(folder: &Path, base: BoundBase, template: Option<BoundTemplate>) -> Result<Self, Error> {
        let binding = Self { base, template, adapter_sha256: adapter_sha256(folder)? };
        let json = serde_json::to_string_pretty(&binding)
            .map_err(|source| Error::Json { path: folder.join(BINDING_FILE), source })?;
        let mut staged = StagedFolder::beside(folder)?;
        staged.write(BINDING_FILE, format!("{json}\n").as_bytes())?;
        staged.publish()?;
        Ok(binding)
    }

    /// Reads the record of an adapter; none where there is no such file.
    ///
    /// # Errors
    /// [`Error::AdapterChanged`] when the weights are not those it was written for, [`Error::Json`].
    pub fn read(folder: &Path) -> Result<Option<Self>, Error> {
        let path = folder.join(BINDING_FILE);
        if !path.exists() {
            return Ok(None);
        }
        let binding: Self = read_json(&path)?;
        match binding.adapter_sha256 == adapter_sha256(folder)? {
            true => Ok(Some(binding)),
            false => Err(Error::AdapterChanged { folder: folder.to_owned() }),
        }
    }

    /// Refuses another base than the adapter of `folder` was trained on.
    ///
    /// # Errors
    /// [`Error::AdapterOfOtherBase`].
    pub fn check_base(&self, folder: &Path, quick_sha256: &str) -> Result<(), Error> {
        match self.base.quick_sha256 == quick_sha256 {
            true => Ok(()),
            false => Err(Error::AdapterOfOtherBase { folder: folder.to_owned(), base: self.base.name.clone() }),
        }
    }

    /// Refuses another template than the adapter of `folder` was trained with. An adapter trained on whole prompts takes
    /// any.
    ///
    /// # Errors
    /// [`Error::AdapterOfOtherTemplate`].
    pub fn check_template(&self, folder: &Path, template: &str) -> Result<(), Error> {
        match &self.template {
            Some(bound) if bound.sha256 != sha256_of_text(template) => {
                let version = bound.version.as_deref().map(|version| format!(" {version}")).unwrap_or_default();
                Err(Error::AdapterOfOtherTemplate {
                    folder: folder.to_owned(),
                    template: format!("{}{version}", bound.name),
                })
            }
            _ => Ok(()),
        }
    }
}

fn adapter_sha256(folder: &Path) -> Result<String, Error> {
    let path = folder.join(WEIGHTS_FILE);
    if !path.exists() {
        return Err(Error::MissingFile { path });
    }
    sha256_of_files(&[path], &CancelToken::new())
}
