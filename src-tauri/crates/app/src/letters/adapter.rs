//! The letter adapter of a model: where it lies, and `letter.json` beside it, which says in what form it was asked and with which question.

use std::path::{Path, PathBuf};

use isocenter_letter::{PromptForm, prompt_template};
use serde::{Deserialize, Serialize};
use sha2::Digest;

use crate::error::Error;
use crate::files;
use crate::suggestion_model::adapters_folder;
use crate::wire::ErrorCode;

/// Name of the adapter in its engine and of its folder among the adapters.
pub(crate) const LETTER_ADAPTER: &str = "letter";
/// The file beside `adapter_config.json`.
pub(crate) const LETTER_FILE: &str = "letter.json";
const FORMAT: u32 = 1;

/// What a letter adapter was trained with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LetterAdapter {
    /// Format of this file.
    pub(crate) format: u32,
    /// In what form it is asked.
    pub(crate) form: PromptForm,
    /// SHA-256 of the question with its place-holders, hexadecimal.
    pub(crate) template_sha256: String,
}

/// SHA-256 of the question that this program asks.
pub(crate) fn template_sha256() -> String {
    files::hex(&sha2::Sha256::digest(prompt_template()))
}

/// The letter adapter's folder.
pub(crate) fn letter_adapter_folder(model: &Path) -> PathBuf {
    adapters_folder(model).join(LETTER_ADAPTER)
}

/// Whether a model has a letter adapter that looks whole.
pub(crate) fn drafts_letters(model: &Path) -> bool {
    letter_adapter_folder(model).join("adapter_config.json").is_file()
}

impl LetterAdapter {
    /// That of the question that this program asks.
    pub(crate) fn current(form: PromptForm) -> Self {
        Self { format: FORMAT, form, template_sha256: template_sha256() }
    }

    /// Writes the record beside an adapter.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Error> {
        files::write_whole(&folder.join(LETTER_FILE), &files::to_json(self)?)
    }

    /// Reads the record beside an adapter; one without it was trained elsewhere and is asked in the plain form.
    ///
    /// # Errors
    /// A record that cannot be read; `adapter_mismatch` where the adapter was trained with another question.
    pub(crate) fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(LETTER_FILE);
        if !path.exists() {
            return Ok(Self::current(PromptForm::Plain));
        }
        let read: Self = serde_json::from_str(&files::read_text(&path)?).map_err(|error| {
            let what = format!("{} is not the record of a letter adapter", path.display());
            Error::new(ErrorCode::BadInput, what, "train the adapter again").caused_by(&error)
        })?;
        if read.format > FORMAT {
            let what = format!("{} has a newer format than this program knows", path.display());
            return Err(Error::new(ErrorCode::BadInput, what, "use a newer Isocenter"));
        }
        if read.template_sha256 != template_sha256() {
            let what = "the letter adapter was trained with another question than this program asks";
            return Err(Error::new(ErrorCode::AdapterMismatch, what, "train the adapter again"));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_record_is_read_as_it_was_written_and_another_question_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(LetterAdapter::read(folder.path()).unwrap().form, PromptForm::Plain);
        LetterAdapter::current(PromptForm::Llama3Chat).write(folder.path()).unwrap();
        assert_eq!(LetterAdapter::read(folder.path()).unwrap().form, PromptForm::Llama3Chat);
        let other = LetterAdapter { template_sha256: "0".repeat(64), ..LetterAdapter::current(PromptForm::Plain) };
        other.write(folder.path()).unwrap();
        assert_eq!(LetterAdapter::read(folder.path()).unwrap_err().code(), ErrorCode::AdapterMismatch);
    }
}
