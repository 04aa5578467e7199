//! A base model, its tokenizer and any number of adapters, ready to answer. What it answers is in `generate`, `scan`,
//! `score` and `constrained_beam`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use candle_core::Device;
use isocenter_nn::{Adapter, BaseWeights, Decoder, DecoderConfig, KvCache};

use crate::adapter_binding::AdapterBinding;
use crate::adapter_file::{self, AdapterSettings};
use crate::free_memory::ReturnedOnDrop;
use crate::memory_budget::{MachineMemory, ModelUse};
use crate::piece_trie::PieceTrie;
use crate::{Architecture, ChatMessage, ChatTemplate, Error, LoadOptions, ModelSource, TextTokenizer, open_device};

/// The context an answer is assumed to need when the memory is checked before loading, in tokens.
const TYPICAL_CONTEXT_TOKENS: usize = 1024;

/// A loaded model. Shared between threads; every call gives its adapter by name.
pub struct Engine {
    folder: PathBuf,
    architecture: Architecture,
    weights_bytes: u64,
    /// Of the model as it is stored, so that an adapter finds its base at any precision.
    quick_sha256: String,
    decoder: Decoder,
    tokenizer: TextTokenizer,
    chat_template: Option<ChatTemplate>,
    eos_ids: Vec<u32>,
    adapters: BTreeMap<String, NamedAdapter>,
    pieces: OnceLock<PieceTrie>,
    /// The last field, so that everything above is free by then.
    _memory: ReturnedOnDrop,
}

struct NamedAdapter {
    folder: PathBuf,
    settings: AdapterSettings,
    weights: Adapter,
    binding: Option<AdapterBinding>,
}

impl Engine {
    /// Opens a model folder or GGUF file and loads its weights.
    ///
    /// # Errors
    /// As [`ModelSource::open`], [`open_device`] and [`ModelSource::load_decoder`]; [`Error::NotEnoughMemory`] before a
    /// weight is read.
    pub fn open(path: &Path, options: impl Into<LoadOptions>) -> Result<Self, Error> {
        let options = options.into();
        let device = open_device(options.device)?;
        let opened = ModelSource::open(path)?;
        let machine = if device.is_cpu() { MachineMemory::read() } else { None };
        let form = opened.form(&options, machine)?;
        if let Some(machine) = machine {
            let context_tokens = opened.config().max_position_embeddings.min(TYPICAL_CONTEXT_TOKENS);
            opened.check_memory(form, ModelUse::Generation { batch: 1, context_tokens }, machine)?;
        }
        let decoder = opened.load_decoder_as(form, BaseWeights::Frozen, &device)?;
        Self::of(opened, decoder)
    }

    /// An engine of a decoder that was loaded already, with the tokenizer and template of its model.
    pub(crate) fn of(source: ModelSource, decoder: Decoder) -> Result<Self, Error> {
        let quick_sha256 = source.quick_sha256()?;
        let (folder, architecture) = (source.path().to_owned(), source.architecture());
        let (weights_bytes, eos_ids) = (source.weights_bytes(), source.eos_ids());
        let (tokenizer, chat_template) = source.into_text();
        Ok(Self {
            folder,
            architecture,
            weights_bytes,
            quick_sha256,
            decoder,
            chat_template,
            eos_ids,
            tokenizer,
            adapters: BTreeMap::new(),
            pieces: OnceLock::new(),
            _memory: ReturnedOnDrop,
        })
    }

    /// Reads an adapter and keeps it under a name; a name given again is replaced.
    ///
    /// # Errors
    /// As [`adapter_file::read`] and [`AdapterBinding::read`]; [`Error::AdapterOfOtherBase`] when its record names
    /// another. The engine stays as it was.
    pub fn add_adapter(&mut self, name: &str, folder: &Path) -> Result<(), Error> {
        let binding = AdapterBinding::read(folder)?;
        if let Some(binding) = &binding {
            binding.check_base(folder, &self.quick_sha256)?;
        }
        let (settings, weights) = adapter_file::read(folder, self.decoder.config(), self.decoder.device())?;
        self.adapters.insert(name.to_owned(), NamedAdapter { folder: folder.to_owned(), settings, weights, binding });
        Ok(())
    }

    /// What an adapter is bound to; none for an unknown name and for an adapter without a record.
    #[must_use]
    pub fn adapter_binding(&self, name: &str) -> Option<&AdapterBinding> {
        self.adapters.get(name)?.binding.as_ref()
    }

    /// Refuses a prompt template that the adapter was not trained with. Adapters without a record take any.
    ///
    /// # Errors
    /// [`Error::AdapterOfOtherTemplate`], [`Error::UnknownAdapter`].
    pub fn check_template(&self, name: &str, template: &str) -> Result<(), Error> {
        let adapter = self.adapters.get(name).ok_or_else(|| Error::UnknownAdapter { name: name.to_owned() })?;
        adapter.binding.as_ref().map_or(Ok(()), |binding| binding.check_template(&adapter.folder, template))
    }

    /// The adapters' names, sorted.
    pub fn adapter_names(&self) -> impl Iterator<Item = &str> {
        self.adapters.keys().map(String::as_str)
    }

    /// The settings of an adapter.
    #[must_use]
    pub fn adapter_settings(&self, name: &str) -> Option<&AdapterSettings> {
        self.adapters.get(name).map(|adapter| &adapter.settings)
    }

    /// The model's folder or file.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The family of the model.
    #[must_use]
    pub fn architecture(&self) -> Architecture {
        self.architecture
    }

    /// Bytes of the weight files on disk.
    #[must_use]
    pub fn weights_bytes(&self) -> u64 {
        self.weights_bytes
    }

    /// The shape of the decoder.
    #[must_use]
    pub fn config(&self) -> &DecoderConfig {
        self.decoder.config()
    }

    /// The decoder itself.
    #[must_use]
    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// Where the model computes.
    #[must_use]
    pub fn device(&self) -> &Device {
        self.decoder.device()
    }

    /// The tokenizer.
    #[must_use]
    pub fn tokenizer(&self) -> &TextTokenizer {
        &self.tokenizer
    }

    /// The chat template, if the folder has one.
    #[must_use]
    pub fn chat_template(&self) -> Option<&ChatTemplate> {
        self.chat_template.as_ref()
    }

    /// Every token that ends an answer.
    #[must_use]
    pub fn eos_ids(&self) -> &[u32] {
        &self.eos_ids
    }

    /// The prompt ids of a conversation, with the opening of the assistant's turn.
    ///
    /// # Errors
    /// [`Error::NoChatTemplate`] without a template, [`Error::ChatTemplate`] when it refuses the messages.
    pub fn encode_chat(&self, messages: &[ChatMessage]) -> Result<Vec<u32>, Error> {
        let template =
            self.chat_template.as_ref().ok_or_else(|| Error::NoChatTemplate { folder: self.folder.clone() })?;
        self.tokenizer.encode_without_special(&template.render(messages, true)?)
    }

    /// The weights of an adapter by name; none for the base.
    pub(crate) fn adapter(&self, name: Option<&str>) -> Result<Option<&Adapter>, Error> {
        let Some(name) = name else { return Ok(None) };
        let adapter = self.adapters.get(name).ok_or_else(|| Error::UnknownAdapter { name: name.to_owned() })?;
        Ok(Some(&adapter.weights))
    }

    /// A decoder into whose projections the adapter is added; none where the base is packed and takes no addition.
    pub(crate) fn merged(&self, adapter: &Adapter) -> Result<Option<Decoder>, Error> {
        if !self.decoder.can_merge(adapter) {
            return Ok(None);
        }
        let needed_bytes = self.decoder.merged_bytes(adapter);
        if self.device().is_cpu()
            && let Some(machine) = MachineMemory::read()
            && needed_bytes > machine.available_bytes
        {
            return Err(Error::NotEnoughMemory { needed_bytes, available_bytes: machine.available_bytes });
        }
        Ok(Some(self.decoder.merged(adapter)?))
    }

    /// What each token adds to a text, made at first use.
    pub(crate) fn pieces(&self) -> &PieceTrie {
        self.pieces.get_or_init(|| PieceTrie::of(&self.tokenizer, &self.eos_ids))
    }

    /// Refuses ids without an embedding row.
    pub(crate) fn check_ids(&self, ids: &[u32]) -> Result<(), Error> {
        let vocab_size = self.decoder.config().vocab_size;
        match ids.iter().find(|id| **id as usize >= vocab_size) {
            Some(id) => Err(Error::TokenOutsideVocabulary { id: *id, vocab_size }),
            None => Ok(()),
        }
    }

    /// Refuses what the model has no positions for.
    pub(crate) fn check_context(&self, tokens: usize) -> Result<(), Error> {
        let limit = self.decoder.config().max_position_embeddings;
        if tokens > limit { Err(Error::ContextTooLong { tokens, limit }) } else { Ok(()) }
    }

    /// Reads one prompt into a new cache, as a beginning that several rows may share; gives the cache and the logits after
    /// its last token.
    pub(crate) fn read_prompt(&self, prompt: &[u32], adapter: Option<&Adapter>) -> Result<ReadPrompt, Error> {
        if prompt.is_empty() {
            return Err(Error::EmptyPrompt { row: 0 });
        }
        self.check_ids(prompt)?;
        self.check_context(prompt.len())?;
        let (mut cache, mut logits) = (KvCache::new(self.decoder.config().num_layers), Vec::new());
        self.decoder.read_to_logits(&[prompt], adapter, &mut cache, &mut logits)?;
        cache.share();
        Ok(ReadPrompt { cache, logits })
    }
}

/// A prompt that was read.
pub(crate) struct ReadPrompt {
    /// Its keys and values, one row.
    pub(crate) cache: KvCache,
    /// Logits after its last token.
    pub(crate) logits: Vec<f32>,
}
