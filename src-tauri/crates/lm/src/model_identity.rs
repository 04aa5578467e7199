//! Which model this is: SHA-256 of its files, whole for a record and in samples for a check at each use.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::model_source::gguf_file;
use crate::tensor_names::expected_tensors;
use crate::{CancelToken, Error, ModelSource};

/// Bytes read and hashed at once.
const PIECE: usize = 1 << 20;
/// Bytes sampled at each end of a tensor.
const SAMPLE: usize = 2048;

/// SHA-256 (hex) of a model's `config.json` and safetensors files in the order of their names, or of its GGUF file. Reads
/// every byte, a gigabyte or two a second: for a record made once, not for every opening.
///
/// # Errors
/// [`Error::Read`], [`Error::Cancelled`].
pub fn sha256_of_model(path: &Path, cancel: &CancelToken) -> Result<String, Error> {
    match gguf_file(path)? {
        Some(file) => sha256_of_files(&[file], cancel),
        None => {
            let belongs = |name: &str| name == "config.json" || name.ends_with(".safetensors");
            sha256_of_files(&files_of(path, belongs)?, cancel)
        }
    }
}

impl ModelSource {
    /// SHA-256 (hex) of the model's sizes and of samples of every tensor as stored: a few thousand bytes each, both ends.
    /// Tells models apart at each opening in milliseconds; made to find mix-ups, not forgeries.
    ///
    /// # Errors
    /// A file that was cut since it was opened.
    pub fn quick_sha256(&self) -> Result<String, Error> {
        let config = self.config();
        let mut hasher = Sha256::new();
        for size in [
            config.vocab_size,
            config.hidden_size,
            config.intermediate_size,
            config.num_layers,
            config.num_heads,
            config.num_kv_heads,
            config.head_dim,
            config.sliding_window.unwrap_or(0),
        ] {
            hasher.update((size as u64).to_le_bytes());
        }
        hasher.update(config.rope_theta.to_le_bytes());
        hasher.update(config.rms_norm_eps.to_le_bytes());
        for expected in expected_tensors(config) {
            let stored = self.stored(&expected.name)?;
            stored.file.check_whole()?;
            let bytes = stored.bytes.as_slice();
            hasher.update(expected.name.as_bytes());
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(&bytes[..bytes.len().min(SAMPLE)]);
            hasher.update(&bytes[bytes.len().saturating_sub(SAMPLE)..]);
        }
        Ok(hex(&hasher.finalize()))
    }

    /// SHA-256 (hex) of the tokenizer: of a folder's `tokenizer.json`, or of the tokenizer made from a GGUF file's
    /// metadata.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Tokenize`].
    pub fn tokenizer_sha256(&self) -> Result<String, Error> {
        let file = self.path().join("tokenizer.json");
        match file.is_file() {
            true => sha256_of_files(&[file], &CancelToken::new()),
            false => Ok(hex(&Sha256::digest(self.tokenizer().to_json()?))),
        }
    }
}

/// SHA-256 (hex) of a text.
pub(crate) fn sha256_of_text(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// The files of a folder whose names belong, sorted.
fn files_of(folder: &Path, belongs: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, Error> {
    let read = |source: std::io::Error| Error::Read { path: folder.to_owned(), source };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(read)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(&belongs))
        .collect();
    paths.sort();
    Ok(paths)
}

/// SHA-256 (hex) of the files' bytes, one behind the other.
pub(crate) fn sha256_of_files(paths: &[PathBuf], cancel: &CancelToken) -> Result<String, Error> {
    let mut hasher = Sha256::new();
    let mut piece = vec![0; PIECE];
    for path in paths {
        let read = |source: std::io::Error| Error::Read { path: path.clone(), source };
        let mut file = File::open(path).map_err(read)?;
        loop {
            if cancel.is_cancelled() {
                return Err(Error::Cancelled);
            }
            match file.read(&mut piece).map_err(read)? {
                0 => break,
                length => hasher.update(&piece[..length]),
            }
        }
    }
    Ok(hex(&hasher.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
