//! SHA-256 of what a run depends on, for its record and so that a checkpoint is not resumed with something else.

use crate::{Error, Example, ValidationSet};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::{Path, PathBuf};

/// What a run depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprints {
    /// Of the configuration without what does not change the numbers.
    pub(crate) configuration: String,
    /// Of the examples or documents, and of which of them are held out.
    pub(crate) data: String,
    /// Of the base's `config.json` and weights, or of the shape trained from scratch.
    pub(crate) base: String,
    /// Of the starting adapter, if one was given.
    pub(crate) starting_adapter: Option<String>,
    /// Of `tokenizer.json`.
    pub(crate) tokenizer: String,
}

impl Fingerprints {
    /// The first thing that differs, in words for a message.
    pub(crate) fn difference(&self, other: &Self) -> Option<&'static str> {
        let pairs = [
            ("configuration", self.configuration == other.configuration),
            ("data", self.data == other.data),
            ("base model", self.base == other.base),
            ("starting adapter", self.starting_adapter == other.starting_adapter),
            ("tokenizer", self.tokenizer == other.tokenizer),
        ];
        pairs.into_iter().find(|(_, same)| !same).map(|(what, _)| what)
    }
}

/// SHA-256 of texts, each closed by a byte that no UTF-8 text holds.
pub(crate) fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text.as_bytes());
        hasher.update([0xff]);
    }
    hex(&hasher.finalize())
}

/// SHA-256 of prompts and answers in order, and of what they are validated on.
pub(crate) fn of_data(examples: &[Example], validation: &ValidationSet) -> String {
    let validation = validation.texts();
    let examples = examples.iter().flat_map(|example| [example.prompt.as_str(), example.answer.as_str()]);
    of_texts(examples.chain(validation.iter().map(String::as_str)))
}

/// SHA-256 of bytes that come in pieces.
pub(crate) fn of_bytes<Piece: AsRef<[u8]>>(pieces: impl IntoIterator<Item = Piece>) -> String {
    let mut hasher = Sha256::new();
    pieces.into_iter().for_each(|piece| hasher.update(piece.as_ref()));
    hex(&hasher.finalize())
}

/// SHA-256 of an adapter's settings and weights.
pub(crate) fn of_adapter(folder: &Path) -> Result<String, Error> {
    of_files(folder, |name| name == "adapter_config.json" || name.ends_with(".safetensors"))
}

/// SHA-256 of a folder's `tokenizer.json`.
pub(crate) fn of_tokenizer(folder: &Path) -> Result<String, Error> {
    of_files(folder, |name| name == "tokenizer.json")
}

fn of_files(folder: &Path, belongs: impl Fn(&str) -> bool) -> Result<String, Error> {
    let entries = std::fs::read_dir(folder).map_err(Error::reading(folder))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(&belongs))
        .collect();
    paths.sort();
    let mut hasher = Sha256::new();
    let mut buffer = vec![0u8; 1 << 20];
    for path in paths {
        let mut file = std::fs::File::open(&path).map_err(Error::reading(&path))?;
        loop {
            let read = file.read(&mut buffer).map_err(Error::reading(&path))?;
            match buffer.get(..read) {
                Some(bytes) if !bytes.is_empty() => hasher.update(bytes),
                _ => break,
            }
        }
    }
    Ok(hex(&hasher.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
