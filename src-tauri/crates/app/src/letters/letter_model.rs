//! Whoever drafts letters with a model in memory, and how that is named in a letter's versions.

use std::path::Path;

use isocenter_lm::Engine;

use super::adapter::{LETTER_ADAPTER, LetterAdapter, letter_adapter_folder};
use super::drafting::DraftSettings;
use crate::error::Error;
use crate::finetuning::adapter_proof::adapter_sha256;
use crate::wire::ErrorCode;

/// Digits of an adapter's hash in a label.
const LABEL_DIGITS: usize = 12;
/// Longest section, tokens.
const SECTION_TOKENS: usize = 512;

/// Who of a model drafts, and how.
pub(crate) struct LetterModel {
    pub(crate) settings: DraftSettings<'static>,
    /// The model, and the adapter's hash where one answers.
    pub(crate) label: String,
}

impl LetterModel {
    /// The model with its letter adapter.
    ///
    /// # Errors
    /// A model without one; an adapter that was trained with another question.
    pub(crate) fn tuned(
        engine: &Engine,
        folder: &Path,
        name: &str,
        temperature: f64,
        seed: u64,
    ) -> Result<Self, Error> {
        if !engine.adapter_names().any(|adapter| adapter == LETTER_ADAPTER) {
            let what = format!("the model {name} has no adapter for letters");
            let remedy = "choose one that drafts letters, or fine-tune one";
            return Err(Error::new(ErrorCode::ModelIncomplete, what, remedy));
        }
        let adapter = letter_adapter_folder(folder);
        let sha256: String = adapter_sha256(&adapter)?.chars().take(LABEL_DIGITS).collect();
        let form = LetterAdapter::read(&adapter)?.form;
        let settings = settings(engine, Some(LETTER_ADAPTER), form, temperature, seed);
        Ok(Self { settings, label: format!("{name}, fine-tuned ({sha256})") })
    }

    /// The base of the same model, asked in the form of its adapter.
    ///
    /// # Errors
    /// A record of the adapter that cannot be read.
    pub(crate) fn base(engine: &Engine, folder: &Path, name: &str, temperature: f64, seed: u64) -> Result<Self, Error> {
        let form = LetterAdapter::read(&letter_adapter_folder(folder))?.form;
        Ok(Self { settings: settings(engine, None, form, temperature, seed), label: format!("{name}, base") })
    }
}

fn settings(
    engine: &Engine,
    adapter: Option<&'static str>,
    form: isocenter_letter::PromptForm,
    temperature: f64,
    seed: u64,
) -> DraftSettings<'static> {
    // A quarter of what the model reads is for the answer, however little it reads.
    let max_tokens = SECTION_TOKENS.min(engine.config().max_position_embeddings / 4);
    DraftSettings { adapter, form, temperature, seed, max_tokens }
}
