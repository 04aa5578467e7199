//! Everything that can go wrong in this crate. Fields name files, tensors, ids and sizes, never a prompt or an answer.

use std::path::PathBuf;

use ::safetensors::SafeTensorError;
use ::safetensors::tensor::Dtype;

/// An error of this crate. File names in it are those given by the caller or found in the model folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file the folder must hold is not there.
    #[error("{} is missing", .path.display())]
    MissingFile {
        /// The file looked for.
        path: PathBuf,
    },
    /// A file is there but could not be read.
    #[error("{} could not be read", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file or folder could not be written; nothing of it is left behind.
    #[error("{} could not be written", .path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The disk is full; nothing of the file is left behind.
    #[error("the disk is full: {} was not written", .path.display())]
    DiskFull {
        /// The file that did not fit.
        path: PathBuf,
    },
    /// Tensors do not fit the file format.
    #[error("the tensors cannot be stored")]
    Serialize {
        /// What the format's library said.
        #[source]
        source: SafeTensorError,
    },
    /// A JSON file is not what its name promises.
    #[error("{} is not valid JSON of its kind", .path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// Where and why.
        #[source]
        source: serde_json::Error,
    },
    /// The model is of a kind this engine does not know.
    #[error("architecture {architecture} is not supported; LLaMA and Mistral are")]
    UnknownArchitecture {
        /// As `config.json` or the metadata of a GGUF file name it.
        architecture: String,
    },
    /// The model needs something this engine does not do.
    #[error("config.json asks for {key} = {value}, which is not supported")]
    UnsupportedModel {
        /// The key of `config.json`.
        key: &'static str,
        /// Its value there.
        value: String,
    },
    /// A value of `config.json` is absent or cannot be.
    #[error("config.json has no usable {key}")]
    InvalidConfig {
        /// The key.
        key: &'static str,
    },
    /// A weight file ends too early.
    #[error("{} is truncated: it is shorter than its header says", .file.display())]
    TruncatedWeights {
        /// The file.
        file: PathBuf,
    },
    /// A weight file is no safetensors file.
    #[error("{} is not a valid safetensors file", .file.display())]
    CorruptWeights {
        /// The file.
        file: PathBuf,
        /// What the header check found.
        #[source]
        source: SafeTensorError,
    },
    /// A file is no GGUF file, or a damaged one.
    #[error("{} is not a valid GGUF file: it has {what}", .file.display())]
    CorruptGguf {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A tensor of a GGUF file is packed in a way that is not read.
    #[error("tensor {tensor} in {} is packed as {format}; F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q5_K and Q6_K are read", .file.display())]
    UnknownTensorType {
        /// The file.
        file: PathBuf,
        /// The tensor.
        tensor: String,
        /// The format by its name in ggml.
        format: String,
    },
    /// A tensor of a GGUF file belongs to no layer of a plain LLaMA or Mistral decoder.
    #[error("tensor {tensor} in {} has no place in a LLaMA or Mistral model", .file.display())]
    UnplacedTensor {
        /// The file.
        file: PathBuf,
        /// The tensor.
        tensor: String,
    },
    /// The metadata of a GGUF file lack a value.
    #[error("the metadata of {} have no {key}", .file.display())]
    MissingMetadata {
        /// The file.
        file: PathBuf,
        /// The key.
        key: String,
    },
    /// A value in the metadata of a GGUF file is of another kind.
    #[error("{key} in the metadata of {} is {found} where {expected} is needed", .file.display())]
    MetadataType {
        /// The file.
        file: PathBuf,
        /// The key.
        key: String,
        /// The kind needed.
        expected: &'static str,
        /// The kind found.
        found: &'static str,
    },
    /// A value in the metadata of a GGUF file cannot be.
    #[error("the metadata of {} cannot have {key} = {value}", .file.display())]
    MetadataValue {
        /// The file.
        file: PathBuf,
        /// The key.
        key: String,
        /// Its value there.
        value: String,
    },
    /// The metadata of a GGUF file ask for something this engine does not do.
    #[error("the metadata of {} ask for {key} = {value}, which is not supported", .file.display())]
    UnsupportedMetadata {
        /// The file.
        file: PathBuf,
        /// The key.
        key: String,
        /// Its value there.
        value: String,
    },
    /// A folder holds several GGUF files and no other weights.
    #[error("{} holds several GGUF files", .folder.display())]
    SeveralGgufFiles {
        /// The folder.
        folder: PathBuf,
    },
    /// A tensor that must be there is not.
    #[error("{} lacks the tensor {tensor}", .file.display())]
    MissingTensor {
        /// The file, index or folder looked through.
        file: PathBuf,
        /// Its name.
        tensor: String,
    },
    /// A tensor is of a type that no weight can have.
    #[error("tensor {tensor} in {} has type {found:?}; F32, F16 and BF16 are read", .file.display())]
    WrongDtype {
        /// The file.
        file: PathBuf,
        /// The tensor.
        tensor: String,
        /// Its type.
        found: Dtype,
    },
    /// A tensor has another shape than the configuration says.
    #[error("tensor {tensor} in {} has shape {found:?} where {expected:?} is needed", .file.display())]
    WrongShape {
        /// The file.
        file: PathBuf,
        /// The tensor.
        tensor: String,
        /// The shape the configuration asks for.
        expected: Vec<usize>,
        /// The shape found.
        found: Vec<usize>,
    },
    /// A weight is not a number or infinite.
    #[error("tensor {tensor} in {} holds values that are not finite", .file.display())]
    NonFiniteWeights {
        /// The file.
        file: PathBuf,
        /// The tensor.
        tensor: String,
    },
    /// The tokenizer could not be read.
    #[error("{} is not a readable tokenizer", .path.display())]
    Tokenizer {
        /// The file.
        path: PathBuf,
        /// What the tokenizers library said.
        #[source]
        source: tokenizers::Error,
    },
    /// The tokenizer cannot be written into a GGUF file.
    #[error("the tokenizer cannot be written into a GGUF file: it has {what}")]
    TokenizerNotInGguf {
        /// What the format does not know.
        what: &'static str,
    },
    /// A file format has no such packing.
    #[error("safetensors files hold no {format}")]
    NoSuchFormat {
        /// The packing.
        format: isocenter_nn::WeightFormat,
    },
    /// The adapter was trained on another base.
    #[error("the adapter {} was trained on another base ({base})", .folder.display())]
    AdapterOfOtherBase {
        /// The adapter's folder.
        folder: PathBuf,
        /// The base as its record calls it.
        base: String,
    },
    /// The adapter was trained with another prompt template.
    #[error("the adapter {} was trained with another prompt template ({template})", .folder.display())]
    AdapterOfOtherTemplate {
        /// The adapter's folder.
        folder: PathBuf,
        /// The template as its record calls it.
        template: String,
    },
    /// The adapter's weights are not those its record was written for.
    #[error("the weights of the adapter {} were changed after its record was written", .folder.display())]
    AdapterChanged {
        /// The adapter's folder.
        folder: PathBuf,
    },
    /// The rotary settings of a GGUF file have no words in `config.json`.
    #[error("the rotary divisors of this model cannot be written into a config.json")]
    RotaryNotInConfig,
    /// An exported model did not answer as the base with its adapter; the export was not kept.
    #[error("the exported model answers {differing} of {prompts} prompts differently: it was not kept")]
    ExportDiffers {
        /// Prompts that were answered differently.
        differing: usize,
        /// Prompts asked.
        prompts: usize,
    },
    /// An export has nothing to be checked with.
    #[error("an export is checked with at least one prompt")]
    NoExportPrompts,
    /// There is something in the place of an export.
    #[error("{} exists already", .path.display())]
    AlreadyThere {
        /// The file or folder.
        path: PathBuf,
    },
    /// The tokenizer failed on a text. The text is not repeated here.
    #[error("the tokenizer failed")]
    Tokenize,
    /// The tokenizer has tokens that the model has no row for.
    #[error("the tokenizer has {tokenizer_size} tokens, the model only {vocab_size}: they do not belong together")]
    VocabularyTooLarge {
        /// Highest token id of the tokenizer plus one.
        tokenizer_size: usize,
        /// `vocab_size` of the model.
        vocab_size: usize,
    },
    /// Tokenizer and model disagree about the special tokens.
    #[error("the tokenizer has no token {id}, which config.json names as special: they do not belong together")]
    VocabularyMismatch {
        /// The id in `config.json`.
        id: u32,
    },
    /// A chat template could not be understood or refused its messages.
    #[error("the chat template cannot be used: {reason}")]
    ChatTemplate {
        /// What the template engine or the template itself said; carries no message content.
        reason: String,
    },
    /// Messages were given but the model has no chat template.
    #[error("{} has no chat template", .folder.display())]
    NoChatTemplate {
        /// The model folder.
        folder: PathBuf,
    },
    /// The adapter uses something this engine does not do.
    #[error("{} asks for {key}, which is not supported", .file.display())]
    UnsupportedAdapter {
        /// The file.
        file: PathBuf,
        /// The setting, with its value.
        key: String,
    },
    /// The adapter holds a tensor that has no place in the model.
    #[error("tensor {tensor} of {} has no place in this base: the adapter belongs to another", .file.display())]
    AdapterTensorUnplaced {
        /// The file.
        file: PathBuf,
        /// The tensor.
        tensor: String,
    },
    /// A tensor of the adapter has another shape than the base needs.
    #[error("tensor {tensor} of {} is {found:?}, this base needs {expected:?}: it belongs to another", .file.display())]
    AdapterShape {
        /// The file.
        file: PathBuf,
        /// The tensor.
        tensor: String,
        /// The shape this base needs.
        expected: Vec<usize>,
        /// The shape found.
        found: Vec<usize>,
    },
    /// No adapter of this name was added to the engine.
    #[error("there is no adapter named {name}")]
    UnknownAdapter {
        /// The name asked for.
        name: String,
    },
    /// The model does not fit into the memory that is free.
    #[error("the model needs {needed_bytes} bytes of memory, {available_bytes} are free")]
    NotEnoughMemory {
        /// Bytes needed.
        needed_bytes: u64,
        /// Bytes free now.
        available_bytes: u64,
    },
    /// The device was not compiled in, or the machine has none.
    #[error("device {device} is not available")]
    DeviceUnavailable {
        /// Its name: `cuda` or `metal`.
        device: &'static str,
        /// What the driver said; none when this build has no support for the device.
        #[source]
        source: Option<candle_core::Error>,
    },
    /// A prompt without a token.
    #[error("prompt {row} is empty")]
    EmptyPrompt {
        /// Which of the prompts, from 0.
        row: usize,
    },
    /// More tokens than the model has positions for.
    #[error("{tokens} tokens do not fit into the model's {limit}")]
    ContextTooLong {
        /// Tokens asked for.
        tokens: usize,
        /// `max_position_embeddings`.
        limit: usize,
    },
    /// A token id the model has no row for.
    #[error("token id {id} is outside the model's vocabulary of {vocab_size}")]
    TokenOutsideVocabulary {
        /// The id.
        id: u32,
        /// `vocab_size` of the model.
        vocab_size: usize,
    },
    /// A generation option outside its range.
    #[error("{option} = {value} is outside its range")]
    OptionOutOfRange {
        /// The option.
        option: &'static str,
        /// Its value.
        value: f64,
    },
    /// The logits are not finite: nothing can be chosen from them.
    #[error("the model gave values that are not finite")]
    NonFiniteLogits,
    /// The threads asked for could not be started.
    #[error("the threads could not be started")]
    Threads {
        /// Why.
        #[source]
        source: rayon::ThreadPoolBuildError,
    },
    /// The caller cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A layer failed.
    #[error("the model failed")]
    Model(#[from] isocenter_nn::Error),
    /// The tensor library failed.
    #[error("a tensor operation failed")]
    Tensor(#[from] candle_core::Error),
}
