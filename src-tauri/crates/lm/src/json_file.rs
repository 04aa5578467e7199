//! Reading one JSON file with an error that names it.

use std::io::ErrorKind;
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::Error;

/// The file's bytes; an absent file is [`Error::MissingFile`].
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => Error::MissingFile { path: path.to_owned() },
        _ => Error::Read { path: path.to_owned(), source },
    })
}

/// The file as `T`.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    serde_json::from_slice(&read_bytes(path)?).map_err(|source| Error::Json { path: path.to_owned(), source })
}
