//! The version that every file of a study of grades begins with: read before all else, so that a newer file is named as such.

use serde::Deserialize;

use crate::Error;

#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// Refuses what a later version of this program wrote.
///
/// # Errors
/// [`Error::NewerFormat`], [`Error::Json`].
pub(crate) fn refuse_newer(json: &str, newest: u32) -> Result<(), Error> {
    let Format { format } = serde_json::from_str(json).map_err(Error::json)?;
    if format == 0 || format > newest { Err(Error::NewerFormat { found: format, newest }) } else { Ok(()) }
}
