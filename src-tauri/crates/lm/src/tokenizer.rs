//! Text to token ids and back, as the folder's `tokenizer.json` says. Adds no template and no prompt.

use std::path::Path;

use serde_json::{Map, Value};
use tokenizers::Tokenizer;

use crate::Error;
use crate::json_file::{read_bytes, read_json};
use crate::manifest::Manifest;

/// The tokenizer of a model folder. Immutable and shared between threads.
pub struct TextTokenizer {
    tokenizer: Tokenizer,
    size: usize,
    bos: Option<SpecialToken>,
    eos: Option<SpecialToken>,
    pad: Option<SpecialToken>,
    /// A token with visible text: a decoder treats the first token of a text unlike those that follow.
    anchor: Option<u32>,
    anchor_text: String,
}

/// The ids of the tokens that mean a place in a text, as the model's files declare them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct SpecialIds {
    pub(crate) bos: Option<u32>,
    pub(crate) eos: Option<u32>,
    pub(crate) pad: Option<u32>,
}

/// A special token as `tokenizer_config.json` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SpecialToken {
    text: String,
    id: u32,
}

impl TextTokenizer {
    /// Reads `tokenizer.json` and, where there is one, `tokenizer_config.json` of a model folder.
    ///
    /// # Errors
    /// [`Error::MissingFile`] without `tokenizer.json`, [`Error::Tokenizer`] when it cannot be understood,
    /// [`Error::Json`] for its configuration.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("tokenizer.json");
        let unreadable = |source: tokenizers::Error| Error::Tokenizer { path: path.clone(), source };
        let tokenizer = Tokenizer::from_bytes(read_bytes(&path)?).map_err(unreadable)?;
        let config_path = folder.join("tokenizer_config.json");
        let config: Map<String, Value> = if config_path.exists() { read_json(&config_path)? } else { Map::new() };
        let special = |key: &str| {
            let value = config.get(key)?;
            let text = value.as_str().or_else(|| value.get("content").and_then(Value::as_str))?;
            tokenizer.token_to_id(text)
        };
        let specials = SpecialIds { bos: special("bos_token"), eos: special("eos_token"), pad: special("pad_token") };
        Self::of(tokenizer, specials).map_err(unreadable)
    }

    /// A tokenizer of the library with the ids that the model declares.
    pub(crate) fn of(mut tokenizer: Tokenizer, specials: SpecialIds) -> Result<Self, tokenizers::Error> {
        // A file saved after a training run may still cut or fill every text; here the caller decides about lengths.
        tokenizer.with_truncation(None)?;
        tokenizer.with_padding(None);
        let special = |id: Option<u32>| Some(SpecialToken { id: id?, text: tokenizer.id_to_token(id?)? });
        let (bos, eos, pad) = (special(specials.bos), special(specials.eos), special(specials.pad));
        let size = tokenizer.get_vocab(true).values().max().map_or(0, |id| *id as usize + 1);
        let (anchor, anchor_text) = anchor(&tokenizer);
        Ok(Self { tokenizer, size, bos, eos, pad, anchor, anchor_text })
    }

    /// The tokens of a text with the special tokens its post-processor adds (BOS in front for the LLaMA families).
    ///
    /// # Errors
    /// [`Error::Tokenize`] when the tokenizers library fails.
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, Error> {
        self.encode_as(text, true)
    }

    /// The tokens of a text and nothing else. Special tokens written out in the text are still read as such.
    ///
    /// # Errors
    /// [`Error::Tokenize`] when the tokenizers library fails.
    pub fn encode_without_special(&self, text: &str) -> Result<Vec<u32>, Error> {
        self.encode_as(text, false)
    }

    fn encode_as(&self, text: &str, add_special_tokens: bool) -> Result<Vec<u32>, Error> {
        let encoding = self.tokenizer.encode_fast(text, add_special_tokens).map_err(|_| Error::Tokenize)?;
        Ok(encoding.get_ids().to_vec())
    }

    /// The text of the tokens, special tokens left out. An unfinished UTF-8 character shows as U+FFFD; an id outside
    /// the vocabulary as nothing.
    #[must_use]
    pub fn decode(&self, ids: &[u32]) -> String {
        self.tokenizer.decode(ids, true).unwrap_or_default()
    }

    /// The raw text one token adds in the middle of a text, with its leading space where it has one; empty for special
    /// tokens.
    #[must_use]
    pub fn piece(&self, id: u32) -> String {
        let ids: Vec<u32> = self.anchor.into_iter().chain([id]).collect();
        let text = self.decode(&ids);
        text.strip_prefix(&self.anchor_text).map_or_else(String::new, str::to_owned)
    }

    /// The name of a special token, such as `</s>`; none for a token that stands for text.
    #[must_use]
    pub fn special_name(&self, id: u32) -> Option<String> {
        let is_special =
            self.decode(&[id]).is_empty() && self.tokenizer.decode(&[id], false).is_ok_and(|shown| !shown.is_empty());
        if is_special { self.tokenizer.id_to_token(id) } else { None }
    }

    /// Highest token id plus one.
    #[must_use]
    pub fn vocab_size(&self) -> usize {
        self.size
    }

    /// The id of a token by its exact name, such as `<|eot_id|>`.
    #[must_use]
    pub fn token_id(&self, token: &str) -> Option<u32> {
        self.tokenizer.token_to_id(token)
    }

    /// The token that begins a text.
    #[must_use]
    pub fn bos_id(&self) -> Option<u32> {
        self.bos.as_ref().map(|token| token.id)
    }

    /// The token that ends a text, where `tokenizer_config.json` names one.
    #[must_use]
    pub fn declared_eos_id(&self) -> Option<u32> {
        self.eos.as_ref().map(|token| token.id)
    }

    /// The token that ends a text; where none is declared, the usual names are looked up, and at last token 0 stands
    /// in.
    #[must_use]
    pub fn eos_id(&self) -> u32 {
        let usual = || ["</s>", "<|eot_id|>", "<|end_of_text|>"].into_iter().find_map(|name| self.token_id(name));
        self.declared_eos_id().or_else(usual).unwrap_or(0)
    }

    /// The token that fills short rows; the EOS where none is declared. It is masked, so its choice does not show.
    #[must_use]
    pub fn pad_id(&self) -> u32 {
        self.pad.as_ref().map_or_else(|| self.eos_id(), |token| token.id)
    }

    /// The token that fills short rows, where one is declared.
    #[must_use]
    pub fn declared_pad_id(&self) -> Option<u32> {
        self.pad.as_ref().map(|token| token.id)
    }

    /// The tokenizer as the content of a `tokenizer.json`; the same tokenizer always gives the same text.
    ///
    /// # Errors
    /// [`Error::Tokenize`] when the tokenizers library fails.
    pub fn to_json(&self) -> Result<String, Error> {
        self.tokenizer.to_string(false).map_err(|_| Error::Tokenize)
    }

    pub(crate) fn pad_text(&self) -> Option<&str> {
        self.pad.as_ref().map(|token| token.text.as_str())
    }

    pub(crate) fn bos_text(&self) -> Option<&str> {
        self.bos.as_ref().map(|token| token.text.as_str())
    }

    pub(crate) fn eos_text(&self) -> Option<&str> {
        self.eos.as_ref().map(|token| token.text.as_str())
    }

    /// Refuses a tokenizer that was made for another model.
    pub(crate) fn check_belongs_to(&self, manifest: &Manifest) -> Result<(), Error> {
        if self.size > manifest.config.vocab_size {
            return Err(Error::VocabularyTooLarge {
                tokenizer_size: self.size,
                vocab_size: manifest.config.vocab_size,
            });
        }
        for id in manifest.bos_id.iter().chain(&manifest.eos_ids) {
            if self.tokenizer.id_to_token(*id).is_none() {
                return Err(Error::VocabularyMismatch { id: *id });
            }
        }
        // One of the two may differ for a good reason (a chat model's own EOS); both together mean another tokenizer.
        if let (Some(configured), Some(bos), Some(eos)) = (manifest.bos_id, self.bos_id(), self.declared_eos_id())
            && configured != bos
            && !manifest.eos_ids.contains(&eos)
        {
            return Err(Error::VocabularyMismatch { id: configured });
        }
        Ok(())
    }
}

fn anchor(tokenizer: &Tokenizer) -> (Option<u32>, String) {
    let encoded = tokenizer.encode_fast("a", false).ok().and_then(|encoding| encoding.get_ids().last().copied());
    let text_of = |id: u32| tokenizer.decode(&[id], true).unwrap_or_default();
    let is_visible = |id: &u32| text_of(*id).chars().next().is_some_and(char::is_alphanumeric);
    let highest = u32::try_from(tokenizer.get_vocab_size(true)).unwrap_or(u32::MAX);
    let anchor = encoded.into_iter().chain(0..highest).find(is_visible);
    (anchor, anchor.map_or_else(String::new, text_of))
}
